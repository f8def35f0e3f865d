//! The endpoints over real connections on free loopback ports.

#![cfg(test)]

mod admin;
mod beacon;
mod check;
mod claim;
mod commands;
mod contributor;
mod enter;
mod house;
mod limits;
mod log;
mod notices;
mod pages;
mod rig;
mod witness;
mod work;
