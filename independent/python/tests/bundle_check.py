"""Verdicts on bundles that another program wrote. Standard input: {"policy": text, "now": milliseconds, "bundles": [hex, ...]}; output: a JSON list."""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import bundle
import policy
from verdict import Fault


def verdict(data, trust, now):
    try:
        return bundle.verify(data, trust, now)[0]
    except Fault as fault:
        return fault.verdict


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    trust = policy.parse(asked["policy"].encode())
    print(json.dumps([verdict(bytes.fromhex(data), trust, asked["now"]) for data in asked["bundles"]]))
