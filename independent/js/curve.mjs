// edwards25519: strict Ed25519 verification (RFC 8032) and ECVRF suite 3 (RFC 9381), over the point arithmetic of
// @noble/curves. Both equations are ours: the library's own verification takes more than docket.md section 10 allows.
import { edwards } from "./vendor/noble-curves/abstract/edwards.js";
import { concat, fromBigEndian, fromLittleEndian, sha512 } from "./bytes.mjs";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const { BASE, ZERO, fromBytes } = curve();

function curve() {
  const inverse = (n) => power(n, P - 2n);
  const d = (P - ((121665n * inverse(121666n)) % P)) % P;
  const Point = edwards({
    p: P,
    n: ORDER,
    h: 8n,
    a: P - 1n,
    d,
    Gx: 15112221349535400772501151409588531511454012693041857206046113283949847762202n,
    Gy: (4n * inverse(5n)) % P,
  });
  return { BASE: Point.BASE, ZERO: Point.ZERO, fromBytes: (bytes) => Point.fromBytes(bytes, false) };
}

function power(base, exponent) {
  let [out, square] = [1n, base % P];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) out = (out * square) % P;
    square = (square * square) % P;
  }
  return out;
}

/** The point of 32 bytes, or null if they are not its one canonical encoding. */
function point(bytes) {
  if (bytes.length !== 32) return null;
  try {
    return fromBytes(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

const times = (scalar, of) => of.multiplyUnsafe(scalar);
const encode = (of) => of.toBytes();

/** Is it the encoding of a point that is not of small order? */
export function isKey(bytes) {
  const key = point(bytes);
  return key !== null && !key.isSmallOrder();
}

/** Ed25519, strictly: canonical encodings, neither key nor R of small order, s below the group order, no cofactor. */
export function verifySignature(key, message, signature) {
  if (signature.length !== 64) return false;
  const [a, r] = [point(key), point(signature.subarray(0, 32))];
  const s = fromLittleEndian(signature.subarray(32));
  if (!a || !r || s >= ORDER || a.isSmallOrder() || r.isSmallOrder()) return false;
  const k = fromLittleEndian(sha512(signature.subarray(0, 32), key, message)) % ORDER;
  return times(s, BASE).equals(r.add(times(k, a)));
}

const SUITE = Uint8Array.of(3);
export const PROOF_LENGTH = 80;

/** ECVRF-EDWARDS25519-SHA512-TAI: beta (64 bytes) if `pi` is the proof of `key` for `alpha`, else null. */
export function verifyVrf(key, alpha, pi) {
  if (!isKey(key) || pi.length !== PROOF_LENGTH) return null;
  const [y, gamma, h] = [point(key), point(pi.subarray(0, 32)), encodeToCurve(key, alpha)];
  const [c, s] = [fromLittleEndian(pi.subarray(32, 48)), fromLittleEndian(pi.subarray(48))];
  if (!gamma || !h || s >= ORDER) return null;
  const u = times(s, BASE).subtract(times(c, y));
  const v = times(s, h).subtract(times(c, gamma));
  const challenge = sha512(SUITE, Uint8Array.of(2), ...[y, h, gamma, u, v].map(encode), Uint8Array.of(0));
  if (fromBigEndian(challenge.subarray(0, 16)) !== fromBigEndian(pi.subarray(32, 48))) return null;
  return sha512(SUITE, Uint8Array.of(3), encode(gamma.clearCofactor()), Uint8Array.of(0));
}

/** Try and increment (RFC 9381, 5.4.1.1). */
function encodeToCurve(key, alpha) {
  for (let counter = 0; counter < 256; counter += 1) {
    const hash = sha512(concat(SUITE, Uint8Array.of(1), key, alpha, Uint8Array.of(counter, 0)));
    const found = point(hash.subarray(0, 32))?.clearCofactor();
    if (found && !found.equals(ZERO)) return found;
  }
  return null;
}
