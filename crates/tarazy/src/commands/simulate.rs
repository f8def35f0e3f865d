//! `tarazy simulate draw`: the table of draw.md section 16, computed anew.

use crate::cli::Cli;
use crate::failure::Failure;
use indicatif::ProgressBar;
use tarazy_draw::simulate::{COMMITTED, Plan};

/// Runs the command.
///
/// # Errors
/// A failure if a row lies outside the committed table.
pub(crate) fn draw(cli: &Cli, seed: Option<u64>, runs: u32) -> Result<(), Failure> {
    let bar = ProgressBar::new(u64::from(runs) * u64::try_from(COMMITTED.len()).unwrap_or(0));
    let mut lines = Vec::new();
    let mut outside = Vec::new();
    for row in &COMMITTED {
        let plan = row.plan();
        let plan = Plan { runs, seed: seed.unwrap_or(plan.seed), ..plan };
        let found = plan.run(|_| bar.inc(1)).map_err(Failure::not_done)?;
        if seed.is_none() && runs == row.plan().runs {
            outside.extend(row.outside(&found).into_iter().map(|c| format!("{}: {c}", row.policy.name())));
        }
        lines.push(if cli.json {
            serde_json::json!({
                "policy": row.policy.name(), "judges": plan.judges, "cases": plan.cases, "runs": plan.runs,
                "deviation": [found.deviation.0, found.deviation.1], "relative": [found.relative.0, found.relative.1],
                "chance": [found.chance.0, found.chance.1], "effective": found.effective,
                "without_chance": found.without_chance, "drawn": found.drawn,
            })
            .to_string()
        } else {
            format!(
                "{:<20} {:>6.1} /{:>6.1}   {:>5.1} /{:>5.1} %   {:>5.2}–{:<5.2}   {:>5.2}   {:>4.0} %",
                row.policy.name(),
                found.deviation.0,
                found.deviation.1,
                100.0 * found.relative.0,
                100.0 * found.relative.1,
                found.chance.0,
                found.chance.1,
                found.effective,
                100.0 * found.without_chance,
            )
        });
    }
    bar.finish_and_clear();
    if !cli.json {
        println!("10 judges, 6,000 cases, {runs} runs; p50 / p95 of the worst judge");
        println!(
            "policy                deviation, cases    relative         chance × share  among   no chance"
        );
    }
    lines.iter().for_each(|line| println!("{line}"));
    if outside.is_empty() {
        Ok(())
    } else {
        Err(Failure::not_done(format!("outside the committed table: {}", outside.join(", "))))
    }
}
