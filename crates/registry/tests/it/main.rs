//! The registry on a real database: commands in, entries and read models out.

mod corrections;
mod imported;
mod life;
mod lost;
mod network;
mod office;
mod upkeep;
mod waiting;
