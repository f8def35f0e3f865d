"""One ledger: its rules, pool, commits, results and balances, folded over its stream (draw.md sections 5, 6, 8 and 9)."""
from dataclasses import dataclass, field

import draw_ref as ref
import drawcore
import pool as pools
import shape
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
    reveals: dict = field(default_factory=dict)    # id -> (pi, time, index)
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
    refunded: set = field(default_factory=set)     # places in `seats` of which a part was undone


class Ledger:
    """The fold."""

    def __init__(self, log, stream):
        self.log, self.stream, self.pool = log, stream, pools.Pool()
        self.rules, self.owed = {}, {}
        self.commits, self.open, self.batches, self.results, self.assigned = {}, {}, {}, {}, {}
        self.by_fingerprint = {}
        self.waits = {}                            # cases that wait for judges: index of the alarm that says so
        self.last, self.first = {}, {}             # of each case: its last commit or assignment, and the index of its first one
        self.settled, self.settled_at = {}, {}     # by leaf hash: what a result or assignment settled; indices of assignments

    def entry(self, index, leaf, e):
        step = {"draw.rules": self.on_rules, "pool.act": self.on_act, "pool.conflict": self.on_act, "draw.commit": self.on_commit, "draw.reveal": self.on_reveal,
                "draw.overdue": self.on_overdue, "draw.void": self.on_void, "draw.result": self.on_result, "assign.nonrandom": self.on_nonrandom,
                "ledger.adjust": self.on_adjust, "draw.alarm": self.on_alarm}.get(e.type)
        if step:
            step(index, leaf, e)

    # ---- what is known before a draw
    def on_rules(self, index, leaf, e):
        b = e.body
        hold(0 <= b["beta256"] <= 256 and b["mean_weight"] >= 0 and all(w >= 0 for _, w in b["weights"]) and 0 <= b["panel_share"] <= 1000, 6, "rules", "a number of the rules")
        hold(all(0 <= share <= 1000 for _, share in b["refund"]) and all(t >= 0 for t in drawcore.timing(b).values()), 6, "rules", "a number of the rules")
        hold(all(len(dict(map(tuple, b[table]))) == len(b[table]) for table in ("weights", "refund")), 6, "rules", "a code twice in a table")
        self.rules[leaf] = (index, b)

    def on_act(self, index, leaf, e):
        self.pool.add(index, leaf, e.time, e.type, e.body)

    def rules_for(self, named, time):
        """The rules that a record names must be the last ones in force."""
        hold(self.in_force(time) == named, 6, "rules", "not the rules in force")
        return self.rules[named][1]

    def in_force(self, time):
        """Leaf hash of the last rules whose time has come."""
        leaves = [leaf for leaf, (_, b) in self.rules.items() if b["from"] <= time]
        return leaves[-1] if leaves else None

    def frozen(self, body, act):
        """(limit, time) of the freezing entry: the filing, or the entry that causes the draw."""
        place = self.log.places.get(body["filing"])
        hold(place is not None and place[0] == body["filing_index"] and place[2] == body["case"], 6, "filing", "the filing does not stand at its index in the case")
        if act is None:
            return place[0], place[1]
        cause = self.log.places.get(act)
        hold(cause is not None and cause[0] > place[0], 6, "cause", "the causing entry does not stand after the filing")
        return cause[0] + 1, cause[1]

    def _see(self, body, index, time, rules, moment, replaced):
        """The pools of a draw, the rows that they give with its late exclusions, and whether an act behind them is unsigned."""
        limit, at = moment
        own = [self.pool]
        args = (body["category"], body["case"], limit, at, body["late"], replaced)
        rows, unsigned = pools.rows(own, *args)
        if sum(r["elig"] for r in rows) < rules["pool_min"] and rules.get("neighbour"):
            own += [self.log.ledgers[n].pool for n in rules["neighbour"] if n in self.log.ledgers]
            rows, unsigned = pools.rows(own, *args)
        self._check_late(own, body, index, time, limit)
        return own, rows, unsigned

    def check_pool(self, body, index, time, rules, moment, replaced):
        """Steps 6 and 7. Returns whether an act behind the pool is unsigned."""
        own, rows, unsigned = self._see(body, index, time, rules, moment, replaced)
        limit, at = moment
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
        moment = self.frozen(b, cause.get("act"))
        unsigned = self.check_pool(b, index, e.time, rules, moment, self._replaced(b, cause))
        hold(dict(map(tuple, rules["weights"])).get(b["category"]) == b["weight"], 6, "weight", "not the weight of the category")
        hold(b["case"] not in self.open, 8, "open", "the case has an open commit")
        hold("prior" in cause or b["case"] not in self.last, 8, "open", "the case was drawn before, and no cause says why it is again")
        self.check_act(b, cause.get("act"))
        self.check_matches(b, self.log.places[b["filing"]][1], rules)
        self._check_flags(index, b, rules, beacon, unsigned)
        self._check_bench(b, rules, beacon)
        commit = Commit(index, leaf, e.time, b, rules, beacon, dict(self.owed))
        self.commits[leaf] = self.open[b["case"]] = commit
        self._follow(b["case"], leaf, index)
        for fp in set(b["fingerprints"]):
            self.by_fingerprint.setdefault(fp, []).append(commit)

    def _follow(self, case, leaf, index):
        """The case's last commit or assignment is this one."""
        self.last[case] = leaf
        self.waits.pop(case, None)
        self.first.setdefault(case, index)

    def _replaced(self, b, cause):
        """Judges of the case who are not to be drawn again, with the act that says so."""
        if "prior" not in cause:
            return {}
        hold(b["case"] in self.open or self.last.get(b["case"]) == cause["prior"], 8, "prior", "not the prior draw of the case")
        before = self.assigned.get(b["case"])
        if cause["code"] == "void" or before is None:
            return {}
        act_index = self.log.places[cause["act"]][0]
        return {judge: (cause["act"], act_index) for judge, _ in before.seats}

    def _check_bench(self, b, rules, beacon):
        """The bench is one of the rules', judges are enough, contributors stand in order, and no dispute is drawn twice."""
        redraw, eligible = "prior" in b["cause"], [r["id"] for r in b["pool"] if r["elig"]]
        fits = (b["kind"] == "case") == (b["seats"] == 1) and b["seats"] >= 1
        hold(fits and (redraw or [b["seats"], b["reserves"]] in [bench[1:] for bench in rules["benches"]]), 6, "bench", "not a bench of the rules")
        hold(len(eligible) >= max(2, b["seats"] + b["reserves"]), 6, "candidates", "too few can be drawn")
        drawcore.check_contributors(b, rules, beacon)
        if b["seats"] == 1 and not b["reserves"]:
            bound = [self.judge_by(m["commit"]) for m in b["matches"] if m["how"] == "subject"]
            hold(not any(j in eligible for j in bound), 8, "refile", "the dispute has its judge, who can sit")

    def judge_by(self, leaf):
        """Who sits now in the case of a commit or assignment: the rapporteur, or None."""
        known = self.commits[leaf].body["case"] if leaf in self.commits else self.settled[leaf].case if leaf in self.settled else None
        done = self.assigned.get(known)
        return done.seats[0][0] if done else None

    def _check_flags(self, index, b, rules, beacon, unsigned):
        """Step 12, the part known at the commit. Whether the filing named another category is not public."""
        eligible = sum(r["elig"] for r in b["pool"])
        due = {"beacon-one-party": beacon.one_party(), "no-witness": self.log.policy_at(index).quorum is None or beacon.is_import(), "imported": beacon.is_import(),
               "unsigned-acts": unsigned or "doc" not in rules, "pilot": "adopted" not in rules, "late-exclusion": bool(b["late"]), "low-entropy": eligible == 2,
               "beacon-switched": rules["beacons"][0]["id"] != beacon.id, "category-changed": "category-changed" in b["flags"]}
        hold(b["flags"] == sorted(code for code, is_due in due.items() if is_due), 12, "weak", "flags")

    def on_reveal(self, index, leaf, e):
        commit = self.commits.get(e.body["commit"])
        hold(commit is not None, 5, "reveals", "of no commit")
        commit.reveals.setdefault(e.body["id"], (e.body["pi"], e.time, index))

    def on_overdue(self, index, leaf, e):
        commit, t = self.commits.get(e.body["commit"]), None
        hold(commit is not None and commit.result is None and not commit.void, 12, "overdue", "of no open commit")
        t, end = drawcore.timing(commit.rules), commit.end()
        # With a quorum, what was logged in time and not witnessed in time may be declared missing, and with it what was logged after it.
        unwitnessed = [commit.reveals[who][2] for who in e.body["missing"] if self._revealed(commit, who)]
        gone = [] if commit.overdue is None else commit.overdue["missing"]
        counts = lambda who: self._revealed(commit, who) and not (unwitnessed and commit.reveals[who][2] >= min(unwitnessed)) and who not in gone
        missing = sorted(c["id"] for c in commit.body["contributors"] if not counts(c["id"]))
        hold(e.body["missing"] == missing, 12, "overdue", "others are missing")
        hold(("fallback_round" in e.body) == bool(missing), 12, "overdue", "fallback round")
        hold(not missing or e.body["fallback_round"] == commit.beacon.round_at(end + t["fallback"]), 12, "overdue", "fallback round")
        due = t["fallback"] - t["guard"] if unwitnessed else t["reveal_max"] if missing else t["result_max"]
        hold(e.time >= 1000 * (end + due), 12, "overdue", "too early")
        asked = self.log.policy_at(commit.index).quorum is not None and not commit.beacon.is_import()
        hold(asked or not unwitnessed, 12, "overdue", "nobody has to witness its reveals")
        commit.overdue = e.body

    def _revealed(self, commit, who):
        limit = 1000 * (commit.end() + drawcore.timing(commit.rules)["reveal_max"])
        return who in commit.reveals and commit.reveals[who][1] <= limit

    def on_void(self, index, leaf, e):
        b = e.body
        hold(("commit" in b) != ("result" in b), 1, "record", "commit or result")
        commit = self.commits.get(b["commit"]) if "commit" in b else self.results.get(b["result"])
        hold(commit is not None and not commit.void and (("result" in b) or commit.result is None), 12, "void", "of nothing that stands")
        if b["cause"] == "unwitnessed":
            hold("commit" in b and "by" not in b, 12, "void", "void by rule names nobody")
        else:
            by = b.get("by", [])
            hold(len(by) == 2 and by[0]["id"] != by[1]["id"] and b["cause"] in commit.rules["void_causes"], 12, "void", "cause and two persons")
        commit.void = True
        self.waits.pop(commit.body["case"], None)
        if self.open.get(commit.body["case"]) is commit:
            del self.open[commit.body["case"]]

    # ---- the result
    def on_result(self, index, leaf, e):
        b = e.body
        commit = self.commits.get(b["commit"])
        hold(commit is not None and commit.result is None and not commit.void, 12, "result", "of no open commit")
        t, end, policy = drawcore.timing(commit.rules), commit.end(), self.log.policy_at(commit.index)
        fallback, switched = "fallback" in b["weak"], b["evidence"]["beacon"] != commit.body["beacon"]
        self.log.order(b["order"], commit.index, index, commit.beacon.is_import(), end - t["guard"], commit.index)
        self.log.count_order(b["order"], commit.index)
        hold(fallback == commit.has_left(), 4, "fallback", "the fallback round has no ground")
        self._check_reveals(commit, b, index, e.time, policy, t, end)
        seed = drawcore.check_draw(commit.body, bytes.fromhex(commit.leaf), b, commit.rules, commit.beacon, self.log.chains)
        hold(not switched or self.log.is_out(commit.body["beacon"], commit.body["round"], 1000 * end), 4, "outage", "no entry says that the beacon is down")
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
        self.assigned[commit.body["case"]] = self.settled[leaf] = Assigned(commit.body["case"], seats, duty, commit.rules, commit.body["weight"])

    def _check_reveals(self, commit, b, index, time, policy, t, end):
        """With a quorum a reveal counts only if it was logged, and witnessed, in time; without one the result may carry it, in time.
        A fallback draw has exactly the parts that were in time."""
        if commit.has_left():
            due = [c["id"] for c in commit.body["contributors"] if c["id"] not in commit.overdue["missing"]]
            hold([r["id"] for r in b["reveals"]] == due, 5, "reveals", "not the parts that were in time")
        if commit.beacon.is_import():
            return
        if policy.quorum is None:
            in_time = time <= 1000 * (end + t["reveal_max"])
            hold(all(in_time or self._revealed(commit, r["id"]) for r in b["reveals"]), 5, "reveals", "not in time")
            return
        for r in b["reveals"]:
            logged = commit.reveals.get(r["id"])
            hold(logged is not None and logged[0] == r["pi"] and self._revealed(commit, r["id"]), 5, "reveals", "not logged in time")
        if b["reveals"]:
            hold("reveal_order" in b, 5, "reveal-order", "missing")
            last = max(commit.reveals[r["id"]][2] for r in b["reveals"])
            self.log.order(b["reveal_order"], last, index, False, end + t["fallback"] - t["guard"] - 1, commit.index)

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

    def on_alarm(self, index, leaf, e):
        """A case waits for judges. That it waits for something else afterwards does not choose another moment for its pool."""
        b = e.body
        if b.get("code") not in ("no-candidate", "waits", "late-void"):
            return
        hold(shape.ALARM(b), 1, "record", "members of draw.alarm")
        in_vain = b["code"] == "no-candidate" and "case" in b
        hold(("sought" in b) == in_vain, 1, "record", "what was sought belongs to a case for which nobody is found")
        if in_vain:
            self._check_in_vain(b, index, e.time)
        if in_vain:
            self.waits[b["case"]] = index

    def _check_in_vain(self, b, index, time):
        """No commit was possible: at the freezing entry too few could be drawn, neighbours included."""
        hold(self.in_force(time) is not None, 6, "rules", "no rules are in force")
        rules = self.rules[self.in_force(time)][1]
        cause, sought = b.get("cause", {"code": "initial"}), dict(b["sought"], case=b["case"])
        limit, at = moment = self.frozen(sought, cause.get("act"))
        own, rows, _ = self._see(sought, index, time, rules, moment, self._replaced(b, cause))
        hold(sought["category"] in dict(map(tuple, rules["weights"])), 6, "weight", "the category has no weight")
        bench = [sought["seats"], sought["reserves"]]
        hold(bench[0] >= 1 and ("prior" in cause or bench in [row[1:] for row in rules["benches"]]), 6, "bench", "not a bench of the rules")
        hold(b["case"] not in self.open, 8, "open", "the case has an open commit")
        hold("prior" in cause or b["case"] not in self.last, 8, "open", "the case was drawn before, and no cause says why it is again")
        self.check_act(b, cause.get("act"))
        eligible = [r["id"] for r in rows if r["elig"]]
        sure = pools.sure(eligible, pools.pairs(own, limit, at, eligible)[0])
        hold(sure < sum(bench), 6, "candidates", "enough can be drawn")
        figures = [["eligible", len(eligible)], ["needed", sum(bench)], ["sure", sure]]
        hold(b["figures"] == figures and b["window"] == [at, time], 6, "figures", "other figures follow from the acts")

    def check_act(self, b, act):
        """Step 6: an act is named exactly where the case was drawn before, or waited for judges; then one since it waits."""
        since = self.waits.get(b["case"])
        fits = (act is not None) == (b["case"] in self.last) if since is None else act is not None and self.log.places[act][0] >= since
        hold(fits, 6, "cause", "not the act by which the ledger knows the pool to be frozen")

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
            unsigned = self._check_sole(b, index, e.time, rules, moment, duty)
        else:
            hold("pool" not in b and "late" not in b, 1, "record", "pool and late are a sole judge's")
            unsigned = self._check_duty(b, index, e.time, rules, moment, duty)
            self._check_judge(b, index, binding)
        hold(b["case"] not in self.open, 8, "open", "the case has an open commit")
        if b["cause"] in ("sole-judge", "refile"):
            self.check_act(b, b.get("act"))
        hold(b["cause"] in rules["nonrandom_causes"], 6, "cause", "not a cause of the rules")
        due = {"sole-judge": b["cause"] == "sole-judge", "pilot": "adopted" not in rules, "late-exclusion": bool(b.get("late")),
               "unsigned-acts": unsigned or "doc" not in rules or "doc" not in b, "category-changed": "category-changed" in b["weak"]}
        hold(b["weak"] == sorted(code for code, is_due in due.items() if is_due), 12, "weak", "codes")
        self.settle(self.owed, duty, b["weight"], b["judge"], rules)
        self.assigned[b["case"]] = self.settled[leaf] = Assigned(b["case"], [(b["judge"], b["weight"])], duty, rules, b["weight"])
        self.settled_at[leaf] = index
        self._follow(b["case"], leaf, index)

    def _check_sole(self, b, index, time, rules, moment, duty):
        """Nobody else could be drawn; who had the case before is not to have it again."""
        hold("pool" in b and "late" in b, 1, "record", "pool and late")
        before, prior = self.assigned.get(b["case"]), b.get("prior")
        is_void = prior in self.commits and self.commits[prior].void
        replaced = {}
        if prior and "act" in b and before and not is_void:
            replaced = {judge: (b["act"], self.log.places[b["act"]][0]) for judge, _ in before.seats}
        unsigned = self.check_pool(b, index, time, rules, moment, replaced)
        rows = b["pool"]
        hold([r["id"] for r in rows if r["elig"]] == [b["judge"]], 6, "sole-judge", "not the only one who can sit")
        hold([(r["id"], r["alpha"]) for r in rows if r["duty"]] == duty, 6, "pool", "duty list")
        hold(self.last.get(b["case"]) == prior, 8, "prior", "not the prior draw of the case")
        return unsigned

    def _check_duty(self, b, index, time, rules, moment, duty):
        """Who was on duty; for a dispute that was drawn before, that its judge can sit."""
        limit, at = moment
        def look(own):
            late = sorted(({"judge": a.judge, "code": a.code, "act": a.leaf, "index": a.index} for p in own for a in p.due_late(b["case"], limit, index, time)),
                          key=lambda l: (l["judge"], l["index"]))
            return pools.rows(own, b["category"], b["case"], limit, at, late, {})
        all_pools = [self.pool] + [self.log.ledgers[n].pool for n in rules.get("neighbour", []) if n in self.log.ledgers]
        rows, unsigned = look([self.pool])
        if sum(r["elig"] for r in rows) < rules["pool_min"] and rules.get("neighbour"):
            rows, unsigned = look(all_pools)
        hold([(r["id"], r["alpha"]) for r in rows if r["duty"]] == duty, 6, "pool", "duty list")
        if b["cause"] == "refile":
            hold(b["judge"] in [r["id"] for r in look(all_pools)[0] if r["elig"]], 8, "refile", "the first judge cannot sit")
        return unsigned

    def _check_judge(self, b, index, binding):
        """The judge is the one whom the cause names."""
        prior = b.get("prior")
        hold(prior is not None, 8, "prior", "missing")
        if b["cause"] == "refile":
            hold(prior in binding and self.judge_by(prior) == b["judge"], 8, "refile", "no match of the same subject leads to this judge")
            return
        book = next((k for k in self.log.ledgers.values() if prior in k.commits or prior in k.settled_at), None)
        hold(book is not None, 8, "prior", "nothing that a case can follow")
        followed = book.commits[prior].body["case"] if prior in book.commits else book.settled[prior].case
        at = book.commits[prior].index if prior in book.commits else book.settled_at[prior]
        in_order = at < index and (b["cause"] != "joinder" or at < self.first.get(b["case"], index))
        hold(book.judge_by(prior) == b["judge"] and followed != b["case"] and in_order, 8, "prior", "another judge has the case that it follows")

    def on_adjust(self, index, leaf, e):
        b = e.body
        hold(b["sign"] in (1, -1) and b["weight"] >= 0, 11, "adjust", "sign and weight")
        if b["cause"] == "leave":
            act = self.pool.by_leaf.get(b["target"])
            hold(act is not None and act.kind == "leave" and act.start <= e.time, 11, "adjust", "not a leave that is in force")
            balance = self.owed.get(act.judge, 0)
            hold(balance == b["sign"] * b["weight"] and "judge" not in b, 11, "adjust", "not his balance")
            self.owed[ref.ACCOUNT] = self.owed.get(ref.ACCOUNT, 0) + balance
            self.owed[act.judge] = 0
            return
        done = self.settled.get(b["target"])
        hold(done is not None, 11, "adjust", "of nothing that was settled")
        tables = [done.rules] + [self.rules[r][1] for r in [self.in_force(e.time)] if r]
        change = self._recategorise if b["cause"] == "category" else self._refund
        for judge, weight in change(b, done, tables):
            self.settle(self.owed, done.duty, weight, judge, done.rules, b["sign"])

    @staticmethod
    def _recategorise(b, done, tables):
        """The difference of two weights of the table, for each seat its part."""
        weight = done.weight + b["sign"] * b["weight"]
        hold("judge" not in b and any(weight == w for t in tables for _, w in t["weights"]), 11, "adjust", "no category has this weight")
        parts = [b["weight"]] + [b["weight"] * done.rules["panel_share"] // 1000] * (len(done.seats) - 1)
        done.weight = weight
        done.seats = [(judge, w + b["sign"] * part) for (judge, w), part in zip(done.seats, parts)]
        return [(judge, part) for (judge, _), part in zip(done.seats, parts)]

    @staticmethod
    def _refund(b, done, tables):
        """What the table leaves of the weight at a stage is undone, once for each seat."""
        meant = [k for k, (judge, _) in enumerate(done.seats) if b.get("judge", judge) == judge]
        hold(b["sign"] == -1 and meant and not done.refunded & set(meant), 11, "adjust", "nothing to undo, or not for the first time")
        whole = done.seats[meant[0]][1]
        hold(any(b["weight"] == whole * share // 1000 for t in tables for _, share in t["refund"]), 11, "adjust", "not what the table leaves at a stage")
        done.refunded |= set(meant)
        share = lambda k: b["weight"] if k == 0 or "judge" in b else b["weight"] * done.rules["panel_share"] // 1000
        return [(done.seats[k][0], share(k)) for k in meant]
