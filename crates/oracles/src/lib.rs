//! Other people's log libraries as judges of ours. This crate holds tests only; nothing imports it.
