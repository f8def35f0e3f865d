//! A running server, backup and recovery, through the built program as an operator runs it; on SQLite, and the whole way on
//! PostgreSQL.

mod alarms;
mod backup;
mod contributors;
mod documents;
mod installation;
#[path = "../flow/made_up.rs"]
mod made_up;
mod network;
mod notices;
mod pkcs11;
mod postgres;
mod recover;
mod sealed_keys;
mod serve;
mod system_calls;
mod tls;
mod trust;
mod verbs;
mod withheld;
