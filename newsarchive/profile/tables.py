"""The tables inside a profile: discovery, politeness, network, layouts, expectations."""

from __future__ import annotations

import ipaddress
import re
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)

from newsarchive.profile.rules import Rule, check_expression

FieldName = Literal[
    "title", "kicker", "lead", "body", "published", "modified", "byline", "captions", "section", "tags"
]
FIELDS: tuple[str, ...] = get_args(FieldName)

# What most news systems call a story when a profile does not say: a long slug, or a number in the last step.
ANY_ARTICLE = (r"/[^/?]*\d{4,}[^/?]*/?$", r"/[^/?]+(?:-[^/?-]+){3,}/?$")
NO_ARTICLE = (
    r"\.(?:jpe?g|png|gif|webp|svg|css|js|xml|rss|pdf|mp[34]|zip|docx?|xlsx?)$",
    r"^/(?:tags?|topics?|search|rss|feeds?|author|categor(?:y|ies)|page|login|api)(?:/|$)",
)


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _rule(value: object) -> object:
    return Rule.parse(value) if isinstance(value, str) else value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {value!r} ({error})") from None
    return value


def _css(value: str) -> str:
    check_expression("css", value)
    return value


RuleText = Annotated[Rule, BeforeValidator(_rule), PlainSerializer(str, return_type=str)]
Rules = Annotated[tuple[RuleText, ...], BeforeValidator(_listed)]
Regex = Annotated[str, BeforeValidator(_regex)]
Regexes = Annotated[tuple[Regex, ...], BeforeValidator(_listed)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Selectors = Annotated[tuple[Annotated[str, BeforeValidator(_css)], ...], BeforeValidator(_listed)]
Share = Annotated[float, Field(ge=0, le=1)]


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Discovery(Table):
    """Where stories are found, and which URLs are stories.

    `candidates` are feeds nobody has seen answer: tried, and forgotten without complaint if they fail.
    `examples` and `counter_examples` are URLs that `portals check` holds the patterns against.
    """

    feeds: Strings = ()
    candidates: Strings = ()
    sitemaps: Strings = ()
    sections: Strings = ()
    next_page: str | None = None
    article_url: Regexes = ANY_ARTICLE
    not_articles: Regexes = NO_ARTICLE
    examples: Strings = ()
    counter_examples: Strings = ()

    @field_validator("next_page")
    @classmethod
    def _way_on(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("css:", "xpath:")) and "{page}" not in value:
            raise ValueError(f"{value!r} is neither a css: or xpath: rule nor a URL with {{page}} in it")
        if value is not None and value.startswith(("css:", "xpath:")):
            Rule.parse(value)
        return value

    @property
    def next_page_rule(self) -> Rule | None:
        if self.next_page is None or "{page}" in self.next_page:
            return None
        return Rule.parse(self.next_page)

    @property
    def next_page_template(self) -> str | None:
        return self.next_page if self.next_page is not None and "{page}" in self.next_page else None


class Politeness(Table):
    """How gently a portal is asked, and how much of it in one run."""

    seconds_between_requests: Annotated[float, Field(ge=0, le=3600)] = 2.0
    revisit_hours: Annotated[float, Field(gt=0)] = 24.0
    pages_per_run: Annotated[int, Field(ge=1)] = 5000
    pages_per_section: Annotated[int, Field(ge=1)] = 50


class Archiving(Table):
    """What is made of a page that asks not to be archived: recorded as a problem, hidden, or not kept."""

    noarchive: Literal["record", "withhold", "refuse"] = "record"


class Network(Table):
    """The exceptions a portal needs from the wall around the crawl."""

    verify_tls: bool = True
    allow_private: Strings = ()

    @field_validator("allow_private")
    @classmethod
    def _networks(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not ipaddress.ip_network(value).is_private:
                raise ValueError(f"{value} is not a private network")
        return values


class Layout(Table):
    """The portal's markup in one era. `based_on` is merged before it comes here, and kept for people."""

    since: date | None = None
    until: date | None = None
    based_on: str | None = None
    title: Rules = ()
    kicker: Rules = ()
    lead: Rules = ()
    body: Rules = ()
    published: Rules = ()
    modified: Rules = ()
    byline: Rules = ()
    captions: Rules = ()
    section: Rules = ()
    tags: Rules = ()
    page_clock: Rules = ()
    drop: Selectors = ()

    @model_validator(mode="after")
    def _forward(self) -> Layout:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"ends ({self.until}) before it begins ({self.since})")
        return self

    def covers(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Range(Table):
    min: float | None = None
    max: float | None = None


class Expectations(Table):
    """What a healthy week looks like; `filled` maps a field to the share of articles that have it."""

    articles_per_week: Range = Range()
    body_characters: Range = Range()
    filled: dict[FieldName, Share] = Field(default_factory=dict)
