//! What the log promises, tested through its public functions.

#![cfg(test)]

mod check;
mod durable;
mod guard;
mod history;
mod model_disk;
mod receipts;
mod rig;
mod sealer;
mod store;
mod witness;
mod witnessed;
