//! The life of a made-up case, step by step: which command, by whom, on which day before today. Days off are left out; steps of one day
//! follow each other by ten minutes.

use crate::failure::Failure;
use tarazy_base::{Date, Instant, Time, Zone};
use tarazy_docket::{Object, Value};

/// When the first step of a day is taken.
const MORNING: Time = Time::constant(9, 30, 0, 0);
/// When the first hearing of a day begins.
const DOORS: Time = Time::constant(9, 0, 0, 0);
const MINUTE: i64 = 60_000;
/// Between two steps of a case on one day.
const STEP: i64 = 10 * MINUTE;
/// Between two hearings of a court.
const SLOT: i64 = 30 * MINUTE;
/// How long a hearing took that was held.
const HELD: i64 = 25 * MINUTE;

/// The days around today, in a zone.
#[derive(Clone, Copy)]
pub(super) struct Days {
    pub(super) today: Date,
    pub(super) zone: Zone,
}

impl Days {
    /// The day so many days ago, or ahead where the number is negative; on a weekend the Friday before it, ahead the Monday after it.
    pub(super) fn day(self, ago: i64) -> Date {
        let turn = if ago < 0 { Date::tomorrow } else { Date::yesterday };
        let step = |day: Date| turn(day).unwrap_or(day);
        let mut day = (0..ago.abs()).fold(self.today, |day, _| step(day));
        while ago != 0 && day.weekday().to_monday_one_offset() > 5 {
            day = step(day);
        }
        day
    }

    fn at(self, ago: i64, time: Time) -> Result<i64, Failure> {
        Ok(Instant::at(self.day(ago), time, self.zone).map_err(Failure::not_done)?.ms())
    }
}

/// Who takes a step, as commands name him.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The claimant himself, by his account.
    Claimant,
    Party,
    Chancery,
    Judge,
    Chair,
    Program,
}

/// A command of a case's life.
#[derive(Debug, Clone)]
pub(super) struct Deed {
    pub(super) at: i64,
    pub(super) kind: &'static str,
    pub(super) by: By,
    pub(super) body: Object,
    /// Messages whose text is the content of the documents that it brings.
    pub(super) files: Vec<&'static str>,
    /// It is a step of the appeal's own docket.
    pub(super) on_appeal: bool,
}

/// A life that is being told.
pub(super) struct Tale {
    days: Days,
    /// Place of the case's next future hearing among those of its court.
    slot: i64,
    on_appeal: bool,
    pub(super) deeds: Vec<Deed>,
}

impl Tale {
    pub(super) fn new(days: Days, slot: i64) -> Self {
        Self { days, slot, on_appeal: false, deeds: Vec::new() }
    }

    /// A step so many days ago.
    pub(super) fn step(
        &mut self,
        ago: i64,
        by: By,
        kind: &'static str,
        body: Object,
        files: &[&'static str],
    ) -> Result<(), Failure> {
        let place = i64::try_from(self.deeds.len()).map_err(Failure::not_done)?;
        let at = self.days.at(ago, MORNING)? + place * STEP;
        let (files, on_appeal) = (files.to_vec(), self.on_appeal);
        self.deeds.push(Deed { at, kind, by, body, files, on_appeal });
        Ok(())
    }

    /// A step without documents.
    pub(super) fn plain(
        &mut self,
        ago: i64,
        by: By,
        kind: &'static str,
        body: Object,
    ) -> Result<(), Failure> {
        self.step(ago, by, kind, body, &[])
    }

    /// Filed and registered; the draw follows.
    pub(super) fn registered(&mut self, filed: i64) -> Result<(), Failure> {
        self.step(filed, By::Claimant, "filing.receive", Object::new(), &["demo-claim"])?;
        self.plain(filed - 1, By::Chancery, "case.register", Object::new())
    }

    /// Up to the ruling that opens the case, with the claim on its way to the respondent.
    pub(super) fn accepted(&mut self, filed: i64) -> Result<(), Failure> {
        self.registered(filed)?;
        self.plain(filed - 4, By::Judge, "filing.accept", Object::new().with("language", "kk"))?;
        self.plain(filed - 5, By::Chancery, "copies.send", party(2))?;
        let on = self.days.day(filed - 7).to_string();
        self.plain(filed - 7, By::Chancery, "copies.note", party(2).with("on", on))
    }

    /// Up to the end of preparation, with the respondent's reply.
    pub(super) fn ready(&mut self, filed: i64) -> Result<(), Failure> {
        self.accepted(filed)?;
        self.replied(filed - 13)?;
        self.plain(filed - 14, By::Chancery, "reply.forward", Object::new())?;
        self.plain(filed - 17, By::Judge, "preparation.end", Object::new())
    }

    pub(super) fn replied(&mut self, ago: i64) -> Result<(), Failure> {
        self.step(ago, By::Party, "reply.receive", party(2), &["demo-reply"])
    }

    /// A hearing that is set so many days ago for another day, ahead where that is not positive.
    pub(super) fn hearing(&mut self, ago: i64, on: i64, kind: &'static str) -> Result<(), Failure> {
        let body = self.place(on, kind)?;
        self.plain(ago, By::Judge, "hearing.set", body)
    }

    /// Both parties are summoned to the first hearing; the claimant took his summons at the counter a day later, and the letter to the
    /// respondent came back.
    pub(super) fn summoned(&mut self, ago: i64) -> Result<(), Failure> {
        for (number, channel) in [(1, "counter"), (2, "post")] {
            let way = |channel: &str| Value::Object(Object::new().with("channel", channel));
            let ways = Value::Array(vec![way("portal"), way(channel)]);
            let body = party(number).with("hearing", Value::Int(1)).with("ways", ways);
            self.plain(ago, By::Chancery, "notice.issue", body)?;
        }
        let noted =
            [(1, "counter", "handed", "clerk", Some("addressee")), (2, "post", "returned", "post", None)];
        for (number, channel, what, source, relation) in noted {
            let at = self.days.at(ago - 1, DOORS)?;
            let body = Object::new().with("notice", Value::Int(number)).with("channel", channel);
            let mut body = body.with("what", what).with("source", source).with("at", Value::Int(at));
            if let Some(relation) = relation {
                body.insert("relation", relation);
            }
            self.plain(ago - 1, By::Chancery, "notice.note", body)?;
        }
        Ok(())
    }

    /// When and where a hearing is: one that was held begins when the doors open, the others one after the other.
    pub(super) fn place(&self, on: i64, kind: &'static str) -> Result<Object, Failure> {
        let slot = if on > 0 { 0 } else { self.slot };
        let at = self.days.at(on, DOORS)? + slot * SLOT;
        let room = (1 + self.slot % 3).to_string();
        let body = Object::new().with("kind", kind).with("at", Value::Int(at)).with("room", room);
        let body = body.with("minutes", Value::Int(30));
        // By video some of them.
        Ok(if self.slot % 4 == 1 { body.with("remote", true) } else { body })
    }

    /// The hearing with a number was held to its end.
    pub(super) fn held(&mut self, on: i64, number: i64) -> Result<(), Failure> {
        let began = self.days.at(on, DOORS)?;
        let body = Object::new().with("hearing", Value::Int(number)).with("began", Value::Int(began));
        let body = body.with("ended", Value::Int(began + HELD)).with("outcome", "ended");
        self.plain(on, By::Judge, "hearing.hold", body)
    }

    pub(super) fn protocol(&mut self, ago: i64, number: i64) -> Result<(), Failure> {
        let body = Object::new().with("hearing", Value::Int(number));
        self.step(ago, By::Judge, "protocol.sign", body, &["demo-protocol"])
    }

    /// Up to the announced decision; `outcome` is of the law's list.
    pub(super) fn decided(&mut self, filed: i64, outcome: &'static str) -> Result<(), Failure> {
        self.ready(filed)?;
        self.hearing(filed - 17, filed - 27, "trial")?;
        self.held(filed - 27, 1)?;
        self.announced(filed - 27, "decision", outcome)?;
        self.protocol(filed - 29, 1)
    }

    pub(super) fn announced(&mut self, ago: i64, act: &str, outcome: &str) -> Result<(), Failure> {
        let date = self.days.day(ago).to_string();
        let body = Object::new().with("act", act).with("date", date).with("outcome", outcome);
        self.plain(ago, By::Judge, "act.issue", body)
    }

    /// Up to the decision in its final form.
    pub(super) fn final_form(&mut self, filed: i64, outcome: &'static str) -> Result<(), Failure> {
        self.decided(filed, outcome)?;
        self.completed(filed - 33)
    }

    pub(super) fn completed(&mut self, ago: i64) -> Result<(), Failure> {
        let body = Object::new().with("date", self.days.day(ago).to_string());
        self.step(ago, By::Judge, "act.complete", body, &["demo-decision"])
    }

    /// Up to the day on which nobody can appeal any more and the decision is in force.
    pub(super) fn in_force(&mut self, filed: i64, outcome: &'static str) -> Result<(), Failure> {
        self.final_form(filed, outcome)?;
        self.plain(filed - 70, By::Program, "act.enforce", Object::new())
    }

    /// Up to the appeal that is ready to be sent.
    pub(super) fn appealed(&mut self, filed: i64) -> Result<(), Failure> {
        self.final_form(filed, "granted")?;
        self.step(filed - 45, By::Party, "appeal.receive", party(2), &["demo-appeal"])?;
        self.plain(filed - 47, By::Chancery, "appeal.copy", Object::new().with("appeal", Value::Int(1)))
    }

    /// Up to a drawn panel of the court above, which has ended its preparation.
    pub(super) fn with_panel(&mut self, filed: i64) -> Result<(), Failure> {
        self.appealed(filed)?;
        self.plain(filed - 70, By::Chancery, "appeal.send", Object::new())?;
        self.on_appeal = true;
        self.plain(filed - 72, By::Chancery, "case.register", Object::new())?;
        self.plain(filed - 78, By::Judge, "preparation.end", Object::new())
    }

    /// The next steps are of the first instance again.
    pub(super) fn back(&mut self) {
        self.on_appeal = false;
    }

    /// A day, as bodies write it.
    pub(super) fn date(&self, ago: i64) -> String {
        self.days.day(ago).to_string()
    }
}

/// The body that names a party by its number.
pub(super) fn party(number: i64) -> Object {
    Object::new().with("party", Value::Int(number))
}
