//! `cargo xtask assets`: makes style, fonts and scripts of the pages from their sources and from npm's packages, which a lock
//! file holds to their bytes. What comes out is committed, so that nobody who builds the program needs npm; `--check`
//! says whether what is committed is what comes out.

use crate::run_in;
use std::fs;
use std::path::{Path, PathBuf};

/// Where all of it lies.
pub(crate) const FOLDER: &str = "crates/web/assets";
/// The fonts by the blocks of letters that they hold.
const FONTS: [&str; 4] = ["cyrillic", "cyrillic-ext", "latin", "latin-ext"];

/// Installs npm's packages of a folder as its lock file says, without running anything of theirs.
pub(crate) fn install(folder: &Path) -> Result<(), String> {
    run_in(
        folder,
        "npm",
        &["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"],
    )
}

/// Makes the assets, or checks that they are made.
pub(crate) fn make(args: &[String]) -> Result<(), String> {
    let folder = Path::new(FOLDER);
    install(folder)?;
    let made = folder.join("node_modules/.made");
    fs::create_dir_all(made.join("fonts")).map_err(|e| format!("{}: {e}", made.display()))?;
    let sass = ["sass", "--pkg-importer=node", "--style=compressed", "--no-source-map", "--quiet-deps"];
    let files = ["source/app.scss", "node_modules/.made/app.css"];
    run_in(folder, "npx", &[&sass[..], &files[..]].concat())?;
    let packages = folder.join("node_modules");
    for script in ["app.js", "check.js", "replay.js"] {
        copy(&folder.join("source").join(script), &made.join(script))?;
    }
    copy(&folder.join("source/icon.svg"), &made.join("icon.svg"))?;
    for font in FONTS {
        let name = format!("golos-text-{font}");
        let from = packages.join(format!("@fontsource-variable/golos-text/files/{name}-wght-normal.woff2"));
        copy(&from, &made.join(format!("fonts/{name}.woff2")))?;
    }
    let script = packages.join("govuk-frontend/dist/govuk/govuk-frontend.min.js");
    let text = fs::read_to_string(&script).map_err(|e| format!("{}: {e}", script.display()))?;
    let text = text.split("//# sourceMappingURL=").next().unwrap_or_default();
    write(&made.join("govuk-frontend.min.js"), text.as_bytes())?;
    let licence = "govuk-frontend.LICENSE.txt";
    copy(&folder.join("source").join(licence), &made.join(licence))?;
    copy(
        &packages.join("@fontsource-variable/golos-text/LICENSE"),
        &made.join("fonts/golos-text.LICENSE.txt"),
    )?;
    let public = folder.join("public");
    if args.iter().any(|arg| arg == "--check") { compare(&made, &public) } else { replace(&made, &public) }
}

fn compare(made: &Path, public: &Path) -> Result<(), String> {
    let (wanted, found) = (files(made)?, files(public)?);
    let differs = |name: &PathBuf| fs::read(made.join(name)).ok() != fs::read(public.join(name)).ok();
    let wrong: Vec<String> =
        wanted.iter().chain(&found).filter(|n| differs(n)).map(|n| n.display().to_string()).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{FOLDER}/public is not what its sources make ({}): cargo xtask assets", wrong.join(", ")))
}

fn replace(made: &Path, public: &Path) -> Result<(), String> {
    fs::create_dir_all(public.join("fonts")).map_err(|e| format!("{}: {e}", public.display()))?;
    files(made)?.iter().try_for_each(|name| copy(&made.join(name), &public.join(name)))
}

/// The files below a folder, by their paths in it.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let at = folder.join(&below);
        for item in fs::read_dir(&at).map_err(|e| format!("{}: {e}", at.display()))? {
            let item = item.map_err(|e| format!("{}: {e}", at.display()))?;
            let name = below.join(item.file_name());
            if item.path().is_dir() { open.push(name) } else { found.push(name) }
        }
    }
    found.sort();
    Ok(found)
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let bytes = fs::read(from).map_err(|e| format!("{}: {e}", from.display()))?;
    write(to, &bytes)
}

fn write(to: &Path, bytes: &[u8]) -> Result<(), String> {
    fs::write(to, bytes).map_err(|e| format!("{}: {e}", to.display()))
}
