//! Why a draw or an act of the personnel office is refused, as codes that have a sentence in every language. What a clerk, a
//! judge or a party meets in practice has a code of its own; what only a specialist can judge is `draw` with the step of the
//! check-list that does not hold. The English of the pure rooms goes along as `what`, for the operator's log.

use tarazy_draw::DrawFault;
use tarazy_draw::beacon::BeaconError;
use tarazy_draw::pool::ActError;
use tarazy_draw::protocol::{CorrectError, PrepareError, ResultsError, VoidError};
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
