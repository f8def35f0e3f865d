//! Numbers by which entries of one docket name what stands earlier on it: parties, hearings, motions, appeals. Each kind counts from
//! 1 in the order of the docket; no number is ever given twice.

use serde::{Deserialize, Serialize};

macro_rules! numbers {
    ($($(#[$doc:meta])+ $name:ident;)+) => { $(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The number that the next one gets, where so many are there.
            pub fn after(count: usize) -> Self {
                Self(u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1))
            }

            /// The place in a list that holds them in their order.
            pub fn place(self) -> Option<usize> {
                usize::try_from(self.0).ok()?.checked_sub(1)
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+ };
}

numbers! {
    /// A party: in the order in which the filing names them, then as they join.
    PartyNo;
    /// A hearing, as they are set.
    HearingNo;
    /// A motion or an application, as they arrive.
    MotionNo;
    /// An appeal against the decision, as they arrive.
    AppealNo;
    /// An application to secure the claim, as they arrive.
    SecuringNo;
    /// A notice or summons, as they are issued.
    NoticeNo;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_from_one() {
        assert_eq!(PartyNo::after(0), PartyNo(1));
        assert_eq!(PartyNo(1).place(), Some(0));
        assert_eq!(PartyNo(0).place(), None);
    }
}
