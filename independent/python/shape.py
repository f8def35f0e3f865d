"""Do the members of a record have the types that draw.md section 6 gives them? Members it does not name are kept unseen."""
import re

import canon
import entry as entries

HEX = re.compile(r"([0-9a-f]{2})*\Z")


def number(v):
    """An integer."""
    return canon.is_int(v)


def natural(v):
    """An integer from 0."""
    return canon.is_int(v) and v >= 0


def text(v):
    """Any text."""
    return isinstance(v, str)


def flag(v):
    """`true` or `false`."""
    return isinstance(v, bool)


def ident(v):
    """An identifier."""
    return canon.is_identifier(v)


def ref(v):
    """32 bytes in hex: a leaf hash or a commitment."""
    return canon.is_hash(v)


def hexes(v):
    """Bytes in hex."""
    return isinstance(v, str) and bool(HEX.match(v))


def one_of(*words):
    """One of these words."""
    return lambda v: isinstance(v, str) and v in words


def many(test):
    """A list of such things."""
    return lambda v: isinstance(v, list) and all(test(x) for x in v)


def row(*tests):
    """A list of exactly these things."""
    return lambda v: isinstance(v, list) and len(v) == len(tests) and all(t(x) for t, x in zip(tests, v))


def record(_optional=(), **members):
    """An object with these members; those named in `_optional` may be absent."""
    return lambda v: isinstance(v, dict) and all(test(v[name]) if name in v else name in _optional for name, test in members.items())


BY = record(role=ident, id=ident)
CLASS = one_of("absent", "ended", "excluded-by-law", "replaced")
WHY = record(code=CLASS, act=ref, index=natural)
POOL = many(record(id=ident, alpha=natural, duty=flag, elig=flag, why=many(WHY)))
LATE = many(record(judge=ident, code=CLASS, act=ref, index=natural))
MATCHES = many(record(fp=ref, commit=ref, how=one_of("subject", "category")))
_CAUSE = record(("prior", "act"), code=one_of("initial", "no-candidate", "excluded-by-law", "absent", "ended", "remand", "void"), prior=ref, act=ref)


def CAUSE(v):
    """Why a case is drawn: a redraw names the prior draw, and whatever is not the first draw the act."""
    return _CAUSE(v) and ("prior" in v) == (v["code"] not in ("initial", "no-candidate")) and ("act" in v) == (v["code"] != "initial")


SOUGHT = record((), filing=ref, filing_index=natural, category=ident, seats=natural, reserves=natural, late=LATE)
ALARM = record(("case", "cause", "sought", "commit"), code=one_of("no-candidate", "waits", "late-void"), figures=many(row(ident, number)), window=row(number, number),
               case=entries.is_stream, cause=CAUSE, sought=SOUGHT, commit=ref)
SEAT = record(("ticket2", "second"), total=natural, ticket1=natural, first=ident, coin=natural, ticket2=natural, second=ident, winner=ident)
PROOFS = many(record(id=ident, pi=hexes))
MEMBERS = many(record(id=ident, pk=hexes))
DRAND = record(kind=one_of("drand"), genesis=number, period=natural, pk=hexes, v=natural)
LOCAL = record(kind=one_of("local"), genesis=number, period=natural, members=MEMBERS, suite=natural, v=natural)


def INFO(v):
    """The description of a beacon."""
    return DRAND(v) or LOCAL(v)


EVIDENCE = record(("sig", "proofs", "thrown", "digits"), beacon=ref, kind=one_of("drand", "local", "dice"), round=natural, sig=hexes, proofs=PROOFS, thrown=ref, digits=text)
ACTS = ("appoint", "leave", "capacity", "specialise", "absent", "return", "incompatible")


def _value(v):
    return natural(v) or ident(v) or many(ident)(v)


RECORDS = {
    "draw.rules": record(("timing", "neighbour", "adopted", "doc"), spec_hash=ref, code_hash=ref, beta256=natural, mean_weight=number, weights=many(row(ident, number)),
                         panel_share=number, heavy_factor=number, timing=record(), pool_min=natural, refile_months=natural,
                         beacons=many(record(("info", "import", "operators"), id=ref, kind=one_of("drand", "local", "dice"), info=INFO, operators=many(row(ident, ident)), **{"import": flag})),
                         refund=many(row(ident, number)), benches=many(row(ident, natural, natural)), contributors=many(record(id=ident, pk=hexes, suite=natural)),
                         policy_hash=ref, adopted=text, late_causes=many(ident), redraw_causes=many(ident), void_causes=many(ident), nonrandom_causes=many(ident),
                         neighbour=many(entries.is_stream), doc=ref, **{"from": number}),
    "pool.act": record(("value", "from", "to", "class", "ground_commit", "doc"), judge=ident, act=one_of(*ACTS), value=_value, ground_commit=ref, doc=ref, by=BY,
                       **{"from": number, "to": number, "class": CLASS}),
    "pool.conflict": record(("doc",), case=entries.is_stream, judge=ident, ground_commit=ref, doc=ref, by=BY, **{"class": CLASS}),
    "draw.commit": record((), kind=one_of("case", "panel"), case=entries.is_stream, filing=ref, filing_index=natural, category=ident, weight=number, cause=CAUSE, fingerprints=many(ref),
                          matches=MATCHES, pool=POOL, incompatible=many(row(ident, ident, ref)), seats=natural, reserves=natural, rules=ref, beacon=ref, round=natural,
                          at=number, late=LATE, flags=many(text), contributors=many(record(id=ident, beta_hash=ref))),
    "draw.reveal": record((), commit=ref, id=ident, pi=hexes),
    "draw.result": record(("reveal_order", "doc"), commit=ref, round=natural, evidence=EVIDENCE, reveals=PROOFS, seed=ref, seats=many(SEAT), owed=many(row(ident, number)), base=ref,
                          place=natural, owed_hash=ref, guess_ppm=natural, weak=many(text), order=text, reveal_order=text, by=BY, doc=ref),
    "draw.overdue": record(("fallback_round",), commit=ref, missing=many(ident), fallback_round=natural),
    "draw.void": record(("commit", "result", "doc", "by"), commit=ref, result=ref, cause=ident, doc=ref, by=many(BY)),
    "assign.nonrandom": record(("act", "prior", "pool", "late", "doc"), case=entries.is_stream, filing=ref, filing_index=natural, act=ref, category=ident, judge=ident,
                               cause=one_of("sole-judge", "refile", "joinder", "bound"), prior=ref, weight=number, duty=many(row(ident, natural)), pool=POOL, late=LATE,
                               fingerprints=many(ref), matches=MATCHES, rules=ref, weak=many(text), doc=ref, by=BY),
    "ledger.adjust": record(("judge",), target=ref, cause=one_of("category", "refund", "leave"), weight=number, sign=number, judge=ident),
    "beacon.chain": INFO,
    "beacon.outage": record(("doc",), beacon=ref, round=natural, confirmed=many(ident), doc=ref, by=BY),
}
