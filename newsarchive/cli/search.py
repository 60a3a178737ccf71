"""`newsarchive search`: words in, the best articles out, with the words marked as they are printed."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from newsarchive.archive import open_archive, storage_trouble
from newsarchive.cli.article import by, day
from newsarchive.cli.asking import (
    ByLine,
    Changed,
    Cluster,
    Earlier,
    Exact,
    Language,
    Order,
    Place,
    Portals,
    Section,
    SeenSince,
    SeenUntil,
    Since,
    Sorted,
    Until,
)  # fmt: skip
from newsarchive.cli.main import State
from newsarchive.cli.spread import print_spread
from newsarchive.cli.terminal import harmless, indented, marked, out
from newsarchive.extraction.lines import to_json
from newsarchive.search import Snippet, explain, marks, passage, terms
from newsarchive.search import hits as places_of
from newsarchive.search.answering import Answers, Spread, answers, hits, spread
from newsarchive.search.choice import Choice
from newsarchive.search.holdings import held
from newsarchive.search.reasons import reasons
from newsarchive.text import clean
from storage.repositories.stories import Story
from storage.search.index import Explanation, Hit, Hits
from storage.search.query import Query

HELP = """Find articles by their words.

All words must be there; "a phrase" in this order; -word not; OR either; beginn* goes on;
title: body: byline: caption: look in one place; portal: place: section: language: from: to: seen: changed:
cluster: narrow the whole; versions:all looks through earlier versions too.
A word typed without diacritics finds every spelling, one typed with them only its own.

Example: newsarchive search 'dak lak -caption:"le hoi" from:2026-01' --portal baolangson --facets
"""
MARGIN = 4


def register(app: typer.Typer) -> None:
    # A query may begin with a word to leave out, which looks like an option.
    app.command("search", help=HELP, context_settings={"ignore_unknown_options": True})(command)


def command(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="Words, phrases and fields; '' for every article.")],
    portal: Portals = None,
    place: Place = None,
    since: Since = None,
    until: Until = None,
    byline: ByLine = None,
    section: Section = None,
    seen_since: SeenSince = None,
    seen_until: SeenUntil = None,
    changed: Changed = None,
    cluster: Cluster = None,
    language: Language = None,
    exact: Exact = False,
    earlier: Earlier = False,
    sort: Sorted = Order.relevance,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many to show.")] = 20,
    cursor: Annotated[
        str | None, typer.Option(help="Go on where a page ended: what it gave for the next one.")
    ] = None,
    facets: Annotated[
        bool,
        typer.Option("--facets", help="How the hits spread over portals, places, sections, people, time."),
    ] = False,
    how: Annotated[
        bool,
        typer.Option("--explain", help="How the query was understood (on stderr), and why each hit is one."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    state: State = context.obj
    choice = Choice(
        query, portal or (), place, since, until, byline, section, exact, seen_since, seen_until,
        changed or (), cluster, language, sort.value, "all" if earlier else "current",
    )  # fmt: skip
    with storage_trouble(), open_archive(state.archive) as archive, archive.database.reading() as unit:
        asked = held(unit, choice.parsed())
        found = hits(unit, asked.query, limit, cursor)
        page = Page(asked.query, found, answers(unit, found.hits))
        if facets:
            page = replace(page, spread=spread(unit, asked.query))
        if how:
            page = replace(page, why=unit.search.reasons(asked.query, found))
        names = {portal.slug: portal.name for portal in unit.portals.all()}
    if how:
        typer.echo(harmless("\n".join((explain(choice.parsed()), *asked.notes)), lines=True), err=True)
    if as_json:
        typer.echo(json.dumps(_answer(query, page), ensure_ascii=False))
    else:
        _print(out(), page, names)
        if page.spread and found.total:
            print_spread(out(wide=True), page.spread)
        typer.echo(_count(found, asked.query), err=True)


@dataclass(frozen=True)
class Page:
    """What one run of the command shows."""

    query: Query
    found: Hits
    answers: Answers
    spread: Spread | None = None
    why: dict[Hit, Explanation] | None = None

    def reasons(self, hit: Hit) -> list[str]:
        return reasons(self.why.get(hit), self.found) if self.why else []


def _answer(typed: str, page: Page) -> dict[str, object]:
    found = page.found
    answer = {
        "query": clean(typed),
        "total": found.total,
        "more": found.more,
        "ranked": found.ranked,
        "next": found.next_cursor,
        "results": [_result(page, hit, story) for hit, story in page.answers],
    }
    return answer | ({"facets": _facets(page.spread)} if page.spread else {})


def _result(page: Page, hit: Hit, story: Story) -> dict[str, object]:
    snippet = _snippet(story, page.query)
    reading = story.version.extraction
    result: dict[str, object] = {
        "id": story.article.id,
        "version": story.version.id,
        "portal": story.article.portal,
        "url": story.article.url,
        "title": reading.title,
        "published": to_json(story.article.id, story.article.url, reading)["published"],
        "snippet": snippet.text,
        "marks": snippet.marks,
        "score": hit.score,
    }
    return result | ({"why": page.reasons(hit)} if page.why else {})


def _facets(spread: Spread) -> dict[str, object]:
    return {
        "exact": spread.exact,
        "total": spread.total,
        **{facet: [asdict(value) for value in values] for facet, values in spread.facets.items()},
        "month": [{"value": month, "count": count} for month, count in spread.months],
    }


def _snippet(story: Story, query: Query) -> Snippet:
    reading = story.version.extraction
    captions = "\n".join(caption.text for caption in reading.captions)
    parts = (("body", "\n".join(reading.body)), ("caption", captions), ("byline", reading.byline.raw))
    return passage(parts, query)


def _print(console: Console, page: Page, names: dict[str, str]) -> None:
    plain, wanted = console.color_system is None, terms(page.query)
    for number, (hit, story) in enumerate(page.answers, 1):
        reading = story.version.extraction
        title = reading.title or "(no title)"
        heading = marked(title, marks(places_of(title, wanted, "title")), plain=plain)
        heading.stylize("bold")
        snippet = _snippet(story, page.query)
        portal = names.get(story.article.portal, story.article.portal)
        facts = " · ".join(filter(None, (portal, day(reading.published), by(reading.byline))))
        name = f"{story.version.id} (an earlier version)" if hit.version else story.article.id
        console.print(Text.assemble((f"{number:>2}. ", "dim"), heading))
        for text in (
            Text(harmless(facts), style="dim"),
            marked(snippet.text, snippet.marks, plain=plain),
            *(Text(harmless(reason), style="italic") for reason in page.reasons(hit)),
            Text(name, style="dim"),
        ):
            indented(console, text, MARGIN)
        console.print()


def _count(found: Hits, query: Query) -> str:
    if not found.total and query.root is None:
        return "nothing found within these bounds; fewer of them find more"
    if not found.total:
        return "nothing found; words without diacritics find every spelling, OR widens, fewer words find more"
    more = "more than " if found.more else ""
    order = ", newest first" if found.more and not found.ranked else ""
    said = f"{more}{found.total} article{'s' * (found.total != 1)} found, {len(found.hits)} shown{order}"
    return said + (f"\nthe next: --cursor {found.next_cursor}" if found.next_cursor else "")
