//! The docket: what an entry is, and how it is bound into a log that nobody can rewrite.
//!
//! This room is for entries, canonical JSON, commitments, Merkle mathematics, tiles, signed notes, checkpoints, policies
//! and proofs. It is pure: no I/O, no clock, no randomness, no unsafe code, and it imports no other room, so that a
//! verifier on another machine can be built from it alone. Its truth is the specification `docs/spec/docket.md`, RFC 6962, RFC 8785
//! and the C2SP documents tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-policy and tlog-proof.
#![no_std]

extern crate alloc;

pub mod ack;
pub mod body;
pub mod checkpoint;
pub mod commit;
pub mod convert;
pub mod entry;
pub mod hash;
pub mod json;
pub mod merkle;
pub mod note;
pub mod notice;
pub mod policy;
pub mod proof;
pub mod receipt;
#[cfg(feature = "schema")]
pub mod schema;
pub mod stream;
#[cfg(test)]
mod testing;
mod text;
pub mod tile;

pub use ack::Ack;
pub use body::Body;
pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use commit::Salt;
pub use convert::{from_canonical, from_object, from_value, to_value};
pub use entry::{Actor, Content, Draft, Entry, EntryError, EntryType, Opening, Visibility, leaf_hash};
pub use hash::{Hash, sha256};
pub use json::{Object, Value};
pub use merkle::Tree;
pub use note::{Cosigner, KeyName, Note, Signer, VerifierKey};
pub use policy::Policy;
pub use proof::TlogProof;
pub use receipt::Receipt;
pub use stream::{StreamId, StreamKind};
pub use tile::{Tile, TileKind};
