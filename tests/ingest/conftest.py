"""An archive on disk, a portal of one profile, and pages put through the real conveyor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsarchive.archive import Archive, open_archive
from newsarchive.ingest import Conveyor, Ingested, Work
from newsarchive.ingest.jobs import job_of
from newsarchive.ingest.work import WorkKind, note_of
from newsarchive.portals import Catalogue
from newsarchive.profile import Profile
from newsarchive.workers import Job
from newsarchive.workers.reading import read
from storage.records import Exchange, Hints, Lead, PortalRecord, Reading, RunRecord
from storage.warc import page_of

from ..storage.conftest import empty

PROFILE = """
name = "Báo Thử"
homepage = "https://thu.example/"
languages = ["vi"]
timezone = "Asia/Ho_Chi_Minh"

[discovery]
article_url = '-(?P<id>\\d+)\\.html$'

[layouts.only]
title = ["css:h1"]
"""

PARAGRAPHS = [
    "Sáng nay, hơn hai trăm hộ dân ở thôn Khe Lăng đã nhận giống lúa mới do trung tâm khuyến nông cấp phát.",
    "Theo cán bộ phụ trách, giống lúa này chịu hạn tốt, phù hợp với ruộng bậc thang thiếu nước vào cuối vụ.",
    "Bà con được hướng dẫn ngâm ủ, làm đất và chăm sóc theo từng giai đoạn sinh trưởng của cây lúa.",
    "Dự kiến đến giữa tháng tới, toàn bộ diện tích của thôn sẽ được gieo cấy xong trong khung thời vụ.",
]


def html(title: str, paragraphs: list[str], *, advert: str = "", canonical: str = "") -> bytes:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>{link}'
        f'<meta property="article:published_time" content="2026-03-02T08:15:00+07:00"></head><body>'
        f'<div class="ad">{advert}</div><article><h1>{title}</h1>{text}</article></body></html>'
    ).encode()


def wire(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


class InlinePool:
    """Reads in this process what a worker would read in its own."""

    def read(self, job: Job) -> Reading:
        return read(job)


@dataclass
class Desk:
    """Puts answers into an archive, a minute apart."""

    archive: Archive
    profile: Profile
    at: datetime = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    run: RunRecord = field(
        default_factory=lambda: RunRecord(
            "20260302T020000Z-aaaaaa", datetime(2026, 3, 2, 2, tzinfo=UTC), "crawl", "test"
        )
    )

    def give(
        self,
        path: str,
        response: bytes,
        *,
        kind: WorkKind = "article",
        final: str | None = None,
        hints: Hints = Hints(),
        **note: str,
    ) -> Ingested:
        self.at += timedelta(minutes=1)
        lead = Lead(f"https://thu.example{path}", "article" if kind == "redirect" else kind, "", hints)  # type: ignore[arg-type]
        about = note_of(self.profile.slug, self.run.id, lead, kind, **note)
        url = f"https://thu.example{final}" if final else lead.url
        exchange = Exchange(
            url, b"GET / HTTP/1.1\r\n\r\n" if response else b"", response, self.at, note=about
        )
        reading = None
        if response:
            job = job_of(kind, page_of(url, response, self.at), self.profile, hints)
            reading = read(job) if job else None
        work = Work(self.profile.slug, self.run.id, lead, kind, exchange, reading)
        conveyor = Conveyor(
            self.archive, self.run, {self.profile.slug: self.profile}, InlinePool(), lambda: self.at
        )
        done = conveyor.submit(work)
        conveyor.close()
        return done.result(timeout=10)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with self.archive.database.reading() as unit:
            return [tuple(row) for row in unit.connection.exec_driver_sql(statement)]


def profile_in(folder: Path, text: str = PROFILE, slug: str = "thu") -> Profile:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{slug}.toml").write_text(text, encoding="utf-8")
    return Catalogue([folder]).get(slug)


def desk_in(folder: Path, profile: Profile) -> Desk:
    archive = open_archive(folder, create=True)
    desk = Desk(archive, profile)
    with archive.database.writing() as unit:
        unit.runs.start(desk.run)
        unit.portals.keep(
            PortalRecord(
                profile.slug,
                profile.name,
                profile.homepage,
                timezone="Asia/Ho_Chi_Minh",
                domains=profile.hosts,
            )
        )
    return desk


@contextmanager
def desk_on(kind: str, tmp_path: Path, name: str = "archive") -> Iterator[Desk]:
    """A desk whose archive has its rows in that kind of database."""
    folder = tmp_path / name
    folder.mkdir()
    with empty(kind, folder) as url:
        if kind == "postgresql":
            (folder / "newsarchive.toml").write_text(f'database_url = "{url}"\n')
        desk = desk_in(folder, profile_in(tmp_path / "portals", PROFILE))
        yield desk
        desk.archive.close()


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(name: str = "archive", text: str = PROFILE) -> Desk:
        desks.append(desk_in(tmp_path / name, profile_in(tmp_path / f"{name}-portals", text)))
        return desks[-1]

    yield make
    for desk in desks:
        desk.archive.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
