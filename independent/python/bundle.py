"""One draw from its offline bundle: draw.md section 10, steps 1 to 5, 9 and 10."""
import canon
import drawcore
import entry as entries
import merkle
import policy as policies
import proof
import shape
from drawcore import hold
from entry import need
from verdict import Fault

MEMBERS = {"v", "commit", "commit_proof", "result", "result_proof", "rules"}


def verify(data, policy, now_ms):
    """Returns (verdict, what is shown); a Fault is the verdict otherwise. Without a policy nobody's signature is checked."""
    bundle = _parse(data)
    commit, commit_leaf = _entry(bundle["commit"], "draw.commit")
    result, result_leaf = _entry(bundle["result"], "draw.result")
    rules, rules_leaf = _entry(bundle["rules"], "draw.rules")
    hold(commit.stream == result.stream == rules.stream, 1, "stream", "entries of different streams")
    hold(commit.body["rules"] == rules_leaf.hex(), 1, "rules", "not the rules that the commit names")
    hold(result.body["commit"] == commit_leaf.hex(), 1, "commit", "the result is of another commit")
    commit_proof = _inclusion(bundle["commit_proof"], commit_leaf, 1)
    result_proof = _inclusion(bundle["result_proof"], result_leaf, 12)
    unchecked = ["6", "7", "8", "11", "12"]
    times = {}
    if policy is None:
        unchecked.append("2")
    else:
        times = _signatures(policy, commit_proof, now_ms)
        _signatures(policy, result_proof, now_ms)
    beacon = drawcore.Beacon(rules.body, commit.body["beacon"])
    drawcore.check_round(commit.body, commit.time, rules.body, beacon)
    if policy is not None and not beacon.is_import():
        latest = beacon.time(commit.body["round"]) - drawcore.timing(rules.body)["guard"]
        hold(drawcore.in_time(policy, times, latest), 3, "unwitnessed", "too few cosignatures in time")
    drawcore.check_draw(commit.body, commit_leaf, result.body, rules.body, beacon)
    if beacon.kind == "drand":
        unchecked.append("4")
    return "draw-ok", {"case": commit.body["case"], "winner": result.body["seats"][0]["winner"], "weak": result.body["weak"], "not_checked": sorted(unchecked, key=int)}


def _parse(data):
    try:
        bundle = canon.decode(data)
    except canon.NotCanonical as e:
        raise Fault("not-canonical", str(e)) from None
    need(isinstance(bundle, dict) and canon.is_int(bundle.get("v")), "bundle")
    if bundle["v"] != 1:
        raise Fault("unsupported", "bundle version %d" % bundle["v"])
    need(set(bundle) == MEMBERS, "members of the bundle")
    need(isinstance(bundle["commit_proof"], str) and isinstance(bundle["result_proof"], str), "proofs are texts")
    return bundle


def _entry(members, kind):
    e = entries.from_members(members)
    need(e.type == kind and e.vis == "public" and shape.RECORDS[kind](e.body), "not a " + kind)
    return e, entries.leaf_hash(canon.encode(members))


def _inclusion(text, leaf, step):
    p = proof.parse(text.encode())
    root = merkle.root_of_path(p.index, p.checkpoint.size, leaf, p.path)
    hold(root == p.checkpoint.root, step, "bad-inclusion", "the path does not give the root")
    return p


def _signatures(policy, p, now_ms):
    try:
        return policies.check(policy, p.checkpoint, now_ms)
    except Fault as fault:
        raise Fault("draw-2-" + fault.verdict, fault.detail) from None
