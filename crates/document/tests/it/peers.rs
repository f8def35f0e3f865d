//! Programs of others, asked what they think of a file: poppler's `pdfsig`, qpdf, openssl, pyHanko.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What a program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) is_ok: bool,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs a program.
pub(crate) fn run(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}; `cargo xtask setup` installs what tests need"));
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Said { is_ok: status.success(), out: text(stdout), err: text(stderr) }
}

/// Demands that qpdf finds nothing to say against a file.
pub(crate) fn qpdf_is_content(file: &Path) {
    let said = run(Command::new("qpdf").arg("--check").arg(file));
    assert!(said.is_ok && !said.out.contains("WARNING") && said.err.is_empty(), "{said:?}");
}

/// What `pdfsig` says of each signature.
pub(crate) fn pdfsig(file: &Path) -> Vec<String> {
    // No trust store: what is asked is whether signatures hold.
    let said = run(Command::new("pdfsig").arg("-nocert").arg(file));
    let lines = said.out.lines().filter_map(|l| l.trim().strip_prefix("- Signature Validation: "));
    lines.map(str::to_owned).collect()
}

const PYHANKO: &str = r#"
import sys
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
roots = [load_cert_from_pemder(sys.argv[2])]
with open(sys.argv[1], "rb") as f:
    for signature in PdfFileReader(f).embedded_signatures:
        s = validate_pdf_signature(signature, ValidationContext(trust_roots=roots), ValidationContext(trust_roots=roots))
        t = s.timestamp_validity
        print(s.bottom_line, s.intact, s.valid, s.trusted, s.coverage.name,
              s.modification_level.name if s.modification_level else "-",
              (t.intact and t.valid and t.trusted) if t else "-")
"#;

/// What pyHanko says of each signature: bottom line, intact, valid, trusted, coverage, later changes, time stamp.
pub(crate) fn pyhanko(file: &Path, root: &Path) -> Result<Vec<String>, String> {
    let said = run(Command::new(python()).args(["-c", PYHANKO]).arg(file).arg(root));
    if said.is_ok { Ok(said.out.lines().map(str::to_owned).collect()) } else { Err(said.err) }
}

/// The Python that `cargo xtask setup` prepares.
fn python() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("../python/bin/python")
}

/// Whether `openssl cms` verifies a detached signature.
pub(crate) fn openssl_cms(signature: &Path, content: &Path, root: &Path) -> Said {
    run(Command::new("openssl")
        .args(["cms", "-verify", "-binary", "-inform", "DER", "-cades", "-out", "/dev/null", "-in"])
        .arg(signature)
        .arg("-content")
        .arg(content)
        .arg("-CAfile")
        .arg(root))
}

/// Whether `openssl ts` verifies a token over data.
pub(crate) fn openssl_ts(token: &Path, data: &Path, root: &Path) -> Said {
    run(Command::new("openssl")
        .args(["ts", "-verify", "-token_in", "-in"])
        .arg(token)
        .arg("-data")
        .arg(data)
        .arg("-CAfile")
        .arg(root))
}

const XMP: &str = r#"
import sys, pikepdf
with pikepdf.open(sys.argv[1]) as pdf:
    m = pdf.open_metadata()
    print(m["pdfaid:part"], m["pdfaid:conformance"], m["pdfuaid:part"])
"#;

/// What a file's metadata say of PDF/A and PDF/UA: part, conformance, part.
pub(crate) fn standards(file: &Path) -> String {
    let said = run(Command::new(python()).args(["-c", XMP]).arg(file));
    assert!(said.is_ok, "{said:?}");
    said.out.trim().to_owned()
}

/// The text of the code on one of a file's pages, as a camera reads it.
pub(crate) fn scan(file: &Path) -> String {
    let made =
        run(Command::new("pdftoppm").args(["-r", "150", "-png"]).arg(file).arg(file.with_extension("")));
    assert!(made.is_ok, "{made:?}");
    let pages = std::fs::read_dir(file.parent().unwrap()).unwrap().map(|item| item.unwrap().path());
    let pages = pages.filter(|path| path.extension().is_some_and(|e| e == "png"));
    let codes: Vec<String> = pages
        .filter_map(|page| {
            let mut zbar = Command::new("zbarimg");
            let said = run(zbar.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(page));
            said.is_ok.then(|| said.out.trim_end().to_owned())
        })
        .collect();
    assert_eq!(codes.len(), 1, "{codes:?}");
    codes[0].clone()
}
