"""Replay of a whole export: docket.md section 14, steps 1 to 3, 5 and 6 (the map and the landmarks are not checked here)."""
import collections

import canon
import draws
import entry as entries
import export
import note
import policy as policies
import proof
from verdict import Fault, Unreadable


def verify(folder, policy, old, now_ms):
    """Replays a folder. `policy` is the reader's trust or None, `old` a list of older checkpoints (bytes of notes or proofs).
    Returns (verdict, counts); a Fault is the verdict otherwise."""
    source = export.Folder(folder)
    anchored = policy is not None
    policy = policy or own_policy(source)
    checkpoint = note.parse_checkpoint(_text(source.must_read("checkpoint")))
    policies.check_log(policy, checkpoint)
    policies.cosigned(policy, checkpoint)
    earlier = [_older(data, policy, checkpoint) for data in old]
    tree = export.Tree(source, checkpoint.size)
    tree.check(checkpoint.root)
    for c in earlier:
        if tree.root_at(c.size) != c.root:
            raise Fault("inconsistent", "size %d has another root than the older checkpoint" % c.size)
    # After the older checkpoints: that two of them contradict each other proves more than a quorum that is missing.
    policies.check(policy, checkpoint, now_ms)
    run = Run(source, checkpoint, tree, policy)
    run.entries()
    run.end()
    return ("ok" if anchored else "ok-unanchored"), run.counts()


def own_policy(source):
    """The policy that the export brings along; with the first key of `keys` where it names no log."""
    policy = policies.parse(source.must_read("policy"))
    if not policy.logs:
        first = (source.read("keys") or b"").split(b"\n")[0]
        try:
            policy.logs.append(note.parse_key(first.decode()))
        except ValueError:
            raise Unreadable("the export names no key of its log") from None
    return policy


def _text(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("bad-format", "checkpoint is not UTF-8") from None


def _older(data, policy, newer):
    """An older checkpoint of the same log, from its note or from a receipt that carries it."""
    c = proof.parse(data).checkpoint if data.startswith(proof.FORMAT.encode()) else note.parse_checkpoint(_text(data))
    policies.check_log(policy, c)
    policies.cosigned(policy, c)
    if c.origin != newer.origin:
        raise Fault("unknown-log", "the older checkpoint is of another log")
    if c.size > newer.size:
        raise Fault("incomplete", "the older checkpoint covers more entries than the export")
    if c.size == newer.size and c.root != newer.root:
        raise Fault("inconsistent", "two roots of one size")
    return c


class Run:
    """The pass over the entries."""

    def __init__(self, source, checkpoint, tree, policy):
        self.source, self.checkpoint, self.tree = source, checkpoint, tree
        self.heads = {}                            # stream -> (seq, leaf hash of its last entry)
        self.withheld = {}                         # leaf hash of an entry that is not served -> [index, claimed by a successor]
        self.excused = set()                       # leaf hashes that an `entry.closed` withholds
        self.hidden = {}                           # leaf hash of an entry that is not public -> (stream, commitment)
        self.time, self.types = 0, collections.Counter()
        self.draws = draws.Draws(checkpoint.origin, policy, tree)

    def entries(self):
        leaves = self.tree.levels[0] if self.tree.levels else []
        for first in range(0, self.checkpoint.size, export.WIDTH):
            width = min(export.WIDTH, self.checkpoint.size - first)
            data, longer = self.source.tile("entries", first // export.WIDTH, width)
            where = "bundle %d" % (first // export.WIDTH)
            if data is None:
                raise Fault("bad-format", where + " is missing", first)
            bundle = export.bundle(data, export.WIDTH if longer else width, where)[:width]
            for i, text in enumerate(bundle):
                if text and entries.leaf_hash(text) != leaves[first + i]:
                    raise Fault("bad-inclusion", "an entry is not the one in its tile", first + i)
            for i, text in enumerate(bundle):
                self.one(first + i, text, leaves[first + i].hex())

    def one(self, index, text, leaf):
        """One entry: strict, next in its stream, not earlier than the one before, then what it says."""
        if not text:
            self.withheld[leaf] = [index, False]
            return
        try:
            e = entries.parse(text)
            self.chain(e, leaf)
            self.types[e.type if e.vis == "public" else "(%s)" % e.vis] += 1
            if e.type == "entry.opened":
                self.opened(e)
            if e.body is None:
                self.hidden[leaf] = (e.stream, e.body_commit)
            if e.type == "entry.closed" and e.body is not None and e.body.get("withheld") is True:
                self.excused.add(e.body.get("target"))
            self.draws.entry(index, leaf, e)
        except Fault as fault:
            if fault.index is None:
                fault.index = index
            raise

    def opened(self, e):
        """An opening must fit the commitment of the entry that it names, in its own stream."""
        if e.body is None:
            return
        target, salt, body = (e.body.get(n) for n in ("target", "salt", "body"))
        formed = canon.is_hash(target) and canon.is_hash(salt) and isinstance(body, dict) and isinstance(e.body.get("ground"), str)
        known = self.hidden.get(target) if formed else None
        if known != (e.stream, entries.commitment(bytes.fromhex(salt), canon.encode(body)).hex() if formed else None):
            raise Fault("wrong-content", "an opening of no entry that it fits")

    def chain(self, e, leaf):
        seq, head = self.heads.get(e.stream, (0, None))
        expected = head or entries.genesis(self.checkpoint.origin, e.stream)
        gap = self.withheld.get(e.prev)
        if gap and not gap[1] and e.seq > seq + 1:
            gap[1] = True
        elif e.prev != expected or e.seq != seq + 1:
            raise Fault("chain-broken", "%s/%d does not follow the entry before it" % (e.stream, e.seq))
        if e.time < self.time:
            raise Fault("chain-broken", "time falls")
        self.time = e.time
        self.heads[e.stream] = (e.seq, leaf)

    def end(self):
        for leaf, (index, _) in self.withheld.items():
            if leaf not in self.excused:
                raise Fault("bad-inclusion", "an empty place without an `entry.closed`", index)
        self.draws.end()

    def counts(self):
        return {"origin": self.checkpoint.origin, "entries": self.checkpoint.size, "streams": len(self.heads), "withheld": len(self.withheld),
                "types": dict(sorted(self.types.items())), "draws": self.draws.counts()}

