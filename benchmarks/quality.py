"""How well real pages are read, without a profile, against truth, floors and peers.

    python benchmarks/quality.py                      all corpora; exit 1 where a figure fell below its floor
    python benchmarks/quality.py --sample 30          the first 30 documents of each (by hash): a quick look
    python benchmarks/quality.py -c fundus --worst 10 --report /tmp/worst.txt
    python benchmarks/quality.py --peers out.json     beside the peers of a result of the bench
    python benchmarks/quality.py --table              writes the figures into docs/quality.md
    python benchmarks/quality.py --write-floors       pins today's figures; refuses to lower any

The pages and the measures lie beside the checkout, in ../shared or what NEWSARCHIVE_SHARED or --shared names.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import floors as pins
import peers as rivals
import tables
import worst
from beside import ROOT, Beside, open_beside, shared_folder
from figures import Scored, Values, figures, scored
from speed import speed

DOCUMENT = ROOT / "docs" / "quality.md"


def main(told: list[str] | None = None) -> int:
    arguments = _arguments(told)
    try:
        beside = open_beside(shared_folder(arguments.shared))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    names = arguments.corpora.split(",") if arguments.corpora else list(beside.names)
    if unknown := set(names) - set(beside.names):
        print(f"no corpus {', '.join(sorted(unknown))}; there are {', '.join(beside.names)}", file=sys.stderr)
        return 2
    measured = {name: scored(beside, name, arguments.sample) for name in names}
    found = {name: figures(beside, one) for name, one in measured.items()}
    known = pins.Floors.load(arguments.floors)
    peers = _peers(arguments)
    # Peers and floors are of all documents.
    table = (
        tables.rows(beside, found, pins.Floors(), {})
        if arguments.sample
        else tables.rows(beside, found, known, peers)
    )
    if arguments.worst:
        _report_worst(measured, arguments.worst, arguments.report)
    elif arguments.json:
        print(json.dumps(found, indent=1))
    else:
        print(tables.on_screen(table))
    if arguments.speed or arguments.table:
        _speed(beside, write=arguments.table)
    if arguments.table:
        tables.replaced(DOCUMENT, "figures", tables.in_markdown(table))
    if arguments.write_floors:
        return _write_floors(known, found, measured, arguments)
    return _check(known, found, measured, sampled=arguments.sample is not None)


def _arguments(told: list[str] | None) -> argparse.Namespace:
    known = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known.add_argument("-c", "--corpora", help="only these, with commas between")
    known.add_argument("--shared", type=Path, help="folder of the real pages")
    known.add_argument("--sample", type=int, metavar="N", help="only the first N documents of each corpus")
    known.add_argument(
        "--worst", type=int, metavar="N", help="the N worst documents of each corpus and field"
    )
    known.add_argument("--report", type=Path, help="with --worst: a file, outside the project")
    known.add_argument("--peers", type=Path, metavar="OUT.json", help="a result of the bench with peers")
    known.add_argument("--keep-peers", action="store_true", help="with --peers: keep their figures")
    known.add_argument("--table", action="store_true", help="write the figures into docs/quality.md")
    known.add_argument(
        "--speed", action="store_true", help="also the speed, as a ratio to the parser's limit"
    )
    known.add_argument("--json", action="store_true", help="the figures as JSON")
    known.add_argument("--floors", type=Path, default=pins.FILE, help="file of the floors")
    known.add_argument("--write-floors", action="store_true", help="pin today's figures")
    floor = "with --write-floors: this floor may fall (corpus/field, or a field in all)"
    known.add_argument("--lower", action="append", default=[], metavar="FIELD", help=floor)
    arguments = known.parse_args(told)
    if arguments.sample and (arguments.write_floors or arguments.table):
        known.error("floors and table are of all documents, not of a sample")
    if arguments.report and not worst.may_hold(arguments.report):
        known.error("--report: the words are publishers', write them to a file outside the project")
    return arguments


def _peers(arguments: argparse.Namespace) -> rivals.Peers:
    if arguments.peers:
        found = rivals.load(arguments.peers)
        if arguments.keep_peers:
            rivals.keep(found)
        return found
    return rivals.load(rivals.FILE) if rivals.FILE.exists() else {}


def _report_worst(measured: dict[str, Scored], most: int, file: Path | None) -> None:
    text = "\n".join(line for name, one in measured.items() for line in worst.report(name, one, most))
    if file is None:
        print(text)
    else:
        file.write_text(text + "\n", "utf-8")


def _speed(beside: Beside, *, write: bool) -> None:
    told = speed(beside)
    print(told)
    if write:
        tables.replaced(DOCUMENT, "speed", str(told))


def _write_floors(
    known: pins.Floors,
    found: dict[str, Values],
    measured: dict[str, Scored],
    arguments: argparse.Namespace,
) -> int:
    new = pins.pinned(found, {name: one.values for name, one in measured.items()})
    refused = [
        fall
        for fall in pins.lowered(known, new)
        if not {fall.column, f"{fall.corpus}/{fall.column}"} & set(arguments.lower)
    ]
    for fall in refused:
        print(
            f"{fall}\n  not lowered; say --lower '{fall.corpus}/{fall.column}' if it must be", file=sys.stderr
        )
    if refused:
        return 1
    pins.merged(known, new).write(arguments.floors)
    return 0


def _check(
    known: pins.Floors, found: dict[str, Values], measured: dict[str, Scored], *, sampled: bool
) -> int:
    values = {name: one.values for name, one in measured.items()}
    fallen = list(pins.falls_of_sample(known, values) if sampled else pins.falls(known, found, values))
    for fall in fallen:
        print(fall, file=sys.stderr)
    if fallen:
        print(f"{len(fallen)} figures are below their floors ({pins.FILE.name})", file=sys.stderr)
    return 1 if fallen else 0


if __name__ == "__main__":
    sys.exit(main())
