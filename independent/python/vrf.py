"""ECVRF-EDWARDS25519-SHA512-TAI, suite 3 of RFC 9381: verification only."""
import hashlib

import ed25519 as ed

SUITE = b"\x03"


def _h(*parts):
    return hashlib.sha512(b"".join(parts)).digest()


def _encode_to_curve(public, alpha):
    """Try and increment, section 5.4.1.1."""
    for counter in range(256):
        point = ed.decode(_h(SUITE, b"\1", public, alpha, bytes([counter]), b"\0")[:32])
        if point is not None:
            point = ed.mul(8, point)
            if not ed.equal(point, ed.ZERO):
                return point
    return None


def is_key(public):
    """Is it the encoding of a point that is not of small order?"""
    y = ed.decode(public)
    return y is not None and not ed.is_small(y)


def verify(public, alpha, pi):
    """beta (64 bytes) if pi is the proof of `public` for alpha, else None. Keys of small order are refused."""
    if not is_key(public) or len(pi) != 80:
        return None
    y = ed.decode(public)
    gamma, c, s = ed.decode(pi[:32]), int.from_bytes(pi[32:48], "little"), int.from_bytes(pi[48:], "little")
    h = _encode_to_curve(public, alpha)
    if gamma is None or h is None or s >= ed.L:
        return None
    u = ed.add(ed.mul(s, ed.BASE), ed.negate(ed.mul(c, y)))
    v = ed.add(ed.mul(s, h), ed.negate(ed.mul(c, gamma)))
    points = b"".join(ed.encode(p) for p in (y, h, gamma, u, v))
    if _h(SUITE, b"\2", points, b"\0")[:16] != pi[32:48]:
        return None
    return _h(SUITE, b"\3", ed.encode(ed.mul(8, gamma)), b"\0")
