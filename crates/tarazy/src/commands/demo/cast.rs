//! Who appears in the demonstration: courts with their judges and staff, citizens, lawyers, administrators. All of it follows from a
//! seed; courts of the oblast level and the economic ones have their real codes, those of district courts are made up.

use super::names::{DISTRICTS, FIRMS, STREETS, STYLES};
use tarazy_access::Role;
use tarazy_base::{Bin, CourtCode, Date, Iin, Text3, courts};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::flow::random::Random;

/// Where a made-up court of district level stands among those of its region.
const DISTRICT: &str = "14";
/// Economic courts, whose codes are known, by region.
const ECONOMIC: [(&str, &str); 2] = [("71", "7119"), ("75", "7527")];
const OBLAST_JUDGES: usize = 5;
const DISTRICT_JUDGES: usize = 4;
const CITIZENS: usize = 24;
const LAWYERS: usize = 4;

/// How high a court stands, and what comes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// Appeals.
    Oblast,
    /// Claims of citizens.
    District,
    /// Disputes of entrepreneurs.
    Economic,
}

/// A court.
pub(super) struct Court {
    pub(super) code: String,
    pub(super) name: Text3,
    pub(super) level: Level,
    /// Code of the court that hears appeals from it.
    pub(super) above: Option<String>,
    /// Judges by their public id.
    pub(super) judges: Vec<(String, String)>,
    pub(super) people: Vec<Official>,
    /// Where its people live.
    pub(super) city: &'static str,
}

/// Somebody with an account.
pub(super) struct Official {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) roles: Vec<Role>,
    /// The judge who he is or for whom he works.
    pub(super) judge: Option<String>,
}

/// Everybody.
pub(super) struct Cast {
    pub(super) courts: Vec<Court>,
    pub(super) citizens: Vec<(Official, Party)>,
    pub(super) others: Vec<Official>,
    pub(super) firms: Vec<Party>,
}

impl Cast {
    /// The cast of so many regions: first Almaty, then the capital, then by code.
    pub(super) fn new(seed: u64, regions: usize) -> Self {
        let mut random = Random::new(seed, "demo/cast");
        let mut order: Vec<&courts::Region> = courts::regions().iter().collect();
        order.sort_by_key(|region| (region.code != "75", region.code != "71", region.code));
        order.truncate(regions.max(1));
        let mut found = Vec::new();
        for region in order {
            let row = DISTRICTS.iter().find(|(code, ..)| *code == region.code);
            let Some((_, city, [kk, ru, en])) = row else { continue };
            let above = format!("{}{}", region.code, region.oblast.0);
            let oblast = known(&above);
            found.push(court(&mut random, &above, oblast, Level::Oblast, None, city));
            let name = Text3::fixed(kk, ru, en);
            let district = format!("{}{DISTRICT}", region.code);
            found.push(court(&mut random, &district, name, Level::District, Some(&above), city));
            for (_, code) in ECONOMIC.iter().filter(|(of, _)| *of == region.code) {
                let name = known(code);
                found.push(court(&mut random, code, name, Level::Economic, Some(&above), city));
            }
        }
        let citizens = (1..=CITIZENS).map(|n| citizen(&mut random, n)).collect();
        let mut others = Vec::new();
        for n in 1..=LAWYERS {
            let role = Role::Lawyer;
            others.push(official(&mut random, format!("lawyer-{n}"), vec![role], None));
        }
        for n in 1..=2 {
            let role = Role::Administrator;
            others.push(official(&mut random, format!("administrator-{n}"), vec![role], None));
        }
        let firms = FIRMS.iter().map(|name| firm(&mut random, name)).collect();
        Self { courts: found, citizens, others, firms }
    }
}

/// The name of a court whose code is known.
fn known(code: &str) -> Text3 {
    let found = CourtCode::parse(code).ok().and_then(|code| courts::court(&code));
    found.map_or_else(|| Text3::new(code.to_owned(), code.to_owned(), code.to_owned()), |court| court.name)
}

fn court(
    random: &mut Random,
    code: &str,
    name: Text3,
    level: Level,
    above: Option<&str>,
    city: &'static str,
) -> Court {
    let count = if level == Level::Oblast { OBLAST_JUDGES } else { DISTRICT_JUDGES };
    let (mut judges, mut people) = (Vec::new(), Vec::new());
    for n in 1..=count {
        let id = format!("{code}-J{n:02}");
        let judge = official(random, format!("judge-{code}-{n}"), vec![Role::Judge], Some(id.clone()));
        judges.push((id, judge.name.clone()));
        people.push(judge);
    }
    // The chair takes no cases here, so that nobody meets his own recusal.
    let staff = [
        ("chair", Role::Chair, None),
        ("assistant", Role::Assistant, Some(0)),
        ("assistant-2", Role::Assistant, Some(1)),
        ("secretary", Role::Secretary, Some(0)),
        ("clerk", Role::Clerk, None),
    ];
    for (word, role, of) in staff {
        let judge = of.and_then(|n: usize| judges.get(n)).map(|(id, _)| id.clone());
        let login = match word.split_once('-') {
            Some((word, n)) => format!("{word}-{code}-{n}"),
            None => format!("{word}-{code}"),
        };
        people.push(official(random, login, vec![role], judge));
    }
    Court { code: code.to_owned(), name, level, above: above.map(str::to_owned), judges, people, city }
}

fn official(random: &mut Random, login: String, roles: Vec<Role>, judge: Option<String>) -> Official {
    let is_woman = random.chance(500);
    Official { login, name: name(random, is_woman), roles, judge }
}

fn name(random: &mut Random, is_woman: bool) -> String {
    let mut at = random.below(STYLES.iter().map(|(_, share)| share).sum());
    let mut style = &STYLES[0].0;
    for (one, share) in &STYLES {
        style = one;
        if at < *share {
            break;
        }
        at -= share;
    }
    let pair = |random: &mut Random, list: &[(&'static str, &'static str)]| {
        let (man, woman) = list.get(random.index(list.len())).copied().unwrap_or_default();
        if is_woman { woman } else { man }
    };
    let given = if is_woman { style.women } else { style.men };
    let surname = pair(random, style.surnames);
    let given = given.get(random.index(given.len())).copied().unwrap_or_default();
    format!("{surname} {given} {}", pair(random, style.fathers))
}

fn citizen(random: &mut Random, n: usize) -> (Official, Party) {
    let is_woman = n.is_multiple_of(2);
    let login = format!("citizen-{n}");
    let name = name(random, is_woman);
    let born = birthday(random);
    let iin = iin(random, born, is_woman);
    let street = STREETS.get(random.index(STREETS.len())).copied().unwrap_or_default();
    let party = Party {
        iin: Some(iin),
        born: Some(born.to_string()),
        address: Some(format!("{street}, {} үй, {} пәтер", 1 + random.below(120), 1 + random.below(90))),
        // No such numbers are given out.
        phone: Some(format!("+7 700 000 {:02} {:02}", random.below(100), n)),
        email: Some(format!("{login}@mail.example")),
        ..Party::named(PartyRole::Claimant, name.clone())
    };
    (Official { login, name, roles: vec![Role::Citizen], judge: None }, party)
}

/// Of somebody who is of age.
fn birthday(random: &mut Random) -> Date {
    let mut small = |n: u64| i8::try_from(1 + random.below(n)).unwrap_or(1);
    let (month, day) = (small(12), small(28));
    Date::constant(1950 + i16::from(small(54)), month, day)
}

/// A number that keeps every rule: its last digits are tried until they do.
fn iin(random: &mut Random, born: Date, is_woman: bool) -> String {
    let century = if born.year() < 2000 { 3 } else { 5 } + u8::from(is_woman);
    let day = format!("{:02}{:02}{:02}", born.year() % 100, born.month(), born.day());
    let fits = |text: &String| Iin::parse(text).is_ok();
    with_check(random, &format!("{day}{century}"), fits)
}

fn firm(random: &mut Random, name: &str) -> Party {
    let start = format!("{:02}{:02}40", 5 + random.below(20), 1 + random.below(12));
    let bin = with_check(random, &start, |text| Bin::parse(text).is_ok());
    let street = STREETS.get(random.index(STREETS.len())).copied().unwrap_or_default();
    Party {
        bin: Some(bin),
        address: Some(format!("{street}, {} үй", 1 + random.below(120))),
        email: Some("office@firm.example".to_owned()),
        ..Party::named(PartyRole::Respondent, name)
    }
}

fn with_check(random: &mut Random, start: &str, fits: impl Fn(&String) -> bool) -> String {
    let width = 11 - start.len();
    loop {
        let serial = random.below(10u64.pow(u32::try_from(width).unwrap_or(4)));
        let found = (0..10).map(|check| format!("{start}{serial:0width$}{check}")).find(&fits);
        if let Some(number) = found {
            return number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twenty_regions_have_courts_and_everybody_a_number_that_keeps_the_rules() {
        let cast = Cast::new(1, 20);
        let of = |level| cast.courts.iter().filter(move |court| court.level == level);
        assert_eq!(of(Level::Oblast).count(), 20);
        assert_eq!(of(Level::District).count(), 20);
        let economic: Vec<&str> = of(Level::Economic).map(|court| court.code.as_str()).collect();
        assert_eq!(economic, ["7527", "7119"]);
        assert!(cast.citizens.iter().all(|(_, p)| Iin::parse(p.iin.as_deref().unwrap_or("")).is_ok()));
        assert!(cast.firms.iter().all(|p| Bin::parse(p.bin.as_deref().unwrap_or("")).is_ok()));
        let mut logins: Vec<&str> =
            cast.courts.iter().flat_map(|c| &c.people).map(|o| o.login.as_str()).collect();
        let all = logins.len();
        logins.sort_unstable();
        logins.dedup();
        assert_eq!(logins.len(), all);
        assert!(logins.iter().all(|login| login.parse::<tarazy_access::Login>().is_ok()));
    }

    #[test]
    fn a_seed_gives_the_same_people() {
        let names = |seed| Cast::new(seed, 2).citizens.into_iter().map(|(o, _)| o.name).collect::<Vec<_>>();
        assert_eq!(names(3), names(3));
        assert_ne!(names(3), names(4));
    }
}
