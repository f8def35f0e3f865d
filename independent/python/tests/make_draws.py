"""Builds a log with draws on a local beacon, computing what the court's program would: for tests only."""
import copy

import make
import canon
import draw_ref as ref
import drawcore
import ed25519 as ed
import ledger
import pool
import vrf

LEDGER = "draw/7119.civil"
BY = {"role": "chair", "id": "7119-O07"}
W = 2_000_000


class Prover(make.Signer):
    """An ECVRF key of suite 3."""

    def prove(self, alpha):
        h = vrf._encode_to_curve(self.public, alpha)
        gamma = ed.mul(self.scalar, h)
        k = int.from_bytes(make.hashlib.sha512(self.prefix + ed.encode(h)).digest(), "little") % ed.L
        points = (ed.decode(self.public), h, gamma, ed.mul(k, ed.BASE), ed.mul(k, h))
        c = vrf._h(vrf.SUITE, b"\2", b"".join(map(ed.encode, points)), b"\0")[:16]
        s = (k + int.from_bytes(c, "little") * self.scalar) % ed.L
        return ed.encode(gamma) + c + s.to_bytes(32, "little")


MEMBERS = [Prover("bar", 0), Prover("court", 0)]
COURT = Prover("court-vrf", 0)
INFO = {"genesis": 1760000000, "kind": "local", "members": [{"id": m.name, "pk": m.public.hex()} for m in MEMBERS], "period": 10, "suite": 3, "v": 1}
BEACON = ref.local_beacon_id(INFO).hex()
RULES = {"spec_hash": "01" * 32, "code_hash": "02" * 32, "beta256": 128, "mean_weight": 2_500_000, "weights": [["0121", W]], "panel_share": 400, "heavy_factor": 8,
         "timing": {"delta": 60, "guard": 20}, "pool_min": 3, "refile_months": 24, "beacons": [{"id": BEACON, "kind": "local", "info": INFO, "operators": [["bar", "bar"], ["court", "court"]]}],
         "refund": [["filed", 1000]], "benches": [["first", 1, 0]], "contributors": [{"id": "court", "pk": COURT.public.hex(), "suite": 3}], "policy_hash": "03" * 32,
         "late_causes": [], "redraw_causes": ["recusal"], "void_causes": ["wrong-facts"], "nonrandom_causes": ["sole-judge", "joinder"], "from": 0}


class DrawLog(make.Log):
    """A log with one ledger."""

    def __init__(self, judges=5, rules=RULES, quorum=2):
        super().__init__()
        self.quorum, self.pool, self.owed, self.rules = quorum, pool.Pool(), {}, rules
        _, self.rules_leaf = self.add(LEDGER, "draw.rules", rules)
        for j in range(judges):
            self.act("J%02d" % j, "appoint", value=1000 - 250 * (j % 2))

    def act(self, judge, act, **members):
        body = dict(judge=judge, act=act, by=BY, **members)
        index, leaf = self.add(LEDGER, "pool.act", body)
        self.pool.add(index, leaf, self.time, "pool.act", body)
        return index, leaf

    def conflict(self, judge, case):
        body = {"case": case, "judge": judge, "class": "excluded-by-law", "ground_commit": "05" * 32, "by": BY}
        index, leaf = self.add(LEDGER, "pool.conflict", body)
        self.pool.add(index, leaf, self.time, "pool.conflict", body)
        return index, leaf

    def filing(self, number):
        case = "case/%032x" % number
        index, leaf = self.add(case, "filing.received", {"kind": "claim"}, vis="parties", actor="party")
        return case, index, leaf, self.time

    def commit(self, filed, contributors=True, change=None, **members):
        """Writes a commit; returns what the result needs."""
        case, index, leaf, time = filed
        late = members.get("late", [])
        rows, _ = pool.rows([self.pool], "0121", case, index, time, late, {})
        at = (self.time + 1000) // 1000
        eligible = [r["id"] for r in rows if r["elig"]]
        pairs, _ = pool.pairs([self.pool], index, time, eligible)
        flags = sorted(["pilot", "unsigned-acts"] + ["no-witness"] * (not self.quorum) + ["late-exclusion"] * bool(late) + ["low-entropy"] * (len(eligible) == 2))
        body = dict({"kind": "case", "case": case, "filing": leaf, "filing_index": index, "category": "0121", "weight": W, "cause": {"code": "initial"}, "fingerprints": [],
                     "matches": [], "pool": rows, "incompatible": pairs, "seats": 1, "reserves": 0, "rules": self.rules_leaf, "beacon": BEACON,
                     "round": ref.round_at_or_after(INFO["genesis"], 10, at + 60), "at": at, "late": late, "flags": flags, "contributors": []}, **members)
        pi = None
        if contributors:
            pi = COURT.prove(ref.vrf_alpha(body))
            body["contributors"] = [{"id": "court", "beta_hash": ref.H(vrf.verify(COURT.public, ref.vrf_alpha(body), pi)).hex()}]
        if change:
            change(body)
        before = dict(self.owed)
        index, leaf = self.add(LEDGER, "draw.commit", body)
        return dict(body=body, index=index, leaf=leaf, before=before, pi=pi, time=self.time)

    def results(self, commits, change=None, reveal=True):
        """Witnesses, waits for the round, reveals, and writes the results of a batch."""
        rnd = commits[0]["body"]["round"]
        end = ref.time_of(INFO["genesis"], 10, rnd)
        order = self.checkpoint(seconds=end - 25, signers=None if self.quorum else [make.LOG])
        self.time = 1000 * end
        for c in commits:
            if c["pi"] and self.quorum and reveal:
                self.add(LEDGER, "draw.reveal", {"commit": c["leaf"], "id": "court", "pi": c["pi"].hex()}, step=0)
        reveal_order = self.checkpoint(seconds=end + 5)
        alpha = ref.local_alpha(bytes.fromhex(BEACON), rnd)
        proofs = [(m.name, m.prove(alpha)) for m in MEMBERS]
        out = ref.local_output(bytes.fromhex(BEACON), rnd, [(m.name.encode(), vrf.verify(m.public, alpha, pi)) for m, (_, pi) in zip(MEMBERS, proofs)])
        evidence = {"beacon": BEACON, "kind": "local", "round": rnd, "proofs": [{"id": i, "pi": pi.hex()} for i, pi in proofs]}
        for c in commits:
            betas = [(b"court", vrf.verify(COURT.public, ref.vrf_alpha(c["body"]), c["pi"]))] if c["pi"] else []
            c["seed"] = ref.seed(bytes.fromhex(c["leaf"]), bytes.fromhex(BEACON), rnd, out, betas)
        batch, written = dict(commits[0]["before"]), []
        for place, c in enumerate(sorted(commits, key=lambda c: ref.H(c["seed"]))):
            body = self._result(c, batch, place, commits[0]["leaf"], evidence, order, reveal_order)
            if change:
                change(body)
            written.append(self.add(LEDGER, "draw.result", body, step=1))
        return written

    def _result(self, c, batch, place, base, evidence, order, reveal_order):
        b = c["body"]
        duty, eligible = drawcore.people(b)
        weights = drawcore.weights(b, self.rules)
        num, den = ref.chance(eligible, {i: batch.get(i, 0) for i, _ in eligible}, self.rules["beta256"])
        used, seats = ref.resolve(c["seed"], batch, eligible, duty, weights, self.rules["beta256"], self.rules["mean_weight"], b["reserves"], [p[:2] for p in b["incompatible"]])
        for s, w in zip(seats, weights):
            ledger.Ledger.settle(self.owed, duty, w, s["winner"], self.rules)
        body = {"commit": c["leaf"], "round": b["round"], "evidence": evidence, "reveals": [{"id": "court", "pi": c["pi"].hex()}] if c["pi"] else [], "seed": c["seed"].hex(),
                "seats": seats, "owed": used, "base": base, "place": place, "owed_hash": ref.ledger_hash(self.owed).hex(),
                "guess_ppm": -(-(10**6) * max(n for _, n in num) // den), "weak": b["flags"], "order": order, "by": BY}
        if c["pi"] and self.quorum:
            body["reveal_order"] = reveal_order
        return copy.deepcopy(body)

    def bundle(self, commit, result):
        """The offline bundle of one draw: the commit's proof is against the checkpoint of `order`."""
        entry = lambda index: canon.decode(self.texts[index])
        order = entry(result[0])["body"]["order"]
        size = int(order.split("\n")[1])
        return canon.encode({"v": 1, "commit": entry(commit["index"]), "commit_proof": self.proof(commit["index"], size=size, checkpoint=order),
                             "result": entry(result[0]), "result_proof": self.proof(result[0]), "rules": entry(0)})
