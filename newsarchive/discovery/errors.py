"""Why a document gave no leads."""

from __future__ import annotations

from newsarchive.errors import NewsarchiveError


class DiscoveryError(NewsarchiveError):
    """`reason` is a stable code, fit for the ledger; `detail` is for people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail
