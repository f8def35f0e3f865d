//! The command line of documents: `tarazy authority`, `tarazy document`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `tarazy authority`.
#[derive(Debug, Subcommand)]
pub(crate) enum Authority {
    /// Make a test authority: its root key and certificate. What it issues has no legal force
    Init {
        /// The folder; it must be empty or not exist
        dir: PathBuf,
        /// Name of the authority
        #[arg(long, default_value = "Tarazy test root")]
        name: String,
        /// Years that the root holds
        #[arg(long, default_value_t = 10)]
        years: u16,
        /// RSA of 3072 bits in place of P-256
        #[arg(long)]
        rsa: bool,
        /// Seal the key by the passphrase in the file that TARAZY_PASSPHRASE_FILE names, or one asked at the terminal
        #[arg(long)]
        seal: bool,
    },
    /// Issue a certificate; its key is made beside it unless a public key is given
    Issue(Issue),
}

/// `tarazy authority issue`.
#[derive(Debug, Args)]
pub(crate) struct Issue {
    /// The authority's folder
    pub(crate) dir: PathBuf,
    /// Whom it is for
    #[arg(long, value_enum)]
    pub(crate) kind: HolderKind,
    /// Name of the judge, the court or the service
    #[arg(long)]
    pub(crate) name: String,
    /// Names of the files: FILE.pem and FILE.key in the authority's folder
    #[arg(long, value_name = "FILE")]
    pub(crate) file: String,
    /// The court in which a judge serves
    #[arg(long, value_name = "NAME")]
    pub(crate) court: Option<String>,
    /// Made-up number: IIN of a judge, BIN of a court
    #[arg(long)]
    pub(crate) number: Option<String>,
    /// Years that it holds
    #[arg(long, default_value_t = 2)]
    pub(crate) years: u16,
    /// RSA of 3072 bits in place of P-256
    #[arg(long, conflicts_with = "public")]
    pub(crate) rsa: bool,
    /// A public key in PEM, such as that of a key in a PKCS#11 token
    #[arg(long, value_name = "FILE")]
    pub(crate) public: Option<PathBuf>,
    /// Seal the new key by a passphrase
    #[arg(long, conflicts_with = "public")]
    pub(crate) seal: bool,
}

/// Whom a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum HolderKind {
    /// A judge or an officer, who signs as a person
    Judge,
    /// A court's seal
    Court,
    /// A time-stamp service
    Tsa,
}

/// `tarazy document`.
#[derive(Debug, Subcommand)]
pub(crate) enum Document {
    /// A claim as it arrived, in short, for its parties and the court
    ClaimSummary(OfCase),
    /// The confirmation that a claim was received, with the proof as a code where it fits
    Receipt(OfCase),
    /// The record of a case's automatic allocation
    Allocation(OfCase),
    /// Render a document from a file of data
    Render {
        /// What it is
        #[arg(value_enum)]
        kind: Kind,
        /// Its data (JSON, docs/documents.md)
        #[arg(long, value_name = "FILE")]
        data: PathBuf,
        /// Mark it as a draft, which is never signed
        #[arg(long)]
        draft: bool,
        /// Derive the copy for the public: replace a name by another text, as NAME=TEXT; may be repeated
        #[arg(long, value_name = "NAME=TEXT")]
        replace: Vec<String>,
        /// Derive the copy for the public, also where no name is replaced
        #[arg(long)]
        public: bool,
        /// Write it to this file too
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Sign a document that was rendered or signed before: the judge first, the court's seal last
    Sign(Sign),
    /// Tell who signed a document, when, and whether it is intact
    Verify {
        /// The document
        file: PathBuf,
        /// Roots that are trusted (PEM)
        #[arg(long, value_name = "FILE")]
        roots: PathBuf,
    },
}

/// A document of a case.
#[derive(Debug, Args)]
pub(crate) struct OfCase {
    /// Case number or stream
    pub(crate) case: String,
    /// Write it to this file too
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Kinds of documents that are rendered from data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Summons
    Summons,
    /// Ruling
    Ruling,
    /// Decision
    Decision,
    /// Resolution of the court of appeal
    Resolution,
    /// A claim in short
    ClaimSummary,
    /// Confirmation of receipt
    Receipt,
    /// Record of an allocation
    Allocation,
    /// A typed text
    Text,
}

/// `tarazy document sign`.
#[derive(Debug, Args)]
pub(crate) struct Sign {
    /// The document
    pub(crate) file: PathBuf,
    /// Key file, or pkcs11:LABEL for a key in the token of the configuration
    #[arg(long, value_name = "KEY")]
    pub(crate) key: String,
    /// Certificates of the key, the signer's first; the key's file with .pem at its end if not given
    #[arg(long, value_name = "FILE")]
    pub(crate) certificate: Option<PathBuf>,
    /// Which form: b (basic) or t (with a time stamp)
    #[arg(long, value_enum, default_value = "t")]
    pub(crate) level: Level,
    /// Key file of a time-stamp service of one's own; its certificate lies beside it
    #[arg(long, value_name = "FILE", conflicts_with = "stamp_url")]
    pub(crate) stamp_key: Option<PathBuf>,
    /// Address of a time-stamp service
    #[arg(long, value_name = "URL")]
    pub(crate) stamp_url: Option<String>,
    /// Why it is signed, in the language of the document
    #[arg(long)]
    pub(crate) reason: Option<String>,
    /// The signed document
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Forms of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// PAdES B-B: when it was signed is not proven
    B,
    /// PAdES B-T: a time stamp proves when
    T,
}
