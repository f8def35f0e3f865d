"""Entries, streams and commitments: docket.md sections 3 to 6."""
import hashlib
import re
from dataclasses import dataclass

import canon
from verdict import Fault

MAX_ENTRY = 32768
MEMBERS = {"actor", "body", "body_commit", "prev", "seq", "stream", "time", "type", "v", "vis"}
TYPE = re.compile(r"[a-z]+(\.[a-z]+)+\Z")
ACTOR = re.compile(r"[a-z][a-z-]{0,31}(:[A-Za-z0-9][A-Za-z0-9._-]{0,63})?\Z")
RANDOM_ID = re.compile(r"(case|card|beacon)/[0-9a-f]{32}\Z")
SYS = {"sys/" + n for n in ("keys", "policy", "rules", "import", "map", "landmark", "alarm", "anchor")}


@dataclass(frozen=True)
class Entry:
    """One entry. `body` is None where the class hides it; then `body_commit` is there."""
    stream: str
    seq: int
    prev: str
    time: int
    type: str
    actor: str
    vis: str
    body: dict
    body_commit: str


def sha256(*parts):
    """SHA-256 of the joined parts."""
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(entry_bytes):
    """The leaf hash of RFC 6962."""
    return sha256(b"\0", entry_bytes)


def genesis(origin, stream):
    """`prev` of a stream's first entry."""
    return sha256(b"tarazy/stream/1\0", origin.encode(), b"\n", stream.encode()).hex()


def commitment(salt, content):
    """The salted commitment of section 3."""
    return sha256(b"tarazy/commit/1\0", salt, content)


def files_hash(commits):
    """Binds a list of file commitments (hex) in their order."""
    return sha256(b"tarazy/files/1\0", canon.encode(commits)).hex()


def is_stream(name):
    """True for a name of section 5."""
    if not isinstance(name, str):
        return False
    kind, _, ident = name.partition("/")
    if kind in ("draw", "jury"):
        return canon.is_identifier(ident) and "." in ident
    return bool(RANDOM_ID.match(name)) or name in SYS


def parse(data):
    """An entry from its bytes; a Fault says what does not fit."""
    if len(data) > MAX_ENTRY:
        raise Fault("bad-format", "entry too large")
    try:
        members = canon.decode(data)
    except canon.NotCanonical as e:
        raise Fault("not-canonical", str(e)) from None
    return from_members(members)


def from_members(m):
    """An entry from its decoded members."""
    need(isinstance(m, dict), "an entry is an object")
    need(canon.is_int(m.get("v")), "v")
    if m["v"] != 1:
        raise Fault("unsupported", "entry version %d" % m["v"])
    need(set(m) <= MEMBERS, "surplus member")
    need(is_stream(m.get("stream")), "stream")
    need(canon.is_int(m.get("seq")) and m["seq"] >= 1, "seq")
    need(canon.is_hash(m.get("prev")), "prev")
    need(canon.is_int(m.get("time")) and m["time"] >= 0, "time")
    need(isinstance(m.get("type"), str) and (m["type"] == "sealed" or TYPE.match(m["type"])), "type")
    need("actor" not in m or (isinstance(m["actor"], str) and ACTOR.match(m["actor"])), "actor")
    need(m.get("vis") in ("public", "parties", "court", "sealed"), "vis")
    need(("body" in m) != ("body_commit" in m), "body or body_commit")
    need("body" not in m or isinstance(m["body"], dict), "body")
    need("body_commit" not in m or canon.is_hash(m["body_commit"]), "body_commit")
    _check_class(m)
    return Entry(*(m.get(n) for n in ("stream", "seq", "prev", "time", "type", "actor", "vis", "body", "body_commit")))


def _check_class(m):
    vis, kind, actor = m["vis"], m["type"], m.get("actor")
    need(("body" in m) == (vis == "public"), "body in the wrong class")
    if vis == "sealed":
        need(kind == "sealed" and actor is None, "a sealed entry hides type and actor")
    elif vis == "court":
        need(kind == "court.internal" and actor == "court", "an entry of the court hides type and actor")
    else:
        need(kind not in ("sealed", "court.internal"), "type of another class")
        need(actor is not None, "actor missing")
        need(vis == "public" or ":" not in actor, "actor named in class parties")


def need(ok, what):
    """A condition of the form: a Fault `bad-format` if it does not hold."""
    if not ok:
        raise Fault("bad-format", what)
