"""Real pages → how fast they are read, as a ratio to what no reader of ours can beat, in one run."""

from __future__ import annotations

from dataclasses import dataclass

from beside import Beside
from run import cpu, each, limit

from newsarchive.extraction import extract
from storage.records import Page

_CORPORA = ("fundus", "scrapinghub")
_MOST = 50
_WARM = 10


@dataclass(frozen=True, slots=True)
class Speed:
    """Documents a CPU second, ours and the limit's, over the same documents."""

    documents: int
    ours: float
    limit: float

    def __str__(self) -> str:
        return (
            f"{self.documents} documents in one process: {self.ours:.0f} a CPU second; the parser's limit "
            f"{self.limit:.0f}; {self.ours / self.limit:.2f} of the limit."
        )


def speed(beside: Beside) -> Speed:
    pages = [Page(doc.url, doc.html) for name in _CORPORA for doc in beside.documents(name)[:_MOST]]
    each(extract, pages[:_WARM])()
    ours, least = cpu(each(extract, pages)), cpu(each(limit, pages))
    return Speed(len(pages), len(pages) / ours, len(pages) / least)
