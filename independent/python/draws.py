"""All draws of a log: every public entry of a ledger's stream, checked in the order of the log (draw.md sections 4 to 10)."""
import collections

import draw_ref as ref
import drawcore
import ledger
import note
import policy as policies
import shape
from drawcore import hold
from verdict import Fault

IGNORED = ("draw.alarm", "assign.duty")


class Draws:
    """What the draws need from the whole log: places of entries, beacons, policies, and one ledger for each stream."""

    def __init__(self, origin, policy, tree):
        self.origin, self.policy, self.tree = origin, policy, tree
        self.places, self.chains, self.ledgers, self.notes, self.outages = {}, {}, {}, {}, set()
        self.counted = collections.Counter()

    def entry(self, index, leaf, e):
        self.places[leaf] = (index, e.time, e.stream, e.body)
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
            self.outages.add((e.body["beacon"], e.body["round"]))
        if e.stream.startswith("draw/"):
            book = self.ledgers.setdefault(e.stream, ledger.Ledger(self, e.stream))
            book.entry(index, leaf, e)
            self.counted[e.type] += 1

    def order(self, text, commit_index, result_index, commit_is_import, latest):
        """Steps 2 and 3: a note that covers an entry in time. `latest`: seconds, the last that counts."""
        if text not in self.notes:
            self.notes[text] = self._note(text)
        checkpoint, times = self.notes[text]
        hold(commit_index < checkpoint.size <= result_index, 1, "order", "the checkpoint does not cover the commit, or is later than the result")
        if not commit_is_import:
            hold(policies.meets(self.policy, self.policy.quorum, times) if self.policy.quorum else True, 2, "no-quorum", "too few cosignatures")
            hold(drawcore.in_time(self.policy, times, latest), 3, "unwitnessed", "too few cosignatures in time")

    def _note(self, text):
        try:
            checkpoint = note.parse_checkpoint(text)
            policies.check_log(self.policy, checkpoint)
            times = policies.cosigned(self.policy, checkpoint)
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
