//! What can happen in the life of a division.

use proptest::prelude::*;

/// Something that happens. Numbers are taken modulo what there is.
#[derive(Debug, Clone)]
pub(super) enum Op {
    Appoint(u8),
    AppointNeighbour(u8),
    Leave(u8),
    SettleLeave(u8),
    Absent { judge: u8, starts: i64, lasts: Option<i64>, ended: bool },
    Return(u8),
    Capacity(u8, u32),
    Specialise(u8, u8),
    Incompatible(u8, u8),
    Conflict(u8, u8),
    Rules(u8),
    File,
    Draw { case: u8, category: u8, bench: u8, party: u8, subject: bool, late: bool, second_beacon: bool },
    Wait(i64),
    Withhold(bool),
    LoseWitnesses(bool),
    BeaconDown(bool),
    Redraw { case: u8, code: u8 },
    Follow { case: u8, other: u8, bound: bool },
    Recategorise(u8, u8),
    Refund { case: u8, stage: u8, one: bool },
    VoidCommit(u8),
    VoidResult(u8),
}

/// The conditions of a life.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) quorum: bool,
    pub(super) import: bool,
    pub(super) contributors: usize,
    /// Which of the two beacons is a network, if one is.
    pub(super) network: Option<usize>,
    pub(super) neighbour: bool,
    pub(super) judges: u8,
    pub(super) ops: Vec<Op>,
}

fn any_op() -> impl Strategy<Value = Op> {
    let n = any::<u8>;
    let draw = (n(), n(), n(), n(), any::<bool>(), any::<bool>(), prop::bool::weighted(0.1)).prop_map(
        |(case, category, bench, party, subject, late, second_beacon)| Op::Draw {
            case,
            category,
            bench,
            party,
            subject,
            late,
            second_beacon,
        },
    );
    let absent = (n(), -20i64..200, prop::option::of(1i64..500), any::<bool>())
        .prop_map(|(judge, starts, lasts, ended)| Op::Absent { judge, starts, lasts, ended });
    prop_oneof![
        2 => n().prop_map(Op::Appoint),
        1 => n().prop_map(Op::AppointNeighbour),
        1 => n().prop_map(Op::Leave),
        1 => n().prop_map(Op::SettleLeave),
        2 => absent,
        1 => n().prop_map(Op::Return),
        1 => (n(), 1u32..=1000).prop_map(|(j, a)| Op::Capacity(j, a)),
        1 => (n(), n()).prop_map(|(j, c)| Op::Specialise(j, c)),
        1 => (n(), n()).prop_map(|(a, b)| Op::Incompatible(a, b)),
        2 => (n(), n()).prop_map(|(j, c)| Op::Conflict(j, c)),
        1 => n().prop_map(Op::Rules),
        6 => Just(Op::File),
        9 => draw,
        5 => (1i64..200).prop_map(Op::Wait),
        2 => (300i64..6000).prop_map(Op::Wait),
        1 => prop::bool::weighted(0.3).prop_map(Op::Withhold),
        1 => prop::bool::weighted(0.3).prop_map(Op::LoseWitnesses),
        1 => any::<bool>().prop_map(Op::BeaconDown),
        2 => (n(), n()).prop_map(|(case, code)| Op::Redraw { case, code }),
        2 => (n(), n(), any::<bool>()).prop_map(|(case, other, bound)| Op::Follow { case, other, bound }),
        1 => (n(), n()).prop_map(|(case, to)| Op::Recategorise(case, to)),
        2 => (n(), n(), any::<bool>()).prop_map(|(case, stage, one)| Op::Refund { case, stage, one }),
        1 => n().prop_map(Op::VoidCommit),
        1 => n().prop_map(Op::VoidResult),
    ]
}

pub(super) fn any_plan(length: core::ops::Range<usize>) -> impl Strategy<Value = Plan> {
    (
        any::<bool>(),
        prop::bool::weighted(0.2),
        0usize..3,
        prop::option::of(0usize..2),
        any::<bool>(),
        2u8..7,
        prop::collection::vec(any_op(), length),
    )
        .prop_map(|(quorum, import, contributors, network, neighbour, judges, ops)| Plan {
            quorum,
            import,
            contributors,
            network,
            neighbour,
            judges,
            ops,
        })
}
