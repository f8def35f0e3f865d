"""The pool of a division as a function of the personnel office's acts: draw.md sections 6 and 8.1."""
from dataclasses import dataclass

from drawcore import hold

FULL = 1000
FOREVER = 2**62
OFF_DUTY = ("absent", "ended")


@dataclass(frozen=True)
class Act:
    """A `pool.act` or `pool.conflict` at its place. `kind` is the act's word, or `conflict`; times in ms."""
    index: int
    leaf: str
    kind: str
    judge: str
    value: object
    start: int
    end: int
    code: str
    case: str
    signed: bool

    def counts(self, limit, time):
        return self.index < limit and self.start <= time < self.end


class Pool:
    """All acts of one ledger, in the order of the log."""

    def __init__(self):
        self.acts, self.by_leaf, self.of = [], {}, {}

    def add(self, index, leaf, time, kind, body):
        if kind == "pool.conflict":
            hold(body["class"] == "excluded-by-law", 6, "act", "class of a conflict")
            act = Act(index, leaf, "conflict", body["judge"], None, time, FOREVER, body["class"], body["case"], "doc" in body)
        else:
            code = self._code(body)
            act = Act(index, leaf, body["act"], body["judge"], body.get("value"), body.get("from", time), body.get("to", FOREVER), code, None, "doc" in body)
            hold(act.start < act.end, 6, "act", "`to` is not after `from`")
        self.acts.append(act)
        self.by_leaf[leaf] = act
        self.of.setdefault(act.judge, []).append(act)

    @staticmethod
    def _code(body):
        """The class of an act, if it fits; the form of its value too."""
        kind, value, code = body["act"], body.get("value"), body.get("class")
        fits = {"absent": ("absent", "ended"), "leave": ("ended",), "incompatible": ("excluded-by-law",)}.get(kind, ())
        hold(code is None or code in fits, 6, "act", "class of an act")
        number = isinstance(value, int) and 1 <= value <= FULL
        form = {"appoint": value is None or number, "capacity": number, "specialise": isinstance(value, list),
                "incompatible": isinstance(value, str) and value != body["judge"]}.get(kind, value is None)
        hold(form, 6, "act", "value of an act")
        return code or {"absent": "absent", "leave": "ended", "incompatible": "excluded-by-law"}.get(kind)

    def judges(self):
        return sorted(self.of)

    def latest(self, judge, kinds, limit, time):
        """The last act of these kinds about a judge that counts."""
        found = None
        for a in self.of[judge]:
            if a.kind in kinds and a.counts(limit, time):
                found = a
        return found

    def member(self, judge, category, limit, time):
        """(capacity, acts that say so) of a member of the division who takes the category, else None."""
        appointed = self.latest(judge, ("appoint", "leave"), limit, time)
        special = self.latest(judge, ("specialise",), limit, time)
        if appointed is None or appointed.kind == "leave" or (special and not any(category.startswith(c) for c in special.value)):
            return None
        sized = None
        for a in self.of[judge]:
            if a.counts(limit, time) and (a.kind == "capacity" or a.kind == "appoint" and a.value is not None):
                sized = a
        return (sized.value if sized else FULL), [a for a in (appointed, special, sized) if a]

    def has_left(self, judge, limit, time):
        last = self.latest(judge, ("appoint", "leave"), limit, time) if judge in self.of else None
        return last is not None and last.kind == "leave"

    def exclusions(self, judge, case, limit, time):
        """Absences not ended by a return, and conflicts with the case, that count."""
        out = []
        for a in self.of.get(judge, []):
            if not a.counts(limit, time):
                continue
            if a.kind == "absent" and not self._ended(a, limit, time) or a.kind == "conflict" and a.case == case:
                out.append(a)
        return out

    def _ended(self, absence, limit, time):
        """A return ends an absence that has begun when it takes effect."""
        return any(r.kind == "return" and absence.index < r.index < limit and r.start <= time and
                   absence.start <= r.start < absence.end for r in self.of[absence.judge])

    def due_late(self, case, limit, until, time):
        """Conflicts with the case and leaves after the freezing entry, before `until`, in force at `time`: they must be in `late`."""
        return [a for a in self.acts if limit <= a.index < until and a.start <= time < a.end and
                (a.kind == "leave" or a.kind == "conflict" and a.case == case)]


def rows(pools, category, case, limit, time, late, replaced):
    """The rows that a commit must show, and whether an act behind them is unsigned. `late`: [{judge, code, act, index}];
    `replaced`: {judge: (act, index)}. A judge of several pools has the row of the first."""
    out, unsigned = {}, False
    for pool in pools:
        for judge in pool.judges():
            found = pool.member(judge, category, limit, time)
            if found is None or judge in out:
                continue
            alpha, acts = found
            why = []
            for other in pools:
                for a in other.exclusions(judge, case, limit, time):
                    if other is pool or a.kind == "conflict":
                        acts.append(a)
                        why.append({"code": a.code, "act": a.leaf, "index": a.index})
            for l in late:
                if l["judge"] == judge:
                    acts += [p.by_leaf[l["act"]] for p in pools if l["act"] in p.by_leaf]
                    why.append({"code": l["code"], "act": l["act"], "index": l["index"]})
            if judge in replaced:
                why.append({"code": "replaced", "act": replaced[judge][0], "index": replaced[judge][1]})
            why.sort(key=lambda w: w["index"])
            duty = not any(w["code"] in OFF_DUTY for w in why)
            out[judge] = {"id": judge, "alpha": alpha, "duty": duty, "elig": not why, "why": why}
            unsigned |= not all(a.signed for a in acts)
    return [out[j] for j in sorted(out)], unsigned


def sure(eligible, incompatible):
    """How many positions can be filled for certain, whatever the tickets say: the size of the smallest group that nobody else of the
    eligible can join. The search gives up after 10,000 steps; then a lower bound has to do, which depends on its order."""
    barred = [set() for _ in eligible]
    for a, b, _ in incompatible:
        a, b = eligible.index(a), eligible.index(b)
        barred[a].add(b)
        barred[b].add(a)
    kin, steps = {k for k, others in enumerate(barred) if others}, [10_000]

    def smallest(left):
        if not left:
            return 0
        degree = lambda k: len(barred[k] & left)
        least = min(sorted(left), key=degree)
        steps[0] -= steps[0] > 0
        if not steps[0]:
            return -(-len(left) // max(1 + degree(k) for k in left))
        near = sorted(barred[least] & left) + [least]
        return min(1 + smallest(left - barred[k] - {k}) for k in near)

    return len(eligible) - len(kin) + smallest(kin)


def pairs(pools, limit, time, eligible):
    """Incompatible pairs of which both can be drawn: [[a, b, act]], sorted, and whether an act is unsigned."""
    found = {}
    for pool in pools:
        own = {}
        for a in pool.acts:
            if a.kind == "incompatible" and a.counts(limit, time):
                own[tuple(sorted((a.judge, a.value)))] = a
        for pair, act in own.items():
            if pair not in found and set(pair) <= set(eligible):
                found[pair] = act
    return [[a, b, found[a, b].leaf] for a, b in sorted(found)], not all(a.signed for a in found.values())
