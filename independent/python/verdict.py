"""The words with which a verification ends (docket.md section 14)."""


class Fault(Exception):
    """A check that did not hold. `verdict` is the word of the specification, `where` says to which part it belongs."""

    def __init__(self, verdict, detail="", index=None):
        super().__init__(detail)
        self.verdict, self.detail, self.index = verdict, detail, index


class Unreadable(Exception):
    """Nothing can be said: a file of the reader is missing or the trust file is wrong. Exit code 2."""
