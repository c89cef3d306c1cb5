"""Runs functions as tests and prints TAP, for the test programs written in Python."""

import signal
import sys
import traceback

signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended


def run(tests):
    """Calls each (name, function); exit status 1 when any of them raised."""
    failed = 0
    print(f"1..{len(tests)}")
    for number, (name, test) in enumerate(tests, 1):
        try:
            test()
            print(f"ok {number} - {name}")
        except Exception:  # a broken test must not hide the ones behind it
            failed += 1
            print(f"not ok {number} - {name}")
            print("\n".join("# " + line for line in traceback.format_exc().rstrip().split("\n")))
        sys.stdout.flush()
    return 1 if failed else 0


def run_module(names):
    """Runs every function called test_… of a module's globals, in the order of the file."""
    return run([(name[5:].replace("_", " "), value) for name, value in names.items()
                if name.startswith("test_") and callable(value)])
