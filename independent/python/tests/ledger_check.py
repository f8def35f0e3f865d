"""Folds ledgers that another program wrote and says what it finds: one JSON object a line on standard input, one on standard output.

Input: {"quorum": bool, "lines": [{"index", "leaf", "time", "stream", "type", "body" if public}], "lies": [[place in lines, body], ...]}
Output: {"verdict": "ok" or the first fault with its index, "owed": {stream: [[id, balance], ...]}, "lies": [verdict, ...]}
A lie is the body of a line changed: its verdict is what is said of it after the lines before it. A note is the words `size seconds`.
"""
import copy
import json
import os
import sys
from dataclasses import dataclass

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import draws
from drawcore import hold
from verdict import Fault


@dataclass
class Entry:
    """What the fold needs of an entry."""
    stream: str
    type: str
    time: int
    vis: str
    body: object


@dataclass
class Policy:
    """Of the policy only whether it asks for witnesses."""
    quorum: object


class Draws(draws.Draws):
    """Notes are words here, so that no signature is needed."""

    def order(self, text, covered, result_index, commit_is_import, latest, commit):
        words = text.split(" ")
        hold(len(words) == 2 and all(w.lstrip("-").isdigit() for w in words), 2, "bad-format", "not a note")
        size, seconds = map(int, words)
        hold(covered < size <= result_index, 1, "order", "does not cover the commit, or is later than the result")
        hold(commit_is_import or self.trust.quorum is None or seconds <= latest, 3, "unwitnessed", "too late")

    def count_order(self, text, commit):
        """Whose witnesses they were, words do not tell."""


def entry(line, body):
    return Entry(line["stream"], line["type"], line["time"], "public" if body is not None else "parties", body)


def say(run, index, leaf, e):
    try:
        run.entry(index, leaf, e)
        return "ok"
    except Fault as fault:
        return fault.verdict


def check(life):
    run = Draws("log.example/tarazy", Policy("some" if life["quorum"] else None), None)
    lies, said = {}, [None] * len(life["lies"])
    for k, (place, body) in enumerate(life["lies"]):
        lies.setdefault(place, []).append((k, body))
    verdict = "ok"
    for place, line in enumerate(life["lines"]):
        for k, body in lies.get(place, []):
            said[k] = say(copy.deepcopy(run), line["index"], "ee" * 32, entry(line, body))
        found = say(run, line["index"], line["leaf"], entry(line, line.get("body")))
        if found != "ok":
            verdict = "%s at %d" % (found, line["index"])
            break
    owed = {stream: sorted([i, n] for i, n in book.owed.items() if n) for stream, book in sorted(run.ledgers.items())}
    return {"verdict": verdict, "owed": owed, "lies": said}


if __name__ == "__main__":
    for text in sys.stdin:
        print(json.dumps(check(json.loads(text)), sort_keys=True), flush=True)
