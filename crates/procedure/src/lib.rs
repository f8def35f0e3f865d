//! Procedure: the life of a case, as pure functions over its docket.
//!
//! A case is what its entries make of it: [`Case::apply`] folds them one by one, and [`steps`] decides which entry may come
//! next. Today the road is short: filed, registered, numbered, assigned, decided, closed, each with its lawful
//! correction. The room imports `docket` alone; it knows no database, no clock and no law in numbers. Its truth is the Civil
//! Procedure Code as summarised in `docs/procedure.md`.

pub mod case;
pub mod events;
pub mod steps;

pub use case::{Case, Fault, Stage};
pub use events::{Event, Imported, PartyRole};
pub use steps::{NotNow, Step};
