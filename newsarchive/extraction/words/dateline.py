"""The agency tag or place a story opens with: "(CTO) - …", "TPO - …", "BERLIN (dpa) – …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DASH = r"\s*(?:-|–|—|:|\.-)+\s*"
_LONGEST = 160
_TAG = re.compile(rf"^[–—-]?\s*(\([^()\d]{{2,32}}\)){_DASH}\S")
_LETTERS = re.compile(rf"^[–—-]?\s*((?:[A-ZĐ][A-ZĐ.]{{1,9}}|[A-Z]{{2,8}}\.[A-Z]{{2}}))\s*{_DASH}(?=\w)")
_PLACE = re.compile(
    rf"^((?:[^\W\d_][\w.’'-]*[ ,]*){{1,5}}\((?:[A-Z][\w/. -]{{1,20}}|dpa[\w/ -]*|afp|ap|reuters)\)){_DASH}\S"
)


def dateline_of(paragraphs: Sequence[str]) -> str | None:
    """As printed, without the dash that follows; only the first two paragraphs can open so."""
    for text in paragraphs[:2]:
        for form in (_TAG, _PLACE, _LETTERS) if "(" in text[:_LONGEST] else (_LETTERS,):
            match = form.match(text)
            if match:
                return match[1].strip()
    return None
