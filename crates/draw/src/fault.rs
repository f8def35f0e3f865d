//! What a draw is refused for: the step of the check-list that does not hold, and why (draw.md section 10).

use core::fmt;
use std::borrow::Cow;

/// A step of the check-list that does not hold. Its verdict is the same word in every implementation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawFault {
    verdict: Verdict,
    detail: Cow<'static, str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Step(u8, &'static str),
    Unsupported,
}

impl DrawFault {
    /// A step, 1…12, that does not hold. `reason` is a word of lowercase letters and dashes.
    pub fn new(step: u8, reason: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { verdict: Verdict::Step(step, reason), detail: detail.into() }
    }

    /// Something that this program does not know how to check.
    pub fn unsupported(what: impl Into<Cow<'static, str>>) -> Self {
        Self { verdict: Verdict::Unsupported, detail: what.into() }
    }

    /// `draw-<step>-<reason>`, or `unsupported`.
    pub fn verdict(&self) -> String {
        match self.verdict {
            Verdict::Step(step, reason) => format!("draw-{step}-{reason}"),
            Verdict::Unsupported => "unsupported".into(),
        }
    }

    /// The step, 1…12; none where something is not supported.
    pub fn step(&self) -> Option<u8> {
        match self.verdict {
            Verdict::Step(step, _) => Some(step),
            Verdict::Unsupported => None,
        }
    }

    /// The word after the step.
    pub fn reason(&self) -> &'static str {
        match self.verdict {
            Verdict::Step(_, reason) => reason,
            Verdict::Unsupported => "unsupported",
        }
    }

    /// What does not hold, in English, for an operator.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

impl fmt::Display for DrawFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.verdict(), self.detail)
    }
}

impl core::error::Error for DrawFault {}

/// A condition of a step.
///
/// # Errors
/// The fault of the step, if it does not hold.
pub(crate) fn hold(
    holds: bool,
    step: u8,
    reason: &'static str,
    detail: &'static str,
) -> Result<(), DrawFault> {
    if holds { Ok(()) } else { Err(DrawFault::new(step, reason, detail)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_names_step_and_reason() {
        let fault = DrawFault::new(11, "owed-hash", "another ledger follows");
        assert_eq!(fault.verdict(), "draw-11-owed-hash");
        assert_eq!((fault.step(), fault.reason()), (Some(11), "owed-hash"));
        assert_eq!(fault.to_string(), "draw-11-owed-hash: another ledger follows");
        assert_eq!(DrawFault::unsupported("dice").verdict(), "unsupported");
    }
}
