// RFC 6962 trees: the root that an inclusion path gives.
import { sha256 } from "./bytes.mjs";

const node = (left, right) => sha256(Uint8Array.of(1), left, right);

/** The root that a path (leaf to root) gives, or null if it cannot be the path of this leaf (RFC 9162, 2.1.3.2). */
export function rootOfPath(index, size, leaf, path) {
  if (index >= size) return null;
  let [place, last, root] = [index, size - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return null;
    if (place & 1n || place === last) {
      root = node(sibling, root);
      while (!(place & 1n) && place !== 0n) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      root = node(root, sibling);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? root : null;
}
