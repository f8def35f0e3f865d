//! The registry on a real database: commands in, entries and read models out.

mod commands;
mod contributors;
mod corrections;
mod disclosure;
mod imported;
mod life;
mod lost;
mod network;
mod office;
mod road;
mod schemas;
mod sending;
mod steps;
mod upkeep;
mod waiting;
