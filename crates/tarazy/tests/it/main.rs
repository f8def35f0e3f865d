//! A running server, backup and recovery, through the built program as an operator runs it.

mod backup;
mod installation;
mod recover;
mod serve;
mod trust;
