"""An export: a copy of the log's tile tree (C2SP tlog-tiles) with checkpoint, policy and keys, read from a folder."""
import os

from entry import need, sha256
from merkle import Growing, tree_root
from verdict import Fault, Unreadable

WIDTH = 256


def tile_path(kind, n, width=WIDTH):
    """`tile/<kind>/<N>[.p/<W>]`; kind is a level or `entries`."""
    groups = ["%03d" % (n % 1000)]
    while n >= 1000:
        n //= 1000
        groups.insert(0, "x%03d" % (n % 1000))
    return "tile/%s/%s%s" % (kind, "/".join(groups), "" if width == WIDTH else ".p/%d" % width)


class Folder:
    """Reads files below a folder."""

    def __init__(self, path):
        if not os.path.isdir(path):
            raise Unreadable("not a folder: " + path)
        self.path = path

    def read(self, name):
        """The bytes of a file, or None if it is not there."""
        try:
            with open(os.path.join(self.path, name), "rb") as f:
                return f.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as e:
            raise Unreadable(str(e)) from None

    def must_read(self, name):
        """The bytes of a file without which nothing can be said."""
        data = self.read(name)
        if data is None:
            raise Unreadable("the export has no file " + name)
        return data

    def tile(self, kind, n, width):
        """A tile or bundle of at least `width` places, and whether it is the full one that took a partial one's place."""
        data = self.read(tile_path(kind, n, width))
        if data is not None or width == WIDTH:
            return data, False
        return self.read(tile_path(kind, n)), True


class Tree:
    """The hashes of an export's tiles: `levels[l]` is the list of hashes on level l. Checked against a root by `check`."""

    def __init__(self, folder, size):
        self.size, self.levels = size, []
        while size >> 8 * len(self.levels):
            self.levels.append(self._level(folder, len(self.levels)))

    def _level(self, folder, level):
        count, out = self.size >> 8 * level, []
        for n in range((count + WIDTH - 1) // WIDTH):
            width = min(WIDTH, count - n * WIDTH)
            data, longer = folder.tile(level, n, width)
            where = "tile %d/%d" % (level, n)
            need(data is not None, where + " is missing")
            need(len(data) == 32 * (WIDTH if longer else width), where + " has a wrong length")
            out += [data[i : i + 32] for i in range(0, 32 * width, 32)]
        return out

    def check(self, root):
        """Every full tile against the level above, all of them against the root."""
        for level, hashes in enumerate(self.levels):
            for n in range(len(hashes) // WIDTH):
                if tree_root(hashes[n * WIDTH : (n + 1) * WIDTH]) != self.levels[level + 1][n]:
                    raise Fault("bad-inclusion", "tile %d/%d" % (level, n), n << 8 * (level + 1))
        if self.root_at(self.size) != root:
            raise Fault("bad-inclusion", "the tiles do not give the root")

    def root_at(self, size):
        """The root of the first `size` leaves."""
        if size == 0:
            return sha256()
        tops = []                                  # for each level the hashes that no full tile above covers
        for level, hashes in enumerate(self.levels):
            count = size >> 8 * level
            tops.append(hashes[count // WIDTH * WIDTH : count])
        right = None
        for top in tops:
            t = Growing()
            for h in top:
                t.add(h)
            right = t.root_with(right) if top or right else None
        return right


def bundle(data, width, where):
    """The entries of a bundle: each after its length, `width` of them and nothing more."""
    out, at = [], 0
    for _ in range(width):
        need(at + 2 <= len(data), where + " ends early")
        length = int.from_bytes(data[at : at + 2], "big")
        need(at + 2 + length <= len(data), where + " ends early")
        out.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    need(at == len(data), where + " has trailing bytes")
    return out
