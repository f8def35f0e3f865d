//! The lives of the demonstration's cases: one for each thing that can become of a case on its road (docs/procedure.md). Days are told as
//! days ago, so that every limit looks as it would in a court that keeps its limits.

use super::tale::{By, Tale, party};
use crate::failure::Failure;
use tarazy_docket::{Object, Value};

/// A life: its name, and how it is told.
pub(super) type Story = (&'static str, fn(&mut Tale) -> Result<(), Failure>);

/// All lives. The large court of the demonstration has each of them.
pub(super) const STORIES: &[Story] = &[
    ("received", |t| t.step(1, By::Claimant, "filing.receive", Object::new(), &["demo-claim"])),
    ("assigned", |t| t.registered(3)),
    ("assigned-with-securing", |t| {
        t.registered(3)?;
        t.plain(2, By::Party, "securing.request", party(1).with("measure", "arrest").with("with_claim", true))
    }),
    ("returned", |t| {
        t.registered(25)?;
        t.plain(21, By::Judge, "filing.return", ground("jurisdiction"))
    }),
    ("refused", |t| {
        t.registered(32)?;
        t.plain(28, By::Judge, "filing.refuse", ground("decided"))
    }),
    ("withdrawn", |t| {
        t.registered(14)?;
        t.plain(12, By::Party, "filing.withdraw", ground("request"))
    }),
    ("preparation", |t| t.accepted(10)),
    ("preparation-with-reply", |t| {
        t.accepted(15)?;
        t.replied(3)
    }),
    ("preparation-with-motion", |t| {
        t.accepted(16)?;
        t.replied(5)?;
        t.plain(3, By::Party, "motion.receive", party(2).with("kind", "expertise"))
    }),
    ("represented", |t| {
        t.accepted(12)?;
        let body = party(1).with("name", "Қасымова Айгерім Болатқызы").with("kind", "advocate");
        let powers = Value::Array(vec![Value::Text("settle".to_owned()), Value::Text("appeal".to_owned())]);
        let from = t.date(6);
        t.plain(4, By::Party, "party.represent", body.with("powers", powers).with("from", from))
    }),
    ("suspended", |t| {
        t.ready(60)?;
        let control = t.date(-25);
        t.plain(30, By::Judge, "case.suspend", ground("expertise").with("control", control))
    }),
    ("hearing-today", |t| trial(t, 0)),
    ("hearing-in-1", |t| trial(t, -1)),
    ("hearing-in-2", |t| trial(t, -2)),
    ("hearing-in-3", |t| trial(t, -3)),
    ("hearing-in-4", |t| trial(t, -4)),
    ("hearing-in-5", |t| trial(t, -5)),
    ("hearing-in-6", |t| trial(t, -6)),
    ("preliminary-today", |t| {
        t.accepted(17)?;
        t.replied(6)?;
        t.hearing(4, 0, "preliminary")
    }),
    ("adjourned", |t| {
        t.ready(38)?;
        t.hearing(20, 6, "trial")?;
        let next = t.place(-5, "trial")?;
        let body = Object::new().with("hearing", Value::Int(1)).with("next", Value::Object(next));
        t.plain(6, By::Judge, "hearing.adjourn", body.with("ground", "absent"))
    }),
    ("recusal-open", |t| {
        t.accepted(9)?;
        t.plain(1, By::Party, "recusal.declare", party(2).with("ground", "interest"))
    }),
    ("recusal-granted", |t| {
        t.accepted(20)?;
        t.plain(12, By::Party, "recusal.declare", party(2).with("ground", "kinship"))?;
        t.plain(11, By::Chair, "recusal.decide", Object::new().with("granted", true))?;
        t.replied(8)
    }),
    ("recusal-refused", |t| {
        t.accepted(21)?;
        t.plain(13, By::Party, "recusal.declare", party(1).with("ground", "interest"))?;
        t.plain(12, By::Chair, "recusal.decide", Object::new().with("granted", false))
    }),
    ("settled", |t| {
        t.accepted(30)?;
        t.plain(18, By::Party, "motion.receive", party(1).with("kind", "settlement"))?;
        let body = Object::new().with("motion", Value::Int(1)).with("approved", true);
        t.plain(15, By::Judge, "settlement.decide", body)
    }),
    ("settlement-offered", |t| {
        t.accepted(18)?;
        t.plain(2, By::Party, "motion.receive", party(1).with("kind", "settlement"))
    }),
    ("left", |t| {
        t.ready(50)?;
        t.plain(20, By::Judge, "filing.leave", ground("absent-twice"))
    }),
    ("decided", |t| t.decided(30, "granted")),
    ("final", |t| t.final_form(45, "partly")),
    ("final-dismissed", |t| t.final_form(48, "dismissed")),
    ("appealed", |t| t.appealed(52)),
    ("appeal-unmoved", |t| {
        t.final_form(50, "granted")?;
        t.step(6, By::Party, "appeal.receive", party(2), &["demo-appeal"])?;
        let lacks = Value::Array(vec![Value::Text("reasons".to_owned())]);
        let (body, until) = (Object::new().with("appeal", Value::Int(1)), t.date(-8));
        t.plain(4, By::Judge, "appeal.stay", body.with("lacks", lacks).with("until", until))
    }),
    ("with-panel", |t| {
        t.with_panel(90)?;
        t.hearing(10, -2, "appeal")
    }),
    ("appeal-decided", |t| {
        t.with_panel(130)?;
        t.hearing(50, 40, "appeal")?;
        t.held(40, 1)?;
        t.step(40, By::Judge, "act.envelopes", Object::new(), &["demo-envelope"; 3])?;
        t.announced(40, "resolution", "upheld")?;
        t.completed(34)?;
        t.plain(30, By::Chancery, "case.close", Object::new())?;
        t.back();
        t.plain(28, By::Chancery, "case.close", Object::new())
    }),
    ("in-force", |t| t.in_force(80, "granted")),
    ("closed", |t| {
        t.in_force(110, "granted")?;
        t.plain(35, By::Chancery, "case.close", Object::new())
    }),
    ("archived", |t| {
        t.in_force(140, "dismissed")?;
        t.plain(60, By::Chancery, "case.close", Object::new())?;
        t.plain(45, By::Chancery, "case.archive", Object::new().with("index", "02-15"))
    }),
    ("limit-restored", |t| {
        t.in_force(85, "granted")?;
        t.plain(10, By::Party, "motion.receive", party(2).with("kind", "restore-appeal"))?;
        let (body, until) = (Object::new().with("motion", Value::Int(1)).with("granted", true), t.date(-9));
        t.plain(6, By::Judge, "motion.decide", body.with("until", until))
    }),
];

/// A trial on a day ahead, or today.
fn trial(t: &mut Tale, on: i64) -> Result<(), Failure> {
    t.ready(26)?;
    t.hearing(7, on, "trial")?;
    t.summoned(6)
}

fn ground(code: &str) -> Object {
    Object::new().with("ground", code)
}
