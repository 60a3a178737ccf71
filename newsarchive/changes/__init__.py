"""Two readings of an article → what the publisher changed between them: classes, measures, silent or not."""

from __future__ import annotations

from newsarchive.changes.judging import CLASSES, NONE, Change, judge
from newsarchive.changes.notices import is_notice, notices
from newsarchive.changes.told import Told, told

__all__ = ["CLASSES", "NONE", "Change", "Told", "is_notice", "judge", "notices", "told"]
