"""The trust file: a C2SP tlog-policy, and what it says about a checkpoint (docket.md sections 11 and 14)."""
from dataclasses import dataclass, field

import note as notes
from verdict import Fault, Unreadable

AHEAD = 5 * 60                                     # seconds that a cosignature may be ahead of the reader's clock


@dataclass
class Policy:
    """`logs` and `witnesses` are keys; `groups` name -> (threshold, members); `quorum` a name, None for `none`."""
    logs: list = field(default_factory=list)
    witnesses: dict = field(default_factory=dict)
    groups: dict = field(default_factory=dict)
    quorum: str = None


def parse(data):
    """A policy from the bytes of its file. Unreadable if it is malformed: then nothing can be verified."""
    if any(b < 0x20 and b not in (9, 10) or b == 0x7F for b in data):
        raise Unreadable("the policy holds a control character")
    policy, used, seen_quorum = Policy(), set(), False
    text = data.decode("utf-8", "surrogateescape")
    for number, line in enumerate(text.split("\n"), 1):
        words = line.replace("\t", " ").split(" ")
        words = [w for w in words if w]
        if not words or words[0].startswith("#"):
            continue
        try:
            if words[0] == "quorum":
                _check(not seen_quorum, "a second quorum line")
            seen_quorum |= words[0] == "quorum"
            _line(policy, used, words)
        except ValueError as e:
            raise Unreadable("policy, line %d: %s" % (number, e)) from None
    if not seen_quorum:
        raise Unreadable("the policy has no quorum line")
    return policy


def _check(ok, what):
    if not ok:
        raise ValueError(what)


def _line(policy, used, words):
    kind, words = words[0], words[1:]
    if kind == "log":
        _check(1 <= len(words) <= 2, "log <vkey> [<url>]")
        _add_key(policy.logs, words[0], (notes.ED25519, notes.ML_DSA))
    elif kind == "witness":
        _check(2 <= len(words) <= 3, "witness <name> <vkey> [<url>]")
        _new_name(policy, words[0])
        keys = list(policy.witnesses.values())
        _add_key(keys, words[1], (notes.COSIGNATURE, notes.ML_DSA))
        policy.witnesses[words[0]] = keys[-1]
    elif kind == "group":
        _check(len(words) >= 3, "group <name> <k> <member>...")
        _new_name(policy, words[0])
        policy.groups[words[0]] = _group(policy, used, words[1], words[2:])
    elif kind == "quorum":
        _check(len(words) == 1, "quorum <name>")
        _check(words[0] == "none" or _is_name(policy, words[0]), "the quorum is not defined")
        policy.quorum = None if words[0] == "none" else words[0]
    else:
        raise ValueError("unknown word " + kind)


def _add_key(keys, text, kinds):
    key = notes.parse_key(text)
    _check(key.kind in kinds, "a key of the wrong type")
    _check(all(k.public != key.public for k in keys), "the same key twice")
    keys.append(key)


def _is_name(policy, name):
    return name in policy.witnesses or name in policy.groups


def _new_name(policy, name):
    _check(name != "none" and not _is_name(policy, name), "name defined twice")


def _group(policy, used, count, members):
    for m in members:
        _check(_is_name(policy, m), "a member is not defined")
        _check(m not in used, "a member in two groups")
        used.add(m)
    k = {"any": 1, "all": len(members)}.get(count)
    if k is None:
        _check(count.isascii() and count.isdigit() and count[0] != "0", "threshold")
        k = int(count)
    _check(1 <= k <= len(members), "threshold")
    return k, members


def meets(policy, name, cosigned):
    """Does the set of witness names that cosigned satisfy the witness or group `name`?"""
    if name in policy.witnesses:
        return name in cosigned
    k, members = policy.groups[name]
    return sum(meets(policy, m, cosigned) for m in members) >= k


def check_log(policy, checkpoint):
    """Origin known, log signature valid (step 5)."""
    own = [k for k in policy.logs if k.name == checkpoint.origin and k.kind == notes.ED25519]
    if not own:
        raise Fault("unknown-log", checkpoint.origin)
    signed = False
    for key in policy.logs:
        if key.kind != notes.ED25519:
            continue
        for signature in notes.signatures_of(checkpoint.note, key):
            if not notes.is_valid(checkpoint.note, key, signature):
                raise Fault("bad-signature", key.name)
            signed |= key in own
    if not signed:
        raise Fault("unknown-log", "no signature of a key in the trust file")


def cosigned(policy, checkpoint):
    """Times of the valid cosignatures: {witness name: seconds}. A known key's bad signature is a Fault."""
    times = {}
    for name, key in policy.witnesses.items():
        if key.kind != notes.COSIGNATURE:
            continue
        for signature in notes.signatures_of(checkpoint.note, key):
            if not notes.is_valid(checkpoint.note, key, signature):
                raise Fault("bad-signature", name)
            seconds = notes.timestamp(signature)
            times[name] = min(seconds, times.get(name, seconds))
    return times


def check(policy, checkpoint, now_ms):
    """Steps 5 and 6: log signature, cosignatures, quorum, and no time in the future. Returns {witness: seconds}."""
    check_log(policy, checkpoint)
    times = cosigned(policy, checkpoint)
    if policy.quorum is not None and not meets(policy, policy.quorum, times):
        raise Fault("no-quorum", "%d cosignatures" % len(times))
    if any(1000 * (t - AHEAD) > now_ms for t in times.values()):
        raise Fault("future-time", "a cosignature is ahead of the clock")
    return times
