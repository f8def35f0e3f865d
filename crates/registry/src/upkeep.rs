//! What the program gives by itself when a time has passed: draws that are overdue, commits that nobody witnessed in time.

use crate::bodies::{DrawOverduePut, DrawUnwitnessed, UnwitnessedParts};
use crate::docket;
use crate::office::Registry;
use crate::wire;
use tarazy_docket::{Object, StreamKind};
use tarazy_draw::Context as _;
use tarazy_draw::record::DrawOverdue;
use tarazy_procedure::Stage;
use tarazy_store::{Command, Desk, Refusal};

impl Registry {
    /// `draw.overdue`: each draw of a ledger whose result is overdue gets its record (draw.md section 8, step 6). That no
    /// checkpoint in time covers some parts, the program has found in its published checkpoints.
    pub(crate) fn overdue(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawOverduePut = wire::read(&command.body)?;
        if body.ledger.kind() != StreamKind::Draw {
            return Err(Refusal::new(409, "nothing-due"));
        }
        let now = desk.time();
        let (book, _) = self.ledger(desk, &body.ledger)?;
        let of = |parts: &UnwitnessedParts| book.overdue_unwitnessed(&parts.commit, parts.from, now);
        let mut overdue: Vec<DrawOverdue> = body.unwitnessed.iter().filter_map(of).collect();
        let of_time = book.due(now).overdue.into_iter();
        let of_time: Vec<DrawOverdue> =
            of_time.filter(|record| !overdue.iter().any(|o| o.commit == record.commit)).collect();
        overdue.extend(of_time);
        if overdue.is_empty() {
            return Err(Refusal::new(409, "nothing-due"));
        }
        for record in &overdue {
            self.log_draw(desk, command, &body.ledger, record)?;
        }
        let count = u32::try_from(overdue.len()).map_err(Refusal::internal)?;
        Ok(Object::new().with("overdue", count))
    }

    /// `draw.unwitnessed`: the commit is void by rule (draw.md section 8, step 4). That no checkpoint in time covers it, the
    /// program has found in its published checkpoints; that its time is over, is checked here. Once its round has spoken, an
    /// alarm says so. The case is drawn anew when the witnesses are back: a commit that nobody witnesses either would be void
    /// a minute later, and so on without end.
    pub(crate) fn unwitnessed(&mut self, desk: &mut Desk<'_>, command: &Command) -> Result<Object, Refusal> {
        let body: DrawUnwitnessed = wire::read(&command.body)?;
        let record = desk.record(&body.commit)?.ok_or_else(|| Refusal::new(404, "unknown-draw"))?;
        let ledger = record.entry.stream.clone();
        if ledger.kind() != StreamKind::Draw {
            return Err(Refusal::new(404, "unknown-draw"));
        }
        let now = desk.time();
        let (book, view) = self.ledger(desk, &ledger)?;
        let draw = book.open_draw(&body.commit).ok_or_else(|| Refusal::new(404, "unknown-draw"))?;
        let has_quorum = view.has_quorum(record.index);
        let is_over = draw.times().witnessed.saturating_mul(1000) < now;
        if !has_quorum || draw.speaker().import || !is_over {
            return Err(Refusal::new(409, "nothing-due"));
        }
        let case = draw.record().case.clone();
        let void = book.void_unwitnessed(&body.commit, now);
        let (void, alarm) = void.map_err(|e| crate::refusals::void(&e))?;
        let act = self.log_draw(desk, command, &ledger, &void)?.leaf;
        if let Some(alarm) = &alarm {
            self.log_draw(desk, command, &ledger, alarm)?;
        }
        let late = alarm.is_some();
        let file = docket::case(desk, &case)?;
        let draw = match file.case.stage {
            stage if stage == Stage::Registered || stage.has_bench() => "waits",
            _ => "none",
        };
        Ok(Object::new().with("draw", draw).with("void", act.to_hex()).with("late", late))
    }
}
