"""One reading of an article → the page a reader sees on a terminal, and its evidence and differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from newsarchive.cli.terminal import harmless, indented
from newsarchive.diff import Change
from storage.records import Byline, Evidence, Extraction, Moment, Person

UNKNOWN = "date not known"
AUTHOR = "author"
STYLES = {"gone": "red strike", "new": "bold green", "same": ""}
SIGNS = {"gone": "- ", "new": "+ ", "changed": "~ ", "same": "  "}
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
    """Every candidate of every field, the chosen one first."""
    fields: dict[str, list[Evidence]] = defaultdict(list)
    for candidate in evidence:
        fields[candidate.field].append(candidate)
    table = Table("", "field", "value", "rule", "where", "sure", box=None, pad_edge=False, header_style="dim")
    for field, candidates in fields.items():
        for candidate in sorted(candidates, key=lambda each: (not each.chosen, -each.confidence)):
            table.add_row(
                "✓" if candidate.chosen else "·",
                field,
                Text(harmless(_short(candidate.value))),
                Text(harmless(candidate.rule)),
                Text(harmless(candidate.where)),
                f"{candidate.confidence:.2f}",
                style="" if candidate.chosen else "dim",
            )
    console.print(table)


def print_changes(console: Console, changes: Iterable[Change], *, plain: bool) -> None:
    """What changed, paragraph by paragraph; unchanged ones are counted, not shown."""
    same = 0
    field = ""
    for change in changes:
        if change.mark == "same":
            same += 1
            continue
        if change.field != field:
            field = change.field
            console.print(Text(field, style="bold"))
        line = Text(SIGNS[change.mark])
        for piece in change.pieces:
            before, after = MARKS[piece.mark] if plain and change.mark == "changed" else ("", "")
            line.append(before + harmless(piece.text) + after, style=STYLES[piece.mark])
        console.print(line)
    if not field:
        console.print("no difference")
    console.print(Text(f"{same} parts unchanged", style="dim"))


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


def _short(text: str, most: int = 100) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
