// Known answers: the draw's arithmetic, the docket's example, and published vectors of the standards.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBeacon } from "../beacon.mjs";
import { equal, fromBase64, fromHex, toBytes, toHex } from "../bytes.mjs";
import { decode, encode, encodeText } from "../canon.mjs";
import { verifyVrf } from "../curve.mjs";
import { commitment, genesis, leafHash, parseEntry } from "../entry.mjs";
import { checkKnownAnswers } from "../kat.mjs";
import { rootOfPath } from "../merkle.mjs";
import { isValid, parseKey, parseNote, signaturesOf } from "../note.mjs";
import { read, vectors, word } from "./support.mjs";

test("the draw's known answers are recomputed, and a wrong one is named", () => {
  const file = JSON.parse(new TextDecoder().decode(read("../../python/draw_kat.json")));
  const { items, differences } = checkKnownAnswers(file);
  assert.deepEqual([items, differences], [31, []]);
  file.round[0].round = 999;
  file.seed[1].seed = file.seed[0].seed;
  file.chain[1].results[4].owed_after.J01 += 1;
  const named = checkKnownAnswers(file).differences.map(({ section, item, member }) => `${section} ${item} ${member}`);
  assert.deepEqual(named.sort(), ["chain 1 results", "round 0 round", "seed 1 seed"]);
});

test("the docket's example has the bytes, the commitments and the leaf hash of the specification", () => {
  const origin = "log.example/tarazy";
  const stream = "case/0123456789abcdef0123456789abcdef";
  const salt = toHex(Uint8Array.from({ length: 32 }, (_, n) => n));
  const body = { case_no: "7119-25-00-2/12345", court: "7119", files: 1, kind: "claim", received: 1763802000042 };
  const entry = {
    v: 1, stream, seq: 1, prev: genesis(origin, stream), time: 1763802000123, type: "filing.received", actor: "party", vis: "parties",
    body_commit: commitment(salt, encode(body)),
  };
  const bytes = encode(entry);
  assert.equal(bytes.length, 297);
  assert.equal(entry.prev, "18b08fdc5eeef29a0b472b2732472f1d2eeee643554ce32979877df5a70cb0a2");
  assert.equal(toHex(leafHash(bytes)), "86af2b9677d4ce168110be91e19ad6fa3c829d31fe212c271b70fef545454034");
  assert.equal(commitment(salt, toBytes("Талап арыз")), "69a422c5698adadbbe600bf4e97a1ab6f8c3aa18505bbeef1a8f45b4e4682bd6");
  assert.deepEqual(parseEntry(bytes), entry);
});

test("only the one canonical form of a value is read", () => {
  for (const text of ['{"a":1,"b":["ә",true,-7]}', '"\\u0001\\n\\""', "9007199254740991", "[[[[[[[[]]]]]]]]", '" "']) {
    assert.equal(encodeText(decode(toBytes(text))), text);
  }
  const bad = [
    "", "null", '{"a":null}', "1.0", "1e2", "-0", "01", "9007199254740992", '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a": 1}', '{"A":1}',
    '{"__proto__":1}', '{"ә":1}', '"\\ud800"', '"\\u0041"', '"\\/"', "[[[[[[[[[]]]]]]]]]", "[1]x", "\ufeff1", "[1,]", "NaN",
  ];
  for (const text of bad) assert.equal(word(() => decode(toBytes(text))), "not-canonical", text);
  assert.equal(word(() => decode(Uint8Array.of(0x22, 0xff, 0x22))), "not-canonical");
});

test("RFC 9381: proofs of suite 3 give their outputs, and no changed proof does", (t) => {
  for (const { pk, alpha, pi, beta } of vectors("rfc9381_edwards25519_tai.json", t) ?? []) {
    const [key, input, proof] = [pk, alpha, pi].map(fromHex);
    assert.equal(toHex(verifyVrf(key, input, proof)), beta);
    for (const at of [0, 31, 32, 47, 48, 79]) {
      const other = Uint8Array.from(proof);
      other[at] ^= 1;
      assert.equal(verifyVrf(key, input, other), null);
    }
    assert.equal(verifyVrf(key, Uint8Array.of(...input, 0), proof), null);
    assert.equal(verifyVrf(Uint8Array.of(1, ...new Uint8Array(31)), input, proof), null);
  }
});

test("RFC 6962: valid paths lead to their roots, and invalid ones do not", (t) => {
  for (const probe of vectors("rfc6962_merkle.json", t)?.inclusion ?? []) {
    const [root, leaf] = [probe.root, probe.leafHash].map((text) => fromBase64(text ?? ""));
    const path = (probe.proof ?? []).map(fromBase64);
    const found = rootOfPath(BigInt(probe.leafIdx), BigInt(probe.treeSize), leaf, path);
    assert.equal(found !== null && equal(found, root), !probe.wantErr, probe.desc);
  }
});

test("drand: published rounds are true, each for its own round only", (t) => {
  const file = vectors("drand_quicknet.json", t);
  if (!file) return;
  const beacon = openBeacon({ beacons: [{ id: file.chain_hash, kind: "drand" }] }, file.chain_hash);
  const evidence = (round, sig) => ({ beacon: file.chain_hash, kind: "drand", round, sig });
  assert.equal(beacon.time(1000n), 1692806364n);
  for (const { round, signature, randomness } of file.positive) {
    assert.equal(toHex(beacon.verify(BigInt(round), evidence(round, signature)).randomness), randomness);
  }
  const { signature } = file.positive[0];
  const infinity = `c0${"0".repeat(94)}`;
  const lowOrder = `80${"0".repeat(94)}`;
  for (const sig of [file.positive[1].signature, infinity, lowOrder, "", signature.slice(2), `${signature}00`, `f${signature.slice(1)}`]) {
    assert.equal(word(() => beacon.verify(BigInt(file.positive[0].round), evidence(file.positive[0].round, sig))), "draw-4-evidence", sig);
  }
});

test("signed notes: published keys sign as published", (t) => {
  const file = vectors("signed_note.json", t);
  if (!file) return;
  const { vkey, note: text } = file.c2sp_example;
  const [key, note] = [parseKey(vkey), parseNote(text)];
  const [signature] = signaturesOf(note, key);
  assert.ok(isValid(note, key, signature.bytes));
  assert.ok(!isValid({ ...note, text: `${note.text} ` }, key, signature.bytes));
  for (const bad of ["", "x", vkey.replace("530d903a", "530d903b"), vkey.replace("foo", "fo"), `${vkey}=`]) assert.equal(parseKey(bad), null, bad);
});
