//! What the log promises, tested through its public functions.

#![cfg(test)]

mod bad_store;
mod check;
mod durable;
mod guard;
mod history;
mod model_disk;
mod receipts;
mod rig;
mod sealer;
mod store;
mod withheld;
mod witness;
mod witnessed;
