"""How far confidences can be believed, on real pages read without a profile.

    python benchmarks/calibration.py           the figures, as the rules say it and calibrated
    python benchmarks/calibration.py --fit     also writes the fitted lines into the package, the drawing and
                                               the table into docs

Calibrated figures are cross-validated: each site's pages are judged by lines fitted on the other sites. Where
lines do no better than the rules themselves, the rules are left as they are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import tables
from answered import FIELDS, answered
from beside import ROOT, open_beside, shared_folder
from drawing import drawn
from fitting import Lines, fit_or_leave
from reliability import Reliability, reliability

LINES = ROOT / "newsarchive" / "extraction" / "confidence" / "calibration.toml"
DRAWING = ROOT / "docs" / "calibration.svg"
DOCUMENT = ROOT / "docs" / "quality.md"
_FEWEST = 30
_RIGHT = {"published": "same day", "byline": "all names", "title": "to the letter", "body": "F1 ≥ 0.95"}
_HEAD = """\
# Written by `python benchmarks/calibration.py --fit`; not by hand.
# Field, then how the sources stand to the answer = [slope, shift] over log odds.
"""


def main(told: list[str] | None = None) -> int:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("--shared", type=Path, help="folder of the real pages")
    known.add_argument("--fit", action="store_true", help="write lines, drawing and table")
    arguments = known.parse_args(told)
    found = answered(open_beside(shared_folder(arguments.shared)))
    lines: dict[str, Lines] = {}
    curves: dict[str, tuple[Reliability, Reliability]] = {}
    for field in FIELDS:
        of_field = [one for one in found if one.field == field]
        if len(of_field) < _FEWEST:
            continue
        lines[field], now = fit_or_leave(of_field)
        before = reliability([(one.raw, one.right) for one in of_field])
        curves[f"{field}: {_RIGHT[field]}"] = before, reliability(now)
    table = in_markdown(curves)
    print(table)
    if arguments.fit:
        LINES.write_text(in_toml(lines), "utf-8")
        DRAWING.write_text(drawn(curves), "utf-8")
        tables.replaced(DOCUMENT, "calibration", table)
    return 0


def in_toml(lines: dict[str, Lines]) -> str:
    parts = [_HEAD]
    for field, found in lines.items():
        rows = (f"{support} = [{line.slope}, {line.shift}]" for support, line in found.items())
        parts.append("\n".join((f"\n[{field}]", *rows, "")))
    return "".join(parts)


def in_markdown(curves: dict[str, tuple[Reliability, Reliability]]) -> str:
    rows = [
        "| field, right if | answers | wrong | wrong and above 0.5 | calibration error | Brier score |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for title, (before, now) in curves.items():
        rows.append(
            f"| {title} | {now.count} | {now.wrong} | {before.false_and_sure} → {now.false_and_sure} "
            f"| {before.ece:.3f} → {now.ece:.3f} | {before.brier:.3f} → {now.brier:.3f} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
