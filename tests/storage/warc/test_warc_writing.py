"""What is written is standard WARC, can be read by others, and comes back byte for byte."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from storage.records import Capture, Exchange
from storage.warc import Placed, WarcError, WarcWriter, exchanges, read_exchange

NOW = datetime(2026, 3, 1, 7, 15, 0, 123456, tzinfo=UTC)
INFO = {"software": "newsarchive 0", "robots": "obey", "profile": "sha256:00"}
REQUEST = b"GET /tin-1.html?page=2 HTTP/1.1\r\nHost: bao.example\r\nUser-Agent: x\r\n\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nX-b: 1\r\nX-B: 2\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
ODD = {
    "chunked": CHUNKED,
    "http 0.9": b"<p>hello\n\nthere",
    "bare line feeds": b"HTTP/1.1 200 OK\nA: b\n\nhello",
    "blank-looking header line": b"HTTP/1.1 200 OK\r\nA: b\r\n \r\nC: d\r\n\r\nhello",
    "cut in its head": b"HTTP/1.1 200 OK\r\nConte",
    "bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
    "interim answers": b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: \xff\r\n\r\n" + PLAIN,
    "says gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nhello",
    "no body": b"HTTP/1.1 204 No Content\r\n\r\n",
    "status 999": b"HTTP/1.1 999 \xe1\xbb\x8b\r\n\r\nhello",
    "NUL": b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n\0\xff",
}


def exchange(response: bytes = PLAIN, **changes: object) -> Exchange:
    plain = Exchange(
        "https://bao.example/tin-1.html?page=2",
        REQUEST,
        response,
        NOW,
        "192.0.2.7",
        None,
        {"kind": "article"},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def writer(root: Path, run: str = "r1", **more: int) -> WarcWriter:
    return WarcWriter(root, "bao", run, INFO, NOW, **more)


def write(root: Path, *answers: Exchange) -> list[Placed]:
    out = writer(root)
    placed = [out.append(one) for one in answers]
    out.sync()
    out.close()
    return placed


def capture(placed: Placed, **changes: object) -> Capture:
    url = "https://bao.example/tin-1.html?page=2"
    plain = Capture(
        "bao", url, url, "article", "r1", NOW, 200, None,
        placed.digest, placed.warc, placed.offset, placed.length, placed.revisit,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def check(path: Path) -> None:
    """Two programs that are not ours verify every digest and every member."""
    result = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "fail" not in result.stdout
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.any_type):
            assert record.verify_block_digest(), record.headers
            if record.record_type == WarcRecordType.response and "WARC-Payload-Digest" in record.headers:
                record.parse_http()
                assert record.verify_payload_digest(), record.headers


def records(path: Path) -> list[tuple[str, dict[str, str]]]:
    with path.open("rb") as file:
        return [(one.rec_type, dict(one.rec_headers.headers)) for one in WarcioIterator(file)]


def test_an_exchange_is_metadata_request_response_after_one_warcinfo(tmp_path: Path) -> None:
    (placed,) = write(tmp_path, exchange())
    assert placed.warc == "bao/2026/bao-r1-001.warc.gz"
    path = tmp_path / placed.warc
    check(path)
    found = records(path)
    assert [kind for kind, _ in found] == ["warcinfo", "metadata", "request", "response"]
    info, metadata, request, response = (fields for _, fields in found)
    assert info["WARC-Filename"] == "bao-r1-001.warc.gz"
    for fields in (metadata, request, response):
        assert fields["WARC-Warcinfo-ID"] == info["WARC-Record-ID"]
        assert fields["WARC-Date"] == "2026-03-01T07:15:00.123456Z"
        assert fields["WARC-IP-Address"] == "192.0.2.7"
        assert fields["WARC-Target-URI"] == "https://bao.example/tin-1.html?page=2"
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert response["WARC-Payload-Digest"] == f"sha256:{sha256(b'hello').hexdigest()}" == placed.digest


def test_warcinfo_says_what_ran_and_under_which_rules(tmp_path: Path) -> None:
    (placed,) = write(tmp_path, exchange())
    with (tmp_path / placed.warc).open("rb") as file:
        block = next(iter(WarcioIterator(file))).content_stream().read().decode()
    for line in ("software: newsarchive 0", "robots: obey", "profile: sha256:00", "isPartOf: r1"):
        assert f"{line}\r\n" in block


@pytest.mark.parametrize("name", ODD)
def test_whatever_came_over_the_wire_comes_back_byte_for_byte(tmp_path: Path, name: str) -> None:
    asked = exchange(ODD[name])
    (placed,) = write(tmp_path, asked)
    check(tmp_path / placed.warc)
    stored = read_exchange(tmp_path, placed.warc, placed.offset)
    assert stored.exchange == asked
    assert stored.placed == placed
    assert list(exchanges(tmp_path / placed.warc)) == [stored]


def test_readers_of_warc_see_the_answer_not_the_interim_one(tmp_path: Path) -> None:
    (placed,) = write(tmp_path, exchange(ODD["interim answers"]))
    with (tmp_path / placed.warc).open("rb") as file:
        response = next(one for one in WarcioIterator(file) if one.rec_type == "response")
        assert response.http_headers.get_statuscode() == "200"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("length", "length"), ("time", "time"), ("disconnect", "disconnect"), ("tired", "unspecified")],
)
def test_a_cut_answer_says_why(tmp_path: Path, given: str, kept: str) -> None:
    (placed,) = write(tmp_path, exchange(PLAIN[:-2], truncated=given))
    check(tmp_path / placed.warc)
    assert dict(records(tmp_path / placed.warc)[-1][1])["WARC-Truncated"] == kept
    assert read_exchange(tmp_path, placed.warc, placed.offset).exchange.truncated == kept


def test_what_was_asked_in_vain_is_kept_without_an_answer(tmp_path: Path) -> None:
    never = exchange(b"", request=b"", ip=None, note={"failure": "dns", "lead": {"url": "x"}})
    silent = exchange(b"", note={"failure": "timeout"})
    placed = write(tmp_path, never, silent, exchange())
    check(tmp_path / placed[0].warc)
    assert [kind for kind, _ in records(tmp_path / placed[0].warc)][1:4] == [
        "metadata",
        "metadata",
        "request",
    ]
    back = [one.exchange for one in exchanges(tmp_path / placed[0].warc)]
    assert back == [never, silent, exchange()]
    assert read_exchange(tmp_path, placed[1].warc, placed[1].offset).exchange == silent


def test_the_note_is_json_and_keeps_its_letters(tmp_path: Path) -> None:
    note: dict[str, object] = {
        "lead": {"url": "https://bao.example/", "hints": {"title": "Đường về Ý Yên"}},
        "n": [1],
    }
    (placed,) = write(tmp_path, exchange(note=note))
    with (tmp_path / placed.warc).open("rb") as file:
        metadata = next(one for one in WarcioIterator(file) if one.rec_type == "metadata")
        assert json.loads(metadata.content_stream().read()) == note


def test_a_url_cannot_smuggle_a_field_in(tmp_path: Path) -> None:
    (placed,) = write(tmp_path, exchange(url="https://bao.example/a b\r\nWARC-Type: warcinfo/ả"))
    check(tmp_path / placed.warc)
    back = read_exchange(tmp_path, placed.warc, placed.offset).exchange
    assert back.url == "https://bao.example/a%20b%0D%0AWARC-Type:%20warcinfo/%E1%BA%A3"


def test_the_same_payload_again_is_a_revisit_that_reads_whole(tmp_path: Path) -> None:
    later = exchange(PLAIN.replace(b"X-b: 1", b"X-b: 9"), fetched_at=NOW + timedelta(days=1))
    out = writer(tmp_path)
    first = out.append(exchange())
    out.sync()
    second = out.append(later, capture(first))
    third = out.append(later, capture(second, revisit=True))
    out.close()
    path = tmp_path / first.warc
    check(path)
    for placed in (second, third):
        assert placed.revisit and placed.digest == first.digest
        assert read_exchange(tmp_path, placed.warc, placed.offset).exchange == later
    revisits = [fields for kind, fields in records(path) if kind == "revisit"]
    for fields in revisits:
        assert fields["WARC-Profile"].endswith("/warc/1.1/revisit/identical-payload-digest")
        assert fields["WARC-Refers-To-Target-URI"] == exchange().url
        assert fields["WARC-Refers-To-Date"] == "2026-03-01T07:15:00.123456Z"
        assert fields["WARC-Payload-Digest"] == first.digest
    assert second.length < first.length + 300


def test_a_304_is_a_revisit_of_what_still_stands(tmp_path: Path) -> None:
    (first,) = write(tmp_path, exchange())
    answer = exchange(b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n", fetched_at=NOW + timedelta(hours=1))
    out = writer(tmp_path, "r2")
    placed = out.append(answer, capture(first))
    bare = out.append(answer)
    out.close()
    check(tmp_path / placed.warc)
    assert placed.revisit and placed.digest == first.digest and not bare.revisit
    kinds = [(kind, fields.get("WARC-Profile", "")) for kind, fields in records(tmp_path / placed.warc)]
    assert ("revisit", "http://netpreserve.org/warc/1.1/revisit/server-not-modified") in kinds
    assert [one.exchange for one in exchanges(tmp_path / placed.warc)] == [answer, answer]


@pytest.mark.parametrize(
    "changes",
    [{"digest": "sha256:" + "0" * 64}, {"warc": "bao/2025/lost.warc.gz"}, {"offset": 3}, {"offset": 0}],
)
def test_no_payload_is_left_out_unless_its_first_copy_is_there(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    (first,) = write(tmp_path, exchange())
    out = writer(tmp_path, "r2")
    placed = out.append(exchange(), capture(first, **changes))
    out.close()
    assert not placed.revisit
    assert [kind for kind, _ in records(tmp_path / placed.warc)][-1] == "response"


def test_a_changed_or_cut_payload_is_kept_in_full(tmp_path: Path) -> None:
    (first,) = write(tmp_path, exchange())
    out = writer(tmp_path, "r2")
    assert not out.append(exchange(PLAIN.replace(b"hello", b"hallo")), capture(first)).revisit
    assert not out.append(exchange(truncated="time"), capture(first)).revisit
    assert not out.append(exchange(CHUNKED), capture(first)).revisit
    out.close()


def test_while_it_is_written_the_file_is_open_by_name_and_readable(tmp_path: Path) -> None:
    out = writer(tmp_path)
    placed = out.append(exchange())
    assert [path.name for path in tmp_path.rglob("*.warc.gz*")] == ["bao-r1-001.warc.gz.open"]
    assert read_exchange(tmp_path, placed.warc, placed.offset).exchange == exchange()
    assert len(list(exchanges(tmp_path / placed.warc))) == 1
    out.close()
    assert [path.name for path in tmp_path.rglob("*.warc.gz*")] == ["bao-r1-001.warc.gz"]


def test_a_full_file_gives_way_to_the_next_number(tmp_path: Path) -> None:
    out = writer(tmp_path, roll_bytes=1000)
    placed = [out.append(exchange()) for _ in range(4)]
    out.close()
    names = sorted({one.warc for one in placed})
    assert len(names) > 1
    for name in names:
        check(tmp_path / name)
    assert all(read_exchange(tmp_path, one.warc, one.offset).exchange == exchange() for one in placed)


def test_a_full_file_is_sealed_only_when_its_records_were_acknowledged(tmp_path: Path) -> None:
    """A kill before that must leave it for recovery to find."""
    out = writer(tmp_path, roll_bytes=1000)
    for _ in range(3):
        out.append(exchange())
    assert not list(tmp_path.rglob("*.warc.gz"))
    out.sync()
    assert not list(tmp_path.rglob("*.warc.gz"))
    out.append(exchange())
    sealed = sorted(path.name for path in tmp_path.rglob("*.warc.gz"))
    assert sealed == ["bao-r1-001.warc.gz", "bao-r1-002.warc.gz"]
    out.close()
    assert not list(tmp_path.rglob("*.open"))


def test_a_run_never_writes_into_a_file_that_is_there(tmp_path: Path) -> None:
    left = writer(tmp_path)
    first = left.append(exchange())
    second = write(tmp_path, exchange())[0]
    assert first.warc.endswith("-001.warc.gz") and second.warc.endswith("-002.warc.gz")
    left.close()


def test_nothing_appended_leaves_no_file(tmp_path: Path) -> None:
    out = writer(tmp_path)
    out.sync()
    out.close()
    assert list(tmp_path.rglob("*")) == []


def test_no_exchange_where_none_begins(tmp_path: Path) -> None:
    (placed,) = write(tmp_path, exchange())
    path = tmp_path / placed.warc
    for offset in (0, 1, placed.offset + 1, path.stat().st_size, path.stat().st_size + 5):
        with pytest.raises(WarcError, match=r"001\.warc\.gz"):
            read_exchange(tmp_path, placed.warc, offset)


def test_damage_in_a_sealed_file_is_not_passed_over(tmp_path: Path) -> None:
    placed = write(tmp_path, exchange(), exchange())
    path = tmp_path / placed[0].warc
    data = bytearray(path.read_bytes())
    data[placed[1].offset + 30] ^= 1
    path.write_bytes(data)
    found = exchanges(path)
    assert next(found).exchange == exchange()
    with pytest.raises(WarcError):
        next(found)
