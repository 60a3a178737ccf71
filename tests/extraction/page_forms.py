"""A seed → a page of an invented paper in one of the many forms that local papers print, and what it says.

Every part of a page (headline, date, lead, paragraphs, photographs, byline, boxes of other stories, page
clock, metadata) has its forms; a page takes one of each by chance, so that finders meet them in company.
What is said, and how days, names and credits are told, is the country's: a pack of forms for each.
"""

# ruff: noqa: E501 (markup reads best on one line)

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from .form_packs import FormPack, pack
from .page_markup import (
    BODIES,
    BOXES,
    BYLINE_PLACES,
    CLOCKS,
    DATE_CLASSES,
    DATE_PLACES,
    HEADLINES,
    LEADS,
    PARAGRAPHS,
    PHOTOS,
)

T = TypeVar("T")

FETCHED = datetime(2026, 3, 14, 2, 30, tzinfo=UTC)


@dataclass(slots=True)
class PageForm:
    """One page: its bytes, the forms it took, and what it says."""

    html: bytes
    forms: dict[str, str]
    title: str
    lead: str
    date: str
    minute: str | None
    people: list[str]
    body: list[str]
    captions: list[tuple[str, str | None]]
    url: str
    language: str


@dataclass(slots=True)
class _Chances:
    random: Random
    pack: FormPack
    forms: dict[str, str] = field(default_factory=dict)

    def one(self, part: str, forms: dict[str, T]) -> T:
        name = self.random.choice(list(forms))
        self.forms[part] = name
        return forms[name]


def compose(seed: int, language: str = "vi") -> PageForm:
    random, paper = Random(seed), pack(language)
    chances = _Chances(random, paper)
    when = datetime(
        random.randint(2012, 2025), random.randint(1, 12), random.randint(1, 28), random.randint(6, 21),
        random.randint(0, 59), tzinfo=paper.zone,
    )  # fmt: skip
    title, lead = random.choice(paper.titles), random.choice(paper.leads)
    date_form = chances.one("date", paper.dates)
    leads = LEADS if paper.tag else {name: form for name, form in LEADS.items() if name != "with a tag"}
    above, within = chances.one("lead", leads)
    clock = chances.one("clock", CLOCKS).format(
        k=paper.told(paper.clocks[chances.forms["clock"]], FETCHED.astimezone(paper.zone))
    )
    date_place, headline = chances.one("date place", DATE_PLACES), chances.one("headline", HEADLINES)
    date_class = random.choice(DATE_CLASSES)
    blocks, body = _paragraphs(chances, random.sample(paper.paragraphs, random.randint(4, 7)))
    captions = _add_photos(chances, blocks)
    box = chances.one("box", {name: BOXES[name] for name in paper.boxes})
    if box:
        other, another = random.sample(paper.others, 2)
        shown = box.format(o=other, p=another, related=paper.related, see_also=paper.see_also)
        blocks.insert(random.randint(1, len(blocks)), shown)
    day = paper.told(date_form, when, when + timedelta(days=2, hours=1, minutes=7))
    bylines, people = _byline(chances, day)
    head = date_place.format(
        T=headline.format(t=title, section=paper.section, **paper.classes),
        D=bylines.get("date", day),
        L=above.format(l=lead, tag=paper.tag),
        c=date_class,
        section=paper.section,
    )
    within = within.format(l=lead)
    inside = bylines.get("first", "") + within + "".join(blocks) + bylines.get("end", "")
    story = bylines.get("top", "") + chances.one("body", BODIES).format(b=inside) + bylines.get("below", "")
    metadata, minute = _metadata(chances, title, lead, when)
    told_lead = paper.tag + lead if chances.forms["lead"] == "with a tag" else lead
    minute = minute or not (paper.bare_form(date_form) or _only_updated(chances) or not paper.zone_is_known)
    return PageForm(
        html=_page(random, paper, title, metadata, clock, head + story).encode(),
        forms=chances.forms,
        title=title,
        lead=told_lead,
        date=f"{when:%Y-%m-%d}",
        minute=f"{when:%H:%M}" if minute else None,
        people=people,
        body=[told_lead, *body],
        captions=captions,
        url=paper.url,
        language=language,
    )


def _only_updated(chances: _Chances) -> bool:
    """Whether the day is told as data and the minute only as that of an update."""
    return chances.forms["date"] == "updated" and chances.forms["metadata"] == "linked"


def _paragraphs(chances: _Chances, texts: list[str]) -> tuple[list[str], list[str]]:
    form = chances.one("paragraphs", PARAGRAPHS)
    blocks = [form.format(p=text) for text in texts]
    if chances.random.random() < 0.3:
        chances.forms["subhead"] = "bold"
        subhead = chances.pack.subhead
        heading = (
            f"<b>{subhead}</b><br><br>"
            if form.endswith(("<br>", "\n"))
            else f"<p><strong>{subhead}</strong></p>"
        )
        return [*blocks[:2], heading, *blocks[2:]], [*texts[:2], subhead, *texts[2:]]
    return blocks, texts


def _add_photos(chances: _Chances, blocks: list[str]) -> list[tuple[str, str | None]]:
    """Between the blocks, no two together."""
    texts = chances.random.sample(chances.pack.captions, chances.random.choice((0, 1, 1, 2)))
    if not texts:
        return []
    form = chances.one("photo", PHOTOS)
    printed, wanted, credit = chances.one("credit", chances.pack.credits)
    if chances.forms["photo"] == "bold" and not credit:
        printed, wanted, credit = chances.pack.credits["with a stop"]  # else nothing tells it from a subhead
    for at, text in enumerate(texts):
        blocks.insert(2 * at, form.format(n=at, c=printed.format(c=text)))
    return [(wanted.format(c=text), credit or None) for text in texts]


def _byline(chances: _Chances, day: str) -> tuple[dict[str, str], list[str]]:
    """Place → what stands there, and who signs."""
    form = chances.one("byline", chances.pack.bylines)
    if not form:
        return {}, []
    side, markup = chances.one(
        "byline place", {name: BYLINE_PLACES[name] for name in chances.pack.byline_places}
    )
    names = chances.random.sample(list(chances.pack.people), 2)
    told = form.format(a=names[0], b=names[1])
    people = [
        chances.pack.people[name] for name, mark in zip(names, ("{a}", "{b}"), strict=True) if mark in form
    ]
    return {side: markup.format(b=told, D=day, **chances.pack.classes)}, people


def _metadata(chances: _Chances, title: str, lead: str, when: datetime) -> tuple[str, bool]:
    """What the head says, and whether it says the minute."""
    paper = chances.pack.paper
    linked = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": f"{when:%Y-%m-%d}",
        "author": {"@type": "Organization", "name": paper},
    }
    author = f'<meta name="author" content="{paper}">'
    forms = {
        "none": "",
        "og": f'<meta property="og:title" content="{title}"><meta property="og:description" content="{lead}">',
        "og with the paper": f'<meta property="og:title" content="{title} - {paper}">{author}',
        "linked": f'<script type="application/ld+json">{json.dumps(linked)}</script>',
        "minute": f'<meta property="article:published_time" content="{when.isoformat()}">{author}',
    }
    name = chances.one("metadata", {name: name for name in chances.pack.metadata})
    return forms[name], name == "minute"


def _page(random: Random, paper: FormPack, title: str, metadata: str, clock: str, story: str) -> str:
    today = FETCHED.astimezone(paper.zone)
    menu = "".join(f'<li><a href="/{at}">{name}</a></li>' for at, name in enumerate(paper.menu))
    heading = random.choice(paper.others_headings)
    listed = "".join(
        f'<li><a href="/o-{at}.html">{other}</a> <span>({paper.told("{dm}", today - timedelta(days=at))})</span></li>'
        for at, other in enumerate(paper.others)
    )
    teasers = "".join(
        f'<div class="item"><a href="/s-{at}.html"><img src="/s{at}.jpg"></a><h3><a href="/s-{at}.html">{other}</a>'
        f"</h3><p>{paper.teaser}</p></div>"
        for at, other in enumerate(paper.others[:4])
    )
    tail = random.choice(("", f'<div class="tags">{paper.tags}</div>'))
    crumbs = random.choice(
        (
            "",
            f'<div class="breadcrumb"><a href="/">{paper.menu[0]}</a> › <a href="/xa-hoi">{paper.section}</a></div>',
        )
    )
    suffix = random.choice(paper.suffixes).format(paper=paper.paper)
    return (
        f'<!DOCTYPE html><html lang="{paper.language}"><head><meta charset="utf-8"><title>{title}{suffix}</title>{metadata}'
        f'</head><body><div id="header">{clock}<a href="/"><img src="/logo.png" alt="{paper.paper}"></a></div>'
        f'<ul class="menu">{menu}</ul><div class="container"><div class="main">{crumbs}{story}{tail}'
        f'<div class="{random.choice(paper.others_classes)}"><h3>{heading}</h3><ul>{listed}</ul></div>'
        f'</div><div class="{random.choice(("sidebar", "col-right", "y4"))}">{teasers}</div></div>'
        f'<div class="{random.choice(("footer", "bottom", "z9"))}"><p>{paper.footer}</p></div></body></html>'
    )
