//! Why a draw or an act of the personnel office is refused, as codes that have a sentence in every language. What a clerk, a
//! judge or a party meets in practice has a code of its own; what only a specialist can judge is `draw` with the step of the
//! check-list that does not hold. The English of the pure rooms goes along as `what`, for the operator's log.

use tarazy_draw::DrawFault;
use tarazy_draw::beacon::BeaconError;
use tarazy_draw::pool::ActError;
use tarazy_draw::protocol::{CorrectError, PrepareError, ResultsError, VoidError};
use tarazy_procedure::{Case, Context, Hindrance, Refused, Step, Why, next};
use tarazy_store::Refusal;

/// A step of the check-list that does not hold.
pub(crate) fn fault(e: &DrawFault) -> Refusal {
    Refusal::new(422, "draw").with("code", e.verdict()).with("what", e.detail())
}

/// A draw that cannot be fixed, a case that cannot be given without one.
pub(crate) fn prepare(e: &PrepareError) -> Refusal {
    match e {
        PrepareError::Fault(e) => fault(e),
        PrepareError::NoRules => Refusal::new(422, "no-rules"),
        PrepareError::NoWeight(category) => Refusal::new(422, "no-weight").with("category", category),
        PrepareError::IsOpen => Refusal::new(409, "draw-is-open"),
        PrepareError::IsSeated => Refusal::new(409, "has-judge"),
        PrepareError::RoundIsDone(_) | PrepareError::MatchIsOpen(_) => Refusal::new(409, "draw-waits"),
        PrepareError::Bench(..) => Refusal::new(422, "no-bench"),
        PrepareError::PoolTooLarge(judges) => Refusal::new(422, "pool-too-large").with("judges", judges),
        PrepareError::NobodyOnDuty => Refusal::new(422, "nobody-on-duty"),
        PrepareError::Fingerprints(_) => Refusal::new(422, "too-many-parties"),
    }
}

/// A correction of a ledger that does not fit.
pub(crate) fn correct(e: &CorrectError) -> Refusal {
    match e {
        CorrectError::Nothing(_) => Refusal::new(409, "nothing-settled"),
        CorrectError::NoWeight(category) => Refusal::new(422, "no-weight").with("category", category),
        CorrectError::NoStage(_) => Refusal::new(422, "no-refund"),
        CorrectError::NoSeat(judge) => Refusal::new(422, "not-bench").with("judge", judge),
        CorrectError::Refunded => Refusal::new(409, "refunded"),
        CorrectError::NoLeave(_) => Refusal::new(409, "no-leave"),
    }
}

/// A draw that cannot be declared void.
pub(crate) fn void(e: &VoidError) -> Refusal {
    match e {
        VoidError::Nothing(_) => Refusal::new(404, "unknown-draw"),
        VoidError::OnePerson => Refusal::new(422, "two-persons"),
        VoidError::Cause(cause) => Refusal::new(422, "cause").with("cause", cause),
        VoidError::Spoken => Refusal::new(409, "draw-spoken"),
    }
}

/// Results that cannot be written.
pub(crate) fn results(e: &ResultsError) -> Refusal {
    match e {
        ResultsError::Fault(e) => fault(e),
        ResultsError::NoDraw => Refusal::new(409, "nothing-due"),
        ResultsError::Incomplete(_) | ResultsError::Waits(..) => {
            Refusal::new(409, "draw-waits").with("what", e)
        }
    }
}

/// Evidence of a beacon that does not hold.
pub(crate) fn beacon(e: &BeaconError) -> Refusal {
    Refusal::new(422, "draw").with("code", "draw-4-evidence").with("what", e)
}

/// An act of the personnel office whose members do not fit together.
pub(crate) fn act(e: ActError) -> Refusal {
    match e {
        ActError::Capacity => Refusal::new(422, "act-capacity"),
        ActError::Window => Refusal::new(422, "act-window"),
        ActError::Self_ => Refusal::new(422, "act-self"),
        ActError::Value | ActError::Class => Refusal::new(422, "schema").with("what", e),
    }
}

/// A step of procedure that may not be taken, with the article of the step and what can be done instead.
pub(crate) fn procedure(e: &Refused, case: &Case, context: &Context<'_>) -> Refusal {
    let mut refusal = why(e.step, &e.why, case);
    if let Some(rule) = context.law.ground("step", &e.step.word(), context.today(), context.known) {
        refusal = refusal.with("cite", &rule.cite);
    }
    match next(case, context).into_iter().find(|n| n.ready) {
        Some(next) => refusal.with("next", next.step.word()),
        None => refusal,
    }
}

fn why(step: Step, why: &Why, case: &Case) -> Refusal {
    let wrong = |code: &'static str| Refusal::new(422, code);
    match why {
        Why::Docket(hindrance) => docket(step, hindrance, case),
        Why::Ground { list, code } => wrong("ground-unknown").with("list", list).with("code", code),
        Why::NotADay(text) => wrong("date").with("date", text),
        Why::DayPassed(day) => wrong("day-passed").with("date", day),
        Why::DayAhead(day) => wrong("day-ahead").with("date", day),
        Why::DayBefore(day) => wrong("day-before").with("date", day),
        Why::BeyondLimit(day) => wrong("beyond-limit").with("date", day),
        Why::NotBefore(day) => Refusal::new(409, "not-before").with("date", day),
        Why::NotLate => Refusal::new(409, "not-late"),
        Why::NoDeadline => wrong("no-deadline"),
        Why::Language(_) => wrong("language"),
        Why::NoDocument => wrong("document-missing"),
        Why::Name => wrong("name-missing"),
        Why::MustGrant(ground) => wrong("must-grant").with("ground", ground),
        Why::OwnRecusal => wrong("own-recusal"),
        Why::OtherStep(other) => wrong("other-step").with("step", other.word()),
        Why::Measure => wrong("measure"),
        Why::AcceptedClaim => Refusal::new(409, "accepted-claim"),
        Why::SameCase => wrong("same-case"),
        Why::OneSubject => wrong("one-subject"),
        Why::Ways => wrong("notice-ways"),
        Why::NoAddress(channel) => wrong("no-address").with("channel", channel),
    }
}

fn docket(step: Step, hindrance: &Hindrance, case: &Case) -> Refusal {
    let not_now = |code: &'static str| Refusal::new(409, code);
    match hindrance {
        Hindrance::Stage => not_now("not-now").with("step", step.word()).with("stage", case.stage.as_str()),
        Hindrance::Instance => not_now("wrong-instance").with("step", step.word()),
        Hindrance::Suspended => not_now("suspended"),
        Hindrance::NotSuspended => not_now("not-suspended"),
        Hindrance::RecusalOpen(judge) => not_now("recusal-open").with("judge", judge),
        Hindrance::NoRecusal(judge) => not_now("no-recusal").with("judge", judge),
        Hindrance::NotBench(judge) => Refusal::new(422, "not-bench").with("judge", judge),
        Hindrance::NoParty(party) => Refusal::new(422, "no-party").with("party", party),
        Hindrance::NoHearing(hearing) => not_now("no-hearing").with("hearing", hearing),
        Hindrance::NoNotice(notice) => not_now("no-notice").with("notice", notice),
        Hindrance::NotRepresentative(party) => Refusal::new(422, "not-representative").with("party", party),
        Hindrance::NoMotion(motion) => not_now("no-motion").with("motion", motion),
        Hindrance::NoSecuring(request) => not_now("no-securing").with("request", request),
        Hindrance::NoAppeal(appeal) => not_now("no-appeal").with("appeal", appeal),
        Hindrance::NoDocument => Refusal::new(422, "unknown-paper"),
        Hindrance::OtherAct => Refusal::new(422, "other-act"),
        Hindrance::CopiesNeeded(party) => not_now("copies-needed").with("party", party),
        Hindrance::HearingNeeded => not_now("hearing-needed"),
        Hindrance::HearingDue(hearing) => not_now("hearing-due").with("hearing", hearing),
        Hindrance::TrialBegun => not_now("trial-begun"),
        Hindrance::LastOfRole(party) => not_now("last-of-role").with("party", party),
        Hindrance::Envelopes => Refusal::new(422, "envelopes"),
        Hindrance::Away => not_now("case-away"),
        Hindrance::AppealWaits(appeal) => not_now("appeal-waits").with("appeal", appeal),
        Hindrance::AppealNotReady(appeal) => not_now("appeal-not-ready").with("appeal", appeal),
        Hindrance::NothingAppealed => not_now("nothing-appealed"),
        Hindrance::InForce => not_now("act-in-force"),
        Hindrance::Done => not_now("done-already"),
    }
}
