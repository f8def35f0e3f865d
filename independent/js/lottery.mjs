// The (1+β) lottery of a seat and of a bench, and the chance of a guess (draw.md section 4). Integers only.
import { Uniform } from "./seed.mjs";

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0n);

/** The first judge whose cumulated capacity exceeds the ticket. `judges`: [[id, capacity]], sorted by id. */
function pick(judges, ticket) {
  let rest = ticket;
  for (const judge of judges) {
    if (rest < BigInt(judge[1])) return judge;
    rest -= BigInt(judge[1]);
  }
  throw new RangeError("the ticket is beyond all judges");
}

/** One seat. `owed`: Map(id → micro-points). Gives the record: total, ticket1, first, coin, [ticket2, second,] winner. */
export function drawSeat(numbers, judges, owed, beta256) {
  const total = sum(judges.map(([, capacity]) => BigInt(capacity)));
  const ticket1 = numbers.below(total);
  const first = pick(judges, ticket1);
  const coin = numbers.below(256n);
  const record = { total: Number(total), ticket1: Number(ticket1), first: first[0], coin: Number(coin) };
  if (record.coin >= beta256) return { ...record, winner: first[0] };
  const ticket2 = numbers.below(total);
  const second = pick(judges, ticket2);
  const isOwedMore = BigInt(owed.get(second[0])) * BigInt(first[1]) > BigInt(owed.get(first[0])) * BigInt(second[1]);
  return { ...record, ticket2: Number(ticket2), second: second[0], winner: (isOwedMore ? second : first)[0] };
}

/** Seats and reserves, each with its own numbers; null if nobody is left for one. `incompatible`: [[a, b]]. */
export function drawBench(seed, judges, owed, positions, beta256, incompatible) {
  const [taken, records] = [[], []];
  const isBarred = (id) => incompatible.some(([a, b]) => (a === id && taken.includes(b)) || (b === id && taken.includes(a)));
  for (let seat = 1; seat <= positions; seat += 1) {
    const left = judges.filter(([id]) => !taken.includes(id) && !isBarred(id));
    if (left.length === 0) return null;
    const record = drawSeat(new Uniform(seed, seat === 1 ? "case" : `case/${seat}`), left, owed, beta256);
    taken.push(record.winner);
    records.push(record);
  }
  return records;
}

/** The exact chance of each judge before the seed is known: {numerators: [[id, n]], denominator, guessPpm}. */
export function chances(judges, owed, beta256) {
  const capacity = new Map(judges.map(([id, alpha]) => [id, BigInt(alpha)]));
  const total = sum([...capacity.values()]);
  const beta = BigInt(beta256);
  const numerators = judges.map(([id]) => {
    const mine = [BigInt(owed.get(id)), capacity.get(id)];
    const compare = ([other, alpha]) => BigInt(owed.get(other)) * mine[1] - mine[0] * BigInt(alpha);
    const part = (fits) => sum(judges.filter((judge) => fits(compare(judge))).map(([, alpha]) => BigInt(alpha)));
    const weight = 2n * part((d) => d < 0n) + part((d) => d === 0n);
    return [id, mine[1] * ((256n - beta) * total + beta * weight)];
  });
  const denominator = 256n * total * total;
  const best = numerators.reduce((max, [, n]) => (n > max ? n : max), 0n);
  return { numerators, denominator, guessPpm: Number((1_000_000n * best + denominator - 1n) / denominator) };
}
