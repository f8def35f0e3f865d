// Do the members of a draw's records have the types that draw.md section 6 gives them? Members that it does not name are kept unseen.
import { isHex } from "./bytes.mjs";
import { isHash, isIdentifier, isInteger, isObject } from "./canon.mjs";
import { isStream } from "./entry.mjs";

const natural = (v) => isInteger(v) && v >= 0;
const small = (v) => natural(v) && v < 2 ** 32;
const text = (v) => typeof v === "string";
const flag = (v) => typeof v === "boolean";
const oneOf = (...words) => (v) => words.includes(v);
const many = (test) => (v) => Array.isArray(v) && v.every(test);
const row = (...tests) => (v) => Array.isArray(v) && v.length === tests.length && tests.every((test, at) => test(v[at]));
const optional = (test) => (v) => v === undefined || test(v);
const record = (members) => (v) => isObject(v) && Object.entries(members).every(([name, test]) => test(v[name]));

const CODES = [
  "beacon-one-party", "beacon-switched", "category-changed", "fallback", "imported", "late-exclusion", "list-not-replayable",
  "low-entropy", "no-witness", "pilot", "sole-judge", "unsigned-acts",
];
const exclusion = oneOf("absent", "ended", "excluded-by-law", "replaced");
const by = record({ role: isIdentifier, id: isIdentifier });
const why = record({ code: exclusion, act: isHash, index: natural });
const judge = record({ id: isIdentifier, alpha: small, duty: flag, elig: flag, why: many(why) });
const causeForm = record({
  code: oneOf("initial", "no-candidate", "excluded-by-law", "absent", "ended", "remand", "void"),
  prior: optional(isHash),
  act: optional(isHash),
});
/** A redraw names the prior draw; whatever is not the first draw names the act. */
const cause = (v) =>
  causeForm(v) && (v.prior !== undefined) === !["initial", "no-candidate"].includes(v.code) && (v.act !== undefined) === (v.code !== "initial");
const proofs = many(record({ id: isIdentifier, pi: isHex }));
const seat = record({
  total: natural, ticket1: natural, first: isIdentifier, coin: natural, ticket2: optional(natural), second: optional(isIdentifier),
  winner: isIdentifier,
});
const drand = record({ kind: oneOf("drand"), genesis: isInteger, period: natural, pk: isHex, v: natural });
const local = record({
  kind: oneOf("local"), genesis: isInteger, period: natural, members: many(record({ id: isIdentifier, pk: isHex })), suite: small,
  v: natural,
});
const evidenceOf = (kind, members) => record({ beacon: isHash, kind: oneOf(kind), round: natural, ...members });
const evidence = [
  evidenceOf("drand", { sig: isHex }),
  evidenceOf("local", { proofs }),
  evidenceOf("dice", { thrown: isHash, digits: text }),
];
const TIMES = ["delta", "guard", "commit_max", "reveal_max", "result_max", "fallback", "beacon_down", "closed_batch"];
const timing = record(Object.fromEntries(TIMES.map((name) => [name, optional(natural)])));
const perMille = (v) => natural(v) && v <= 1000;
const table = (v, test) => many(row(isIdentifier, test))(v) && new Set(v.map(([code]) => code)).size === v.length;

/** The tests of the three records of a bundle, by type. */
export const RECORDS = {
  "draw.rules": record({
    spec_hash: isHash, code_hash: isHash, beta256: (v) => natural(v) && v <= 256, mean_weight: natural,
    weights: (v) => table(v, natural), panel_share: perMille, heavy_factor: isInteger, timing: optional(timing), pool_min: small,
    refile_months: small,
    beacons: many(record({
      id: isHash, kind: oneOf("drand", "local", "dice"), info: optional((v) => drand(v) || local(v)), import: optional(flag),
      operators: optional(many(row(isIdentifier, isIdentifier))),
    })),
    refund: (v) => table(v, perMille), benches: many(row(isIdentifier, small, small)),
    contributors: many(record({ id: isIdentifier, pk: isHex, suite: small })), policy_hash: isHash, adopted: optional(text),
    late_causes: many(isIdentifier), redraw_causes: many(isIdentifier), void_causes: many(isIdentifier),
    nonrandom_causes: many(isIdentifier), neighbour: optional(many(isStream)), from: isInteger, doc: optional(isHash),
  }),
  "draw.commit": record({
    kind: oneOf("case", "panel"), case: isStream, filing: isHash, filing_index: natural, category: isIdentifier, weight: isInteger,
    cause, fingerprints: many(isHash), matches: many(record({ fp: isHash, commit: isHash, how: oneOf("subject", "category") })),
    pool: many(judge), incompatible: many(row(isIdentifier, isIdentifier, isHash)), seats: small, reserves: small, rules: isHash,
    beacon: isHash, round: natural, at: isInteger,
    late: many(record({ judge: isIdentifier, code: exclusion, act: isHash, index: natural })), flags: many(oneOf(...CODES)),
    contributors: many(record({ id: isIdentifier, beta_hash: isHash })),
  }),
  "draw.result": record({
    commit: isHash, round: natural, evidence: (v) => evidence.some((test) => test(v)), reveals: proofs, seed: isHash, seats: many(seat),
    owed: many(row(isIdentifier, isInteger)), base: isHash, place: natural, owed_hash: isHash, guess_ppm: natural,
    weak: many(oneOf(...CODES)), order: text, reveal_order: optional(text), by, doc: optional(isHash),
  }),
};
