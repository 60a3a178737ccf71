"""The first record of a WARC file → what its run said of itself."""

from __future__ import annotations

from pathlib import Path

from storage.warc.reader import record_at


def read_info(root: Path, warc: str) -> dict[str, str]:
    """The fields of a file's warcinfo record; the file may still bear its open name."""
    record = record_at(root, warc, 0)
    lines = record.block.decode("utf-8", "replace").splitlines() if record.type == "warcinfo" else []
    fields = (line.partition(": ") for line in lines)
    return {name: value for name, colon, value in fields if colon}
