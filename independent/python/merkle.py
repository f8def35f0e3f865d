"""RFC 6962 trees: inclusion proofs, and roots that grow by one leaf at a time."""
from entry import sha256


def node(left, right):
    """Hash of an inner node."""
    return sha256(b"\1", left, right)


def root_of_path(index, size, leaf, path):
    """The root that a path (leaf to root) gives, or None if the path cannot be one of this tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    fn, sn, r = index, size - 1, leaf
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            r = node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return r if sn == 0 else None


class Growing:
    """A tree to which leaves are added; it holds one hash for each full subtree (the binary digits of the size)."""

    def __init__(self):
        self.size, self.full = 0, []               # full: (height, hash), highest first

    def add(self, leaf):
        height, h = 0, leaf
        while self.full and self.full[-1][0] == height:
            h = node(self.full.pop()[1], h)
            height += 1
        self.full.append((height, h))
        self.size += 1

    def root(self):
        return self.root_with(None)

    def root_with(self, right):
        """The root when a smaller subtree of root `right` follows the leaves; None if nothing follows."""
        h = right
        for _, left in reversed(self.full):
            h = left if h is None else node(left, h)
        return sha256() if h is None else h


def tree_root(leaves):
    """Root of a list of leaf hashes."""
    t = Growing()
    for leaf in leaves:
        t.add(leaf)
    return t.root()
