//! A flow of cases through the built program, as its user runs it: import, kill, receipt, export, the insider. What it
//! exports is replayed by the independent Python verifier.

mod demo;
mod import;
mod insider;
mod killed;
mod law;
mod made_up;
mod program;
mod screens;
