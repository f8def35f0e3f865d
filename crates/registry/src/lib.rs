//! The registry: filing, registration, numbering, the pool of judges, and assignment by draw.
//!
//! An office decides commands and nothing else: it reads the docket through the writer's desk, lets the pure rooms
//! (`procedure`, `draw`, `law`) say what is lawful, and lays entries on the desk. It imports `store` and the pure rooms. Its
//! truth is `docs/spec/docket.md` sections 5 to 8, `docs/spec/draw.md` sections 5 to 9 and the law that it is given.
//! [`flow`] lays out an imported flow of cases in time.

pub mod alarms;
mod announced;
mod assignment;
pub mod beacons;
pub mod bodies;
mod code;
pub mod contribution;
mod court;
mod disclosure;
mod docket;
pub mod drafts;
mod duty;
mod filing;
pub mod flow;
mod importing;
mod keys;
mod ledgers;
mod lost;
pub mod models;
pub mod notices;
mod office;
mod pool;
mod redraw;
mod refusals;
mod registration;
pub mod report;
mod results;
mod road;
pub mod schemas;
pub mod setup;
mod upkeep;
mod wire;

pub use announced::policies;
pub use court::{Court, Division, JudgeCard};
pub use docket::{CaseFile, read_case};
pub use duty::{ROSTER, Roster};
pub use lost::{BODY_LOST, read_back};
pub use office::Registry;
pub use setup::Setup;
pub use wire::object as to_body;
