//! Audit statistics: what many draws show together (draw.md section 15, items 1 and 2).
//!
//! Replay proves a single draw; these watch the inputs. They are figures for people, in floating point; nothing that a
//! draw decides rests on them.

mod judges;
mod lottery;
mod math;

pub use judges::{Division, JudgeRow, Spread, spread};
pub use lottery::{Lottery, LotteryReport, Uniformity};
pub use math::{chi_square_tail, normal_tail};

#[cfg(test)]
mod tests;
