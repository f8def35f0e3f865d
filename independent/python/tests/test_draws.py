"""Draws: the reference's known answers, whole logs with draws, and the step that each falsehood fails at."""
import contextlib
import copy
import io
import itertools
import os
import random
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import make
import make_draws
import bundle
import canon
import draw_ref
import drawcore
import policy
import pool
import replay
from make_draws import DrawLog, LEDGER
from verdict import Fault

NOW = make.T0 + 10**9


def word(call, *args):
    try:
        return call(*args)[0]
    except Fault as f:
        return f.verdict


class Draws(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        self.n = 0

    def replay(self, log):
        self.n += 1
        folder = log.export(os.path.join(self.dir, str(self.n)), quorum=log.quorum)
        return word(replay.verify, folder, policy.parse(make.policy(log.quorum).encode()), [], NOW)

    def one(self, change=None, commit_change=None, **kw):
        log = DrawLog()
        c = log.commit(log.filing(1), change=commit_change)
        if commit_change is None:
            log.results([c], change=change, **kw)
        return self.replay(log)

    def test_the_reference_gives_its_known_answers(self):
        with contextlib.redirect_stdout(io.StringIO()):
            differences = draw_ref.check_kat(os.path.join(os.path.dirname(HERE), "draw_kat.json"))
        self.assertEqual(differences, 0)

    def test_a_log_with_draws_holds(self):
        for quorum in (0, 2):
            log = DrawLog(quorum=quorum)
            log.results([log.commit(log.filing(1))])
            log.conflict("J03", "case/%032x" % 2)
            log.act("J01", "absent", to=log.time + 10**6)
            log.results([log.commit(f) for f in [log.filing(2), log.filing(3), log.filing(4)]])
            log.act("J01", "return")
            late = log.filing(5)
            index, leaf = log.conflict("J00", late[0])
            log.results([log.commit(late, contributors=False, late=[{"judge": "J00", "code": "excluded-by-law", "act": leaf, "index": index}])])
            log.commit(log.filing(6))
            self.assertEqual(self.replay(log), "ok")

    def test_falsehoods_in_a_result(self):
        def put(**members):
            return lambda body: body.update(members)
        def winner(body):
            body["seats"][0]["winner"] = "J00" if body["seats"][0]["winner"] != "J00" else "J01"
        def proof(body):
            body["evidence"]["proofs"][0]["pi"] = body["evidence"]["proofs"][1]["pi"]
        owed = lambda body: body["owed"][0].__setitem__(1, 5)
        for change, verdict in ((put(seed="00" * 32), "draw-9-seed"), (winner, "draw-10-seats"), (put(guess_ppm=1), "draw-10-guess"), (proof, "draw-4-evidence"),
                                (put(place=1), "draw-11-place"), (put(owed_hash="00" * 32), "draw-11-owed-hash"), (put(weak=[]), "draw-12-weak"),
                                (put(base="00" * 32), "draw-11-base"), (put(reveals=[]), "draw-5-missing"), (put(round=7), "draw-4-round"), (put(order=""), "draw-2-bad-format"),
                                (put(place="0"), "draw-1-record")):
            self.assertEqual(self.one(change), verdict)
        self.assertIn(self.one(owed), ("draw-10-seats", "draw-10-guess", "draw-11-owed"))
        self.assertEqual(self.one(reveal=False), "draw-5-reveals")

    def test_falsehoods_in_a_commit(self):
        def put(**members):
            return lambda body: body.update(members)
        def capacity(body):
            body["pool"][0]["alpha"] = 1
        for change, verdict in ((put(round=7), "draw-3-round"), (put(at=1763802000), "draw-3-round"), (capacity, "draw-6-pool"), (put(pool=[]), "draw-6-pool"), (put(filing_index=0), "draw-6-filing"),
                                (put(weight=1), "draw-6-weight"), (put(flags=[]), "draw-12-weak"), (put(rules="00" * 32), "draw-6-rules"), (put(incompatible=[["J00", "J01", "00" * 32]]), "draw-6-incompatible"),
                                (put(matches=[{"fp": "00" * 32, "commit": "00" * 32, "how": "subject"}]), "draw-8-matches"), (put(beacon="00" * 32), "draw-4-beacon")):
            self.assertEqual(self.one(commit_change=change), verdict, verdict)

    def test_a_draw_by_a_network_needs_the_part_of_the_court_itself(self):
        def verdict(ids, network=drawcore.QUICKNET):
            rules = copy.deepcopy(make_draws.RULES)
            rules["beacons"].insert(0, {"id": drawcore.QUICKNET, "kind": "drand"})
            rules["contributors"].append(dict(rules["contributors"][0], id="bar"))
            def change(body):
                body["contributors"] = [{"id": i, "beta_hash": "00" * 32} for i in ids]
                if network:
                    info = drawcore.QUICKNET_INFO
                    body.update(beacon=network, round=draw_ref.round_at_or_after(info["genesis"], info["period"], body["at"] + 60))
                else:
                    body["flags"] = sorted(body["flags"] + ["beacon-switched"])
            log = DrawLog(rules=rules)
            log.commit(log.filing(1), contributors=False, change=change)
            return self.replay(log)
        for ids in ([], ["bar"]):
            self.assertEqual(verdict(ids), "draw-5-contributors")
            self.assertEqual(verdict(ids, network=None), "ok")
        for ids in (["court"], ["bar", "court"]):
            self.assertEqual(verdict(ids), "ok")
        self.assertEqual(verdict(["court", "stranger"]), "draw-5-key")

    def test_the_positions_that_are_sure_are_those_of_the_smallest_full_group(self):
        rng = random.Random(7)
        for n in [0, 1, 2, 3, 4, 5, 6, 7] * 20:
            ids = ["J%02d" % k for k in range(n)]
            pairs = [[a, b, ""] for a, b in itertools.combinations(ids, 2) if rng.random() < rng.choice((0.1, 0.5))]
            barred = {frozenset(p[:2]) for p in pairs}
            def fits(group, other=()):
                return not any(frozenset(p) in barred for p in itertools.combinations((*group, *other), 2))
            groups = [g for k in range(n + 1) for g in itertools.combinations(ids, k) if fits(g)]
            full = [g for g in groups if not any(fits(g, [j]) for j in ids if j not in g)]
            self.assertEqual(pool.sure(ids, pairs), min(map(len, full)))

    def test_what_the_log_alone_shows(self):
        log = DrawLog()
        filed = log.filing(1)
        log.conflict("J00", filed[0])
        self.assertEqual(self._commit_only(log, filed), "draw-7-late")
        log = DrawLog()
        filed = log.filing(1)
        log.commit(filed)
        self.assertEqual(self._commit_only(log, filed), "draw-8-open")
        log = DrawLog()
        batch = [log.commit(log.filing(k)) for k in (1, 2)]
        log.results(batch[1:])
        self.assertEqual(self.replay(log), "draw-11-base")

    def _commit_only(self, log, filed):
        log.commit(filed)
        return self.replay(log)

    def test_a_bundle(self):
        log = DrawLog()
        c = log.commit(log.filing(1))
        [result] = log.results([c])
        good = log.bundle(c, result)
        trust = policy.parse(make.policy().encode())
        self.assertEqual(word(bundle.verify, good, trust, NOW), "draw-ok")
        self.assertEqual(word(bundle.verify, good, None, NOW), "draw-ok")
        def changed(edit):
            b = canon.decode(good)
            edit(b)
            return word(bundle.verify, canon.encode(b), trust, NOW)
        self.assertEqual(changed(lambda b: b.update(v=2)), "unsupported")
        self.assertEqual(changed(lambda b: b.pop("rules")), "bad-format")
        self.assertEqual(changed(lambda b: b["commit"].update(seq=99)), "draw-1-commit")
        self.assertEqual(changed(lambda b: b["rules"]["body"].update(beta256=1)), "draw-1-rules")
        self.assertEqual(changed(lambda b: b["result"]["body"].update(seed="00" * 32)), "draw-12-bad-inclusion")
        self.assertEqual(changed(lambda b: b.update(commit_proof=b["result_proof"])), "draw-1-bad-inclusion")
        self.assertEqual(word(bundle.verify, good + b" ", trust, NOW), "not-canonical")
        self.assertEqual(word(bundle.verify, good, policy.parse(b"quorum none\n"), NOW), "draw-2-unknown-log")


if __name__ == "__main__":
    unittest.main()
