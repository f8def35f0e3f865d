//! Receipts, exports and draws: what holds, which word answers each kind of damage, and whether the programs in
//! `independent` say the same.

#![cfg(test)]

mod bundles;
mod command;
mod court;
mod differential;
mod draws;
mod exports;
mod log;
mod peers;
mod receipts;
