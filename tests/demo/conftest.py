"""A visit to a page at a fixed time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsarchive.demo.markup import Visit


@pytest.fixture
def visit() -> Visit:
    return Visit(datetime(2026, 5, 18, 20, 30, tzinfo=UTC), 7)
