//! Tests of bundles: from a log with a true tree, signatures and cosignatures.

use super::{Bundle, BundleError, Outcome};
use crate::ledger::tests::world::{Filed, Source, World};
use crate::protocol::Prepared;
use crate::record::{Body as _, DrawCommit, DrawResult};
use std::io::Write as _;
use std::process::{Command, Stdio};
use tarazy_docket::merkle::{Leaves, inclusion_proof, root_of};
use tarazy_docket::{
    Checkpoint, Content, Cosigner, Entry, Hash, Object, Policy, SignedCheckpoint, Signer, TlogProof, Value,
    leaf_hash,
};

const ORIGIN: &str = "log.example/tarazy";

struct Keys {
    log: Signer,
    witnesses: Vec<Cosigner>,
}

impl Keys {
    fn new() -> Self {
        let witness =
            |n: u8| Cosigner::from_seed(format!("w{n}.example").parse().unwrap(), &[n; 32]).unwrap();
        let log = Signer::from_seed(ORIGIN.parse().unwrap(), &[9; 32]).unwrap();
        Self { log, witnesses: (1..=3).map(witness).collect() }
    }

    fn policy(&self) -> String {
        let mut lines = vec![format!("log {}", self.log.verifier())];
        for (n, w) in self.witnesses.iter().enumerate() {
            lines.push(format!("witness w{n} {}", w.verifier()));
        }
        lines.push("group all-of-them 2 w0 w1 w2".into());
        lines.push("quorum all-of-them".into());
        lines.join("\n") + "\n"
    }

    fn checkpoint(&self, leaves: &[Hash], seconds: i64) -> SignedCheckpoint {
        let size = u64::try_from(leaves.len()).unwrap();
        let plain = Checkpoint::new(ORIGIN, size, root_of(leaves)).unwrap();
        let mut signed = SignedCheckpoint::unsigned(plain).unwrap();
        let text = signed.note().text().to_owned();
        signed = signed.with(self.log.sign(&text));
        for w in &self.witnesses {
            signed = signed.with(w.cosign(&text, seconds.unsigned_abs()).unwrap());
        }
        signed
    }
}

/// A bundle of a draw with a contributor, the reader's policy and his clock.
fn made(witnessed_before: i64) -> (Bundle, Keys, i64) {
    made_in(World::new(true, 5), witnessed_before)
}

fn made_in(mut world: World, witnessed_before: i64) -> (Bundle, Keys, i64) {
    let keys = Keys::new();
    let filed: Filed = world.file();
    let (commit, prepared) = world.draw(&world.request(&filed)).unwrap();
    assert!(matches!(prepared, Prepared::Commit(_)));
    let speaks = world.ledger().open_draw(&commit.leaf).unwrap().times().speaks;
    let leaves =
        |world: &World| -> Vec<Hash> { world.entries.iter().map(|e| leaf_hash(&e.to_bytes())).collect() };
    let early = leaves(&world);
    let result = world.finish(&[commit.leaf])[0];
    let late = leaves(&world);
    let entry = |index: u64| world.entries[usize::try_from(index).unwrap()].clone();
    let proof = |index: u64, leaves: &[Hash], seconds: i64| TlogProof {
        extra: None,
        index,
        path: inclusion_proof(&mut Leaves(leaves), index, u64::try_from(leaves.len()).unwrap()).unwrap(),
        checkpoint: keys.checkpoint(leaves, seconds),
    };
    let bundle = Bundle {
        commit_proof: proof(commit.index, &early, speaks - witnessed_before),
        commit: entry(commit.index),
        result_proof: proof(result.index, &late, speaks + 30),
        result: entry(result.index),
        rules: entry(0),
    };
    (bundle, keys, world.now + 60_000)
}

fn verdict(bytes: &[u8], policy: &Policy, now: i64) -> String {
    match Bundle::parse(bytes).and_then(|b| b.check(Some(policy), now)) {
        Ok(report) => report.verdict(),
        Err(e) => e.verdict().into(),
    }
}

#[test]
fn a_draw_is_proved_without_the_log() {
    let (bundle, keys, now) = made(25);
    let policy = Policy::parse(keys.policy().as_bytes()).unwrap();
    let bytes = bundle.to_bytes().unwrap();
    assert_eq!(Bundle::parse(&bytes).unwrap(), bundle);
    let report = bundle.check(Some(&policy), now).unwrap();
    assert_eq!((report.verdict().as_str(), &report.fault), ("draw-ok", &None));
    use Outcome::{Held, NeedsLog, NoTrust};
    let log = NeedsLog;
    assert_eq!(report.steps, [Held, Held, Held, Held, Held, log, log, log, Held, Held, log, log]);
    assert!(report.speaker.is_some());
    let report = bundle.check(None, now).unwrap();
    assert_eq!(report.steps[..4], [Held, NoTrust, NoTrust, Held]);
}

#[test]
fn what_was_witnessed_too_late_proves_nothing() {
    for (before, expected) in [(20, "draw-ok"), (19, "draw-3-unwitnessed"), (-100, "draw-3-unwitnessed")] {
        let (bundle, keys, now) = made(before);
        let policy = Policy::parse(keys.policy().as_bytes()).unwrap();
        let report = bundle.check(Some(&policy), now + 100_000).unwrap();
        assert_eq!(report.verdict(), expected);
        if expected != "draw-ok" {
            assert_eq!(report.steps[2..5], [Outcome::Failed, Outcome::NotReached, Outcome::NotReached]);
        }
    }
}

fn with_body(entry: &Entry, change: impl FnOnce(Object) -> Object) -> Entry {
    let Content::Body(body) = entry.content.clone() else { panic!() };
    Entry { content: Content::Body(change(body)), ..entry.clone() }
}

#[test]
fn falsehoods_are_named_by_their_step() {
    let (good, keys, now) = made(25);
    let policy = Policy::parse(keys.policy().as_bytes()).unwrap();
    let changed = |change: &dyn Fn(&mut Bundle)| {
        let mut bundle = good.clone();
        change(&mut bundle);
        verdict(&bundle.to_bytes().unwrap(), &policy, now)
    };
    assert_eq!(changed(&|b| b.commit.seq = 99), "draw-1-commit");
    let rules = |b: &mut Bundle| b.rules = with_body(&b.rules, |o| o.with("beta256", 1u32));
    assert_eq!(changed(&rules), "draw-1-rules");
    let seed = |b: &mut Bundle| b.result = with_body(&b.result, |o| o.with("seed", "00".repeat(32)));
    assert_eq!(changed(&seed), "draw-12-bad-inclusion");
    assert_eq!(changed(&|b| b.commit_proof = b.result_proof.clone()), "draw-1-bad-inclusion");
    assert_eq!(changed(&|b| core::mem::swap(&mut b.commit, &mut b.result)), "bad-format");
    let unsigned = |b: &mut Bundle| {
        b.result_proof.checkpoint = b.result_proof.checkpoint.clone().retain(|s| s.name.as_str() == ORIGIN);
    };
    assert_eq!(changed(&unsigned), "draw-2-no-quorum");
    let other = Policy::parse(b"quorum none\n").unwrap();
    assert_eq!(verdict(&good.to_bytes().unwrap(), &other, now), "draw-2-unknown-log");
    assert_eq!(verdict(&good.to_bytes().unwrap(), &policy, 0), "draw-2-future-time");
    let bytes = good.to_bytes().unwrap();
    assert_eq!(Bundle::parse(&[&bytes[..], b" "].concat()).unwrap_err().verdict(), "not-canonical");
    let Value::Object(members) = Value::from_canonical(&bytes).unwrap() else { panic!() };
    let parse = |o: Object| Bundle::parse(&Value::Object(o).to_bytes()).unwrap_err();
    assert!(matches!(parse(members.clone().with("v", 2u32)), BundleError::Unsupported(_)));
    assert!(matches!(parse(members.clone().with("more", true)), BundleError::Format(_)));
    let mut fewer = members;
    fewer.remove("rules");
    assert!(matches!(parse(fewer), BundleError::Format(_)));
}

/// A log whose keeper signs anything: the draw itself must still be true.
fn signed_again(bundle: &Bundle, keys: &Keys, commit: &DrawCommit, result: &DrawResult) -> Bundle {
    let times = |p: &TlogProof| {
        let w = &keys.witnesses[0];
        p.checkpoint.note().cosigned_by(w.verifier()).unwrap().unwrap()
    };
    let alone = |entry: &Entry, seconds: u64| {
        let leaves = [leaf_hash(&entry.to_bytes())];
        let checkpoint = keys.checkpoint(&leaves, i64::try_from(seconds).unwrap());
        TlogProof { extra: None, index: 0, path: Vec::new(), checkpoint }
    };
    let commit = with_body(&bundle.commit, |_| commit.to_object().unwrap());
    let mut result = result.clone();
    result.commit = leaf_hash(&commit.to_bytes());
    let result = with_body(&bundle.result, |_| result.to_object().unwrap());
    Bundle {
        commit_proof: alone(&commit, times(&bundle.commit_proof)),
        result_proof: alone(&result, times(&bundle.result_proof)),
        commit,
        result,
        rules: bundle.rules.clone(),
    }
}

#[test]
fn other_programs_give_the_same_verdicts_on_bundles() {
    let (good, keys, now) = made(25);
    let commit = DrawCommit::from_object(good.commit.body().unwrap()).unwrap();
    let result = DrawResult::from_object(good.result.body().unwrap()).unwrap();
    let mut bundles = vec![good.to_bytes().unwrap()];
    let mut forge = |change: &dyn Fn(&mut DrawCommit, &mut DrawResult)| {
        let (mut commit, mut result) = (commit.clone(), result.clone());
        change(&mut commit, &mut result);
        bundles.push(signed_again(&good, &keys, &commit, &result).to_bytes().unwrap());
    };
    forge(&|_, _| {});
    forge(&|c, _| c.round += 1);
    forge(&|c, _| c.at -= 10);
    forge(&|_, r| r.round += 1);
    forge(&|_, r| r.reveals.clear());
    forge(&|_, r| r.guess_ppm += 1);
    forge(&|c, r| r.owed[0].1 = i64::from(c.seats));
    forge(&|c, _| c.seats = 9);
    forge(&|c, _| c.beacon = Hash([1; 32]));
    forge(&|c, _| c.contributors.clear());
    let whole = bundles[0].clone();
    for (k, at) in (0..whole.len()).step_by(whole.len() / 60).enumerate() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (k % 7);
        bundles.push(changed);
        bundles.push(whole[..at].to_vec());
    }
    let own = all_say(&bundles, &keys, now);
    assert!(own.iter().filter(|v| v.starts_with("draw-")).count() > 8, "{own:?}");
}

#[test]
fn a_bundle_of_a_draw_by_a_network_needs_the_part_of_the_court() {
    let mut world = World::empty(true);
    world.sources[0] = Source::network("network");
    world.contributors = vec!["court", "ombudsman"];
    world.rules(|_| {});
    for n in 0..5 {
        world.appoint(n);
    }
    let (good, keys, now) = made_in(world, 25);
    let mut bundles = vec![good.to_bytes().unwrap()];
    for keep in [&["court", "ombudsman"][..], &["court"], &["ombudsman"], &[]] {
        let mut commit = DrawCommit::from_object(good.commit.body().unwrap()).unwrap();
        let mut result = DrawResult::from_object(good.result.body().unwrap()).unwrap();
        commit.contributors.retain(|c| keep.contains(&c.id.as_str()));
        result.reveals.retain(|r| keep.contains(&r.id.as_str()));
        bundles.push(signed_again(&good, &keys, &commit, &result).to_bytes().unwrap());
    }
    let own = all_say(&bundles, &keys, now);
    // One that stands by its contributors has another seed, because the commit is another.
    let without = "draw-5-contributors";
    assert_eq!(own, ["draw-ok", "draw-ok", "draw-9-seed", without, without]);
}

/// The verdicts on bundles, which the other programs share.
fn all_say(bundles: &[Vec<u8>], keys: &Keys, now: i64) -> Vec<String> {
    let policy = keys.policy();
    let trust = Policy::parse(policy.as_bytes()).unwrap();
    let own: Vec<String> = bundles.iter().map(|b| verdict(b, &trust, now)).collect();
    let asked = serde_json::json!({
        "policy": policy,
        "now": now,
        "bundles": bundles.iter().map(hex::encode).collect::<Vec<_>>(),
    });
    for (program, script) in
        [("python3", "python/tests/bundle_check.py"), ("node", "js/test/bundle_check.mjs")]
    {
        let Some(other) = other_says(program, script, &asked.to_string()) else { continue };
        let differ: Vec<_> = own.iter().zip(&other).enumerate().filter(|(_, (a, b))| a != b).collect();
        assert!(differ.is_empty() && own.len() == other.len(), "{program}: {differ:?}");
    }
    own
}

/// The verdicts of a program in `independent`, where the interpreter is at hand.
fn other_says(program: &str, script: &str, asked: &str) -> Option<Vec<String>> {
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../independent").join(script);
    let started = Command::new(program).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut child) = started else {
        println!("skipped: no {program}");
        return None;
    };
    child.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

mod bytes {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn other_bytes_are_refused_fail_a_step_or_lack_a_cosignature_that_is_not_needed(at in 0usize..100_000, to in any::<u8>()) {
            let (bundle, keys, now) = made(25);
            let policy = Policy::parse(keys.policy().as_bytes()).unwrap();
            let mut bytes = bundle.to_bytes().unwrap();
            let at = at % bytes.len();
            prop_assume!(bytes[at] != to);
            bytes[at] = to;
            if verdict(&bytes, &policy, now) == "draw-ok" {
                // One of three cosignatures names an unknown key: the quorum of two does not need it.
                let unsigned = |mut b: Bundle| {
                    for proof in [&mut b.commit_proof, &mut b.result_proof] {
                        proof.checkpoint = proof.checkpoint.clone().retain(|_| false);
                    }
                    b
                };
                prop_assert_eq!(unsigned(Bundle::parse(&bytes).unwrap()), unsigned(bundle));
            }
        }
    }
}
