// What a draw does to the ledger of its division (draw.md section 5). `owed`: Map(id → micro-points, a BigInt).
import { sha256 } from "./bytes.mjs";
import { encode } from "./canon.mjs";

const ACCOUNT = "~balance";

const add = (owed, id, amount) => owed.set(id, (owed.get(id) ?? 0n) + amount);

/** Parts of a whole in proportion to sizes, by largest remainder, ties by id. `rows`: [[id, size]]; gives Map(id → part). */
export function apportion(rows, whole) {
  const total = rows.reduce((n, [, size]) => n + BigInt(size), 0n);
  const parts = new Map(rows.map(([id, size]) => [id, (whole * BigInt(size)) / total]));
  const rest = whole - [...parts.values()].reduce((a, b) => a + b, 0n);
  const remainders = rows.map(([id, size]) => ({ id, left: (whole * BigInt(size)) % total }));
  remainders.sort((a, b) => (a.left === b.left ? (a.id < b.id ? -1 : 1) : a.left > b.left ? -1 : 1));
  for (const { id } of remainders.slice(0, Number(rest))) add(parts, id, 1n);
  return parts;
}

/** Everybody on duty is owed a share of the weight, the winner has taken it; `sign` −1 undoes it. */
export function settle(owed, duty, weight, winner, sign = 1n) {
  for (const [id, part] of apportion(duty, BigInt(weight))) add(owed, id, sign * part);
  add(owed, winner, -sign * BigInt(weight));
}

/** Nobody's balance goes beyond 30 mean cases at his capacity; the rest goes to the balancing account. */
export function cap(owed, duty, meanWeight) {
  for (const [id, capacity] of [...duty].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const limit = (30n * BigInt(meanWeight) * BigInt(capacity)) / 1000n;
    const balance = owed.get(id);
    const kept = balance > limit ? limit : balance < -limit ? -limit : balance;
    add(owed, ACCOUNT, balance - kept);
    owed.set(id, kept);
  }
}

/** The hash over all balances that are not 0. */
export function ledgerHash(owed) {
  const rows = [...owed].filter(([, balance]) => balance !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(encode(rows.map(([id, balance]) => [id, Number(balance)])));
}
