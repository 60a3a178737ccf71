"""A paragraph → whether it is the paper's own notice that something was corrected.

A story about a correction is none: the word must head the paragraph as a label, or the paragraph must say
of itself, outside quotation marks, what only a paper says of its article. Both lists are TOML, by language.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newsarchive.extraction.words.lexicon import known, words, words_in
from newsarchive.text import exact_layer, nfc
from storage.records import Extraction

_AFTER_LABEL = re.compile(r"\s*(?:$|[:：.|)\]】>*…(“\"«„「『]|[-–—](?:\s|$))")
_QUOTED = re.compile(r"“[^”]*”?|«[^»]*»?|„[^“”]*[“”]?|「[^」]*」?|『[^』]*』?|\"[^\"]*\"?")
_UNPARTED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GAP = "…"
_MOST_BETWEEN = 8


def notices(story: Extraction) -> tuple[str, ...]:
    """The kicker, title, lead and paragraphs that say that something was corrected, as they are printed."""
    parts = (story.kicker, story.title, story.lead if story.lead not in story.body else None, *story.body)
    return tuple(part for part in parts if part and is_notice(part, story.language))


def is_notice(paragraph: str, language: str) -> bool:
    text = nfc(paragraph)
    layer = exact_layer(text)
    return _labelled(text, layer, language) is not None or _says_so(text, layer, language)


def label_alone(paragraph: str, language: str) -> bool:
    """Whether the paragraph is the label and nothing more: a heading over the notice."""
    text = nfc(paragraph)
    end = _labelled(text, exact_layer(text), language)
    return end is not None and not re.search(r"\w", text[end:])


def _labelled(text: str, layer: str, language: str) -> int | None:
    """Where the label ends that heads the paragraph."""
    any_form, forms = _labels(_known(language))
    if not any_form.match(layer):
        return None
    for form in forms:
        match = form.match(layer)
        if match and _AFTER_LABEL.match(text, match.end()):
            return match.end()
    return None


def _says_so(text: str, layer: str, language: str) -> bool:
    pattern, at_start = _sentences(_known(language))
    found = [match.start() for match in pattern.finditer(layer)]
    if start := at_start.match(layer):
        found.append(start.end() - 1)
    if not found:
        return False
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    return any(not any(begin <= at < end for begin, end in quoted) for at in found)


def _known(language: str) -> str:
    """The language of the lists to look in; "" for all of them, where the story's has none."""
    found = known((language,))
    return found[0] if found else ""


@lru_cache(maxsize=64)
def _labels(language: str) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """One expression for all labels, and each alone, the longest first."""
    forms = sorted(map(_words, _list("correction_labels", language)), key=len, reverse=True)
    each = tuple(re.compile(rf"\s*{form}") for form in forms)
    return re.compile(rf"\s*(?:{'|'.join(forms) or '(?!)'})"), each


@lru_cache(maxsize=64)
def _sentences(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = _list("correction_sentences", language)
    whole = [_words(one) for one in listed if _GAP not in one]
    gapped = [_gapped(one) for one in listed if _GAP in one]
    return (
        re.compile("|".join(whole) or r"(?!)"),
        re.compile(rf"\s*(?:{'|'.join(gapped) or '(?!)'})"),
    )


def _list(name: str, language: str) -> tuple[str, ...]:
    return words_in(name, language) if language else words(name)


def _gapped(phrase: str) -> str:
    return rf"(?:\s+\S+){{0,{_MOST_BETWEEN}}}\s+".join(_words(part) for part in phrase.split(_GAP))


def _words(phrase: str) -> str:
    """The phrase as an expression over the exact layer, where all but letters and digits are blanks."""
    form = r"\s+".join(map(re.escape, exact_layer(nfc(phrase)).split()))
    return form if _UNPARTED.search(phrase) else rf"(?<!\w){form}(?!\w)"
