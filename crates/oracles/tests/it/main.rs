//! Do our Merkle mathematics, tiles, notes and checkpoints agree with other people's?

#![cfg(test)]

mod merkle;
mod notes;
mod tiles;
