"""What a run did → its report, a file that is whole or not there."""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from storage.records import Tally

COUNTS = ("discovered", "fetched", "stored", "changed", "unchanged", "refused", "refused_by", "failed")


def new_run(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def counts(tally: Tally) -> dict[str, Any]:
    return {name: getattr(tally, name) for name in COUNTS}


def write(path: Path, report: dict[str, Any]) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unready = path.with_suffix(".part")
    with unready.open("w", encoding="utf-8") as file:
        json.dump(report, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    unready.replace(path)
