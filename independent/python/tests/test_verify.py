"""Receipts and exports: what holds, and which word answers each kind of damage."""
import contextlib
import io
import os
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import make
import canon
import entry
import export
import policy
import receipt
import replay
import tarazy_verify
from verdict import Fault, Unreadable

CASE = "case/0123456789abcdef0123456789abcdef"
FILES = [{"name": "арыз.pdf", "salt": "11" * 32, "commit": "22" * 32}]
BODY = {"court": "7119", "files_hash": entry.files_hash(["22" * 32]), "kind": "claim", "received": 1763802000042}
NOW = make.T0 + 10**9


def word(call, *args):
    try:
        return call(*args)
    except Fault as f:
        return f.verdict


def small_log(n=5):
    log = make.Log()
    log.add("sys/keys", "key.added", {"role": "log"})
    log.add(CASE, "filing.received", BODY, vis="parties", actor="party")
    for i in range(n):
        log.add("case/%032x" % (i % 7), "filing.received", {"kind": "claim"}, vis="parties", actor="party")
    return log


def changed(text, old, new):
    assert old in text, old
    return text.replace(old, new, 1)


class Receipts(unittest.TestCase):
    def setUp(self):
        self.log = small_log()
        self.trust = policy.parse(make.policy().encode())
        self.good = self.log.receipt(1, BODY, FILES)

    def check(self, text, trust=None, now=NOW):
        r = word(receipt.verify, text.encode() if isinstance(text, str) else text, trust or self.trust, now)
        return "ok" if isinstance(r, dict) else r

    def test_a_good_one_holds_with_and_without_its_opening(self):
        self.assertEqual(self.check(self.good), "ok")
        self.assertEqual(self.check(self.log.receipt(1)), "ok")
        self.assertEqual(self.check(self.log.receipt(0)), "ok")
        shown = receipt.verify(self.good.encode(), self.trust, NOW)
        self.assertEqual((shown["index"], shown["size"], shown["type"], shown["witnesses"]), (1, 7, "filing.received", ["w0", "w1", "w2"]))

    def test_each_damage_has_its_word(self):
        log, good = self.log, self.good
        extra = lambda v: self.check(log.proof(1, v if isinstance(v, bytes) else canon.encode(v)))
        own = {"v": 1, "entry": canon.decode(log.texts[1])}
        self.assertEqual(self.check(""), "bad-format")
        self.assertEqual(self.check(b"\xff"), "bad-format")
        self.assertEqual(self.check(changed(good, "@v1", "@v2")), "unsupported")
        self.assertEqual(self.check(log.proof(1)), "bad-format")
        self.assertEqual(self.check(changed(good, "index 1", "index 01")), "bad-format")
        self.assertEqual(extra(b'{"v":1, "entry":{}}'), "not-canonical")
        self.assertEqual(extra({"v": 2}), "unsupported")
        self.assertEqual(extra(dict(own, more=1)), "bad-format")
        self.assertEqual(extra(dict(own, body=BODY)), "bad-format")
        self.assertEqual(extra(dict(own, entry=dict(own["entry"], seq=2))), "bad-inclusion")
        self.assertEqual(self.check(changed(good, "index 1", "index 0")), "bad-inclusion")
        self.assertEqual(self.check(log.receipt(1, dict(BODY, kind="plea"))), "wrong-content")
        self.assertEqual(self.check(log.receipt(1, BODY, [dict(FILES[0], commit="33" * 32)])), "wrong-content")
        self.assertEqual(self.check(log.receipt(0, {"role": "log"})), "wrong-content")

    def test_trust(self):
        log = self.log
        signed = lambda *signers, **kw: self.check(log.receipt(1, checkpoint=log.checkpoint(signers=list(signers), **kw)))
        w = make.WITNESSES
        other = make.Signer(make.ORIGIN + "2", make.note.ED25519)
        false_log = make.Signer(make.ORIGIN, make.note.ED25519)
        false_log.scalar += 1
        self.assertEqual(signed(make.LOG, w[0], w[1]), "ok")
        self.assertEqual(signed(make.LOG, w[0], w[1], other), "ok")
        self.assertEqual(signed(make.LOG, w[0]), "no-quorum")
        self.assertEqual(signed(make.LOG, w[0], w[0]), "no-quorum")
        self.assertEqual(signed(other, w[0], w[1]), "unknown-log")
        self.assertEqual(signed(false_log, w[0], w[1]), "bad-signature")
        self.assertEqual(signed(make.LOG, *w, seconds=NOW // 1000 + 301), "future-time")
        self.assertEqual(signed(make.LOG, *w, seconds=NOW // 1000 + 300), "ok")
        self.assertEqual(self.check(self.good, policy.parse(b"quorum none\n")), "unknown-log")
        self.assertEqual(self.check(log.receipt(1, checkpoint=log.checkpoint(signers=[make.LOG])), policy.parse(make.policy(0).encode())), "ok")

    def test_a_wrong_trust_file_is_unreadable(self):
        lines = make.policy().split("\n")
        for bad in ("", "quorum nobody\n", "\n".join(lines[:-2]), "\n".join(lines + [lines[0]]), "quorum none\nquorum none\n", "log x\nquorum none\n", "hello\nquorum none\n",
                    make.policy().replace(" 2 ", " 4 "), make.policy().replace("w2\nq", "w2 w2\nq")):
            with self.assertRaises(Unreadable, msg=bad):
                policy.parse(bad.encode())


class Exports(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.dir)
        self.trust = policy.parse(make.policy().encode())
        self.n = 0

    def check(self, log, damage=None, old=(), trust=True, **kw):
        self.n += 1
        folder = log.export(os.path.join(self.dir, str(self.n)), **kw)
        if damage:
            damage(folder)
        r = word(replay.verify, folder, self.trust if trust else None, [o.encode() for o in old], NOW)
        return r if isinstance(r, str) else r[0]

    def test_whole_logs_hold(self):
        self.assertEqual(self.check(make.Log()), "ok")
        self.assertEqual(self.check(small_log(), trust=False), "ok-unanchored")
        big = small_log(600)
        old = [big.checkpoint(size) for size in (0, 1, 256, 300, 602)]
        self.assertEqual(self.check(big, old=old + [big.receipt(3, size=9)]), "ok")

    def test_damaged_files(self):
        log = small_log(600)
        def flip(name, at):
            def damage(folder):
                with open(os.path.join(folder, name), "r+b") as f:
                    f.seek(at)
                    byte = f.read(1)
                    f.seek(at)
                    f.write(bytes([byte[0] ^ 1]))
            return damage
        remove = lambda name: lambda folder: os.remove(os.path.join(folder, name))
        cut = lambda name: lambda folder: os.truncate(os.path.join(folder, name), 30)
        for name in ("tile/0/000", "tile/0/002.p/90", "tile/1/000.p/2"):
            self.assertEqual(self.check(log, flip(name, 33)), "bad-inclusion", name)
            self.assertEqual(self.check(log, remove(name)), "bad-format", name)
            self.assertEqual(self.check(log, cut(name)), "bad-format", name)
        for name in ("tile/entries/000", "tile/entries/002.p/90"):
            self.assertEqual(self.check(log, flip(name, 100)), "bad-inclusion", name)
            self.assertEqual(self.check(log, remove(name)), "bad-format", name)
            self.assertEqual(self.check(log, cut(name)), "bad-format", name)
        with self.assertRaises(Unreadable):
            self.check(log, remove("checkpoint"))

    def test_a_rewritten_log_is_exposed_by_an_older_checkpoint(self):
        log, forged = small_log(), small_log()
        old = log.checkpoint(4)
        forged.texts[2:], forged.heads = [], {}
        for i in range(5):
            forged.add("case/%032x" % (i % 7), "filing.received", {"kind": "plea"}, vis="parties", actor="party")
        self.assertEqual(self.check(forged), "ok")
        self.assertEqual(self.check(forged, old=[old]), "inconsistent")
        self.assertEqual(self.check(forged, old=[log.receipt(1, size=5)]), "inconsistent")
        self.assertEqual(self.check(forged, old=[log.checkpoint()]), "inconsistent")
        self.assertEqual(self.check(small_log(2), old=[log.checkpoint()]), "incomplete")

    def test_chains(self):
        for change in (dict(seq=3), dict(prev="00" * 32), dict(time=5)):
            log = small_log()
            log.add(CASE, "hearing.set", {}, **change)
            self.assertEqual(self.check(log), "chain-broken", change)
        for change, verdict in ((dict(v=2), "unsupported"), (dict(vis="sealed"), "bad-format"), (dict(more=1), "bad-format")):
            log = small_log()
            log.add(CASE, "hearing.set", {}, **change)
            self.assertEqual(self.check(log), verdict, change)
        log = small_log()
        log.texts[3] = log.texts[3].replace(b",", b", ", 1)
        self.assertEqual(self.check(log), "not-canonical")

    def test_an_opening_fits_the_entry_that_it_names(self):
        def log(body, salt="00" * 32, stream=CASE):
            log = make.Log()
            _, leaf = log.add(CASE, "act.issued", {"act": "decision"}, vis="parties", actor="judge")
            log.add(stream, "entry.opened", {"target": leaf, "salt": salt, "body": body, "ground": "public-by-law"})
            return log
        self.assertEqual(self.check(log({"act": "decision"})), "ok")
        self.assertEqual(self.check(log({"act": "ruling"})), "wrong-content")
        self.assertEqual(self.check(log({"act": "decision"}, salt="01" * 32)), "wrong-content")
        self.assertEqual(self.check(log({"act": "decision"}, stream="case/" + "f" * 32)), "wrong-content")

    def test_a_withheld_entry_needs_its_notice(self):
        def log(notice):
            log = make.Log()
            log.add(CASE, "case.opened", {})
            _, leaf = log.add(CASE, "case.numbered", {"number": "by mistake"})
            log.add(CASE, "hearing.set", {})
            if notice:
                log.add(CASE, "entry.closed", {"target": leaf, "withheld": True})
            return log
        def withhold(folder):
            name = os.path.join(folder, "tile", "entries", os.listdir(os.path.join(folder, "tile", "entries"))[0])
            where = name if os.path.isfile(name) else os.path.join(name, os.listdir(name)[0])
            with open(where, "rb") as f:
                texts = export.bundle(f.read(), int(os.path.basename(where)), "")
            texts[1] = b""
            with open(where, "wb") as f:
                f.write(b"".join(len(t).to_bytes(2, "big") + t for t in texts))
        self.assertEqual(self.check(log(True), withhold), "ok")
        self.assertEqual(self.check(log(False), withhold), "bad-inclusion")


class Program(unittest.TestCase):
    def test_exit_codes(self):
        with tempfile.TemporaryDirectory() as d:
            log = small_log()
            files = {"good": log.receipt(1, BODY), "bad": log.receipt(1, dict(BODY, kind="plea")), "policy": make.policy()}
            for name, text in files.items():
                with open(os.path.join(d, name), "w", encoding="utf-8") as f:
                    f.write(text)
            def run(*a):
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                    return tarazy_verify.main(list(a) + ["--json", "--now", str(NOW)])
            at = lambda name: os.path.join(d, name)
            self.assertEqual(run("receipt", at("good"), "--trust", at("policy")), 0)
            self.assertEqual(run("receipt", at("bad"), "--trust", at("policy")), 1)
            self.assertEqual(run("receipt", at("none"), "--trust", at("policy")), 2)
            self.assertEqual(run("receipt", at("good"), "--trust", at("bad")), 2)
            self.assertEqual(run("replay", log.export(at("export"))), 0)
            self.assertEqual(run("replay", at("nowhere")), 2)


if __name__ == "__main__":
    unittest.main()
