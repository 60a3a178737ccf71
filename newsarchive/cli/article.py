"""One reading of an article → the page a reader sees on a terminal, and its evidence and differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.cli.terminal import hanging, harmless, indented
from newsarchive.diff import BREAK, Difference
from storage.records import Byline, Evidence, Extraction, Moment, Person

UNKNOWN = "date not known"
AUTHOR = "author"
STYLES = {"gone": "red strike", "new": "bold green", "same": ""}
SIGNS = {"gone": "-", "new": "+", "changed": "~", "moved": ">", "split": "<", "joined": "=", "same": " "}
SIGN_STYLES = {"gone": "red", "new": "green"}
SEVERAL = ("body", "captions")
"""Fields of which each part has a number."""
PILCROW = " ¶ "
CONTEXT = 80
MARGIN = 2
WIDE = 120
"""From so many columns on, evidence is a table."""
MARKS = {"gone": ("[-", "-]"), "new": ("{+", "+}"), "same": ("", "")}


def print_story(console: Console, portal: str, story: Extraction) -> None:
    """The article as it would be read: kicker, title, when and by whom, text, captions."""
    above = " · ".join(filter(None, (portal, " › ".join(story.section), story.kicker)))
    console.print(Text(harmless(above), style="dim"))
    console.print(Text(harmless(story.title or "(no title)"), style="bold"))
    console.print(
        Text(harmless(" · ".join(filter(None, (day(story.published), by(story.byline))))), style="dim")
    )
    if story.lead and story.lead not in story.body:
        console.print()
        console.print(Text(harmless(story.lead), style="italic"))
    for paragraph in story.body:
        console.print()
        console.print(Text(harmless(paragraph, lines=True)))
    for caption in story.captions:
        credit = f" ({caption.credit})" if caption.credit else ""
        console.print()
        indented(console, Text(harmless(f"▣ {caption.text}{credit}"), style="cyan"), 2)


def print_evidence(console: Console, evidence: Iterable[Evidence]) -> None:
    """Every candidate of every field, the chosen one first: a table, or lines on a narrow screen."""
    fields: dict[str, list[Evidence]] = defaultdict(list)
    for candidate in evidence:
        fields[candidate.field].append(candidate)
    ranked = [
        candidate
        for candidates in fields.values()
        for candidate in sorted(candidates, key=lambda each: (not each.chosen, -each.confidence))
    ]
    if console.width < WIDE:
        _print_candidates(console, ranked)
        return
    table = Table("", "field", "value", "rule", "where", "sure", box=None, pad_edge=False, header_style="dim")
    for candidate in ranked:
        table.add_row(
            "✓" if candidate.chosen else "·",
            candidate.field,
            Text(harmless(_cut(candidate.value, 100))),
            Text(harmless(candidate.rule)),
            Text(harmless(candidate.where)),
            f"{candidate.confidence:.2f}",
            style="" if candidate.chosen else "dim",
        )
    console.print(table)


def _print_candidates(console: Console, ranked: Iterable[Evidence]) -> None:
    field = ""
    for candidate in ranked:
        if candidate.field != field:
            field = candidate.field
            console.print(Text(field, style="bold"))
        style = "" if candidate.chosen else "dim"
        sign = "✓" if candidate.chosen else "·"
        value = f"{sign} {candidate.confidence:.2f} {harmless(_cut(candidate.value, 100))}"
        hanging(console, Text(value, style=style), MARGIN)
        place = harmless(f"{candidate.rule} · {candidate.where}".rstrip(" ·"))
        indented(console, Text(place, style="dim"), MARGIN)


def print_differences(console: Console, found: Iterable[Difference], *, plain: bool) -> None:
    """What changed, paragraph by paragraph; unchanged ones are counted, not shown."""
    same = 0
    field = ""
    for one in found:
        if one.mark == "same":
            same += 1
            continue
        if one.field != field:
            field = one.field
            console.print(Text(field, style="bold"))
        line = Text(_sign(one), style=SIGN_STYLES.get(one.mark, "")).append_text(_marked(one, plain=plain))
        hanging(console, line, MARGIN)
    if not field:
        console.print("no difference")
    console.print(Text(f"{same} parts unchanged", style="dim"))


def _sign(one: Difference) -> str:
    """What became of it; of several paragraphs, which they were and are now."""
    if one.field not in SEVERAL:
        return f"{SIGNS[one.mark]} "
    was, now = (", ".join(map(str, places)) for places in (one.was, one.now))
    where = f"¶{was or now}"
    if one.moved or one.mark in ("split", "joined"):
        what = one.mark if one.mark != "changed" else "moved"
        where = f"¶{was} → ¶{now} {what}"
    return f"{SIGNS[one.mark]} {where}  "


def _marked(one: Difference, *, plain: bool) -> Text:
    """The words of it; what is the same on both sides is shown around the changes only."""
    if one.mark in ("moved", "gone", "new"):
        text = "".join(piece.text for piece in one.pieces)
        return Text(
            harmless(_cut(text, CONTEXT) if one.mark == "moved" else text), style=STYLES.get(one.mark, "")
        )
    line = Text()
    last = len(one.pieces) - 1
    for place, piece in enumerate(one.pieces):
        before, after = MARKS[piece.mark] if plain else ("", "")
        text = piece.text if piece.mark != "same" else _around(piece.text, place == 0, place == last)
        line.append(before + harmless(text.replace(BREAK, PILCROW)) + after, style=STYLES[piece.mark])
    return line


def _around(text: str, first: bool, last: bool) -> str:
    """As much of unchanged words as shows where the change is."""
    if len(text) <= 2 * CONTEXT:
        return text
    head, tail = "" if first else text[:CONTEXT], "" if last else text[-CONTEXT:]
    return f"{head} … {tail}".strip(" ") if first or last else f"{head} … {tail}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def day(moment: Moment | None) -> str:
    """The moment as precisely as it is known, in the portal's own time."""
    if moment is None:
        return UNKNOWN
    return moment.value.strftime("%Y-%m-%d %H:%M") if moment.value else moment.date


def by(byline: Byline) -> str:
    people = [_with_role(person) for person in byline.people]
    agencies = [*byline.agencies, *(f"after {source}" for source in byline.sources)]
    return ", ".join([*people, *agencies]) or byline.raw


def _with_role(person: Person) -> str:
    return person.name if person.role == AUTHOR else f"{person.name} ({person.role})"
