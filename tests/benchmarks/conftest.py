"""The programs under `benchmarks` are run as scripts; their modules are found the same way here."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
