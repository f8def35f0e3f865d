#!/usr/bin/env python3
"""A second opinion on receipts, exports and draws of a Tarazy log. Standard library only; shares no code with the Rust program.

    tarazy_verify.py receipt FILE --trust POLICY     one receipt
    tarazy_verify.py replay DIR [--trust POLICY]     a whole export
    tarazy_verify.py draw FILE [--trust POLICY]      one draw, from its bundle

Exit code 0: proven. 1: not proven, the verdict says why. 2: unreadable or wrong use."""
import argparse
import json
import sys
import time

import bundle
import policy
import receipt
import replay
from verdict import Fault, Unreadable


def main(argv):
    args = arguments(argv)
    try:
        verdict, shown = run(args)
        fault = None
    except Fault as f:
        verdict, shown, fault = f.verdict, {}, f
    except Unreadable as e:
        print("tarazy_verify: %s" % e, file=sys.stderr)
        return 2
    show(args, verdict, shown, fault)
    return 1 if fault else 0


def show(args, verdict, shown, fault):
    if args.json:
        out = {"verdict": verdict, **shown}
        if fault:
            out["detail"] = fault.detail
            if fault.index is not None:
                out["index"] = fault.index
        print(json.dumps(out, ensure_ascii=False))
    else:
        print(verdict)
        if fault:
            print("  " + fault.detail + ("" if fault.index is None else " (entry %d)" % fault.index))
        for name, value in shown.items():
            print("  %s: %s" % (name, value))


def arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, what in (("receipt", "FILE"), ("replay", "DIR"), ("draw", "FILE")):
        p = commands.add_parser(name)
        p.add_argument("path", metavar=what)
        p.add_argument("--trust", metavar="POLICY", required=name == "receipt", help="a C2SP tlog-policy file that you brought")
        p.add_argument("--now", metavar="MS", type=int, default=None, help="present time in milliseconds since 1970 (default: the clock)")
        p.add_argument("--json", action="store_true", help="print one JSON object")
        if name == "replay":
            p.add_argument("--checkpoint", metavar="OLD", action="append", default=[], help="an older checkpoint or receipt of the same log")
    return parser.parse_args(argv)


def run(args):
    now = int(time.time() * 1000) if args.now is None else args.now
    trust = policy.parse(read(args.trust)) if args.trust else None
    if args.command == "receipt":
        return "ok", receipt.verify(read(args.path), trust, now)
    if args.command == "replay":
        return replay.verify(args.path, trust, [read(p) for p in args.checkpoint], now)
    return bundle.verify(read(args.path), trust, now)


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read()
    except OSError as e:
        raise Unreadable(str(e)) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
