//! Deciding one command of a round, in memory.

use super::{Outcome, Writer};
use crate::book::Book;
use crate::command::{Answer, Command};
use crate::desk::{Desk, IMPORT, IMPORT_OPEN};
use crate::engine::Engine;
use crate::error::StoreError;
use crate::layer::Layer;
use crate::office::Office;
use crate::refusal::Refusal;
use crate::truth;
use crate::writer::Tools;
use std::collections::HashMap;
use tarazy_docket::json::MAX_DEPTH;
use tarazy_docket::{Actor, Draft, Hash, Object, Value, Visibility};

/// An alarm is raised when the clock runs behind the last entry by more than this, in ms.
pub const BEHIND_MS: i64 = 2_000;
/// Code of that alarm.
pub const CLOCK_BEHIND: &str = "clock-behind";

/// Commands taken so far, what each came to, and what they lay down.
#[derive(Default)]
pub(super) struct Round {
    pub(super) commands: Vec<Command>,
    pub(super) places: Vec<Place>,
    pub(super) layer: Layer,
    /// Place and digest of the accepted commands, by key.
    accepted: HashMap<String, (usize, Hash)>,
}

/// What a command came to.
pub(super) enum Place {
    /// It was accepted; this is the answer if the round commits.
    Accepted(Answer),
    /// It had been carried out before.
    Replayed(Answer),
    /// It is the same as an earlier one of the round.
    Same(usize),
    /// It was refused.
    Refused(Refusal),
    /// It was not looked at, because the database is not open.
    Undecided,
}

impl Round {
    /// The outcomes, after the commit.
    pub(super) fn into_outcomes(self) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(self.places.len());
        for place in self.places {
            outcomes.push(match place {
                Place::Accepted(answer) | Place::Replayed(answer) => Ok(answer),
                Place::Same(earlier) => again(outcomes.get(earlier)),
                Place::Refused(refusal) => Err(refusal),
                Place::Undecided => Err(Refusal::recovering()),
            });
        }
        outcomes
    }
}

fn again(first: Option<&Outcome>) -> Outcome {
    match first {
        Some(Ok(answer)) => Ok(Answer { replayed: true, ..answer.clone() }),
        Some(Err(refusal)) => Err(refusal.clone()),
        None => Err(Refusal::internal("no outcome")),
    }
}

/// The moments of one command.
#[derive(Clone, Copy)]
struct Moment {
    /// The wall clock.
    wall: i64,
    /// Time of the entries.
    time: i64,
    /// History is being imported.
    importing: bool,
    /// By how much the clock runs behind the last entry; 0 or less if it does not.
    behind: i64,
}

impl Writer {
    /// Decides a command. If it is accepted, the round's layer holds what it lays down; otherwise no trace is left.
    pub(super) fn decide(&mut self, round: &mut Round, command: &Command) -> Place {
        let digest = command.digest();
        let Some(seat) = self.seat.as_mut() else { return Place::Undecided };
        let engine = seat.engine.as_mut();
        let wall = self.tools.clock.now();
        match find_answer(engine, round, command, &digest, wall) {
            Ok(None) => {}
            Ok(Some(place)) => return place,
            Err(refusal) => return Place::Refused(refusal),
        }
        let importing = match round.layer.setting(IMPORT) {
            Some(state) => state == IMPORT_OPEN,
            None => self.importing,
        };
        let moment = match moment(command.at, importing, wall, self.book.end().last_time) {
            Ok(moment) => moment,
            Err(refusal) => return Place::Refused(refusal),
        };
        let mut session = Session { engine, book: &mut self.book, tools: &mut self.tools, moment };
        if let Err(refusal) = watch_clock(&mut self.clock_alarm, &mut session, &mut round.layer) {
            return Place::Refused(refusal);
        }
        let decided =
            session.lay_down(&round.layer, &command.actor, |office, desk| office.decide(desk, command));
        match decided.and_then(|(body, laid_down)| answer(body, laid_down, command, &digest, wall)) {
            Ok((answer, laid_down)) => {
                round.layer.absorb(laid_down);
                round.accepted.insert(command.key.clone(), (round.places.len(), digest));
                Place::Accepted(answer)
            }
            Err(refusal) => Place::Refused(refusal),
        }
    }
}

/// What deciding needs of the writer.
struct Session<'a> {
    engine: &'a mut dyn Engine,
    book: &'a mut Book,
    tools: &'a mut Tools,
    moment: Moment,
}

impl Session<'_> {
    /// Gives `work` a desk, and what it laid down, with the read models' steps. A refusal leaves nothing in the book.
    fn lay_down<T>(
        &mut self,
        earlier: &Layer,
        actor: &str,
        work: impl FnOnce(&mut dyn Office, &mut Desk<'_>) -> Result<T, Refusal>,
    ) -> Result<(T, Layer), Refusal> {
        let mark = self.book.mark();
        let Tools { origin, vault, entropy, office, .. } = &mut *self.tools;
        let mut desk = Desk {
            engine: &mut *self.engine,
            vault,
            entropy: entropy.as_mut(),
            book: &mut *self.book,
            origin,
            earlier,
            now: Layer::default(),
            actor,
            time: self.moment.time,
            wall: self.moment.wall,
            importing: self.moment.importing,
        };
        let done = work(office.as_mut(), &mut desk).and_then(|got| {
            let mut steps = Vec::new();
            desk.now.records().iter().try_for_each(|record| office.project(record, &mut steps))?;
            Ok((got, steps))
        });
        let mut laid_down = desk.now;
        match done {
            Ok((got, steps)) => {
                steps.into_iter().for_each(|step| laid_down.add_step(step));
                Ok((got, laid_down))
            }
            Err(refusal) => {
                self.book.roll_back(mark);
                Err(refusal)
            }
        }
    }
}

/// The answer to an accepted command, with the step that remembers it.
fn answer(
    body: Object,
    mut laid_down: Layer,
    command: &Command,
    digest: &Hash,
    wall: i64,
) -> Result<(Answer, Layer), Refusal> {
    let entries = laid_down.records().iter().map(|r| (r.index, r.leaf)).collect();
    let answer = Answer { body, entries, replayed: false };
    let value = answer.to_value();
    if value.depth() > MAX_DEPTH {
        return Err(Refusal::internal("an answer nested too deep"));
    }
    let bytes = value.to_bytes();
    laid_down.add_step(truth::remember(&command.key, digest, bytes, wall));
    Ok((answer, laid_down))
}

/// Looks for the key of a command among earlier ones.
fn find_answer(
    engine: &mut dyn Engine,
    round: &Round,
    command: &Command,
    digest: &Hash,
    wall: i64,
) -> Result<Option<Place>, Refusal> {
    command.check_key()?;
    if let Some((place, first)) = round.accepted.get(&command.key) {
        return if first == digest {
            Ok(Some(Place::Same(*place)))
        } else {
            Err(Refusal::idempotency_mismatch())
        };
    }
    let Some((first, answer)) = truth::answered(engine, &command.key, wall)? else { return Ok(None) };
    if first != *digest {
        return Err(Refusal::idempotency_mismatch());
    }
    let answer = Value::from_canonical(&answer).ok().and_then(|v| Answer::from_value(v, true));
    let answer = answer.ok_or_else(|| StoreError::Corrupt("a stored answer cannot be read".to_owned()))?;
    Ok(Some(Place::Replayed(answer)))
}

/// The clock rule (docket.md section 8, points 8 and 12).
fn moment(at: Option<i64>, importing: bool, wall: i64, last: i64) -> Result<Moment, Refusal> {
    let clock = match (importing, at) {
        (true, Some(at)) => at,
        (false, None) => wall,
        (true, None) => return Err(Refusal::new(422, "schema").with("member", "at")),
        (false, Some(_)) => return Err(Refusal::new(409, "not-importing")),
    };
    Ok(Moment { wall, time: clock.max(last), importing, behind: last.saturating_sub(clock) })
}

/// Raises the alarm about a clock that runs behind, once until it has caught up: `alarm.raised` in `sys/alarm`. It stands
/// in the round whatever becomes of the command.
fn watch_clock(raised: &mut bool, session: &mut Session<'_>, layer: &mut Layer) -> Result<(), Refusal> {
    let behind = session.moment.behind;
    if behind <= 0 {
        *raised = false;
    }
    if behind <= BEHIND_MS || *raised {
        return Ok(());
    }
    let draft = Draft {
        stream: "sys/alarm".parse().map_err(Refusal::internal)?,
        kind: "alarm.raised".parse()?,
        actor: Actor::role("writer")?,
        vis: Visibility::Public,
        body: Object::new().with("behind", Value::Int(behind)).with("code", CLOCK_BEHIND),
    };
    let ((), laid_down) = session.lay_down(layer, "writer", |_, desk| desk.append(draft).map(|_| ()))?;
    layer.absorb(laid_down);
    *raised = true;
    Ok(())
}
