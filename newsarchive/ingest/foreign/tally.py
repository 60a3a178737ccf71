"""What an import passed over, counted by reason, and the report that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from newsarchive.ingest.foreign.found import Origin

EXAMPLES = 5
MOST_DAMAGE = 1000


@dataclass
class Count:
    """`files`: looked at; `found`: answers and pages in them; `taken`: those handed to the conveyor."""

    files: int = 0
    found: int = 0
    taken: int = 0
    not_taken: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    damaged: list[dict[str, object]] = field(default_factory=list)

    def passed(self, reason: str, origin: Origin, detail: str = "") -> None:
        self.not_taken[reason] += 1
        shown = self.examples.setdefault(reason, [])
        if len(shown) < EXAMPLES:
            where = {"file": origin.file, "offset": origin.offset, "url": origin.url, "detail": detail}
            shown.append({key: value for key, value in where.items() if value or key in ("file", "offset")})

    def damage(self, origin: Origin, what: str) -> None:
        self.passed("damaged", origin, what)
        if len(self.damaged) < MOST_DAMAGE:
            self.damaged.append({"file": origin.file, "offset": origin.offset, "what": what})

    def to_json(self) -> dict[str, Any]:
        return {
            "files": self.files,
            "found": self.found,
            "taken": self.taken,
            "not_taken": dict(sorted(self.not_taken.items())),
            "examples": dict(sorted(self.examples.items())),
            "damaged": self.damaged,
        }
