"""Canonical JSON: RFC 8785, restricted as docket.md section 2 says."""
import json
import re

MAX_INT = 2**53 - 1
MAX_DEPTH = 8
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}\Z")
IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")
HEX32 = re.compile(r"[0-9a-f]{64}\Z")


class NotCanonical(Exception):
    """The bytes are not the one canonical form of a value of the restricted kind."""


def encode(value):
    """The canonical bytes of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decode(data):
    """The value of canonical bytes: parse, check the restriction, rebuild, compare."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_members, parse_float=_refuse, parse_constant=_refuse)
        _check(value, 0)
        if encode(value) != data:
            raise NotCanonical("another form of the same value")
        return value
    except (ValueError, RecursionError) as e:      # UnicodeError and JSONDecodeError are ValueErrors
        raise NotCanonical(str(e)) from None


def is_hash(value):
    """True for 64 lowercase hex digits."""
    return isinstance(value, str) and bool(HEX32.match(value))


def is_int(value):
    """True for an integer; `true` and `false` are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_identifier(value):
    """True for an identifier of section 2.3."""
    return isinstance(value, str) and bool(IDENTIFIER.match(value))


def _refuse(text):
    raise NotCanonical("number outside the restriction: " + text)


def _members(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotCanonical("duplicate member")
    return members


def _check(value, depth):
    """Depth counts the arrays and objects around a value."""
    if isinstance(value, (bool, str)):
        return
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise NotCanonical("number beyond 2^53")
        return
    if not isinstance(value, (list, dict)):
        raise NotCanonical("null")
    if depth == MAX_DEPTH:
        raise NotCanonical("nested too deep")
    for item in value.values() if isinstance(value, dict) else value:
        _check(item, depth + 1)
    if isinstance(value, dict) and not all(NAME.match(n) for n in value):
        raise NotCanonical("member name")
