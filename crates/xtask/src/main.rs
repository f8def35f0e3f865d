//! Automation of this repository: `cargo xtask setup` installs what the tests need from Debian, `cargo xtask check` is the
//! whole test command, `cargo xtask demo` builds both programs and runs the demonstration. It uses the standard library
//! alone, so that it is ready in a second.

use std::path::Path;
use std::process::{Command, ExitCode};

mod assets;
mod e2e;
mod tidy;

/// Debian packages that the tests need, and what for.
const PACKAGES: &[(&str, &str, &str)] = &[
    ("gcc", "/usr/bin/gcc", "compiles SQLite and the BLS library"),
    ("python3", "python3", "runs the independent verifier"),
    (
        "nodejs",
        "node",
        "runs the browser's independent verifier, drives the browser, makes the style of the pages",
    ),
    ("postgresql", "/usr/lib/postgresql", "the second database engine"),
    ("openssl", "/usr/bin/openssl", "reads and makes sealed keys, checks signatures"),
    ("poppler-utils", "/usr/bin/pdfsig", "checks signatures of documents, reads their text and fonts"),
    ("python3-venv", "/usr/share/doc/python3-venv", "keeps the Python packages of the tests apart"),
    ("qpdf", "/usr/bin/qpdf", "checks the structure of documents"),
    ("softhsm2", "/usr/bin/softhsm2-util", "a PKCS#11 token"),
    ("strace", "strace", "makes system calls fail"),
    ("zbar-tools", "/usr/bin/zbarimg", "reads codes on documents as a camera does"),
    ("npm", "npm", "installs what the browser tests need, as lock files say"),
    ("chromium", "/usr/bin/chromium", "a real browser for the pages"),
];

/// Python packages that the tests need, in a folder of their own beside what is built; and what for.
const PYTHON: &[(&str, &str)] = &[
    ("holidays==0.109", "a published calendar, against which that of the law is held"),
    ("workalendar==17.0.0", "a second one, made apart from it"),
    ("pyhanko==0.38.0", "the second checker of signatures"),
    ("pikepdf==10.18.0", "reads the metadata of PDF/A"),
    ("aiosmtpd==1.4.6", "a mail server"),
    ("dkimpy==1.1.8", "checks signatures of mails"),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.first().map(String::as_str) {
        Some("setup") => setup(),
        Some("check") => check(),
        Some("demo") => demo(&args[1..]),
        Some("tidy") => tidy::check(),
        Some("assets") => assets::make(&args[1..]),
        Some("e2e") => {
            run("cargo", &["build", "--bin", "tarazy", "--locked", "--quiet"]).and_then(|()| e2e::run())
        }
        _ => Err("usage: cargo xtask setup | check | demo | tidy | assets [--check] | e2e".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Installs what is missing, once, and says what it does.
fn setup() -> Result<(), String> {
    let mut missing: Vec<_> = PACKAGES.iter().filter(|(_, probe, _)| !present(probe)).collect();
    // A part of Python that Debian ships apart; no program shows whether it is there.
    let venv = ("python3-venv", "", "folders of Python packages");
    if !works("python3", &["-c", "import ensurepip"]) {
        missing.push(&venv);
    }
    if !missing.is_empty() {
        for (name, _, why) in &missing {
            println!("setup: installing Debian package {name}: {why}");
        }
        let names: Vec<&str> = missing.iter().map(|(n, _, _)| *n).collect();
        let sudo = if is_root() { "" } else { "sudo " };
        run("sh", &["-c", &format!("{sudo}apt-get update -q")])?;
        let install = format!(
            "DEBIAN_FRONTEND=noninteractive {sudo}apt-get install -y -q --no-install-recommends {}",
            names.join(" ")
        );
        run("sh", &["-c", &install])?;
    }
    python()?;
    if !works("cargo", &["nextest", "--version"]) {
        println!("setup: installing cargo-nextest, the test runner (takes some minutes)");
        run("cargo", &["install", "--locked", "cargo-nextest"])?;
    }
    for folder in [assets::FOLDER, e2e::FOLDER] {
        if !Path::new(folder).join("node_modules").exists() {
            println!("setup: installing npm's packages of {folder}");
            assets::install(Path::new(folder))?;
        }
    }
    println!("setup: everything that the tests need is here");
    Ok(())
}

/// Makes the folder `python` beside the built programs, with the packages in it. A test finds it from its own target folder.
fn python() -> Result<(), String> {
    let here = std::env::current_exe().map_err(|e| format!("cannot tell where this program lies: {e}"))?;
    let target = here.ancestors().nth(2).ok_or("this program lies in no target folder")?;
    let folder = target.join("python");
    let program = folder.join("bin/python").display().to_string();
    let names: Vec<&str> = PYTHON.iter().map(|(name, _)| *name).collect();
    let wanted = "import sys, importlib.metadata as m\nfor p in sys.argv[1:]:\n n, v = p.split('==')\n assert m.version(n) == v";
    if works(&program, &[&["-c", wanted], names.as_slice()].concat()) {
        return Ok(());
    }
    for (name, why) in PYTHON {
        println!("setup: installing Python package {name}: {why}");
    }
    run("python3", &["-m", "venv", &folder.display().to_string()])?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    run(&program, &[&install, names.as_slice()].concat())
}

fn present(probe: &str) -> bool {
    if probe.starts_with('/') { Path::new(probe).exists() } else { works(probe, &["--version"]) }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"))
}

/// The test command of the README: format, lints, tidiness, tests, documentation.
fn check() -> Result<(), String> {
    run("cargo", &["fmt", "--all", "--check"])?;
    tidy::check()?;
    run("cargo", &["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"])?;
    run("cargo", &["build", "--workspace", "--bins", "--locked", "--quiet"])?;
    run("cargo", &["nextest", "run", "--workspace", "--locked"])?;
    run("cargo", &["test", "--workspace", "--doc", "--locked", "--quiet"])?;
    run("python3", &["independent/python/draw_ref.py", "check", "independent/python/draw_kat.json"])?;
    run("python3", &["-m", "unittest", "discover", "-s", "independent/python/tests"])?;
    run("node", &["independent/js/tarazy-verify.mjs", "draw-kat", "independent/python/draw_kat.json"])?;
    javascript()?;
    assets::make(&["--check".to_owned()])?;
    e2e::run()
}

/// The tests of the browser's verifier, each file by its name: what a folder means to `node --test` changed between versions.
fn javascript() -> Result<(), String> {
    let files = tidy::files_under(Path::new("independent/js/test"), "mjs");
    let names = files.iter().filter_map(|file| file.to_str()).filter(|name| name.ends_with(".test.mjs"));
    run("node", &std::iter::once("--test").chain(names).collect::<Vec<_>>())
}

/// The demonstration, with both programs built: what it names to try next needs `tarazy-verify` too.
fn demo(args: &[String]) -> Result<(), String> {
    run("cargo", &["build", "--release", "--bins", "--locked"])?;
    let fixed = ["run", "--release", "--locked", "--quiet", "--bin", "tarazy", "--", "demo"];
    let all: Vec<&str> = fixed.into_iter().chain(args.iter().map(String::as_str)).collect();
    run("cargo", &all)
}

fn works(program: &str, args: &[&str]) -> bool {
    Command::new(program).args(args).output().is_ok_and(|o| o.status.success())
}

fn run(program: &str, args: &[&str]) -> Result<(), String> {
    run_in(Path::new("."), program, args)
}

fn run_in(folder: &Path, program: &str, args: &[&str]) -> Result<(), String> {
    println!("+ {program} {}", args.join(" "));
    let status = Command::new(program).args(args).current_dir(folder).status();
    let status = status.map_err(|e| format!("cannot start {program}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} {} failed", args.join(" "))) }
}
