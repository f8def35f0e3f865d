"""Known answers and published vectors: canonical JSON, entries, trees, notes, signatures, VRF."""
import base64
import json
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

import canon
import ed25519
import entry
import export
import merkle
import note
import vrf
from verdict import Fault

DATA = os.environ.get("TARAZY_REAL_DATA") or os.path.join(HERE, "..", "..", "..", "..", "shared", "data")
hx = bytes.fromhex


def vectors(name):
    path = os.path.join(DATA, "vectors", name)
    if not os.path.exists(path):
        raise unittest.SkipTest("no published vectors at hand: " + name)
    with open(path, encoding="utf-8") as f:
        return json.load(f)


KNOWN = ('{"actor":"party","body_commit":"1de630a1764b9cc2a8071b8b17936dc5f054e2e3efae87c0960ce0fecc891b05","prev":"18b08fdc5eeef29a0b472b2732472f1d'
         '2eeee643554ce32979877df5a70cb0a2","seq":1,"stream":"case/0123456789abcdef0123456789abcdef","time":1763802000123,"type":"filing.received","v":1,'
         '"vis":"parties"}').encode()


class Canon(unittest.TestCase):
    def test_only_the_one_form_is_read(self):
        for good in (b"{}", b"[]", b"0", b"-1", b"true", '"Талап\\n\\u0001"'.encode(), b'{"a":1,"b":[true,{"c":"x"}]}', b"9007199254740991", b"[" * 8 + b"]" * 8):
            self.assertEqual(canon.encode(canon.decode(good)), good)
        for bad in (b"", b" {}", b"{} ", b'{"b":1,"a":2}', b'"\\u0041"', b'"\\/"', b'"\\u001F"', b"null", b"1.0", b"1e3", b"-0", b"NaN", b"9007199254740992",
                    b'{"a":1,"a":1}', b'{"A":1}', b'"\\ud800"', b"\xff", b"[" * 9 + b"]" * 9, b"[" * 100000, b"9" * 5000, b'{"a":null}', b"[-Infinity]"):
            with self.assertRaises(canon.NotCanonical, msg=bad):
                canon.decode(bad)


class Entries(unittest.TestCase):
    def test_known_answer_of_the_specification(self):
        e = entry.parse(KNOWN)
        self.assertEqual(len(KNOWN), 297)
        self.assertEqual(entry.leaf_hash(KNOWN).hex(), "86af2b9677d4ce168110be91e19ad6fa3c829d31fe212c271b70fef545454034")
        self.assertEqual(entry.genesis("log.example/tarazy", e.stream), e.prev)
        salt = bytes(range(32))
        body = b'{"case_no":"7119-25-00-2/12345","court":"7119","files":1,"kind":"claim","received":1763802000042}'
        self.assertEqual(entry.commitment(salt, body).hex(), e.body_commit)
        self.assertEqual(entry.commitment(salt, "Талап арыз".encode()).hex(), "69a422c5698adadbbe600bf4e97a1ab6f8c3aa18505bbeef1a8f45b4e4682bd6")

    def test_members_must_fit_the_class(self):
        def verdict(**change):
            m = {k: v for k, v in dict(json.loads(KNOWN), **change).items() if v is not None}
            with self.assertRaises(Fault) as caught:
                entry.parse(canon.encode(m))
            return caught.exception.verdict
        for change in (dict(actor=None), dict(actor="party:7"), dict(vis="public"), dict(vis="court"), dict(vis="sealed"), dict(vis="other"), dict(type="Filing"),
                       dict(type="sealed"), dict(stream="case/1"), dict(stream="sys/none"), dict(body={}), dict(seq=0), dict(seq=True), dict(time=-1), dict(more=1),
                       dict(prev=None), dict(v="1"), dict(body_commit="00")):
            self.assertEqual(verdict(**change), "bad-format", change)
        self.assertEqual(verdict(v=2), "unsupported")
        with self.assertRaises(Fault) as caught:
            entry.parse(KNOWN + b" ")
        self.assertEqual(caught.exception.verdict, "not-canonical")


class Trees(unittest.TestCase):
    def test_published_inclusion_proofs(self):
        for x in vectors("rfc6962_merkle.json")["inclusion"]:
            path = [base64.b64decode(h) for h in x["proof"] or []]
            root = merkle.root_of_path(x["leafIdx"], x["treeSize"], base64.b64decode(x["leafHash"] or ""), path)
            good = root is not None and all(len(h) == 32 for h in path) and root == base64.b64decode(x["root"] or "")
            self.assertEqual(good, not x["wantErr"], x["_name"])

    def test_roots_of_rfc6962_and_of_tiles(self):
        leaves = [entry.leaf_hash(hx(h)) for h in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
        self.assertEqual(merkle.tree_root(leaves).hex(), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
        self.assertEqual(merkle.tree_root([]).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        many = [entry.sha256(b"%d" % i) for i in range(70000)]
        tree = export.Tree.__new__(export.Tree)
        tree.size, tree.levels, level = len(many), [many], many
        while len(level) >= 256:
            level = [merkle.tree_root(level[i : i + 256]) for i in range(0, len(level) // 256 * 256, 256)]
            tree.levels.append(level)
        tree.check(merkle.tree_root(many))
        for size in (0, 1, 255, 256, 257, 65535, 65536, 65537, 69999):
            self.assertEqual(tree.root_at(size), merkle.tree_root(many[:size]), size)

    def test_paths_of_tiles(self):
        self.assertEqual(export.tile_path(0, 1234067), "tile/0/x001/x234/067")
        self.assertEqual(export.tile_path("entries", 7, 12), "tile/entries/007.p/12")
        self.assertEqual(export.tile_path(1, 1000), "tile/1/x001/000")


class Signatures(unittest.TestCase):
    def test_rfc8032(self):
        public, message = hx("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), b"\x72"
        good = hx("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
        self.assertTrue(ed25519.verify(public, message, good))
        self.assertFalse(ed25519.verify(public, b"\x73", good))
        s = int.from_bytes(good[32:], "little") + ed25519.L
        self.assertFalse(ed25519.verify(public, message, good[:32] + s.to_bytes(32, "little")), "s is not below the group order")
        self.assertFalse(ed25519.verify(ed25519.encode(ed25519.ZERO), message, ed25519.encode(ed25519.ZERO) + bytes(32)), "key of small order")
        self.assertIsNone(ed25519.decode((ed25519.P + 3).to_bytes(32, "little")), "y is not below p")

    def test_published_notes(self):
        v = vectors("signed_note.json")["c2sp_example"]
        key, n = note.parse_key(v["vkey"]), note.parse_note(v["note"])
        [signature] = note.signatures_of(n, key)
        self.assertTrue(note.is_valid(n, key, signature))
        other = note.parse_note(v["note"].replace("example m", "Example m"))
        self.assertFalse(note.is_valid(other, key, signature))
        with self.assertRaises(ValueError):
            note.parse_key(v["vkey"].replace("530d903a", "530d903b"))

    def test_rfc9381_suite_3(self):
        for v in vectors("rfc9381_edwards25519_tai.json"):
            public, alpha, pi = hx(v["pk"]), hx(v["alpha"]), hx(v["pi"])
            self.assertEqual(vrf.verify(public, alpha, pi).hex(), v["beta"])
            self.assertIsNone(vrf.verify(public, alpha + b"x", pi))
            self.assertIsNone(vrf.verify(public, alpha, pi[:-1] + b"\xff"))


if __name__ == "__main__":
    unittest.main()
