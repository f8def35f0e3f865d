//! An authority, holders under it, and a small PDF to sign.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use tarazy_document::pdf::marks::DEMONSTRATION;
use tarazy_document::pdf::{self, Signing, SigningFault};
use tarazy_document::sign::authority::{self, Holder, HolderKind, Term};
use tarazy_document::sign::cms::Signer;
use tarazy_document::sign::key::{KeyKind, SoftKey};
use tarazy_document::sign::stamp::{Stamping, Tsa};
use tarazy_document::sign::trust::Roots;
use tarazy_document::sign::{Certificate, certificate_pem};

/// A moment at which all certificates of the tests hold: what other programs' clocks say is about this.
pub(crate) const NOW: u64 = 1_796_000_000;
const YEAR: u64 = 365 * 86_400;

/// Numbers that differ from call to call and are the same in every run.
pub(crate) fn fill(out: &mut [u8]) {
    static STATE: AtomicU64 = AtomicU64::new(0x9E37_79B9_7F4A_7C15);
    for byte in out {
        let mut x = STATE.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        *byte = (x >> 56).to_le_bytes()[0];
    }
}

/// A holder with key and certificate.
pub(crate) struct Held {
    pub(crate) key: SoftKey,
    pub(crate) chain: Vec<Certificate>,
}

/// An authority with its folder.
pub(crate) struct Authority {
    folder: tempfile::TempDir,
    root: Certificate,
    key: SoftKey,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut key = SoftKey::generate(KeyKind::P256, fill).unwrap();
        let root = authority::root("Сынақ түбірлік куәландырушы орталығы", &mut key, &term(10)).unwrap();
        let new = Self { folder: tempfile::tempdir().unwrap(), root, key };
        std::fs::write(new.root_file(), certificate_pem(&new.root).unwrap()).unwrap();
        new
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn root_file(&self) -> PathBuf {
        self.path("root.pem")
    }

    pub(crate) fn roots(&self) -> Roots {
        Roots::new(vec![self.root.clone()])
    }

    pub(crate) fn issue(&mut self, kind: HolderKind, key: SoftKey) -> Held {
        self.issue_for(kind, key, &term(2))
    }

    pub(crate) fn issue_for(&mut self, kind: HolderKind, key: SoftKey, term: &Term) -> Held {
        let court = "Үлгі қаласының №2 аудандық соты";
        let (name, organisation, number) = match kind {
            HolderKind::Judge => ("Әлия Ғабитқызы Өтегенова", Some(court), Some("900101300017")),
            HolderKind::Court => (court, None, None),
            HolderKind::Tsa => ("Сынақ уақыт белгісі қызметі", None, None),
        };
        let (name, organisation) = (name.to_owned(), organisation.map(str::to_owned));
        let holder = Holder { kind, name, organisation, number: number.map(str::to_owned) };
        use tarazy_document::sign::key::SignPrehash as _;
        let public = key.public().clone();
        let certificate = authority::issue(&self.root, &mut self.key, &holder, &public, term).unwrap();
        Held { key, chain: vec![certificate] }
    }

    pub(crate) fn p256(&mut self, kind: HolderKind) -> Held {
        self.issue(kind, SoftKey::generate(KeyKind::P256, fill).unwrap())
    }

    /// RSA, by a key that openssl made.
    pub(crate) fn rsa(&mut self, kind: HolderKind) -> Held {
        self.issue(kind, openssl_rsa(self.folder.path()))
    }

    /// Writes a file and tells its place.
    pub(crate) fn keep(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn openssl_rsa(folder: &Path) -> SoftKey {
    let file = folder.join("rsa.pem");
    let made = Command::new("openssl")
        .args(["genpkey", "-quiet", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072", "-out"])
        .arg(&file)
        .status();
    assert!(made.unwrap().success());
    SoftKey::from_pem(&std::fs::read_to_string(file).unwrap(), fill).unwrap()
}

/// A term of so many years that began a year ago.
pub(crate) fn term(years: u64) -> Term {
    let mut serial = [0; 16];
    fill(&mut serial);
    Term { from: NOW - YEAR, until: NOW + years * YEAR, serial }
}

/// Signs; with a time stamp if a service is given.
pub(crate) fn sign(file: &[u8], who: &mut Held, tsa: Option<&mut Held>) -> Result<Vec<u8>, SigningFault> {
    let signer = Signer { key: &mut who.key, chain: &who.chain };
    let mut service = tsa.map(|tsa| Tsa {
        signer: Signer { key: &mut tsa.key, chain: &tsa.chain },
        now: NOW,
        serial: [7; 16],
    });
    let stamping = service.as_mut().map(|service| Stamping { service, nonce: 0x8123_4567_89AB_CDEF });
    pdf::sign(file, Signing { signer, stamping, at: NOW, reason: Some("Шешімге қол қою") })
}

/// A PDF of one page, whose information names keywords.
pub(crate) fn sample(keywords: &str) -> Vec<u8> {
    let page = "BT /F1 24 Tf 72 720 Td (Sample) Tj ET";
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.276 841.89] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Keywords ({keywords}) >>"),
    ];
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut references = String::from("0000000000 65535 f \n");
    for (n, object) in objects.iter().enumerate() {
        references += &format!("{:010} 00000 n \n", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", n + 1).into_bytes());
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let trailer = format!(
        "<< /Size {size} /Root 1 0 R /Info 6 0 R /ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] >>"
    );
    out.extend(
        format!("xref\n0 {size}\n{references}trailer\n{trailer}\nstartxref\n{start}\n%%EOF").into_bytes(),
    );
    out
}

/// A PDF that a test authority's certificate may sign.
pub(crate) fn demonstration() -> Vec<u8> {
    sample(DEMONSTRATION)
}
