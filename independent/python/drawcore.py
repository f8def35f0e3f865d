"""One draw by itself: what commit, result and rules show without the rest of the log (draw.md section 10, steps 3 to 5, 9 and 10)."""
import draw_ref as ref
import policy as policies
import vrf
from verdict import Fault

QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_INFO = {"kind": "drand", "genesis": 1692803367, "period": 3}
TIMING = {"delta": 60, "guard": 20, "commit_max": 60, "reveal_max": 120, "result_max": 300, "fallback": 300, "beacon_down": 3600}
AT_SLACK_MS = 5000
COURT = "court"                                    # the id of the court as a contributor; no other body has it
hx = bytes.fromhex


def hold(ok, step, reason, detail=""):
    """A condition of a step: a Fault `draw-<step>-<reason>` if it does not hold."""
    if not ok:
        raise Fault("draw-%d-%s" % (step, reason), detail)


class Beacon:
    """A beacon of the rules: its row there, its description, its clock."""

    def __init__(self, rules, beacon_id, chains=None):
        rows = [b for b in rules["beacons"] if b["id"] == beacon_id]
        hold(rows, 4, "beacon", "the rules do not name this beacon")
        self.id, self.row, self.kind = beacon_id, rows[0], rows[0]["kind"]
        if self.kind == "dice":
            raise Fault("unsupported", "dice")
        self.info = self.row.get("info") or (chains or {}).get(beacon_id) or (QUICKNET_INFO if beacon_id == QUICKNET else None)
        hold(self.info is not None and self.info["kind"] == self.kind, 4, "beacon", "no description of this beacon")
        hold(self.info["period"] > 0, 4, "beacon", "period")
        if self.kind == "local":
            hold(ref.local_beacon_id(self.info).hex() == beacon_id, 4, "beacon", "the description is of another beacon")

    def is_import(self):
        return self.row.get("import", False)

    def time(self, rnd):
        return ref.time_of(self.info["genesis"], self.info["period"], rnd)

    def round_at(self, seconds):
        return ref.round_at_or_after(self.info["genesis"], self.info["period"], seconds)

    def one_party(self):
        operators = dict(self.row.get("operators", []))
        return self.kind == "local" and len({operators.get(m["id"], m["id"]) for m in self.info["members"]}) == 1

    def randomness(self, rnd, evidence):
        """Step 4: the 32 bytes of a round. The signature of a drand round is not checked here (no pairing in the standard library)."""
        hold(evidence["kind"] == self.kind and evidence["beacon"] == self.id and evidence["round"] == rnd, 4, "evidence", "of another beacon or round")
        if self.kind == "drand":
            hold(len(evidence.get("sig", "")) == 96, 4, "evidence", "length of the signature")
            return ref.H(hx(evidence["sig"]))
        members, proofs = self.info["members"], evidence.get("proofs", [])
        hold([m["id"] for m in members] == [p["id"] for p in proofs] and self.info.get("suite") == 3, 4, "evidence", "not one proof of each member")
        alpha = ref.local_alpha(hx(self.id), rnd)
        betas = [(m["id"].encode(), vrf.verify(hx(m["pk"]), alpha, hx(p["pi"]))) for m, p in zip(members, proofs)]
        hold(all(beta is not None for _, beta in betas), 4, "evidence", "a member's proof")
        return ref.local_output(hx(self.id), rnd, betas)


def timing(rules):
    """The times of the protocol, in seconds."""
    return dict(TIMING, **rules.get("timing", {}))


def check_round(commit, entry_time, rules, beacon):
    """Step 3: R follows from `at`, and the entry was written when it says."""
    hold(commit["round"] == beacon.round_at(commit["at"] + timing(rules)["delta"]), 3, "round", "R does not follow from `at`")
    hold(0 <= entry_time - 1000 * commit["at"] <= AT_SLACK_MS, 3, "at", "the entry's time does not fit `at`")


def in_time(policy, times, latest):
    """Do the cosignatures with a time up to `latest` (seconds) meet the quorum?"""
    early = {name for name, t in times.items() if t <= latest}
    return policy.quorum is None or policies.meets(policy, policy.quorum, early)


def key(rules, who):
    """The key of a contributor, as the rules name it last."""
    found = [k for k in rules["contributors"] if k["id"] == who]
    hold(found, 5, "key", "the rules hold no key of " + who)
    if found[-1]["suite"] != 3:
        raise Fault("unsupported", "VRF suite %d" % found[-1]["suite"])
    pk = hx(found[-1]["pk"])
    hold(vrf.is_key(pk), 5, "proof", "the key of %s is none" % who)
    return pk


def check_contributors(commit, rules, beacon):
    """Step 5, the part known at the commit: contributors stand in order, the rules hold a key for each, and the court is one of them
    where others make the numbers. Another beacon that speaks later adds nobody."""
    ids = [c["id"] for c in commit["contributors"]]
    hold(ids == sorted(set(ids)) and len(ids) <= 255, 5, "contributors", "not in order")
    hold(COURT in ids or beacon.kind == "local", 5, "contributors", "the court contributes nothing")
    for who in ids:
        key(rules, who)


def betas(commit, result, rules, beacon, all_needed):
    """Step 5: the revealed parts of the contributors, as (id, beta) pairs. `beacon` is the commit's."""
    check_contributors(commit, rules, beacon)
    promised = {c["id"]: c["beta_hash"] for c in commit["contributors"]}
    ids = [r["id"] for r in result["reveals"]]
    hold(ids == sorted(set(ids)) and set(ids) <= set(promised), 5, "reveals", "not the contributors of the commit")
    hold(not all_needed or set(ids) == set(promised), 5, "missing", "a reveal is missing")
    alpha, out = ref.vrf_alpha(commit), []
    for r in result["reveals"]:
        beta = vrf.verify(key(rules, r["id"]), alpha, hx(r["pi"]))
        hold(beta is not None, 5, "proof", "proof of " + r["id"])
        hold(ref.H(beta).hex() == promised[r["id"]], 5, "beta", "beta of %s is not the promised one" % r["id"])
        out.append((r["id"].encode(), beta))
    return out


def people(commit):
    """(duty, eligible) of a commit's pool, each [(id, capacity)]."""
    duty = [(r["id"], r["alpha"]) for r in commit["pool"] if r["duty"]]
    return duty, [(r["id"], r["alpha"]) for r in commit["pool"] if r["elig"]]


def weights(commit, rules):
    """Weight of each seat: the rapporteur takes all of it, the others `panel_share`."""
    return [commit["weight"]] + [commit["weight"] * rules["panel_share"] // 1000] * (commit["seats"] - 1)


def check_seats(commit, result, rules, seed):
    """Steps 9 and 10: the seed, and from it tickets, coins and winners; the chance of a guess."""
    hold(result["seed"] == seed.hex(), 9, "seed", "another seed follows from the record")
    _, eligible = people(commit)
    owed = dict(map(tuple, result["owed"]))
    hold([i for i, _ in result["owed"]] == [i for i, _ in eligible], 10, "owed", "not the balances of the eligible")
    hold(1 <= commit["seats"] and commit["seats"] + commit["reserves"] <= len(eligible), 10, "seats", "more seats than judges")
    try:
        seats = ref.panel(seed, eligible, owed, commit["seats"], commit["reserves"], rules["beta256"], [p[:2] for p in commit["incompatible"]])
    except AssertionError:
        raise Fault("draw-10-seats", "nobody is left for a seat") from None
    hold(seats == result["seats"], 10, "seats", "other tickets or winners follow from the seed")
    numerators, denominator = ref.chance(eligible, owed, rules["beta256"])
    guess = -(-(10**6) * max(n for _, n in numerators) // denominator)
    hold(guess == result["guess_ppm"], 10, "guess", "guess_ppm is %d" % guess)


def effective(commit, result, rules, beacon, chains=None):
    """The beacon that speaks and its round: the commit's, or by `weak` the fallback round or the next beacon's (section 8, steps 6 and 7)."""
    t, end = timing(rules), beacon.time(commit["round"])
    used = result["evidence"]["beacon"]
    if used != commit["beacon"]:
        ids = [b["id"] for b in rules["beacons"]]
        hold(used in ids and ids.index(used) > ids.index(commit["beacon"]) and "beacon-switched" in result["weak"], 4, "beacon", "another beacon than the commit's")
        later = Beacon(rules, used, chains)
        return later, later.round_at(end + t["beacon_down"] + t["delta"])
    if "fallback" in result["weak"]:
        return beacon, beacon.round_at(end + t["fallback"])
    return beacon, commit["round"]


def check_draw(commit, leaf, result, rules, beacon, chains=None):
    """Steps 4, 5, 9 and 10."""
    speaking, rnd = effective(commit, result, rules, beacon, chains)
    hold(result["round"] == rnd, 4, "round", "not the round of the commit or its fallback")
    randomness = speaking.randomness(rnd, result["evidence"])
    revealed = betas(commit, result, rules, beacon, "fallback" not in result["weak"])
    seed = ref.seed(leaf, hx(speaking.id), rnd, randomness, revealed)
    check_seats(commit, result, rules, seed)
    return seed
