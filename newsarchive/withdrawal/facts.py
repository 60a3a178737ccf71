"""What a person asks for → a line of the audit log, then rows: an article withdrawn, or to be seen again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from newsarchive.archive import Archive, storage_trouble
from newsarchive.errors import NewsarchiveError, UsageError
from newsarchive.ingest.noarchive import WITHDRAWN
from newsarchive.ingest.redaction import Phrase, redacted
from newsarchive.urls import canonical
from newsarchive.withdrawal.following import LIFTED, apply, audit_log
from storage.repositories import Unit
from storage.repositories.withdrawals import Scope, Withdrawal

LONGEST = 2000
FINAL = ("content", "redaction")


@dataclass(frozen=True, slots=True)
class Request:
    """A withdrawal as it is asked for. `article` is an id the article has or had, or one of its addresses;
    `until` is the last day it holds; `phrase` what a redaction takes out."""

    article: str
    reason: str
    scope: Scope = "view"
    authority: str | None = None
    until: date | None = None
    note: str | None = None
    phrase: str | None = None


class GoneAlready(NewsarchiveError):
    """What was removed cannot come back."""


def withdraw(archive: Archive, request: Request, now: datetime) -> Withdrawal:
    """Take the article out of what the scope says, at once and in every crawl to come.

    Of scope content, this hides it; `newsarchive.withdrawal.removal` removes the bytes.
    """
    _check(request, now)
    with storage_trouble():
        with archive.database.reading() as unit:
            article, portal = named(unit, request.article)
            same = [one for one in unit.withdrawals.of(article) if one.holds and one.scope == request.scope]
            marks = unit.withdrawals.marks_of(article)
            phrase = _known_by(unit, article, request.phrase) if request.phrase is not None else None
        if same and phrase is None:
            raise UsageError(
                f"{article}: withdrawn already ({request.scope}, {same[0].at:%Y-%m-%d}: {same[0].reason})"
            )
        detail = {
            "article": article,
            "portal": portal,
            "scope": request.scope,
            "reason": request.reason.strip(),
            "authority": request.authority,
            "until": request.until.isoformat() if request.until else None,
            "note": request.note,
            "phrase": asdict(phrase) if phrase else None,
            "marks": sorted(set(marks)),
        }
        entry = audit_log(archive).append(WITHDRAWN, detail, now)
        apply(archive, [entry])
        with archive.database.reading() as unit:
            made = unit.withdrawals.get(entry.sequence)
    assert made
    return made


def lift(archive: Archive, article: str, reason: str, authority: str | None, now: datetime) -> list[int]:
    """End every withdrawal of the article that still holds and can be ended; their numbers."""
    if not reason.strip():
        raise UsageError("--lift needs a --reason: the log says why as well as what")
    with storage_trouble():
        with archive.database.reading() as unit:
            own, _ = named(unit, article)
            held = [one for one in unit.withdrawals.of(own) if one.holds]
        ended = [one.id for one in held if one.scope not in FINAL]
        if held and not ended:
            raise GoneAlready(
                f"{own}: what was removed (withdrawal {held[0].id}) cannot be brought back; "
                "only a new crawl of another archive has it"
            )
        if not ended:
            raise UsageError(f"{own}: not withdrawn; `newsarchive withdraw --list` names what is")
        detail = {"withdrawals": ended, "article": own, "reason": reason.strip(), "authority": authority}
        apply(archive, [audit_log(archive).append(LIFTED, detail, now)])
    return ended


def named(unit: Unit, wanted: str) -> tuple[str, str]:
    """Id and portal of the article that was meant. UsageError where there is none."""
    if "://" in wanted:
        known = unit.withdrawals.at(_spellings(wanted))
        if len(known) > 1:
            raise UsageError(f"{wanted}: stands for several articles; name one: {', '.join(known)}")
        wanted = known[0] if known else wanted
    article = unit.articles.resolve(wanted.partition("@")[0])
    earlier = unit.withdrawals.of(wanted)
    if article is None and not earlier:
        raise UsageError(f"{wanted}: no such article here; `newsarchive search` finds ids")
    if article is None:
        return earlier[0].article, earlier[0].portal
    return article, unit.withdrawals.portal_of(article) or ""


def _spellings(url: str) -> list[str]:
    try:
        return [url, canonical(url)]
    except ValueError as error:
        raise UsageError(f"{url}: {error}") from error


def _known_by(unit: Unit, article: str, text: str) -> Phrase:
    """The phrase as it is kept. UsageError for one that no version of the article has, or ever had: raw pages
    of an article that was joined with it later may still have one that is out of all versions."""
    phrase = Phrase.of(text)
    before = [Phrase.from_json(one.phrase) for one in unit.withdrawals.redactions(article) if one.phrase]
    if any(one.stands_in(text) for one in before):
        return phrase
    readings = [
        reading
        for version in unit.articles.versions(article)
        for _, reading in unit.articles.extractions(version.id)
    ]
    if not phrase.words or all(redacted([phrase], reading) == reading for reading in readings):
        raise UsageError(
            f"{article}: the phrase stands in no version of it; write its words as printed, "
            "with their diacritics"
        )
    return phrase


def _check(request: Request, now: datetime) -> None:
    if not request.reason.strip():
        raise UsageError("a withdrawal needs a --reason: without one nobody can judge it later")
    for name in ("reason", "authority", "note"):
        text = getattr(request, name) or ""
        if len(text) > LONGEST:
            raise UsageError(f"--{name} has {len(text)} characters; {LONGEST} are the most")
    if request.until and request.scope in FINAL:
        raise UsageError("what is removed stays removed: --until goes with the scopes view and export only")
    if request.until and request.until < now.astimezone(UTC).date():
        raise UsageError(f"--until {request.until}: that day has passed")
