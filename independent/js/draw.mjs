// One draw from its offline bundle: draw.md section 10, steps 1 to 5, 9 and 10, each as a record that can be shown.
import { fromHex, sha256, toHex } from "./bytes.mjs";
import { decode, encode, isInteger, isObject } from "./canon.mjs";
import { openBeacon } from "./beacon.mjs";
import { isKey, verifyVrf } from "./curve.mjs";
import { MAX_ENTRY, checkEntry, leafHash } from "./entry.mjs";
import { chances, drawBench } from "./lottery.mjs";
import { checkPolicy, meets, nameText } from "./policy.mjs";
import { isIncluded, parseProofText } from "./proof.mjs";
import { alphaOf, seedOf } from "./seed.mjs";
import { RECORDS } from "./shape.mjs";
import { DrawFault, Fault, hold, need } from "./verdict.mjs";

const MEMBERS = ["commit", "commit_proof", "result", "result_proof", "rules", "v"];
const TIMING = { delta: 60, guard: 20, fallback: 300, beacon_down: 3600 };
const AT_SLACK_MS = 5000;
const COURT = "court";
/** The steps that a bundle can show, in the order in which they are taken. */
export const SHOWN = [1, 2, 3, 4, 5, 9, 10];

/** Verifies a draw. Without a policy nobody's signature is checked. Gives {verdict, case, winner, weak, steps, detail}: `steps`
 * are the twelve of the check-list as {step, outcome, lines}. A `Fault` is thrown for bytes that are no bundle. */
export function verifyDraw(bytes, policy, nowMs) {
  const bundle = openBundle(bytes);
  const steps = [];
  try {
    steps.push(...drawSteps(bundle, policy, nowMs));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...report(bundle, withRest(steps, error)), verdict: error.verdict, detail: error.detail };
  }
  return { ...report(bundle, withRest(steps, null)), verdict: "draw-ok" };
}

function report({ commit, result }, steps) {
  return { case: commit.body.case, winner: result.body.seats[0]?.winner, weak: result.body.weak, steps };
}

/** All twelve steps: those taken, the one that failed, those that a bundle cannot show or that were not reached. */
export function withRest(taken, fault) {
  const failed = fault ? (fault.step ?? 4) : null;
  return Array.from({ length: 12 }, (_, at) => {
    const done = taken.find(({ step }) => step === at + 1);
    if (at + 1 === failed) return { step: failed, outcome: "failed", reason: fault.verdict, lines: [] };
    return done ?? { step: at + 1, outcome: SHOWN.includes(at + 1) ? "not-reached" : "log", lines: [] };
  });
}

/** Reads a bundle, strictly. */
export function openBundle(bytes) {
  const bundle = decode(bytes);
  need(isObject(bundle) && isInteger(bundle.v), "a bundle has a version");
  if (bundle.v !== 1) throw new Fault("unsupported", `bundle version ${bundle.v}`);
  need(Object.keys(bundle).sort().join() === MEMBERS.join(), "members of the bundle");
  const [commit, result, rules] = ["commit", "result", "rules"].map((name) => record(bundle[name], `draw.${name}`));
  const [commitProof, resultProof] = [bundle.commit_proof, bundle.result_proof].map((text) => {
    need(typeof text === "string", "proofs are texts");
    return parseProofText(text);
  });
  return { commit, result, rules, commitProof, resultProof };
}

function record(members, type) {
  const entry = checkEntry(members);
  const bytes = encode(entry);
  need(bytes.length <= MAX_ENTRY, "entry too large");
  need(entry.type === type && entry.vis === "public" && RECORDS[type](entry.body), `not a ${type}`);
  return { entry, body: entry.body, leaf: leafHash(bytes) };
}

/** The steps of a bundle, one after the other: {step, outcome, lines: [{key, values}]}. Throws the fault of the first that does
 * not hold. `outcome` is `held`, or `trust` where only a trust file could tell. */
export function* drawSteps(bundle, policy, nowMs) {
  const { commit, result, rules } = bundle;
  const outcome = policy ? "held" : "trust";
  yield { step: 1, outcome: "held", lines: checkRecords(bundle) };
  const times = policy ? checkSignatures(bundle, policy, nowMs) : null;
  yield { step: 2, outcome, lines: policy ? signatureLines(bundle, policy, times) : [] };
  const beacon = openBeacon(rules.body, commit.body.beacon);
  yield { step: 3, outcome, lines: checkTimes(bundle, beacon, policy, times) };
  const [speaking, round] = effective(commit.body, result.body, rules.body, beacon);
  hold(BigInt(result.body.round) === round, 4, "round", "not the round of the commit or its fallback");
  const { randomness } = speaking.verify(round, result.body.evidence);
  yield { step: 4, outcome: "held", lines: beaconLines(speaking, round, randomness) };
  const parts = checkContributions(commit.body, result.body, rules.body, beacon);
  yield { step: 5, outcome: "held", lines: contributionLines(parts) };
  const seed = seedOf(commit.leaf, fromHex(speaking.id), round, randomness, parts);
  hold(result.body.seed === toHex(seed), 9, "seed", "another seed follows from the record");
  yield { step: 9, outcome: "held", lines: [line("seed", { seed: toHex(seed) })] };
  yield { step: 10, outcome: "held", lines: checkSeats(commit.body, result.body, rules.body, seed) };
}

const line = (key, values = {}) => ({ key: `proof-${key}`, values });
const timing = (rules, name) => BigInt(rules.timing?.[name] ?? TIMING[name]);

/** Seconds as a date and time of UTC. */
const utc = (seconds) => {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 19).replace("T", " ");
};

/** Step 1, and of step 12 the part that a bundle shows. */
function checkRecords({ commit, result, rules, commitProof, resultProof }) {
  const streams = new Set([commit, result, rules].map(({ entry }) => entry.stream));
  hold(streams.size === 1, 1, "stream", "entries of different streams");
  hold(commit.body.rules === toHex(rules.leaf), 1, "rules", "not the rules that the commit names");
  hold(result.body.commit === toHex(commit.leaf), 1, "commit", "the result is of another commit");
  hold(isIncluded(commitProof, commit.leaf), 1, "bad-inclusion", "the path does not give the root");
  hold(isIncluded(resultProof, result.leaf), 12, "bad-inclusion", "the path does not give the root");
  const { pool, seats, reserves } = commit.body;
  return [
    line("commit", { index: commitProof.index, size: commitProof.checkpoint.size, leaf: toHex(commit.leaf) }),
    line("result", { index: resultProof.index, size: resultProof.checkpoint.size, leaf: toHex(result.leaf) }),
    line("pool", { members: pool.length, eligible: pool.filter((row) => row.elig).length, positions: seats + reserves }),
  ];
}

/** Step 2. Gives the times of the cosignatures under the commit's checkpoint. */
function checkSignatures({ commitProof, resultProof }, policy, nowMs) {
  try {
    const times = checkPolicy(policy, commitProof.checkpoint, nowMs);
    checkPolicy(policy, resultProof.checkpoint, nowMs);
    return times;
  } catch (error) {
    throw error instanceof Fault ? new DrawFault(2, error.verdict, error.detail) : error;
  }
}

function signatureLines({ commitProof }, policy, times) {
  const witnesses = [...times].map(([name, seconds]) => line("witness", { name: nameText(name), time: utc(seconds) }));
  const none = policy.quorum === null ? [line("no-quorum")] : [];
  return [line("log", { origin: commitProof.checkpoint.origin }), ...witnesses, ...none];
}

/** Step 3: R follows from `at`, the entry was written then, and the commit was witnessed before its round. */
function checkTimes({ commit, rules }, beacon, policy, times) {
  const { at, round } = commit.body;
  hold(BigInt(round) === beacon.roundAt(BigInt(at) + timing(rules.body, "delta")), 3, "round", "R does not follow from `at`");
  const since = BigInt(commit.entry.time) - 1000n * BigInt(at);
  hold(since >= 0n && since <= AT_SLACK_MS, 3, "at", "the entry's time does not fit `at`");
  const speaks = beacon.time(BigInt(round));
  const lines = [line("at", { time: utc(at) }), line("round", { round, time: utc(speaks) })];
  if (!policy || beacon.isImport) return lines;
  const latest = speaks - timing(rules.body, "guard");
  const early = new Set([...times].filter(([, seconds]) => seconds <= latest).map(([name]) => name));
  const isMet = policy.quorum === null || meets(policy, policy.quorum, early);
  hold(isMet, 3, "unwitnessed", "too few cosignatures in time");
  return [...lines, line("in-time", { count: early.size, time: utc(latest) })];
}

/** The beacon that speaks and its round: the commit's, or by `weak` the fallback round or the next beacon's (section 8, 6 and 7). */
function effective(commit, result, rules, beacon) {
  const end = beacon.time(BigInt(commit.round));
  const used = result.evidence.beacon;
  if (used !== commit.beacon) {
    const place = (id) => rules.beacons.findIndex((row) => row.id === id);
    const isNext = place(used) > place(commit.beacon) && result.weak.includes("beacon-switched");
    hold(isNext, 4, "beacon", "another beacon than the commit's");
    const next = openBeacon(rules, used);
    return [next, next.roundAt(end + timing(rules, "beacon_down") + timing(rules, "delta"))];
  }
  if (result.weak.includes("fallback")) return [beacon, beacon.roundAt(end + timing(rules, "fallback"))];
  return [beacon, BigInt(commit.round)];
}

function beaconLines(beacon, round, randomness) {
  const values = { round, time: utc(beacon.time(round)) };
  const source = beacon.kind === "drand" ? line("drand", values) : line("local", { ...values, members: beacon.members.join(", ") });
  return [source, line("randomness", { number: toHex(randomness) })];
}

/** Step 5: what the contributors revealed is what they promised. Gives [[id, beta]]. */
function checkContributions(commit, result, rules, beacon) {
  const inOrder = (rows) => rows.every((row, at) => at === 0 || rows[at - 1].id < row.id);
  const promised = new Map(commit.contributors.map(({ id, beta_hash: hash }) => [id, hash]));
  hold(inOrder(commit.contributors) && promised.size <= 255, 5, "contributors", "not in order");
  hold(promised.has(COURT) || beacon.kind === "local", 5, "contributors", "the court contributes nothing");
  const keys = new Map([...promised.keys()].map((id) => [id, contributorKey(rules, id)]));
  hold(inOrder(result.reveals) && result.reveals.every(({ id }) => promised.has(id)), 5, "reveals", "not the contributors of the commit");
  const isWhole = result.reveals.length === promised.size || result.weak.includes("fallback");
  hold(isWhole, 5, "missing", "a reveal is missing");
  const alpha = alphaOf(commit);
  return result.reveals.map(({ id, pi }) => {
    const beta = verifyVrf(keys.get(id), alpha, fromHex(pi));
    hold(beta !== null, 5, "proof", `proof of ${id}`);
    hold(toHex(sha256(beta)) === promised.get(id), 5, "beta", `beta of ${id} is not the promised one`);
    return [id, beta];
  });
}

/** The key of a contributor, as the rules name it last. */
function contributorKey(rules, id) {
  const row = rules.contributors.filter((contributor) => contributor.id === id).at(-1);
  hold(row !== undefined, 5, "key", `the rules hold no key of ${id}`);
  if (row.suite !== 3) throw new Fault("unsupported", `VRF suite ${row.suite}`);
  hold(isKey(fromHex(row.pk)), 5, "proof", `the key of ${id} is none`);
  return fromHex(row.pk);
}

function contributionLines(parts) {
  if (parts.length === 0) return [line("no-contributors")];
  return parts.map(([id]) => line("contributor", { id }));
}

/** Step 10: tickets, coins and winners on the balances that the result claims; the chance of a guess. */
function checkSeats(commit, result, rules, seed) {
  const eligible = commit.pool.filter((row) => row.elig).map(({ id, alpha }) => [id, alpha]);
  const fits = eligible.every(([id, alpha], at) => alpha >= 1 && alpha <= 1000 && (at === 0 || eligible[at - 1][0] < id));
  hold(fits, 10, "seats", "the rows of the pool are not in order");
  const owed = new Map(result.owed);
  const isOfThem = result.owed.length === eligible.length && result.owed.every(([id], at) => id === eligible[at][0]);
  hold(isOfThem, 10, "owed", "not the balances of the eligible");
  const positions = commit.seats + commit.reserves;
  hold(commit.seats >= 1 && positions <= eligible.length, 10, "seats", "more seats than judges");
  const seats = drawBench(seed, eligible, owed, positions, rules.beta256, commit.incompatible);
  hold(seats !== null, 10, "seats", "nobody is left for a seat");
  const isSame = seats.length === result.seats.length && seats.every((seat, at) => sameSeat(seat, result.seats[at]));
  hold(isSame, 10, "seats", "other tickets or winners follow from the seed");
  const { guessPpm } = chances(eligible, owed, rules.beta256);
  hold(guessPpm === result.guess_ppm, 10, "guess", `guess_ppm is ${guessPpm}`);
  return [...judgeLines(eligible, owed), ...seats.flatMap((seat, at) => seatLines(seat, at, rules.beta256)), guessLine(guessPpm)];
}

const SEAT = ["total", "ticket1", "first", "coin", "ticket2", "second", "winner"];
const sameSeat = (a, b) => SEAT.every((name) => a[name] === b[name]) && Object.keys(b).every((name) => SEAT.includes(name));

/** Each judge with the tickets that pick him (his capacity in ‰) and what he is owed. */
function judgeLines(eligible, owed) {
  let from = 0;
  return eligible.map(([id, alpha]) => {
    const values = { judge: id, from, to: from + alpha - 1, owed: points(owed.get(id)) };
    from += alpha;
    return line("judge", values);
  });
}

function seatLines(seat, at, beta) {
  const values = { ...seat, seat: at + 1, last: seat.total - 1, beta };
  const coin = seat.second === undefined ? [line("coin-one", values)] : [line("coin-two", values), line("second", values)];
  return [line("first", values), ...coin, line("winner", values)];
}

const guessLine = (ppm) => line("guess", { percent: (ppm / 10000).toFixed(2) });

/** Micro-points as points. */
const points = (micro) => String(micro / 1_000_000);
