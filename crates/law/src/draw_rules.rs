//! What the body of a `draw.rules` entry takes from the law (draw.md section 6). Keys, beacons, contributors and the
//! hashes are the installation's.

use crate::in_force::InForce;
use crate::kinds::{CauseList, Timing};
use tarazy_base::Date;

/// The members of `draw.rules` that are law, as plain data under the names of the specification. Lists are sorted by the
/// bytes of their first part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawRules {
    /// β · 256.
    pub beta256: u32,
    /// Weight of the mean case in micro-points.
    pub mean_weight: i64,
    /// Category and weight in micro-points.
    pub weights: Vec<(String, i64)>,
    /// ‰ of the weight for further members of a bench.
    pub panel_share: i64,
    /// From how many mean cases a category may have a sub-ledger.
    pub heavy_factor: i64,
    /// Times in seconds.
    pub timing: Timing,
    /// How many eligible judges are enough.
    pub pool_min: u32,
    /// Memory for fingerprints in months.
    pub refile_months: u32,
    /// Stage and ‰ of the weight.
    pub refund: Vec<(String, i64)>,
    /// Procedure, seats, reserves.
    pub benches: Vec<(String, u32, u32)>,
    /// The court rule that names the policy; none: `pilot`.
    pub adopted: Option<String>,
    /// Causes of late exclusions.
    pub late_causes: Vec<String>,
    /// Causes of redraws, in detail; their public classes are [`DrawRules::redraw_classes`].
    pub redraw_causes: Vec<String>,
    /// The public classes of the causes of redraws, each once.
    pub redraw_classes: Vec<String>,
    /// Causes for voiding.
    pub void_causes: Vec<String>,
    /// Causes of assignments without a draw.
    pub nonrandom_causes: Vec<String>,
}

/// Something that a draw needs is not in force.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no {what} is in force on {day}")]
pub struct NotInForce {
    /// What is lacking.
    pub what: &'static str,
    /// The day.
    pub day: Date,
}

/// Fails if a list is empty.
fn some<T>(list: Vec<T>, what: &'static str, day: Date) -> Result<Vec<T>, NotInForce> {
    if list.is_empty() { Err(NotInForce { what, day }) } else { Ok(list) }
}

impl InForce<'_> {
    /// The law's part of `draw.rules` on this day.
    ///
    /// # Errors
    /// [`NotInForce`] names the first thing that a draw needs and that is not in force.
    pub fn draw_rules(&self) -> Result<DrawRules, NotInForce> {
        let day = self.day();
        let policy = self.policy();
        let timing = self.timing().ok_or(NotInForce { what: "timing", day })?;
        if self.bench("first").is_none() {
            return Err(NotInForce { what: "bench `first`", day });
        }
        if self.numbering().is_none() {
            return Err(NotInForce { what: "numbering", day });
        }
        let weights = self.categories().map(|c| (c.code.clone(), c.weight)).collect();
        let refund = self.refunds().map(|r| (r.stage.clone(), r.share)).collect();
        let benches = self.benches().map(|b| (b.procedure.clone(), b.seats, b.reserves)).collect();
        let causes = |list: CauseList, what| {
            some(self.causes(list).map(|c| c.code.clone()).collect::<Vec<_>>(), what, day)
        };
        let mut classes: Vec<String> = self
            .causes(CauseList::Redraw)
            .filter_map(|c| c.class)
            .map(|class| class.as_str().to_owned())
            .collect();
        classes.sort_unstable();
        classes.dedup();
        Ok(DrawRules {
            beta256: policy.beta256,
            mean_weight: policy.mean_weight,
            weights: some(weights, "category", day)?,
            panel_share: policy.panel_share,
            heavy_factor: policy.heavy_factor,
            timing: timing.what.clone(),
            pool_min: policy.pool_min,
            refile_months: policy.refile_months,
            refund: some(refund, "refund", day)?,
            benches,
            adopted: policy.adopted.clone(),
            late_causes: causes(CauseList::Late, "cause of the list `late`")?,
            redraw_causes: causes(CauseList::Redraw, "cause of the list `redraw`")?,
            redraw_classes: classes,
            void_causes: causes(CauseList::Void, "cause of the list `void`")?,
            nonrandom_causes: causes(CauseList::Nonrandom, "cause of the list `nonrandom`")?,
        })
    }
}
