"""The values that cross every boundary: pages, captures, readings of them, and what a run did."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Precision = Literal["minute", "day", "month"]
Kind = Literal["article", "gallery", "video", "live", "notice"]
LeadKind = Literal["article", "section", "feed", "sitemap"]
Outcome = Literal["stored", "changed", "unchanged", "refused", "failed"]

CONTINUED = "continued"
"""The code of the problem that a story goes on at the address in `detail`, and that page was not read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about an article that looks wrong. `code` is stable; `field` may be empty."""

    code: str
    field: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a page is no article. `reason` is a stable code."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the lead knew of a story before it was fetched; every value as its source printed it."""

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """A URL worth fetching, the kind of document expected there, and where it was found."""

    url: str
    kind: LeadKind
    found_in: str = ""
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class Page:
    """A response as a value: body with transfer and content coding undone, charset still to be decided.

    `fetched_at` is aware, or None where nobody knows it. `problems` are what the transport noticed.
    """

    url: str
    body: bytes
    fetched_at: datetime | None = None
    status: int = 200
    content_type: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Habit:
    """A place on a portal's pages that may hold a field: on how many stories it did (`right`), of those
    where it could be judged (`seen`)."""

    field: str
    place: str
    right: int
    seen: int


@dataclass(frozen=True, slots=True)
class SeenLayout:
    """A template known by where headline and body stand; the local days it was first and last fetched."""

    title: str
    body: str
    stories: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """A frozen snapshot of what earlier runs of a portal showed. No words of its stories are in it.

    `blocks`: digests of text blocks that repeat over its stories; `clocks`: places on the page where the
    day of the fetch stands; `order` of day and month in its numeric dates; `stories`: how many taught it.
    """

    blocks: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()
    order: Literal["dmy", "mdy"] | None = None
    habits: tuple[Habit, ...] = ()
    layouts: tuple[SeenLayout, ...] = ()
    stories: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A learnt snapshot as it is kept: its canonical text, and how many of the portal's captures there were
    when it was made."""

    portal: str
    digest: str
    text: str
    captures: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Who read a page: extractor with version, digest of the profile, digest of the learnt snapshot."""

    extractor: str
    profile: str
    learnt: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When something appeared. `value` is aware and set only at minute precision; `date` is local."""

    value: datetime | None
    date: str
    precision: Precision
    confidence: float


@dataclass(frozen=True, slots=True)
class Person:
    """A person of a byline: name in normal capitals, the name as printed, what they did."""

    name: str
    printed: str
    role: str


@dataclass(frozen=True, slots=True)
class Byline:
    """Who made a story, as printed (`raw`) and taken apart."""

    raw: str = ""
    people: tuple[Person, ...] = ()
    agencies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a photo, without its credit."""

    text: str
    credit: str | None = None
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate for one field: where it stood, the rule that found it, and whether it was chosen."""

    field: str
    value: str
    rule: str
    where: str
    confidence: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Extraction:
    """One reading of one page. Absent fields are None or empty; every value has evidence."""

    url: str
    canonical_url: str | None
    kind: Kind
    title: str | None
    kicker: str | None
    lead: str | None
    dateline: str | None
    published: Moment | None
    modified: Moment | None
    byline: Byline
    body: tuple[str, ...]
    captions: tuple[Caption, ...]
    section: tuple[str, ...]
    tags: tuple[str, ...]
    language: str
    evidence: tuple[Evidence, ...]
    problems: tuple[Problem, ...]
    extractor: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one look at a page gave: the story or its refusal, the leads on it, and who looked.

    `result` is None for a page that was only looked at for leads.
    """

    result: Extraction | Refusal | None
    leads: tuple[Lead, ...]
    reader: Reader


@dataclass(frozen=True, slots=True)
class Judgement:
    """What kind of change a version is: all classes, the leading one first, whether the publisher said that
    something was changed, and by how much it was."""

    leading: str
    classes: tuple[str, ...]
    silent: bool
    measures: dict[str, object]


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch and its place in the WARC. `digest` is "sha256:<hex>" of the payload as received.

    `url` is the URL that answered, `lead_url` the one that was asked for; they differ after a redirect.
    """

    portal: str
    url: str
    lead_url: str
    kind: LeadKind | Literal["robots", "redirect"]
    run: str
    fetched_at: datetime
    status: int
    content_type: str | None
    digest: str
    warc: str
    offset: int
    length: int
    revisit: bool = False
    truncated: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request and answer as they went over the wire, ready for the WARC.

    `response` is empty where nothing came back. `ip` is the peer's address, if known.
    `note` becomes the metadata record: what asked for it, and what the lead knew.
    """

    url: str
    request: bytes
    response: bytes
    fetched_at: datetime
    ip: str | None = None
    truncated: str | None = None
    note: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A province or city within its borders of a time; days are inclusive, `successor` another code."""

    code: str
    name: str
    kind: str
    country: str
    valid_from: str | None = None
    valid_to: str | None = None
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class PortalRecord:
    """What the store remembers of a portal's profile. `domains` are the hosts that may be fetched."""

    slug: str
    name: str
    homepage: str
    place: str | None = None
    status: str = "active"
    platform: str | None = None
    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    domains: tuple[str, ...] = ()
    verified: bool = True
    profile_digest: str = ""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a command. The last three are set when it is over."""

    id: str
    started: datetime
    command: str
    software: str
    finished: datetime | None = None
    exit: int | None = None
    report: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of a portal's leads: each lead ends in exactly one of the first five columns."""

    stored: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    fetched: int = 0
    refused_by: dict[str, int] = field(default_factory=dict)

    @property
    def discovered(self) -> int:
        return self.stored + self.changed + self.unchanged + self.refused + self.failed


@dataclass(frozen=True, slots=True)
class SearchText:
    """The two search layers of a story, each as long as the text it stands for."""

    title_exact: str
    title_fold: str
    body_exact: str
    body_fold: str
    byline_exact: str
    byline_fold: str
    captions_exact: str
    captions_fold: str


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """A copy of the archive that we made: where, when, "database" for its database alone,
    "replaced" for one that a rebuilt database took the place of, and the file's SHA-256 as "sha256:…"."""

    path: str
    made_at: datetime
    kind: str
    digest: str
    bytes: int
    revision: str
    software: str
