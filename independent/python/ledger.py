"""One ledger: its rules, pool, commits, results and balances, folded over its stream (draw.md sections 5, 6, 8 and 9)."""
from dataclasses import dataclass, field

import draw_ref as ref
import drawcore
import pool as pools
from drawcore import hold

MONTH_MS = 30 * 24 * 3600 * 1000


@dataclass
class Commit:
    """A `draw.commit` that was accepted, and what became of it."""
    index: int
    leaf: str
    time: int
    body: dict
    rules: dict
    beacon: drawcore.Beacon
    before: dict                                   # the ledger before it
    reveals: dict = field(default_factory=dict)    # id -> (pi, time)
    overdue: dict = None
    result: dict = None
    void: bool = False

    def key(self):
        return self.body["beacon"], self.body["round"]

    def has_left(self):
        """Its reveal is missing: it is drawn alone, by the fallback round."""
        return self.overdue is not None and "fallback_round" in self.overdue

    def end(self):
        """time(R), in seconds."""
        return self.beacon.time(self.body["round"])


@dataclass
class Batch:
    """The draws of one beacon and round while their results are written."""
    base: str
    members: set
    owed: dict
    place: int = 0
    last: bytes = b""


@dataclass
class Assigned:
    """Who sits in a case since a result or a non-random assignment: [(judge, weight)], and over whom it was settled."""
    case: str
    seats: list
    duty: list
    rules: dict
    weight: int


class Ledger:
    """The fold."""

    def __init__(self, log, stream):
        self.log, self.stream, self.pool = log, stream, pools.Pool()
        self.rules, self.owed = {}, {}
        self.commits, self.open, self.batches, self.results, self.assigned = {}, {}, {}, {}, {}
        self.by_fingerprint = {}
        self.voids = set()                         # leaf hashes of `draw.void`

    def entry(self, index, leaf, e):
        step = {"draw.rules": self.on_rules, "pool.act": self.on_act, "pool.conflict": self.on_act, "draw.commit": self.on_commit, "draw.reveal": self.on_reveal,
                "draw.overdue": self.on_overdue, "draw.void": self.on_void, "draw.result": self.on_result, "assign.nonrandom": self.on_nonrandom,
                "ledger.adjust": self.on_adjust}.get(e.type)
        if step:
            step(index, leaf, e)

    # ---- what is known before a draw
    def on_rules(self, index, leaf, e):
        b = e.body
        hold(0 <= b["beta256"] <= 256 and b["mean_weight"] >= 0 and all(w >= 0 for _, w in b["weights"]) and 0 <= b["panel_share"] <= 1000, 6, "rules", "a number of the rules")
        self.rules[leaf] = (index, b)

    def on_act(self, index, leaf, e):
        self.pool.add(index, leaf, e.time, e.type, e.body)

    def rules_for(self, named, time):
        """The rules that a record names must be the last ones in force."""
        in_force = [leaf for leaf, (_, b) in self.rules.items() if b["from"] <= time]
        hold(in_force and in_force[-1] == named, 6, "rules", "not the rules in force")
        return self.rules[named][1]

    def frozen(self, body, act):
        """(limit, time) of the freezing entry: the filing, or the entry that causes the draw."""
        place = self.log.places.get(body["filing"])
        hold(place is not None and place[0] == body["filing_index"], 6, "filing", "the filing does not stand at its index")
        if act is None:
            return place[0], place[1]
        cause = self.log.places.get(act)
        hold(cause is not None, 6, "cause", "the causing entry is not in the log")
        return cause[0] + 1, cause[1]

    def check_pool(self, body, index, time, rules, moment, replaced):
        """Steps 6 and 7. Returns whether an act behind the pool is unsigned."""
        limit, at = moment
        own = [self.pool]
        args = (body["category"], body["case"], limit, at, body["late"], replaced)
        rows, unsigned = pools.rows(own, *args)
        if sum(r["elig"] for r in rows) < rules["pool_min"] and rules.get("neighbour"):
            own += [self.log.ledgers[n].pool for n in rules["neighbour"] if n in self.log.ledgers]
            rows, unsigned = pools.rows(own, *args)
        self._check_late(own, body, index, time, limit)
        plain = lambda rs: [[r["id"], r["alpha"], r["duty"], r["elig"]] for r in rs]
        hold(len(body["pool"]) <= 200 and plain(rows) == plain(body["pool"]), 6, "pool", "another pool follows from the acts")
        hold([r["why"] for r in rows] == [r["why"] for r in body["pool"]], 7, "why", "other reasons follow from the acts")
        if "incompatible" not in body:
            return unsigned
        pairs, also = pools.pairs(own, limit, at, [r["id"] for r in rows if r["elig"]])
        hold(pairs == body["incompatible"], 6, "incompatible", "other pairs follow from the acts")
        return unsigned or also

    def _check_late(self, own, body, index, time, limit):
        late = body["late"]
        order = [(l["judge"], l["index"]) for l in late]
        hold(order == sorted(set(order)), 7, "late", "not in order")
        for l in late:
            act = next((p.by_leaf[l["act"]] for p in own if l["act"] in p.by_leaf), None)
            hold(act is not None and act.kind in ("absent", "leave", "conflict") and (act.judge, act.code, act.index) == (l["judge"], l["code"], l["index"])
                 and act.case in (None, body["case"]) and limit <= act.index < index and act.start <= time < act.end, 7, "late", "an act that is not a late exclusion")
        named = {l["act"] for l in late}
        hold(all(a.leaf in named for p in own for a in p.due_late(body["case"], limit, index, time)), 7, "late", "a late exclusion is not listed")

    def check_matches(self, body, filing_time, rules):
        """Step 8: the earlier commits of other cases with a fingerprint of this one. Returns those that bind."""
        since = filing_time - rules["refile_months"] * MONTH_MS
        due = sorted([fp, c.leaf] for fp in set(body["fingerprints"]) for c in self.by_fingerprint.get(fp, [])
                     if c.body["case"] != body["case"] and since <= c.time <= filing_time)
        hold([[m["fp"], m["commit"]] for m in body["matches"]] == due and len(body["fingerprints"]) <= 64, 8, "matches", "other matches follow from the log")
        return [m["commit"] for m in body["matches"] if m["how"] == "subject"]

    # ---- the draw
    def on_commit(self, index, leaf, e):
        b = e.body
        rules = self.rules_for(b["rules"], e.time)
        beacon = drawcore.Beacon(rules, b["beacon"], self.log.chains)
        drawcore.check_round(b, e.time, rules, beacon)
        cause = b["cause"]
        hold(("prior" in cause) == (cause["code"] not in ("initial", "no-candidate")) and ("act" in cause) == (cause["code"] != "initial"), 1, "record", "members of the cause")
        moment = self.frozen(b, cause.get("act"))
        unsigned = self.check_pool(b, index, e.time, rules, moment, self._replaced(b, cause))
        hold(dict(map(tuple, rules["weights"])).get(b["category"]) == b["weight"], 6, "weight", "not the weight of the category")
        hold(b["case"] not in self.open, 8, "open", "the case has an open commit")
        hold("prior" in cause or b["case"] not in self.assigned, 8, "open", "the case has its judge")
        self.check_matches(b, self.log.places[b["filing"]][1], rules)
        self._check_flags(b, rules, beacon, unsigned)
        commit = Commit(index, leaf, e.time, b, rules, beacon, dict(self.owed))
        self.commits[leaf] = self.open[b["case"]] = commit
        for fp in set(b["fingerprints"]):
            self.by_fingerprint.setdefault(fp, []).append(commit)

    def _replaced(self, b, cause):
        """Judges of the case who are not to be drawn again, with the act that says so."""
        if "prior" not in cause:
            return {}
        prior = self.commits.get(cause["prior"])
        before = self.assigned.get(b["case"])
        hold((prior is not None and prior.body["case"] == b["case"] and (prior.void or prior.result is not None)) or before is not None, 8, "prior", "not the prior draw of the case")
        if cause["code"] == "void" or before is None:
            return {}
        act_index = self.log.places[cause["act"]][0]
        return {judge: (cause["act"], act_index) for judge, _ in before.seats}

    def _check_flags(self, b, rules, beacon, unsigned):
        """Step 12, the part known at the commit. Whether the filing named another category is not public."""
        eligible = sum(r["elig"] for r in b["pool"])
        due = {"beacon-one-party": beacon.one_party(), "no-witness": self.log.policy.quorum is None or beacon.is_import(), "imported": beacon.is_import(),
               "unsigned-acts": unsigned or "doc" not in rules, "pilot": "adopted" not in rules, "late-exclusion": bool(b["late"]), "low-entropy": eligible == 2,
               "beacon-switched": rules["beacons"][0]["id"] != beacon.id, "category-changed": "category-changed" in b["flags"]}
        hold(b["flags"] == sorted(code for code, is_due in due.items() if is_due), 12, "weak", "flags")

    def on_reveal(self, index, leaf, e):
        commit = self.commits.get(e.body["commit"])
        hold(commit is not None, 5, "reveals", "of no commit")
        commit.reveals.setdefault(e.body["id"], (e.body["pi"], e.time))

    def on_overdue(self, index, leaf, e):
        commit, t = self.commits.get(e.body["commit"]), None
        hold(commit is not None and commit.result is None and not commit.void, 12, "overdue", "of no open commit")
        t, end = drawcore.timing(commit.rules), commit.end()
        missing = sorted(c["id"] for c in commit.body["contributors"] if not self._revealed(commit, c["id"]))
        hold(e.body["missing"] == missing, 12, "overdue", "others are missing")
        hold(("fallback_round" in e.body) == bool(missing), 12, "overdue", "fallback round")
        hold(not missing or e.body["fallback_round"] == commit.beacon.round_at(end + t["fallback"]), 12, "overdue", "fallback round")
        hold(e.time >= 1000 * (end + (t["reveal_max"] if missing else t["result_max"])), 12, "overdue", "too early")
        commit.overdue = e.body

    def _revealed(self, commit, who):
        limit = 1000 * (commit.end() + drawcore.timing(commit.rules)["reveal_max"])
        return who in commit.reveals and commit.reveals[who][1] <= limit

    def on_void(self, index, leaf, e):
        b = e.body
        hold(("commit" in b) != ("result" in b), 1, "record", "commit or result")
        commit = self.commits.get(b["commit"]) if "commit" in b else self.results.get(b["result"])
        hold(commit is not None and not commit.void and (("result" in b) or commit.result is None), 12, "void", "of nothing that stands")
        if b["cause"] in ("unwitnessed", "not-thrown"):
            hold("commit" in b and "by" not in b, 12, "void", "void by rule names nobody")
        else:
            by = b.get("by", [])
            hold(len(by) == 2 and by[0]["id"] != by[1]["id"] and b["cause"] in commit.rules["void_causes"], 12, "void", "cause and two persons")
        commit.void = True
        self.voids.add(leaf)
        if self.open.get(commit.body["case"]) is commit:
            del self.open[commit.body["case"]]

    # ---- the result
    def on_result(self, index, leaf, e):
        b = e.body
        commit = self.commits.get(b["commit"])
        hold(commit is not None and commit.result is None and not commit.void, 12, "result", "of no open commit")
        t, end, policy = drawcore.timing(commit.rules), commit.end(), self.log.policy
        fallback, switched = "fallback" in b["weak"], b["evidence"]["beacon"] != commit.body["beacon"]
        self.log.order(b["order"], commit.index, index, commit.beacon.is_import(), end - t["guard"])
        hold(fallback == commit.has_left(), 4, "fallback", "the fallback round has no ground")
        self._check_reveals(commit, b, index, policy, t, end)
        seed = drawcore.check_draw(commit.body, bytes.fromhex(commit.leaf), b, commit.rules, commit.beacon, self.log.chains)
        batch = self._batch(commit, b, seed)
        duty, _ = drawcore.people(commit.body)
        self._settle(commit, b, duty, batch)
        hold(ref.ledger_hash(self.owed).hex() == b["owed_hash"], 11, "owed-hash", "another ledger follows")
        hold(commit.overdue is not None or e.time <= 1000 * (end + t["result_max"]), 12, "overdue", "late without `draw.overdue`")
        weak = set(commit.body["flags"]) | {c for c, due in (("fallback", fallback), ("beacon-switched", switched), ("unsigned-acts", "doc" not in b)) if due}
        hold(b["weak"] == sorted(weak), 12, "weak", "codes: " + " ".join(sorted(weak)))
        commit.result = b
        self.results[leaf] = commit
        del self.open[commit.body["case"]]
        seats = [(s["winner"], w) for s, w in zip(b["seats"], drawcore.weights(commit.body, commit.rules))]
        self.assigned[commit.body["case"]] = Assigned(commit.body["case"], seats, duty, commit.rules, commit.body["weight"])

    def _check_reveals(self, commit, b, index, policy, t, end):
        """With a quorum a reveal counts only if it was logged, and witnessed, in time."""
        if policy.quorum is None or commit.beacon.is_import():
            return
        for r in b["reveals"]:
            logged = commit.reveals.get(r["id"])
            hold(logged is not None and logged[0] == r["pi"] and self._revealed(commit, r["id"]), 5, "reveals", "not logged in time")
        if b["reveals"]:
            hold("reveal_order" in b, 5, "reveal-order", "missing")
            self.log.order(b["reveal_order"], commit.index, index, False, end + t["fallback"] - t["guard"] - 1)

    def _batch(self, commit, b, seed):
        """Step 11: base, place and order. Returns the batch with the balances that this draw sees."""
        if commit.has_left():
            batch = Batch(commit.leaf, {commit.leaf}, dict(commit.before))
        else:
            batch = self.batches.get(commit.key())
            if batch is None:
                members = [c for c in self.commits.values() if c.key() == commit.key() and not c.void and not c.has_left()]
                first = min(members, key=lambda c: c.index)
                batch = self.batches[commit.key()] = Batch(first.leaf, {c.leaf for c in members}, dict(first.before))
        hold(commit.leaf in batch.members and b["base"] == batch.base, 11, "base", "not the first commit of the batch")
        hold(b["place"] == batch.place and ref.H(seed) > batch.last, 11, "place", "out of the order of the batch")
        batch.place, batch.last = batch.place + 1, ref.H(seed)
        return batch

    def _settle(self, commit, b, duty, batch):
        eligible = [i for i, _ in drawcore.people(commit.body)[1]]
        hold(b["owed"] == [[i, batch.owed.get(i, 0)] for i in eligible], 11, "owed", "other balances follow from the log")
        for record, weight in zip(b["seats"], drawcore.weights(commit.body, commit.rules)):
            for owed in (batch.owed, self.owed):
                self.settle(owed, duty, weight, record["winner"], commit.rules)

    @staticmethod
    def settle(owed, duty, weight, winner, rules, sign=1):
        ref.settle(owed, duty, weight, winner, sign)
        if rules["mean_weight"]:
            ref.cap(owed, duty, rules["mean_weight"])

    # ---- without a draw, and afterwards
    def on_nonrandom(self, index, leaf, e):
        b = e.body
        rules = self.rules_for(b["rules"], e.time)
        moment = self.frozen(b, b.get("act"))
        duty = [tuple(d) for d in b["duty"]]
        hold(dict(map(tuple, rules["weights"])).get(b["category"]) == b["weight"], 6, "weight", "not the weight of the category")
        hold(duty == sorted(set(duty)) and duty and all(1 <= a <= 1000 for _, a in duty), 6, "pool", "duty list")
        binding = self.check_matches(b, self.log.places[b["filing"]][1], rules)
        if b["cause"] == "sole-judge":
            hold("pool" in b and "late" in b, 1, "record", "pool and late")
            self.check_pool(b, index, e.time, rules, moment, self._sole_replaced(b))
            rows = b["pool"]
            hold([r["id"] for r in rows if r["elig"]] == [b["judge"]], 6, "sole-judge", "not the only one who can sit")
            hold([(r["id"], r["alpha"]) for r in rows if r["duty"]] == duty, 6, "pool", "duty list")
        else:
            hold("prior" in b, 8, "prior", "missing")
        if b["cause"] == "refile":
            hold(b["prior"] in binding, 8, "refile", "no match of the same subject")
        hold(b["case"] not in self.open, 8, "open", "the case has an open commit")
        self.settle(self.owed, duty, b["weight"], b["judge"], rules)
        self.assigned[b["case"]] = self.assigned[leaf] = Assigned(b["case"], [(b["judge"], b["weight"])], duty, rules, b["weight"])

    def _sole_replaced(self, b):
        """A redraw that leaves one judge names its prior and its act, as a commit would: who sat is not to sit again,
        unless the act declared the draw void."""
        before = self.assigned.get(b["case"])
        if "prior" not in b or "act" not in b or before is None:
            return {}
        index = self.log.places[b["act"]][0]
        if b["act"] in self.voids:
            return {}
        return {judge: (b["act"], index) for judge, _ in before.seats}

    def on_adjust(self, index, leaf, e):
        b = e.body
        hold(b["sign"] in (1, -1) and b["weight"] >= 0, 11, "adjust", "sign and weight")
        if b["cause"] == "leave":
            act = self.pool.by_leaf.get(b["target"])
            hold(act is not None and act.kind == "leave", 11, "adjust", "not a leave")
            balance = self.owed.get(act.judge, 0)
            hold(balance == b["sign"] * b["weight"], 11, "adjust", "not his balance")
            self.owed[ref.ACCOUNT] = self.owed.get(ref.ACCOUNT, 0) + balance
            self.owed[act.judge] = 0
            return
        commit = self.results.get(b["target"])
        done = self.assigned.get(commit.body["case"] if commit else b["target"])
        hold(done is not None, 11, "adjust", "of nothing that was settled")
        for k, (judge, _) in enumerate(done.seats):
            if "judge" in b and judge != b["judge"]:
                continue
            weight = b["weight"] if k == 0 or "judge" in b else b["weight"] * done.rules["panel_share"] // 1000
            self.settle(self.owed, done.duty, weight, judge, done.rules, b["sign"])
