// The known answers of the draw's arithmetic (draw.md section 11), recomputed.
import { fromHex, toHex } from "./bytes.mjs";
import { encode, encodeText } from "./canon.mjs";
import { leafHash } from "./entry.mjs";
import { apportion, cap, ledgerHash, settle } from "./ledger.mjs";
import { chances, drawBench } from "./lottery.mjs";
import * as seeds from "./seed.mjs";

const big = (owed) => new Map(Object.entries(owed).map(([id, balance]) => [id, BigInt(balance)]));
const plain = (owed) => Object.fromEntries([...owed].map(([id, balance]) => [id, Number(balance)]));
const bytePairs = (rows) => rows.filter(([, beta]) => beta !== "").map(([id, beta]) => [id, fromHex(beta)]);

function seedOf(x, round = x.round, randomness = x.randomness) {
  return seeds.seedOf(fromHex(x.commit_leaf_hash), fromHex(x.beacon_id), round, fromHex(randomness), bytePairs(x.contributors));
}

/** Settles the seats of a draw in their order, each with its weight. */
function settleAll(owed, duty, records, weights, meanWeight) {
  weights.forEach((weight, at) => {
    settle(owed, duty, weight, records[at].winner);
    if (meanWeight) cap(owed, duty, meanWeight);
  });
}

const SECTIONS = {
  uniform({ seed, label, modulus, count }) {
    const numbers = new seeds.Uniform(fromHex(seed), label);
    const values = Array.from({ length: count }, () => String(numbers.below(BigInt(modulus))));
    return { values, blocks: numbers.blocks };
  },
  seed: (x) => ({ seed: toHex(seedOf(x)) }),
  chain(x) {
    const owed = big(x.owed);
    const results = x.draws.map((draw) => {
      const seed = seedOf(draw);
      const records = drawBench(seed, draw.eligible, owed, 1, x.beta256, []);
      settleAll(owed, draw.duty, records, [draw.weight], x.mean_weight);
      return { seed: toHex(seed), ...records[0], owed_after: plain(owed) };
    });
    return { results };
  },
  panel(x) {
    const owed = big(x.owed);
    const results = drawBench(fromHex(x.seed), x.eligible, owed, x.seats + x.reserves, x.beta256, x.incompatible);
    settleAll(owed, x.duty, results, x.weights, null);
    return { results, owed_after: plain(owed) };
  },
  refund(x) {
    const owed = big(x.owed);
    settle(owed, x.duty, x.weight, x.judge, -1n);
    return { owed_after: plain(owed) };
  },
  chance(x) {
    const { numerators, denominator, guessPpm } = chances(x.eligible, big(x.owed), x.beta256);
    const texts = numerators.map(([id, n]) => [id, String(n)]);
    return { numerators: texts, denominator: String(denominator), guess_ppm: guessPpm };
  },
  sample: ({ seed, label, N, k }) => ({ indices: seeds.sample(fromHex(seed), label, N, k) }),
  strata({ seed, strata, k }) {
    const quotas = plain(apportion(strata, BigInt(k)));
    const indices = ([id, size]) => [id, seeds.sample(seeds.stratumSeed(fromHex(seed), id), "jury", size, quotas[id])];
    return { quotas, indices: Object.fromEntries(strata.map(indices)) };
  },
  batch: (x) => ({ order: seeds.batchOrder(x.seeds.map(fromHex)) }),
  alpha: ({ body }) => ({ alpha: toHex(seeds.alphaOf(body)) }),
  round({ genesis, period, t }) {
    const round = seeds.roundAtOrAfter(BigInt(genesis), BigInt(period), BigInt(t));
    return { round: Number(round), time: Number(seeds.timeOfRound(BigInt(genesis), BigInt(period), round)) };
  },
  local({ info, round, betas }) {
    const id = seeds.localId(info);
    const randomness = seeds.localOutput(id, round, bytePairs(betas));
    return { beacon_id: toHex(id), alpha: toHex(seeds.localAlpha(id, round)), randomness: toHex(randomness) };
  },
  dice({ announcement_leaf_hash: announcement, digits }) {
    const id = seeds.diceId(announcement);
    return { beacon_id: toHex(id), randomness: toHex(seeds.diceOutput(id, digits)) };
  },
  ledger_batch: ledgerBatch,
  record,
};

/** A batch; a commit of which a part is missing leaves it and is drawn alone by the fallback round, on the base. */
function ledgerBatch(x) {
  const ledger = big(x.owed);
  const isDropped = (commit) => commit.contributors.some(([, beta]) => beta === "");
  const at = (commit, ...rest) => seedOf({ ...commit, beacon_id: x.beacon_id }, ...rest);
  const resolve = (k, round, seed, base, place) => {
    const { eligible, duty, weights } = x.commits[k];
    const used = new Map(eligible.map(([id]) => [id, base.get(id) ?? 0n]));
    const seats = drawBench(seed, eligible, used, weights.length, x.beta256, []);
    settleAll(ledger, duty, seats, weights, x.mean_weight);
    const owed = [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, balance]) => [id, Number(balance)]);
    return { commit: k, round, seed: toHex(seed), owed, seats, place, owed_hash: toHex(ledgerHash(ledger)) };
  };
  const places = x.commits.map((_, k) => k);
  const [dropped, whole] = [places.filter((k) => isDropped(x.commits[k])), places.filter((k) => !isDropped(x.commits[k]))];
  const own = whole.map((k) => at(x.commits[k], x.round, x.randomness));
  const results = seeds.batchOrder(own).map((n, place) => resolve(whole[n], x.round, own[n], ledger, place));
  for (const k of dropped) {
    const seed = at(x.commits[k], x.fallback_round, x.fallback_randomness);
    results.push(resolve(k, x.fallback_round, seed, big(x.owed), 0));
  }
  return { dropped, results, owed_after: plain(ledger) };
}

/** A commit entry and a result entry without what follows from the draw; one commit alone in its batch. */
function record(x) {
  const { body } = x.commit;
  const leaf = leafHash(encode(x.commit));
  const seed = seeds.seedOf(leaf, fromHex(body.beacon), body.round, fromHex(x.randomness), bytePairs(x.betas));
  const rows = (of) => body.pool.filter((row) => row[of]).map(({ id, alpha }) => [id, alpha]);
  const [owed, eligible] = [big(Object.fromEntries(x.owed)), rows("elig")];
  const used = new Map(eligible.map(([id]) => [id, owed.get(id) ?? 0n]));
  const { guessPpm } = chances(eligible, used, x.beta256);
  const seats = drawBench(seed, eligible, used, body.seats + body.reserves, x.beta256, body.incompatible);
  const further = Math.floor((body.weight * x.panel_share) / 1000);
  const weights = Array.from({ length: body.seats }, (_, at) => (at === 0 ? body.weight : further));
  settleAll(owed, rows("duty"), seats, weights, x.mean_weight);
  const drawn = {
    commit: toHex(leaf), base: toHex(leaf), place: 0, seed: toHex(seed), owed: [...used].map(([id, b]) => [id, Number(b)]), seats,
    owed_hash: toHex(ledgerHash(owed)), guess_ppm: guessPpm,
  };
  const result = { ...x.result, body: { ...x.result.body, ...drawn } };
  return {
    commit_text: encodeText(x.commit), commit_leaf: toHex(leaf), alpha: toHex(seeds.alphaOf(body)), seed: drawn.seed, seats,
    owed_hash: drawn.owed_hash, result_text: encodeText(result), result_leaf: toHex(leafHash(encode(result))),
  };
}

/** Recomputes every known answer: {items, differences: [{section, item, member}]}. */
export function checkKnownAnswers(file) {
  const [differences, found] = [[], Object.entries(file).filter(([section]) => Object.hasOwn(SECTIONS, section))];
  for (const [section, items] of found) {
    items.forEach((item, at) => {
      for (const [member, value] of Object.entries(SECTIONS[section](item))) {
        // The order of members says nothing.
        if (encodeText({ v: value }) !== encodeText({ v: item[member] })) differences.push({ section, item: at, member });
      }
    });
  }
  return { items: found.reduce((n, [, items]) => n + items.length, 0), differences };
}
