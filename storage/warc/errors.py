"""What can be wrong with a WARC file of ours."""

from __future__ import annotations


class WarcError(Exception):
    """A WARC file does not hold what it should; the message names file, offset and what was found."""


class RemovedError(WarcError):
    """What lay there was removed on purpose."""


class TornError(WarcError):
    """No whole record, or no whole exchange, begins at `offset`."""

    def __init__(self, offset: int, why: str) -> None:
        super().__init__(f"offset {offset}: {why}")
        self.offset = offset
