//! What an import did, in figures.

use super::replay::Done;
use crate::cli::Cli;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::node::Node;
use crate::texts::Texts;
use std::collections::BTreeMap;
use tarazy_docket::{StreamId, Value};
use tarazy_draw::Weak;
use tarazy_draw::record::{Body, DrawResult};
use tarazy_registry::flow::courts::{Court, DIVISION};
use tarazy_registry::flow::{Flow, Plan, Reason};
use tarazy_registry::models;
use tarazy_registry::report::{self, Spread};
use tarazy_store::{Reader, Vault, truth};

/// Prints the report.
///
/// # Errors
/// A failure if the ledgers cannot be read.
pub(crate) fn print(
    cli: &Cli,
    installation: &Installation,
    node: &mut Node,
    plan: &Plan,
    flow: &Flow,
    done: &Done,
) -> Result<(), Failure> {
    let spread = spread(node.reader(), &installation.vault()?, plan)?;
    let per_second = if done.seconds > 0.0 { u64_of(done.entries) / done.seconds } else { 0.0 };
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    for reject in &flow.rejects {
        *by_reason.entry(reject.reason.key()).or_default() += 1;
    }
    if cli.json {
        let line = serde_json::json!({
            "finished": done.finished, "resumed": done.resumed, "cases": plan.rows.len(), "rejects": flow.rejects.len(),
            "unused_corrections": flow.unused_corrections, "courts": plan.courts.all().len(), "judges": spread.judges,
            "entries": done.entries, "log_size": node.entries(), "seconds": done.seconds, "entries_per_second": per_second,
            "draws": spread.draws, "assigned_without_draw": spread.nonrandom, "low_entropy": spread.low_entropy,
            "redraws": done.redraws, "undecided": done.undecided, "deviation_p50": spread.p50, "deviation_p95": spread.p95,
        });
        println!("{line}");
        return Ok(());
    }
    let texts = Texts::new(cli.lang);
    println!(
        "{}",
        if done.finished { "import finished" } else { "import stopped; run the same command to go on" }
    );
    println!("  cases             {} of {} lines", plan.rows.len(), plan.rows.len() + flow.rejects.len());
    for reason in Reason::ALL {
        if let Some(n) = by_reason.get(reason.key()) {
            println!("    not taken       {n}: {}", texts.say(reason.key()));
        }
    }
    if !flow.unused_corrections.is_empty() {
        println!("  corrections of rows that are not in the file: {:?}", flow.unused_corrections);
    }
    println!("  courts, judges    {}, {}", plan.courts.all().len(), spread.judges);
    println!("  absences          {}", plan.scenario.absences.len());
    println!("  draws             {} ({} of them between two judges)", spread.draws, spread.low_entropy);
    println!("  drawn again       {}", done.redraws);
    println!("  without a draw    {} (one judge could sit)", spread.nonrandom);
    if done.undecided > 0 {
        println!("  undecided         {} (no judge yet)", done.undecided);
    }
    println!("  entries           {} in this run, {} in the log", done.entries, node.entries());
    println!("  entries a second  {per_second:.0} ({:.1} s)", done.seconds);
    print_spread(&spread);
    Ok(())
}

fn print_spread(spread: &Spread) {
    println!(
        "  balance of judges, in mean cases at full capacity (worst judge of each court with three judges or more):"
    );
    println!("    this flow       p50 {:.1}  p95 {:.1}", spread.p50, spread.p95);
    let [p50, p95] = report::SIMULATED;
    println!(
        "    simulation      p50 {p50:.1}  p95 {p95:.1}  (10 judges, 6,000 cases; tarazy simulate draw)"
    );
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with three digits")]
fn u64_of(n: u64) -> f64 {
    n as f64
}

/// How evenly the judges of a plan's courts carry the work: from the last balances that each ledger's results show.
///
/// # Errors
/// A failure if a ledger cannot be read.
pub(crate) fn spread(reader: &mut dyn Reader, vault: &Vault, plan: &Plan) -> Result<Spread, Failure> {
    let mut spread =
        Spread { judges: plan.courts.all().iter().map(|c| c.judges.len()).sum(), ..Spread::default() };
    for (kind, state, n) in models::draw_counts(reader)? {
        match (kind.as_str(), state.as_str()) {
            ("draw.commit", "done") => spread.draws += n,
            ("assign.nonrandom", _) => spread.nonrandom += n,
            _ => {}
        }
    }
    let mut worst = Vec::new();
    for court in plan.courts.all() {
        let balance = Balance::of(reader, vault, court)?;
        spread.low_entropy += balance.low_entropy;
        worst.extend(balance.worst);
    }
    worst.sort_by(f64::total_cmp);
    spread.p50 = report::quantile(&worst, 50);
    spread.p95 = report::quantile(&worst, 95);
    Ok(spread)
}

/// What the results of one ledger show.
struct Balance {
    worst: Option<f64>,
    low_entropy: u64,
}

impl Balance {
    fn of(reader: &mut dyn Reader, vault: &Vault, court: &Court) -> Result<Self, Failure> {
        let stream = StreamId::ledger(court.code.as_str(), DIVISION).map_err(Failure::not_done)?;
        let mut owed: BTreeMap<String, i64> = BTreeMap::new();
        let (mut low_entropy, mut mean) = (0, 1);
        for record in truth::stream(reader, vault, &stream)? {
            let Some(body) = record.entry.body() else { continue };
            match record.entry.kind.as_str() {
                "draw.rules" => mean = body.get("mean_weight").and_then(Value::as_int).unwrap_or(1),
                "draw.result" => {
                    let result = DrawResult::from_object(body).map_err(Failure::not_done)?;
                    low_entropy += u64::from(result.weak.contains(&Weak::LowEntropy));
                    owed.extend(result.owed.iter().map(|(id, owed)| (id.to_string(), *owed)));
                }
                _ => {}
            }
        }
        let capacity = |id: &str| court.judges.iter().find(|j| j.id == id).map_or(1000, |j| j.capacity);
        let of = |(id, owed): (&String, &i64)| report::deviation(*owed, capacity(id), mean);
        let worst = owed.iter().map(of).reduce(f64::max).filter(|_| court.judges.len() >= 3);
        Ok(Self { worst, low_entropy })
    }
}
