//! What documents and signatures promise, before the programs that others check them with.

#![cfg(test)]

mod papers;
mod peers;
mod public;
mod rig;
mod rules;
mod signatures;
mod stamps;
