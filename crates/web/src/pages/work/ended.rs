//! Why a case ended without a decision, and what can be done then: the ground of the judge's ruling, with its article and the law's advice.

use super::lists::Lists;
use tarazy_procedure::Event;
use tarazy_procedure::Step;

/// The sentences; none for a case that goes on or was decided.
pub(super) fn lines(lists: &Lists<'_>) -> Vec<String> {
    let events = lists.opened.records.iter().rev().filter_map(|record| {
        let body = record.body()?;
        Event::read(record.kind()?, body).ok().flatten()
    });
    let mut ends = events.filter_map(|event| match event {
        Event::Returned(e) => Some(Some((Step::Return, "claim-return", e.ground))),
        Event::Refused(e) => Some(Some((Step::Refuse, "claim-refusal", e.ground))),
        Event::Left(e) => Some(Some((Step::Leave, "claim-left", e.ground))),
        Event::Terminated(e) => Some(Some((Step::Terminate, "termination", e.ground))),
        // Taken up again, it has not ended.
        Event::Reopened(_) => Some(None),
        _ => None,
    });
    let Some((step, list, code)) = ends.next().flatten() else { return Vec::new() };
    let (say, day) = (lists.say, lists.opened.today(lists.now));
    let Some(rule) = lists.site.law.ground(list, &code, day, day) else { return Vec::new() };
    let values = [
        ("step", say.t(&format!("entry-{}", ended_word(step)))),
        ("ground", rule.text.get(say.0).to_owned()),
        ("cite", rule.cite.clone()),
    ];
    let remedy = rule.what.remedy.as_ref().map(|text| say.a("work-remedy", "remedy", text.get(say.0)));
    [say.n("work-ended", &values)].into_iter().chain(remedy).collect()
}

/// The entry that the step makes, as message keys name it.
fn ended_word(step: Step) -> String {
    Event::kind_of(step).unwrap_or_default().replace('.', "-")
}
