"""The paragraph that opens a story: the one a page sets apart, or calls its description."""

from __future__ import annotations

from newsarchive.extraction.body import Region
from newsarchive.extraction.document import Candidate, where
from newsarchive.extraction.hints import Hint, hint_of
from newsarchive.extraction.region import width
from newsarchive.extraction.likeness import alike_form, likeness
from newsarchive.extraction.walk import Piece

_LONGEST = 1_200
_SHORTEST = 40
_TOLD = 40
_ALIKE = 0.85


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
    if told and (form.startswith(told[:_TOLD]) and len(told) >= _TOLD or likeness(form, told) > _ALIKE):
        return "meta:description", 0.8
    if apart:
        return "between headline and body", 0.75
    return "", 0.0


def _is_bold(piece: Piece) -> bool:
    return piece.bold >= 0.9 * len(piece.text)
