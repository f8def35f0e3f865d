// Beacons: which round a draw waits for, and whether evidence is that of the round (draw.md section 7).
import { bls12_381 } from "./vendor/noble-curves/bls12-381.js";
import { fromHex, sha256, toHex, u64 } from "./bytes.mjs";
import { isKey, verifyVrf } from "./curve.mjs";
import { localAlpha, localId, localOutput, roundAtOrAfter, timeOfRound } from "./seed.mjs";
import { Fault, hold } from "./verdict.mjs";

const QUICKNET = {
  id: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  info: {
    kind: "drand",
    genesis: 1692803367,
    period: 3,
    pk: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    v: 1,
  },
};
const DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const SUITE = 3;

const wrong = (detail) => hold(false, 4, "beacon", detail);

/** A beacon that the rules name, ready to be asked: {id, kind, isImport, time(round), roundAt(seconds), verify(round,
 * evidence)}. Rounds and seconds are BigInts. */
export function openBeacon(rules, id) {
  const row = rules.beacons.find((beacon) => beacon.id === id);
  if (!row) wrong("the rules do not name this beacon");
  if (row.kind === "dice") throw new Fault("unsupported", "dice");
  const info = row.info ?? (id === QUICKNET.id ? QUICKNET.info : undefined);
  if (info?.kind !== row.kind) wrong("no description of this beacon");
  if (info.v !== 1 || info.period < 1) wrong("description");
  const verify = row.kind === "drand" ? openDrand(id, info) : openLocal(id, info);
  const [genesis, period] = [BigInt(info.genesis), BigInt(info.period)];
  return {
    id,
    kind: row.kind,
    isImport: row.import === true,
    members: (info.members ?? []).map((member) => member.id),
    time: (round) => timeOfRound(genesis, period, round),
    roundAt: (seconds) => roundAtOrAfter(genesis, period, seconds),
    verify(round, evidence) {
      const isOfRound = evidence.kind === row.kind && evidence.beacon === id && BigInt(evidence.round) === round;
      hold(isOfRound && round > 0n, 4, "evidence", "of another beacon or round");
      const found = verify(round, evidence);
      hold(found !== null, 4, "evidence", "it does not hold");
      return found;
    },
  };
}

/** A network of the drand scheme with signatures on G1. */
function openDrand(id, info) {
  if (id === QUICKNET.id && ["genesis", "period", "pk"].some((name) => info[name] !== QUICKNET.info[name])) {
    wrong("the description is of another beacon");
  }
  const key = groupPoint(bls12_381.G2.Point, info.pk, 96);
  if (!key) wrong("public key");
  return (round, { sig }) => {
    const signature = groupPoint(bls12_381.G1.Point, sig, 48);
    if (!signature) return null;
    const { shortSignatures: scheme } = bls12_381;
    const isValid = scheme.verify(signature, scheme.hash(sha256(u64(round)), DST), key);
    return isValid ? { randomness: sha256(fromHex(sig)), parts: [] } : null;
  };
}

/** A point of the group of prime order, not infinity; null for any other bytes. */
function groupPoint(Point, hex, length) {
  if (hex.length !== 2 * length) return null;
  try {
    const point = Point.fromBytes(fromHex(hex));
    point.assertValidity();
    return point.is0() || !point.isTorsionFree() ? null : point;
  } catch {
    return null;
  }
}

/** Named members, each with a key; all of them make a round. */
function openLocal(id, info) {
  const ids = info.members.map((member) => member.id);
  const inOrder = ids.every((name, at) => at === 0 || ids[at - 1] < name);
  if (info.suite !== SUITE || !inOrder || ids.length < 1 || ids.length > 255) wrong("description");
  if (!info.members.every((member) => isKey(fromHex(member.pk)))) wrong("a member's key");
  // The id covers the members that the specification names, and no others.
  const { genesis, kind, members, period, suite, v } = info;
  const description = { genesis, kind, members: members.map(({ id: name, pk }) => ({ id: name, pk })), period, suite, v };
  if (toHex(localId(description)) !== id) wrong("the description is of another beacon");
  return (round, { proofs }) => {
    if (proofs.length !== ids.length || !proofs.every((proof, at) => proof.id === ids[at])) return null;
    const alpha = localAlpha(fromHex(id), round);
    const parts = proofs.map(({ id: name, pi }, at) => [name, verifyVrf(fromHex(members[at].pk), alpha, fromHex(pi))]);
    if (parts.some(([, beta]) => beta === null)) return null;
    return { randomness: localOutput(fromHex(id), round, parts), parts };
  };
}
