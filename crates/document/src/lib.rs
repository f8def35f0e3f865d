//! Documents of a court: what they say, how they look, and who signed them.
//!
//! The room is pure: bytes in, bytes out. Keys, clocks, random numbers and time-stamp services are passed in. It imports
//! `base` alone.

pub mod paper;
pub mod pdf;
pub mod render;
pub mod sign;
