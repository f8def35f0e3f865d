"""Receipts: docket.md sections 13.2 and 14."""
import canon
import entry as entries
import merkle
import policy as policies
import proof as proofs
from entry import need
from verdict import Fault

MEMBERS = {"v", "entry", "body", "salt", "files"}


def verify(data, policy, now_ms):
    """Steps 1 to 7. Returns what the receipt shows; a Fault is the verdict."""
    proof = proofs.parse(data)
    extra = _extra(proof.extra)
    entry = entries.from_members(extra["entry"])
    leaf = entries.leaf_hash(canon.encode(extra["entry"]))
    checkpoint = proof.checkpoint
    if merkle.root_of_path(proof.index, checkpoint.size, leaf, proof.path) != checkpoint.root:
        raise Fault("bad-inclusion", "the path does not give the root")
    times = policies.check(policy, checkpoint, now_ms)
    check_opening(entry, extra)
    return {"origin": checkpoint.origin, "index": proof.index, "size": checkpoint.size, "leaf": leaf.hex(),
            "stream": entry.stream, "seq": entry.seq, "time": entry.time, "type": entry.type, "vis": entry.vis,
            "body": extra.get("body", entry.body), "files": len(extra.get("files", [])),
            "witnesses": sorted(times), "witnessed": policy.quorum is not None}


def _extra(data):
    need(data is not None, "no extra line")
    try:
        extra = canon.decode(data)
    except canon.NotCanonical as e:
        raise Fault("not-canonical", str(e)) from None
    need(isinstance(extra, dict) and canon.is_int(extra.get("v")), "extra")
    if extra["v"] != 1:
        raise Fault("unsupported", "receipt version %d" % extra["v"])
    need(set(extra) <= MEMBERS and "entry" in extra, "members of extra")
    need(len(canon.encode(extra["entry"])) <= entries.MAX_ENTRY, "entry too large")
    need("body" not in extra or isinstance(extra["body"], dict), "body")
    need("salt" not in extra or canon.is_hash(extra["salt"]), "salt")
    need(("body" in extra) == ("salt" in extra), "body and salt go together")
    need("files" not in extra or (isinstance(extra["files"], list) and all(_is_file(f) for f in extra["files"])), "files")
    return extra


def _is_file(f):
    return (isinstance(f, dict) and set(f) == {"name", "salt", "commit"} and isinstance(f["name"], str)
            and canon.is_hash(f["salt"]) and canon.is_hash(f["commit"]))


def check_opening(entry, extra):
    """Step 7: the body opens `body_commit`, the files give the body's `files_hash`."""
    body = entry.body
    if "body" in extra:
        commit = entries.commitment(bytes.fromhex(extra["salt"]), canon.encode(extra["body"])).hex()
        if entry.body_commit != commit:
            raise Fault("wrong-content", "the body does not open the commitment")
        body = extra["body"]
    if "files" in extra:
        if body is None or body.get("files_hash") != entries.files_hash([f["commit"] for f in extra["files"]]):
            raise Fault("wrong-content", "the files are not those of the body")
