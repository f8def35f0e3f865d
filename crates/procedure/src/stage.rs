//! How far a case has come.

/// How far a case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Filed, not yet registered.
    Received,
    /// Registered and numbered; waits for its judge.
    Registered,
    /// Has its judge, who has not yet decided whether the claim is accepted. An appeal is prepared here.
    Assigned,
    /// Accepted; prepared for trial.
    Preparation,
    /// Tried.
    Trial,
    /// An act on the merits was announced.
    Decided,
    /// The act is there in its final form and can be appealed.
    Final,
    /// The act is in force.
    InForce,
    /// Given back, withdrawn or finished: takes only reopening and the archive.
    Closed,
}

impl Stage {
    /// All stages, in the order of a case's life.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::Registered,
        Self::Assigned,
        Self::Preparation,
        Self::Trial,
        Self::Decided,
        Self::Final,
        Self::InForce,
        Self::Closed,
    ];

    /// The word used in read models and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Registered => "registered",
            Self::Assigned => "assigned",
            Self::Preparation => "preparation",
            Self::Trial => "trial",
            Self::Decided => "decided",
            Self::Final => "final",
            Self::InForce => "in-force",
            Self::Closed => "closed",
        }
    }

    /// True while a judge who leaves is replaced by another draw.
    pub fn has_bench(self) -> bool {
        matches!(self, Self::Assigned | Self::Preparation | Self::Trial)
    }
}
