// The bytes from which a draw starts: seed, input of the contributors' proofs, uniform numbers (draw.md section 3).
import { concat, fromBigEndian, fromHex, lp, sha256, toHex, u32, u64, u8 } from "./bytes.mjs";
import { encode } from "./canon.mjs";

const PROTOCOL = "tarazy-draw/1";

/** Parts of bodies, sorted by their ids: how many, then id and beta of each. `parts`: [[id, beta]]. */
export function outputs(parts) {
  const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  return concat(u8(sorted.length), ...sorted.flatMap(([id, beta]) => [lp(id), lp(beta)]));
}

/** The seed of a draw. `commitLeaf`, `beacon`, `randomness` are bytes; `parts`: [[id, beta]]. */
export function seedOf(commitLeaf, beacon, round, randomness, parts) {
  return sha256(PROTOCOL, " seed\0", commitLeaf, lp(beacon), u64(round), randomness, outputs(parts));
}

/** What every contributor proves: the commit's body without the contributors. */
export function alphaOf(commitBody) {
  const { contributors: _, ...rest } = commitBody;
  return sha256(PROTOCOL, " alpha\0", encode(rest));
}

/** The seed of one stratum of a sample. */
export const stratumSeed = (seed, stratum) => sha256(PROTOCOL, " stratum\0", seed, lp(stratum));

/** Numbers drawn from a seed, exactly uniform: SHA-256 in counter mode, with rejection. */
export class Uniform {
  constructor(seed, label) {
    [this.seed, this.label, this.blocks] = [seed, label, 0];
  }

  /** A number below `modulus` (a BigInt from 1 to 2^128). */
  below(modulus) {
    const limit = 2n ** 128n - (2n ** 128n % modulus);
    for (;;) {
      const block = sha256(PROTOCOL, " ", this.label, "\0", this.seed, u32(this.blocks));
      this.blocks += 1;
      const x = fromBigEndian(block.subarray(0, 16));
      if (x < limit) return x % modulus;
    }
  }
}

/** `count` different places of `size`, in a uniformly random order; a longer sample begins with the shorter one. */
export function sample(seed, label, size, count) {
  const [numbers, found] = [new Uniform(seed, label), new Set()];
  while (found.size < count) found.add(Number(numbers.below(BigInt(size))));
  return [...found];
}

/** The order in which the draws of a batch are resolved: ascending by the hash of their seeds. */
export function batchOrder(seeds) {
  const keys = seeds.map((seed) => toHex(sha256(seed)));
  return seeds.map((_, at) => at).sort((a, b) => (keys[a] < keys[b] ? -1 : 1));
}

// Local beacon and dice (draw.md section 7).
export const localId = (info) => sha256("tarazy-beacon-local/1 info\0", encode(info));
export const localAlpha = (beacon, round) => concat("tarazy-beacon-local/1\0", beacon, u64(round));
export const localOutput = (beacon, round, parts) =>
  sha256("tarazy-beacon-local/1 out\0", beacon, u64(round), outputs(parts));
export const diceId = (announcement) => sha256("tarazy-beacon-dice/1 info\0", fromHex(announcement));
export const diceOutput = (beacon, digits) => sha256("tarazy-beacon-dice/1 out\0", beacon, lp(digits));

/** time(r): seconds at which a round speaks. All are BigInts. */
export const timeOfRound = (genesis, period, round) => genesis + (round - 1n) * period;

/** The first round that does not speak before a time. */
export const roundAtOrAfter = (genesis, period, time) =>
  time <= genesis ? 1n : (time - genesis + period - 1n) / period + 1n;
