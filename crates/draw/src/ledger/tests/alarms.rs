//! What an alarm says must be true: nobody lets a case wait that could have been drawn.

use super::other_program::verdicts_on_lies;
use super::scenes::commit_of;
use super::world::{Facts, Filed, Line, World, ledger_id, text};
use crate::pool::Place;
use crate::protocol::{PrepareError, Prepared, Request, waits};
use crate::record::{AlarmCode, Body, Cause, DrawAlarm, DrawCommit, Late, Sought};
use crate::rules::Seats;
use tarazy_docket::Hash;

const APPEAL: Seats = Seats { seats: 3, reserves: 0 };

/// The case waits, because its bench cannot be filled.
fn in_vain(world: &mut World, filed: &Filed, bench: Seats) -> DrawAlarm {
    let (_, prepared) = world.draw(&Request { bench, ..world.request(filed) }).unwrap();
    let Prepared::NoCandidate(alarm) = prepared else { panic!("{prepared:?}") };
    *alarm
}

/// What both programs say of each record in the place of the last entry.
fn verdicts<T: Body>(world: &World, records: &[T]) -> Vec<String> {
    let (last, before) = world.lines.split_last().unwrap();
    let mut facts = Facts::new(world.facts.quorum);
    before.iter().for_each(|line| facts.take(line).unwrap());
    let lie = |record: &T| {
        let place = Place { leaf: Hash([0xee; 32]), ..last.place };
        Line { place, body: Some(record.to_object().unwrap()), ..last.clone() }
    };
    let lies: Vec<Line> = records.iter().map(lie).collect();
    let own = |line: &Line| facts.clone().take(line).map_or_else(|fault| fault.verdict(), |()| "ok".into());
    let own: Vec<String> = lies.iter().map(own).collect();
    if let Some(other) = verdicts_on_lies(world.facts.quorum, &world.lines, &lies) {
        assert_eq!(own, other);
    }
    own
}

fn sought(alarm: &DrawAlarm, change: impl FnOnce(&mut Sought)) -> DrawAlarm {
    let mut alarm = alarm.clone();
    change(alarm.sought.as_mut().unwrap());
    alarm
}

fn with_figures(alarm: DrawAlarm, figures: [i64; 3]) -> DrawAlarm {
    let names = ["eligible", "needed", "sure"];
    DrawAlarm { figures: names.iter().map(|n| text(n)).zip(figures).collect(), ..alarm }
}

#[test]
fn a_case_that_lacked_judges_cannot_choose_its_pool_by_waiting_for_something_else() {
    let mut world = World::new(false, 3);
    let filed = world.file();
    in_vain(&mut world, &filed, Seats { seats: 3, reserves: 1 });
    let since = world.act(0, crate::record::ActKind::Return, |_| {});
    world.write(&waits(&filed.case, Cause::Initial, world.now));
    let chosen = world.ledger().prepare(&world.request(&filed), &world.facts);
    let Err(PrepareError::Fault(fault)) = chosen else { panic!("{chosen:?}") };
    assert_eq!(fault.verdict(), "draw-6-cause");
    let request = Request { cause: Cause::NoCandidate { act: since.leaf }, ..world.request(&filed) };
    let (place, prepared) = world.draw(&request).unwrap();
    let commit = commit_of(&prepared);
    let lie = DrawCommit { cause: Cause::Initial, ..commit.clone() };
    assert_eq!(verdicts(&world, &[commit, lie]), ["ok", "draw-6-cause"]);
    world.finish(&[place.leaf]);
    world.replayed();
}

#[test]
fn that_too_few_can_be_drawn_is_held_to_the_acts() {
    let mut world = World::new(false, 2);
    let (open, other, filed) = (world.file(), world.file(), world.file());
    let (_, prepared) = world.draw(&world.request(&open)).unwrap();
    commit_of(&prepared);
    let after = world.act(0, crate::record::ActKind::Return, |_| {});
    let conflict = world.conflict(1, &filed.case);
    let alarm = in_vain(&mut world, &filed, APPEAL);
    assert_eq!(alarm.figures.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [1, 3, 1]);
    let late = &alarm.sought.as_ref().unwrap().late;
    assert_eq!(late.iter().map(|l| l.act).collect::<Vec<Hash>>(), [conflict.leaf]);
    let of_open = sought(&alarm, |s| {
        (s.filing, s.filing_index) = (open.filing, open.index);
        s.late.clear();
    });
    let filed_at = |filed: &Filed| world.lines[usize::try_from(filed.index).unwrap()].place.time;
    let of_open = DrawAlarm {
        case: Some(open.case.clone()),
        window: (filed_at(&open), alarm.window.1),
        ..with_figures(of_open, [2, 3, 2])
    };
    let alarms = [
        (alarm.clone(), "ok"),
        (sought(&alarm, |s| (s.seats, s.reserves) = (1, 0)), "draw-6-candidates"),
        (with_figures(sought(&alarm, |s| s.seats = 1), [1, 1, 1]), "draw-6-candidates"),
        (sought(&alarm, |s| s.seats = 2), "draw-6-bench"),
        (sought(&alarm, |s| s.category = text("0199")), "draw-6-weight"),
        (sought(&alarm, |s| (s.filing, s.filing_index) = (other.filing, other.index)), "draw-6-filing"),
        (sought(&alarm, |s| s.filing_index -= 1), "draw-6-filing"),
        (sought(&alarm, |s| s.late.clear()), "draw-7-late"),
        (sought(&alarm, |s| s.late.push(Late { judge: text("J00"), ..s.late[0].clone() })), "draw-7-late"),
        (with_figures(alarm.clone(), [0, 3, 0]), "draw-6-figures"),
        (DrawAlarm { window: (alarm.window.0, alarm.window.1 + 1), ..alarm.clone() }, "draw-6-figures"),
        (DrawAlarm { cause: Some(Cause::NoCandidate { act: after.leaf }), ..alarm.clone() }, "draw-6-cause"),
        (DrawAlarm { sought: None, ..alarm.clone() }, "draw-1-record"),
        (DrawAlarm { case: None, ..alarm.clone() }, "draw-1-record"),
        (DrawAlarm { code: AlarmCode::Waits, ..alarm.clone() }, "draw-1-record"),
        (DrawAlarm { case: None, sought: None, ..alarm.clone() }, "ok"),
        (of_open, "draw-8-open"),
    ];
    let (alarms, expected): (Vec<_>, Vec<_>) = alarms.into_iter().unzip();
    assert_eq!(verdicts(&world, &alarms), expected);
    world.replayed();
}

#[test]
fn the_judges_of_neighbours_count_too() {
    let mut world = World::empty(false);
    world.rules(|r| r.neighbour = vec![ledger_id("criminal")]);
    for n in 0..2 {
        world.appoint(n);
    }
    let home = core::mem::replace(&mut world.home, ledger_id("criminal"));
    world.appoint(10);
    world.home = home;
    let filed = world.file();
    let alarm = in_vain(&mut world, &filed, Seats { seats: 3, reserves: 1 });
    assert_eq!(alarm.figures.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [3, 4, 3]);
    let own_alone = with_figures(sought(&alarm, |s| s.reserves = 0), [2, 3, 2]);
    assert_eq!(verdicts(&world, &[alarm, own_alone]), ["ok", "draw-6-candidates"]);
}
