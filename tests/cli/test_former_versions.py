"""An id that a version had before its article was joined with another is answered for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..ingest.conftest import PARAGRAPHS, Desk, desk_on, html, wire
from ..storage.conftest import BOTH
from .conftest import Newsarchive

TITLE = "Thôn Khe Lăng nhận giống lúa mới"
STORY = wire(html(TITLE, PARAGRAPHS))
EDITED = wire(html(TITLE, [*PARAGRAPHS, "Huyện cũng cấp thêm phân bón cho các hộ khó khăn trong thôn."]))


@pytest.fixture(params=BOTH)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with desk_on(request.param, tmp_path) as desk:
        yield desk


def test_by_id_option_and_difference(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = desk.give("/a-100.html", STORY), desk.give("/b-200.html", EDITED)
    desk.give("/a-100.html", EDITED, final="/b-200.html")
    article, former = str(first.article), str(second.version)
    assert not former.startswith(article)
    now = former.replace(str(second.article), article)
    newsarchive = Newsarchive(desk.archive.path, capsys)
    assert newsarchive("show", former, "--json").json["version"] == now
    assert newsarchive("show", article, "--version", former, "--json").json["version"] == now
    told = newsarchive("show", article, "--diff", str(first.version), former, "--json").json
    assert (told["before"], told["after"]) == (first.version, now)
    assert newsarchive("show", article, "--version", f"{article}@19990101T000000Z").code == 2


def test_what_became_the_same_version_as_another(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Their words were the same, so that the later one's id has a time that no version has."""
    first = desk.give("/a-100.html", STORY)
    second = desk.give("/b-200.html", EDITED)
    desk.give("/a-100.html", EDITED)
    desk.give("/a-100.html", EDITED, final="/b-200.html")
    newsarchive = Newsarchive(desk.archive.path, capsys)
    with desk.archive.database.reading() as unit:
        former = unit.articles.former_versions(str(first.article))
    assert str(second.version) in former
    for name, version in former.items():
        assert newsarchive("show", name, "--json").json["version"] == version
        assert newsarchive("show", str(first.article), "--version", name, "--json").json["version"] == version
