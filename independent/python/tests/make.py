"""Builds small logs with keys made from words: for tests only."""
import base64
import hashlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import canon
import ed25519 as ed
import entry as entries
import export
import merkle
import note

ORIGIN = "log.example/tarazy"
T0 = 1763802000000


class Signer:
    """An Ed25519 key made from a word."""

    def __init__(self, name, kind):
        h = hashlib.sha512(hashlib.sha256(name.encode()).digest()).digest()
        self.name, self.kind = name, kind
        self.scalar = int.from_bytes(h[:32], "little") & (2**254 - 8) | 2**254
        self.prefix = h[32:]
        self.public = ed.encode(ed.mul(self.scalar, ed.BASE))
        self.id = entries.sha256(name.encode(), b"\n", bytes([kind]), self.public)[:4]

    def vkey(self):
        return "%s+%s+%s" % (self.name, self.id.hex(), base64.b64encode(bytes([self.kind]) + self.public).decode())

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % ed.L
        big_r = ed.encode(ed.mul(r, ed.BASE))
        k = int.from_bytes(hashlib.sha512(big_r + self.public + message).digest(), "little")
        return big_r + ((r + k * self.scalar) % ed.L).to_bytes(32, "little")

    def line(self, text, seconds=None):
        """A signature line over a note's text; with a time it is a cosignature."""
        if self.kind == note.COSIGNATURE:
            data = seconds.to_bytes(8, "big") + self.sign(b"cosignature/v1\ntime %d\n" % seconds + text.encode())
        else:
            data = self.sign(text.encode())
        return "— %s %s\n" % (self.name, base64.b64encode(self.id + data).decode())


LOG = Signer(ORIGIN, note.ED25519)
WITNESSES = [Signer("w%d.example" % i, note.COSIGNATURE) for i in (1, 2, 3)]


def policy(quorum=2):
    lines = ["log " + LOG.vkey()] + ["witness w%d %s" % (i, w.vkey()) for i, w in enumerate(WITNESSES)]
    return "\n".join(lines + ["group all-of-them %d w0 w1 w2" % quorum, "quorum all-of-them"]) + "\n" if quorum else "log %s\nquorum none\n" % LOG.vkey()


def path(leaves, index):
    """RFC 6962 inclusion path."""
    if len(leaves) <= 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    left, right = leaves[:k], leaves[k:]
    if index < k:
        return path(left, index) + [merkle.tree_root(right)]
    return path(right, index - k) + [merkle.tree_root(left)]


def b64(data):
    return base64.b64encode(data).decode()


class Log:
    """A log that grows entry by entry."""

    def __init__(self, origin=ORIGIN):
        self.origin, self.texts, self.heads, self.time = origin, [], {}, T0

    @property
    def leaves(self):
        return [entries.leaf_hash(t) for t in self.texts]

    def add(self, stream, kind, body, vis="public", actor="court:7119", step=1000, **change):
        """Appends an entry; returns (index, leaf hash in hex). For a hidden class `body` is committed to with a salt of zeroes."""
        seq, prev = self.heads.get(stream, (0, entries.genesis(self.origin, stream)))
        self.time += step
        m = dict(v=1, stream=stream, seq=seq + 1, prev=prev, time=self.time, type=kind, actor=actor, vis=vis)
        if vis == "public":
            m["body"] = body
        else:
            m["body_commit"] = entries.commitment(bytes(32), canon.encode(body)).hex()
        m = {k: v for k, v in dict(m, **change).items() if v is not None}
        text = canon.encode(m)
        leaf = entries.leaf_hash(text).hex()
        self.texts.append(text)
        self.heads[stream] = (m["seq"], leaf)
        return len(self.texts) - 1, leaf

    def checkpoint(self, size=None, seconds=None, signers=None):
        size = len(self.texts) if size is None else size
        text = "%s\n%d\n%s\n" % (self.origin, size, b64(merkle.tree_root(self.leaves[:size])))
        seconds = self.time // 1000 if seconds is None else seconds
        return text + "\n" + "".join(s.line(text, seconds) for s in (signers or [LOG] + WITNESSES))

    def proof(self, index, extra=None, checkpoint=None, size=None):
        size = len(self.texts) if size is None else size
        lines = ["c2sp.org/tlog-proof@v1"] + (["extra " + b64(extra)] if extra is not None else []) + ["index %d" % index]
        lines += [b64(h) for h in path(self.leaves[:size], index)]
        return "\n".join(lines) + "\n\n" + (checkpoint or self.checkpoint(size))

    def receipt(self, index, body=None, files=None, **kw):
        extra = {"v": 1, "entry": canon.decode(self.texts[index])}
        if body is not None:
            extra.update(body=body, salt="00" * 32)
        if files is not None:
            extra["files"] = files
        return self.proof(index, canon.encode(extra), **kw)

    def export(self, folder, quorum=2, checkpoint=None):
        def write(name, data):
            where = os.path.join(folder, name)
            os.makedirs(os.path.dirname(where), exist_ok=True)
            with open(where, "wb") as f:
                f.write(data)
        write("checkpoint", (checkpoint or self.checkpoint()).encode())
        write("policy", policy(quorum).encode())
        write("keys", (LOG.vkey() + "\n").encode())
        for n in range(0, len(self.texts), 256):
            some = self.texts[n : n + 256]
            write(export.tile_path("entries", n // 256, len(some)), b"".join(len(t).to_bytes(2, "big") + t for t in some))
        level, number = self.leaves, 0
        while level:
            for n in range(0, len(level), 256):
                some = level[n : n + 256]
                write(export.tile_path(number, n // 256, len(some)), b"".join(some))
            level = [merkle.tree_root(level[i : i + 256]) for i in range(0, len(level) // 256 * 256, 256)]
            number += 1
        return folder
