"""The paragraph that opens a story: the one a page sets apart, or calls its description."""

from __future__ import annotations

from newsarchive.extraction.body.furniture import ends_sentence, is_date_line, is_furniture
from newsarchive.extraction.body.region import width
from newsarchive.extraction.body.story_map import Region
from newsarchive.extraction.page.document import Candidate, where
from newsarchive.extraction.page.hints import Hint, hint_of
from newsarchive.extraction.page.walk import Mark, Piece
from newsarchive.extraction.words.likeness import alike_form, likeness

_LONGEST = 1_200
_SHORTEST = 40
_LONGEST_LINE = 60
_TOLD = 40
_ALIKE = 0.85
_REACH = 30
_LENGTHS_APART = (20, 900)


def find_lead(region: Region, description: str | None) -> Candidate[str] | None:
    """Looked for among the story's first three paragraphs only."""
    paragraphs = [at for at, kind in enumerate(region.kinds) if kind in ("paragraph", "subhead")]
    told = alike_form(description or "")
    for at in paragraphs[:3]:
        piece = region.pieces[at]
        if not _SHORTEST <= width(piece.text) <= _LONGEST:
            continue
        rule, confidence = _sign(piece, told, apart=not region.inside[at])
        if rule:
            return Candidate(piece.text, piece.text, rule, where(piece.element), confidence)
    if paragraphs and _is_line(region.pieces[paragraphs[0]]):
        paragraphs = paragraphs[1:]
    first = next((region.pieces[at] for at in paragraphs[:1] if region.kinds[at] == "paragraph"), None)
    if (
        first is not None
        and len(paragraphs) > 2
        and _is_bold(first)
        and not _is_bold(region.pieces[paragraphs[1]])
    ):
        return Candidate(first.text, first.text, "bold opening", where(first.element), 0.7)
    return None


def _sign(piece: Piece, told: str, apart: bool) -> tuple[str, float]:
    if hint_of(piece.element) & Hint.LEAD or (apart and piece.setting.hints & Hint.LEAD):
        return "lead class", 0.9
    form = alike_form(piece.text)
    if told and ((form.startswith(told[:_TOLD]) and len(told) >= _TOLD) or likeness(form, told) > _ALIKE):
        return "meta:description", 0.8
    if apart:
        return "between headline and body", 0.75
    return "", 0.0


def _is_line(piece: Piece) -> bool:
    """Too short to open a story, and no sentence: a byline, most often."""
    return width(piece.text) < _LONGEST_LINE and not ends_sentence(piece.text)


def _is_bold(piece: Piece) -> bool:
    return piece.bold >= 0.9 * len(piece.text)


def keep_lead(region: Region, headlines: frozenset[str], description: str | None) -> None:
    """Take the opening paragraph that stands between headline and body element into the story."""
    title_at = region.title_at if region.title_at >= 0 else _headline_above(region, headlines)
    start = title_at + 1 if 0 <= title_at < region.first else max(0, region.first - 12)
    near = title_at >= 0
    told = alike_form(description or "")[:40]
    known: set[str] | None = None
    for at in range(start, region.first):
        piece = region.pieces[at]
        if piece.is_image or not region.is_quiet(piece):
            continue
        if not _LENGTHS_APART[0] <= width(piece.text) <= _LENGTHS_APART[1] or piece.link_share > 0.4:
            continue
        if known is None:
            known = _forms_of_story(region)
        form = alike_form(piece.text)
        if form in known or form in headlines or is_furniture(piece) or is_date_line(piece.text):
            continue
        if _reads_as_lead(piece, form, told, near):
            region.kinds[at] = "paragraph"
            known.add(form)


def _headline_above(region: Region, headlines: frozenset[str]) -> int:
    """Where the headline stands above the story in other words than those chosen; -1 if nowhere near."""
    for at in range(region.first - 1, max(0, region.first - _REACH) - 1, -1):
        piece = region.pieces[at]
        if piece.setting.marks & Mark.HEADING and alike_form(piece.text) in headlines:
            return at
    return -1


def _forms_of_story(region: Region) -> set[str]:
    taken = zip(region.pieces, region.kinds, strict=True)
    return {alike_form(piece.text) for piece, kind in taken if kind}


def _reads_as_lead(piece: Piece, form: str, told: str, near: bool) -> bool:
    hints = piece.setting.hints
    if piece.setting.marks & (Mark.FIGCAPTION | Mark.ITEM) or hints & Hint.CAPTION:
        return False
    if told and len(told) > 20 and form.startswith(told):
        return True
    if hint_of(piece.element) & (Hint.BYLINE | Hint.DATE):
        return False
    if hints & Hint.LEAD and not hints & (Hint.BYLINE | Hint.DATE):
        return True
    return (
        near
        and width(piece.text) > 60
        and ends_sentence(piece.text)
        and not hints & (Hint.BYLINE | Hint.DATE)
    )
