//! `tarazy law`: the closed lists of the law in force today, with the codes that commands ask for.

use crate::cli::{Cli, LawList};
use crate::clock::now_ms;
use crate::failure::Failure;
use crate::installation::Installation;
use tarazy_base::{Instant, Lang};
use tarazy_law::{CauseList, InForce};

/// Runs the command.
///
/// # Errors
/// A failure if no law is in force today.
pub(crate) fn run(cli: &Cli, list: LawList) -> Result<(), Failure> {
    let setup = Installation::open(&cli.data_dir)?.setup()?;
    let today = Instant::from_ms(now_ms()).map_err(Failure::usage)?.date_in(setup.zone);
    let law = setup.law.at(today).map_err(Failure::not_done)?;
    for (code, text) in rows(&law, list, cli.lang) {
        if cli.json {
            println!("{}", serde_json::json!({ "code": code, "text": text }));
        } else {
            println!("{code}  {text}");
        }
    }
    Ok(())
}

fn rows(law: &InForce<'_>, list: LawList, lang: Lang) -> Vec<(String, String)> {
    let causes = |list| {
        let causes = law.causes(list).filter(|cause| !cause.by_rule);
        causes.map(|c| (c.code.clone(), c.text.get(lang).to_owned())).collect()
    };
    match list {
        LawList::Categories => {
            law.categories().map(|c| (c.code.clone(), c.text.get(lang).to_owned())).collect()
        }
        LawList::Recusal => {
            let grounds = law.recusals().filter(|ground| !ground.between_judges);
            grounds.map(|g| (g.code.clone(), g.text.get(lang).to_owned())).collect()
        }
        LawList::Redraw => causes(CauseList::Redraw),
        LawList::Void => causes(CauseList::Void),
        LawList::Open => causes(CauseList::Open),
        LawList::Close => causes(CauseList::Close),
    }
}
