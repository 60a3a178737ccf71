"""A page that asks not to be archived: recorded, hidden or not kept, as the profile says."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from newsarchive.withdrawal import reapply

from .conftest import PARAGRAPHS, PROFILE, Desk, html, wire

PAGE = html("Thôn Khe Lăng nhận giống lúa mới", PARAGRAPHS)


def asking(name: str, content: str) -> bytes:
    return wire(PAGE.replace(b"<title>", f'<meta name="{name}" content="{content}"><title>'.encode()))


def saying(value: str) -> bytes:
    return wire(PAGE, X_Robots_Tag=value)


ASKING = [
    asking("robots", "index, NOARCHIVE"),
    asking("googlebot", "noarchive"),
    saying("noarchive"),
    saying("nofollow, noarchive"),
    saying("googlebot: noarchive"),
]
NOT_ASKING = [
    wire(PAGE),
    asking("robots", "noindex"),
    asking("otherbot", "noarchive"),
    saying("otherbot: noarchive"),
    saying("none"),
    wire(PAGE.replace(b"<article>", b"<article data-nosnippet>")),
]


def codes(desk: Desk) -> list[str]:
    return [str(code) for (code,) in desk.rows("select code from v_problems")]


@pytest.mark.parametrize("answer", ASKING)
def test_it_is_recorded(desk: Desk, answer: bytes) -> None:
    assert desk.give("/a-100.html", answer).outcome == "stored"
    assert codes(desk).count("noarchive") == 1


@pytest.mark.parametrize("answer", NOT_ASKING)
def test_what_does_not_ask_is_not_recorded(desk: Desk, answer: bytes) -> None:
    desk.give("/a-100.html", answer)
    assert "noarchive" not in codes(desk)


def test_a_profile_may_have_it_hidden(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(text=PROFILE + '\n[archiving]\nnoarchive = "withhold"\n')
    done = desk.give("/a-100.html", ASKING[0])
    assert done.outcome == "stored" and desk.rows("select id from v_articles") == []
    assert desk.rows("select article, scope, authority from v_withdrawals") == [
        (done.article, "view", "robots")
    ]
    assert desk.give("/a-100.html", ASKING[0]).reason == "withdrawn"
    with desk.archive.database.writing() as unit:
        unit.connection.exec_driver_sql("delete from withdrawal_marks")
        unit.connection.exec_driver_sql("delete from withdrawals")
    reapply(desk.archive)
    assert desk.rows("select article from v_withdrawals") == [(done.article,)]
    other = wire(html("Chợ phiên", [f"{one} Chợ." for one in PARAGRAPHS]))
    assert desk.give("/cho-101.html", other).outcome == "stored"
    assert desk.rows("select count(*) from v_articles") == [(1,)]


@pytest.mark.parametrize("answer", [ASKING[0], ASKING[2]])
def test_a_profile_may_have_it_refused_with_nothing_kept(
    make_desk: Callable[..., Desk], answer: bytes
) -> None:
    desk = make_desk(text=PROFILE + '\n[archiving]\nnoarchive = "refuse"\n')
    done = desk.give("/a-100.html", answer)
    assert (done.outcome, done.reason) == ("refused", "noarchive")
    (warc,) = desk.archive.warc_root.rglob("*.gz")
    kept = gzip.decompress(warc.read_bytes())
    assert b"HTTP/1.1" not in kept and "Khe Lăng".encode() not in kept
