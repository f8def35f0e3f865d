"""All draws of a log: every public entry of a ledger's stream, checked in the order of the log (draw.md sections 4 to 10)."""
import collections

import draw_ref as ref
import drawcore
import ledger
import note
import policy as policies
import shape
from drawcore import hold
from verdict import Fault, Unreadable

IGNORED = ("draw.alarm", "assign.duty")


class Draws:
    """What the draws need from the whole log: places of entries, beacons, policies, and one ledger for each stream."""

    def __init__(self, origin, policy, tree):
        self.origin, self.trust, self.tree = origin, policy, tree
        self.policies = [(-1, policy)]             # (index of the `policy.set` entry, policy), the reader's own before the first
        self.places, self.chains, self.ledgers, self.notes, self.outages = {}, {}, {}, {}, []
        self.counted = collections.Counter()

    def policy_at(self, index):
        """The trust policy in force for the entry at an index: the last one that an earlier entry set."""
        return next(p for at, p in reversed(self.policies) if at < index)

    def entry(self, index, leaf, e):
        self.places[leaf] = (index, e.time, e.stream, e.body)
        if e.type == "policy.set" and e.stream == "sys/policy" and e.body is not None:
            self.policies.append((index, self._policy_set(e.body)))
        self._draw(index, leaf, e)

    def _policy_set(self, body):
        try:
            policy = policies.parse(body["policy"].encode())
        except (Unreadable, KeyError, AttributeError):
            raise Fault("bad-format", "not a trust policy") from None
        policy.logs = policy.logs or self.trust.logs
        return policy

    def _draw(self, index, leaf, e):
        if not e.stream.startswith(("draw/", "beacon/")):
            return
        if e.vis != "public":
            self.counted["hidden"] += 1
            return
        if e.type == "ledger.closed" or e.type.startswith("beacon.") and e.type in ("beacon.announced", "beacon.thrown"):
            raise Fault("unsupported", e.type)
        if e.type in shape.RECORDS:
            hold(shape.RECORDS[e.type](e.body), 1, "record", "members of " + e.type)
        if e.type == "beacon.chain" and e.body["kind"] == "local":
            self.chains[ref.local_beacon_id(e.body).hex()] = e.body
        if e.type == "beacon.outage":
            self.outages.append((e.body, index, e.time))
        if e.stream.startswith("draw/"):
            book = self.ledgers.setdefault(e.stream, ledger.Ledger(self, e.stream))
            book.entry(index, leaf, e)
            self.counted[e.type] += 1

    def is_out(self, beacon, rnd, since):
        """Does an entry written at `since` (ms) or later say that the beacon is silent from this round or an earlier one on?
        Two bodies confirm it where witnesses exist."""
        confirmed = lambda b, index: self.policy_at(index).quorum is None or len(set(b["confirmed"])) >= 2
        return any(b["beacon"] == beacon and b["round"] <= rnd and time >= since and confirmed(b, index) for b, index, time in self.outages)

    def order(self, text, covered, result_index, commit_is_import, latest, commit):
        """Steps 2 and 3: a note that covers an entry in time. `latest`: seconds, the last that counts. `commit`: the index of the draw's
        commit; the policy in force there says who had to cosign."""
        policy = self.policy_at(commit)
        known = (text, id(policy))
        if known not in self.notes:
            self.notes[known] = self._note(text, policy)
        checkpoint, times = self.notes[known]
        hold(covered < checkpoint.size <= result_index, 1, "order", "the checkpoint does not cover the commit, or is later than the result")
        if not commit_is_import:
            hold(policies.meets(policy, policy.quorum, times) if policy.quorum else True, 2, "no-quorum", "too few cosignatures")
            hold(drawcore.in_time(policy, times, latest), 3, "unwitnessed", "too few cosignatures in time")

    def count_order(self, text, commit):
        """Counts an order that witnesses of the log's own policy confirmed, but not those of the reader's."""
        if self.policy_at(commit).quorum is None:
            return
        try:
            checkpoint = note.parse_checkpoint(text)
            policies.check_log(self.trust, checkpoint)
            times = policies.cosigned(self.trust, checkpoint)
            trusted = self.trust.quorum is None or policies.meets(self.trust, self.trust.quorum, times)
        except Fault:
            trusted = False
        if not trusted:
            self.counted["other-witnesses"] += 1

    def _note(self, text, policy):
        try:
            checkpoint = note.parse_checkpoint(text)
            policies.check_log(policy, checkpoint)
            times = policies.cosigned(policy, checkpoint)
        except Fault as fault:
            raise Fault("draw-2-" + fault.verdict, fault.detail) from None
        hold(checkpoint.origin == self.origin and checkpoint.size <= self.tree.size, 1, "order", "not a checkpoint of this log")
        hold(self.tree.root_at(checkpoint.size) == checkpoint.root, 1, "order", "a checkpoint of another tree")
        return checkpoint, times

    def end(self):
        """Draws that wait for their result when the export ends are counted, not judged."""
        self.counted["open"] = sum(len(book.open) for book in self.ledgers.values())

    def counts(self):
        return dict(sorted(self.counted.items()))
