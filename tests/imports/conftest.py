"""A closed portal, pages of it, files in the shapes of other crawlers, and imports of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive import open_archive
from newsarchive.ingest.foreign.files import Kind, sources
from newsarchive.ingest.foreign.run import Import, Wish
from newsarchive.ingest.foreign.saved import Told
from newsarchive.portals import Catalogue

HOST = "thu.example"
NOTHING = Told()
NOW = datetime(2030, 11, 1, tzinfo=UTC)
PROFILE = """
name = "Báo Thử"
homepage = "{home}"
languages = ["vi"]
timezone = "Asia/Ho_Chi_Minh"
status = "closed"

[discovery]
article_url = '-(?P<id>\\d+)\\.html$'
feeds = ["/rss/home.rss"]
sections = ["/thoi-su/"]

[layouts.only]
title = ["css:h1"]
"""
PARAGRAPHS = [
    "Sáng nay, hơn hai trăm hộ dân ở thôn Khe Lăng đã nhận giống lúa mới do trung tâm khuyến nông cấp phát.",
    "Theo cán bộ phụ trách, giống lúa này chịu hạn tốt, phù hợp với ruộng bậc thang thiếu nước vào cuối vụ.",
    "Bà con được hướng dẫn ngâm ủ, làm đất và chăm sóc theo từng giai đoạn sinh trưởng của cây lúa.",
    "Dự kiến đến giữa tháng tới, toàn bộ diện tích của thôn sẽ được gieo cấy xong trong khung thời vụ.",
]


def page(number: int, more: str = "", top: str = "") -> bytes:
    text = "".join(
        f"<p>Chuyện {number}. {paragraph}</p>" for paragraph in [*PARAGRAPHS, *([more] if more else [])]
    )
    return (
        f'<!DOCTYPE html>{top}<html lang="vi"><head><meta charset="utf-8"><title>Tin số {number}</title>'
        f'<meta property="article:published_time" content="2019-03-02T08:15:00+07:00"></head>'
        f"<body><article><h1>Tin số {number} về mùa vụ</h1>{text}</article></body></html>"
    ).encode()


def url(number: int) -> str:
    return f"http://{HOST}/tin-{number}.html"


def wire(
    body: bytes, status: str = "HTTP/1.1 200 OK", kind: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    lines = {"Content-Type": kind, "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items() if value)
    return f"{status}\r\n{head}\r\n".encode() + body


def record(
    kind: str,
    target: str,
    block: bytes,
    date: str = "2019-03-03T04:05:06Z",
    version: str = "WARC/1.0",
    **fields: str,
) -> bytes:
    """A record as plain bytes; `fields` with a value of "" are left out."""
    told = {
        "WARC-Type": kind,
        "WARC-Target-URI": target,
        "WARC-Date": date,
        "WARC-Record-ID": f"<urn:uuid:{abs(hash((kind, target, date, block))):032x}>",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(block)),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"{version}\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def response(
    number: int, date: str = "2019-03-03T04:05:06Z", body: bytes | None = None, **fields: str
) -> bytes:
    return record("response", url(number), wire(page(number) if body is None else body), date, **fields)


def packed(records: Iterable[bytes]) -> bytes:
    return b"".join(map(gzip.compress, records))


@dataclass
class Desk:
    """Imports into an archive of its own; `home` is the portal's."""

    folder: Path
    home: str = f"http://{HOST}/"
    reports: list[dict[str, Any]] = field(default_factory=list)
    name: str = "archive"

    @property
    def archive(self) -> Path:
        return self.folder / self.name

    @property
    def catalogue(self) -> Catalogue:
        portals = self.folder / "portals"
        portals.mkdir(exist_ok=True)
        (portals / "thu.toml").write_text(PROFILE.format(home=self.home), encoding="utf-8")
        return Catalogue([portals])

    def take(
        self, *paths: Path, kind: Kind | None = None, told: Told = NOTHING, database: str = "", **more: Any
    ) -> dict[str, Any]:
        wish = Wish(list(sources(paths, kind)), told=told, **more)
        self.archive.mkdir(exist_ok=True)
        (self.archive / "newsarchive.toml").write_text("workers = 1\n", encoding="utf-8")
        with open_archive(self.archive, create=True) as archive:
            self.reports.append(Import(archive, self.catalogue, wish, lambda: NOW).go())
        return self.reports[-1]

    def file(self, name: str, data: bytes) -> Path:
        path = self.folder / "foreign" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with open_archive(self.archive) as archive, archive.database.reading() as unit:
            return [tuple(row) for row in unit.connection.exec_driver_sql(statement)]

    def titles(self) -> list[str]:
        return [row[0] for row in self.rows("SELECT title FROM v_articles ORDER BY url")]

    def one_kept(self, report: dict[str, Any]) -> None:
        """The first story came in whole."""
        assert report["exit"] == 0, report
        assert report["import"]["taken"] == 1, report
        [(title, body)] = self.rows("SELECT title, body FROM v_articles")
        assert title == "Tin số 1 về mùa vụ"
        assert PARAGRAPHS[3] in body


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
