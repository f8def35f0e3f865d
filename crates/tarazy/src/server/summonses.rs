//! Summonses as PDF: what the pages say of one, with what the configuration knows of its court.

use crate::config::Mail;
use crate::texts::Texts;
use tarazy_base::Lang;
use tarazy_document::paper::day::{Appointment, Clock, Day};
use tarazy_document::paper::summons::{Addressee, Capacity, Officer, Summons};
use tarazy_document::paper::{Body, CourtName, Paper, Standing, Tongue};
use tarazy_document::render::render;
use tarazy_procedure::PartyRole;
use tarazy_web::summons::{NotPrinted, Sheet, Summonses};

/// Prints for the courts of an installation.
pub(super) struct Printer {
    /// Addresses and officers of courts, and the address of the pages.
    pub(super) mail: Option<Mail>,
}

impl Summonses for Printer {
    fn print(&self, sheet: &Sheet) -> Result<Vec<u8>, NotPrinted> {
        render(&self.paper(sheet)).map_err(|e| NotPrinted(e.to_string()))
    }
}

impl Printer {
    fn paper(&self, sheet: &Sheet) -> Paper {
        let texts = Texts::new(sheet.lang);
        let known = self.mail.as_ref().and_then(|mail| mail.court(&sheet.court));
        let address = known.map(|court| court.address.clone());
        let room = texts.with("summons-place-room", &[("room", sheet.room.clone())]);
        let place = [address.clone().unwrap_or_else(|| sheet.court_name.clone()), room].join(", ");
        let office = texts.say("mail-sender-unknown");
        Paper {
            lang: if sheet.lang == Lang::Ru { Tongue::Ru } else { Tongue::Kk },
            court: CourtName { name: sheet.court_name.clone(), address, contacts: None, place: None },
            case: sheet.number.clone(),
            // Authorities are test ones until a court has its own certificates.
            standing: Standing::Demonstration,
            draft: false,
            public: false,
            made: Day(sheet.made),
            id: sheet.id.clone(),
            code: self.code(sheet),
            body: Body::Summons(Summons {
                addressee: Addressee {
                    name: sheet.addressee.clone(),
                    address: sheet.address.clone().unwrap_or_else(|| texts.say("summons-no-address")),
                },
                appointment: Appointment { day: Day(sheet.day), time: Clock(sheet.time), place },
                matter: sheet.matter.clone(),
                capacity: capacity(sheet),
                sender: known.map_or_else(
                    || Officer { name: sheet.court_name.clone(), post: office.clone() },
                    |court| Officer { name: court.officer.clone(), post: office.clone() },
                ),
                access_code: sheet.code.clone(),
                enter_at: self.page(sheet.lang, "enter").filter(|_| sheet.code.is_some()),
            }),
        }
    }

    /// What a camera reads: with a code the way in, where number and code stand behind "#", which goes over no line; else the case.
    fn code(&self, sheet: &Sheet) -> Option<String> {
        let number = sheet.number.as_ref()?;
        let Some(code) = &sheet.code else { return self.page(sheet.lang, &format!("case/{number}")) };
        let open = |page: String| format!("{page}#number={}&code={code}", number.replace('/', "%2F"));
        Some(self.page(sheet.lang, "enter").map_or_else(|| format!("{number} {code}"), open))
    }

    /// The address of a page, where the installation knows its own.
    fn page(&self, lang: Lang, path: &str) -> Option<String> {
        let site = &self.mail.as_ref()?.site;
        Some(format!("{site}/{}/{path}", lang.as_str()))
    }
}

fn capacity(sheet: &Sheet) -> Capacity {
    match (sheet.is_representative, sheet.role) {
        (true, _) => Capacity::Representative,
        (false, PartyRole::Claimant) => Capacity::Claimant,
        (false, PartyRole::Respondent) => Capacity::Respondent,
        (false, PartyRole::ThirdPerson) => Capacity::ThirdPerson,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tarazy_base::{Date, Time};

    fn sheet(code: Option<&str>) -> Sheet {
        let text = str::to_owned;
        Sheet {
            lang: Lang::Kk,
            court: text("7119"),
            court_name: text("Сот"),
            number: Some(text("7119-26-00-2/9")),
            id: text("x"),
            made: Date::MIN,
            day: Date::MIN,
            time: Time::midnight(),
            room: text("101"),
            addressee: text("Асан Үлгілі"),
            address: None,
            matter: text("x"),
            role: PartyRole::Respondent,
            is_representative: false,
            code: code.map(str::to_owned),
        }
    }

    #[test]
    fn a_camera_is_led_to_the_way_in_or_to_the_case() {
        let text = "server = \"localhost\"\nfrom = \"a@sot.example\"\nsite = \"https://sot.example\"";
        let known = Printer { mail: Some(toml::from_str(text).unwrap()) };
        let unknown = Printer { mail: None };
        let said = |printer: &Printer, code| printer.code(&sheet(code));
        let code = Some("abcd-efgh-2345-6789");
        let way_in = "https://sot.example/kk/enter#number=7119-26-00-2%2F9&code=abcd-efgh-2345-6789";
        assert_eq!(said(&known, code).as_deref(), Some(way_in));
        assert_eq!(said(&known, None).as_deref(), Some("https://sot.example/kk/case/7119-26-00-2/9"));
        assert_eq!(said(&unknown, code).as_deref(), Some("7119-26-00-2/9 abcd-efgh-2345-6789"));
        assert_eq!(said(&unknown, None), None);
    }
}
