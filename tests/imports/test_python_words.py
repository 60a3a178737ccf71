"""What a program is told that asks for pages that are not there, or a closed archive."""

from __future__ import annotations

import pytest

from newsarchive import open_archive
from newsarchive.errors import StorageTrouble

from .conftest import Desk, packed, response


def test_a_missing_or_damaged_file_is_named(desk: Desk) -> None:
    desk.take(desk.file("one.warc.gz", packed([response(1)])))
    [file] = desk.archive.glob("warc/*/*/*.warc.gz")
    data = file.read_bytes()
    with open_archive(desk.archive) as archive:
        assert len(list(archive.pages())) == 1
        file.write_bytes(data[: len(data) // 2])
        with pytest.raises(StorageTrouble, match=f"{file.name}.*restore"):
            list(archive.pages())
        file.unlink()
        with pytest.raises(StorageTrouble, match=f"{file.name}.*restore"):
            list(archive.pages())


def test_a_closed_archive_says_that_it_is_closed(desk: Desk) -> None:
    desk.take(desk.file("one.warc.gz", packed([response(1)])))
    with open_archive(desk.archive) as archive:
        assert len(archive.search("mùa vụ")) == 1
    for ask in (
        lambda: archive.search("mùa vụ"),
        lambda: list(archive.articles),
        lambda: list(archive.pages()),
    ):
        with pytest.raises(StorageTrouble, match="closed"):
            ask()
