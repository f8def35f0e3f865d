"""C2SP tlog-proof files."""
from dataclasses import dataclass

import note
from entry import need
from verdict import Fault

FORMAT = "c2sp.org/tlog-proof@"


@dataclass(frozen=True)
class Proof:
    """`extra` is bytes or None; `path` runs from the leaf's sibling to the root's child."""
    extra: bytes
    index: int
    path: tuple
    checkpoint: note.Checkpoint


def parse(data):
    """A proof from the bytes of its file; a Fault if it is malformed."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("bad-format", "not UTF-8") from None
    head, blank, checkpoint = text.partition("\n\n")
    need(blank, "no checkpoint")
    lines = head.split("\n")
    if lines[0] != FORMAT + "v1":
        raise Fault("unsupported" if lines[0].startswith(FORMAT) else "bad-format", "not a tlog-proof of version 1")
    extra, rest = None, lines[1:]
    if rest and rest[0].startswith("extra "):
        extra, rest = note.strict_base64(rest[0][6:]), rest[1:]
    need(rest and rest[0].startswith("index "), "no index")
    index = note.decimal(rest[0][6:])
    path = tuple(note.strict_base64(line) for line in rest[1:])
    need(all(len(h) == 32 for h in path), "hash of the path")
    return Proof(extra, index, path, note.parse_checkpoint(checkpoint))
