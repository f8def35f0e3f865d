//! Procedure as a whole: random lives against an independent table, and the road of an ordinary claim told step by step.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a step of a test that fails ends the test")]

mod asks;
mod corrections;
mod life;
mod lives;
mod notices;
mod road;
mod table;
mod wishes;
