//! `tarazy restore`: from a backup into an empty folder, or into an installation that lost its database. There the guard and
//! the log stay where they are; they know more than the backup does.

use super::backup::{DUMP, INSTALLATION, KEYS, LOG, copy_all, make_private};
use crate::cli::Cli;
use crate::clock::now_ms;
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::installation::{self, DOCUMENTS, Installation, POLICY};
use crate::manifest::Manifest;
use crate::recovery::{make_guard, rebuild_read_models, withhold_again};
use crate::start;
use indicatif::ProgressBar;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::Arc;
use tarazy_log::recover::State;

/// How a restored installation stands.
enum Standing {
    /// It works.
    Ready,
    /// Something is missing: what, in the operator's words.
    Lacks(String),
}

/// Runs the command.
///
/// # Errors
/// A usage failure for a folder that is no whole backup, or a target that is neither empty nor an installation without its
/// database.
pub(crate) fn run(cli: &Cli, dir: &Path) -> Result<(), Failure> {
    let bar = ProgressBar::new(0);
    let backup = Manifest::check(dir)?;
    let folder = config::folder(&cli.data_dir)?;
    let installation = if folder.join(config::FILE).exists() {
        beside_the_log(dir, &folder)?
    } else {
        onto_nothing(dir, &folder, &backup, &bar)?
    };
    let missing: Vec<&Path> = backup
        .below(DOCUMENTS)
        .filter(|name| !installation.folder.join(DOCUMENTS).join(name).exists())
        .collect();
    copy_all(&dir.join(DOCUMENTS), &folder.join(DOCUMENTS), missing.into_iter(), &bar)?;
    restore_rows(&installation, &dir.join(DUMP))?;
    let entries = rebuild_read_models(&installation, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    })?;
    if !folder.join(config::FILE).exists() {
        // Last: a folder with a configuration is a whole installation.
        copy_all(&dir.join(INSTALLATION), &folder, std::iter::once(Path::new(config::FILE)), &bar)?;
    }
    bar.finish_and_clear();
    let standing = standing(&installation)?;
    tell(cli, entries, &standing);
    Ok(())
}

/// An installation whose database is lost: it must be the one that the backup was made of.
fn beside_the_log(dir: &Path, folder: &Path) -> Result<Installation, Failure> {
    let installation = Installation::open(folder)?;
    let backed_up = Config::read(&dir.join(INSTALLATION))?;
    let key = |at: &Path| crate::keys::Keys::new(at, Arc::clone(&installation.passphrases)).bytes("data");
    let same = backed_up.origin == installation.config.origin
        && key(&dir.join(INSTALLATION))? == key(&installation.folder)?;
    if same {
        return Ok(installation);
    }
    Err(Failure::usage(format!(
        "{}: the backup of another installation ({})",
        dir.display(),
        backed_up.origin
    )))
}

/// Everything but the database, into an empty folder.
fn onto_nothing(
    dir: &Path,
    folder: &Path,
    backup: &Manifest,
    bar: &ProgressBar,
) -> Result<Installation, Failure> {
    make_private(folder)?;
    super::log::empty(folder)?;
    let config = Config::read(&dir.join(INSTALLATION))?;
    bar.set_length(u64::try_from(backup.len()).unwrap_or(u64::MAX));
    make_private(&folder.join(KEYS))?;
    let papers = backup.below(INSTALLATION).filter(|name| *name != Path::new(config::FILE));
    copy_all(&dir.join(INSTALLATION), folder, papers, bar)?;
    let public = folder.join(installation::LOG).join(installation::PUBLIC);
    // An export carries the policy with it; the log's folder does not.
    let objects = backup.below(LOG).filter(|name| *name != Path::new(POLICY));
    copy_all(&dir.join(LOG), &public, objects, bar)?;
    Ok(Installation::new(folder.to_owned(), config))
}

fn restore_rows(installation: &Installation, dump: &Path) -> Result<(), Failure> {
    let database = installation.database()?;
    database.migrate(now_ms())?;
    let mut file = BufReader::new(File::open(dump).map_err(|e| Failure::file(dump, &e))?);
    let mut owner = database.maintenance()?;
    let restored = tarazy_store::backup::restore(owner.engine.as_mut(), &mut file);
    restored.map(|_| ()).map_err(|e| Failure::usage(format!("{}: {e}", dump.display())))
}

/// Compares the restored installation with all that remembers the log, and makes its guard if nothing is missing.
fn standing(installation: &Installation) -> Result<Standing, Failure> {
    let mut reader = installation.reader()?;
    let examined = start::examine(installation, reader.as_mut(), &mut |_, _| ())?;
    match &examined.state {
        State::Split { .. } => start::judge(&examined).map(|()| Standing::Ready),
        State::Recovering { have, want, .. } => Ok(Standing::Lacks(format!(
            "the {} remembers {} entries, the backup has {have}: run `tarazy recover`",
            want.by, want.size
        ))),
        State::Ok => match withhold_again(installation).and_then(|()| make_guard(installation, false)) {
            Ok(_) => Ok(Standing::Ready),
            Err(Failure::Refused(refusal)) => {
                Ok(Standing::Lacks(format!("{refusal}: start the witnesses, then run `tarazy recover`")))
            }
            Err(e) => Err(e),
        },
    }
}

fn tell(cli: &Cli, entries: u64, standing: &Standing) {
    if cli.json {
        let state = match standing {
            Standing::Ready => "ok",
            Standing::Lacks(_) => "recovering",
        };
        println!("{}", serde_json::json!({ "entries": entries, "state": state }));
        return;
    }
    println!("{entries} entries restored");
    match standing {
        Standing::Ready => println!("nothing is missing: the installation works again"),
        Standing::Lacks(what) => println!("not ready: {what}"),
    }
}
