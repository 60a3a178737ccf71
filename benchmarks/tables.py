"""Figures of ours and of the peers → the table people read, on the screen and in the documentation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from beside import Beside
from figures import LESS_IS_BETTER, Values, in_order
from floors import Floors, is_below
from peers import Peers, best

_HEAD = ("corpus", "field", "newsarchive", "best peer", "", "aim", "floor")


def rows(
    beside: Beside, figures: Mapping[str, Values], floors: Floors, peers: Peers
) -> list[tuple[str, ...]]:
    """A row a corpus and field; "behind" and "under" mark what must not be."""
    found: list[tuple[str, ...]] = []
    for corpus, columns in figures.items():
        aims = beside.goals.GOALS.get(corpus, {})
        for column in in_order(list(columns)):
            value, floor = columns[column], floors.figures.get(corpus, {}).get(column)
            rival = best(peers, beside, corpus, column)
            behind = rival is not None and is_below(column, round(value, 3), round(rival.value, 3))
            found.append(
                (
                    corpus,
                    f"{column} (less is better)" if column in LESS_IS_BETTER else column,
                    f"{value:.3f}",
                    f"{rival.value:.3f} {rival.name}" if rival else "",
                    "behind" if behind else "",
                    f"{aims[column][1]:.3f}" if column in aims else "",
                    ""
                    if floor is None
                    else f"{floor:.4f}" + (" under" if is_below(column, value, floor) else ""),
                )
            )
    return found


def on_screen(table: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[at]) for row in (_HEAD, *table)) for at in range(len(_HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (_HEAD, *table)
    )


def in_markdown(table: list[tuple[str, ...]]) -> str:
    """Without floors, which another file pins; the corpus named once."""
    lines = ["| corpus | field | newsarchive | best peer | aim |", "| --- | --- | ---: | ---: | ---: |"]
    before = ""
    for corpus, column, value, rival, behind, aim, _ in table:
        name = corpus if corpus != before else ""
        ours = value if behind else f"**{value}**" if rival else value
        lines.append(f"| {name} | {column} | {ours} | {rival} | {aim} |")
        before = corpus
    return "\n".join(lines)


def replaced(file: Path, name: str, content: str) -> None:
    """Put content between the two marks `<!-- name -->` and `<!-- /name -->` of a document."""
    text = file.read_text("utf-8")
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"{file} has no marks for {name}")
    file.write_text(pattern.sub(lambda found: f"{found[1]}\n{content}\n\n{found[2]}", text), "utf-8")
