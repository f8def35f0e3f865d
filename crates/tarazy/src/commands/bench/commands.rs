//! The path of commands inside the process: decision, encryption, read models, one durable transaction a batch. Without HTTP
//! and without submitters' signatures, which `docs/performance.md` says.

use super::{Figure, Scratch, per_second, time};
use crate::cli::Init;
use crate::clock::now_ms;
use crate::commands::init::{Extras, create};
use crate::failure::Failure;
use crate::node::{Node, command};
use tarazy_procedure::PartyRole;
use tarazy_procedure::events::Party;
use tarazy_registry::bodies::{CourtPut, FilingReceive, Text};
use tarazy_registry::to_body;

/// Commands that wait together.
const BATCH: u64 = 256;
/// Commands that are measured one by one.
const SINGLES: u64 = 200;

/// Measures so many claims; each is a command of two entries.
pub(super) fn run(count: u64) -> Result<Vec<Figure>, Failure> {
    let scratch = Scratch::new("commands")?;
    let init = Init {
        origin: "bench.example/log".to_owned(),
        law: "kz".to_owned(),
        zone: "Asia/Almaty".to_owned(),
        database: "sqlite:".to_owned(),
    };
    let installation = create(&scratch.0.join("court"), &init, Extras::default())?;
    let mut node = Node::open(&installation)?;
    let name = Text { kk: "Сот".to_owned(), ru: "Суд".to_owned(), en: "Court".to_owned() };
    let court = CourtPut {
        code: "7119".to_owned(),
        name,
        zone: "Asia/Almaty".to_owned(),
        divisions: vec!["civil".to_owned()],
    };
    node.run(command("court", "admin", "court.put", to_body(&court)?, None))?;
    let party = |role, name: &str| Party { role, name: name.to_owned(), iin: None, bin: None };
    let claim = FilingReceive {
        court: "7119".to_owned(),
        division: None,
        category: "142010000600000000".to_owned(),
        received: now_ms(),
        parties: vec![party(PartyRole::Claimant, "А. Үлгі"), party(PartyRole::Respondent, "«Үлгі» ЖШС")],
        subject: None,
        files: Vec::new(),
        value_tiyn: Some(100),
        value_source: None,
        source_id: None,
    };
    let body = to_body(&claim)?;
    let claim = |n: u64| {
        command(&format!("claim {n}").replace(' ', "-"), "party", "filing.receive", body.clone(), None)
    };
    let ((), batched) = time(|| {
        let mut n = 0;
        while n < count {
            let batch = (n..count.min(n + BATCH)).map(claim).collect();
            for outcome in node.run_batch(batch) {
                outcome?;
            }
            n += BATCH;
        }
        Ok(())
    })?;
    let ((), single) = time(|| {
        for n in 0..SINGLES {
            node.run(claim(count + n))?;
        }
        Ok(())
    })?;
    Ok(vec![
        Figure::rate("claims in batches of 256, durable", count, batched, "commands/s"),
        Figure {
            name: "a claim alone, until it is durable".to_owned(),
            value: 1000.0 / per_second(SINGLES, single),
            unit: "ms",
            against: None,
        },
    ])
}
