"""Answers of all kinds, well-formed and hostile, taken apart without an error and without a silent loss."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from time import process_time

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.warc import page_of, parse_response
from storage.warc.http import split

NOW = datetime(2026, 3, 1, tzinfo=UTC)
STORY = (
    "<html><body>" + "".join(f"<p>Đoạn thứ {n} của câu chuyện.</p>" for n in range(3000)) + "</body></html>"
).encode()
OK = b"HTTP/1.1 200 OK\r\n"
CODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


def raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


def answer(body: bytes, *headers: str, length: int | None = None) -> bytes:
    lines = [*headers, f"Content-Length: {len(body) if length is None else length}"]
    return OK + "".join(f"{line}\r\n" for line in lines).encode("latin-1") + b"\r\n" + body


def chunked(*parts: bytes, last: bytes = b"0\r\n\r\n") -> bytes:
    return (
        OK
        + b"Transfer-Encoding: chunked\r\n\r\n"
        + b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in parts)
        + last
    )


def codes(wire: bytes, limit: int = 10 << 20) -> list[str]:
    return [problem.code for problem in parse_response(wire, limit).problems]


def test_status_reason_version_and_headers_in_order_with_repeats() -> None:
    parsed = parse_response(
        b"HTTP/1.0 404 Kh\xf4ng th\xe2y\r\nSet-Cookie: a\r\nX: 1,\r\n  2\r\nset-cookie: b\r\nE:\r\n\r\nx"
    )
    assert (parsed.status, parsed.reason, parsed.version) == (404, "Không thây", "1.0")
    assert parsed.headers == (("Set-Cookie", "a"), ("X", "1, 2"), ("set-cookie", "b"), ("E", ""))
    assert parsed.header("SET-COOKIE") == "b"
    assert (parsed.payload, parsed.body, parsed.problems) == (b"x", b"x", ())


@pytest.mark.parametrize("coding", CODERS)
def test_codings_are_undone(coding: str) -> None:
    parsed = parse_response(answer(CODERS[coding](STORY), f"Content-Encoding: {coding}"))
    assert parsed.body == STORY and not parsed.problems
    assert parsed.payload == CODERS[coding](STORY)


def test_deflate_without_its_wrapper_is_read_as_well() -> None:
    assert parse_response(answer(raw_deflate(STORY), "Content-Encoding: deflate")).body == STORY


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (["Content-Encoding: gzip, br"], brotli.compress(gzip.compress(STORY))),
        (["Content-Encoding: gzip", "Content-Encoding: gzip"], gzip.compress(gzip.compress(STORY))),
        (["Content-Encoding: GZIP, identity"], gzip.compress(STORY)),
        (["Content-Encoding: gzip"], gzip.compress(STORY[:99]) + gzip.compress(STORY[99:]) + b"\0\0"),
    ],
)
def test_codings_upon_one_another(headers: list[str], body: bytes) -> None:
    parsed = parse_response(answer(body, *headers))
    assert parsed.body == STORY and not parsed.problems


def test_transfer_codings_are_undone_before_content_codings() -> None:
    inner = gzip.compress(zstandard.compress(STORY))
    wire = OK + b"Content-Encoding: zstd\r\nTransfer-Encoding: gzip, chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
    assert parse_response(wire % (len(inner), inner)).body == STORY


@pytest.mark.parametrize("coding", CODERS)
@pytest.mark.parametrize("share", [0.2, 0.5, 0.99])
def test_half_a_stream_is_half_a_page_and_says_so(coding: str, share: float) -> None:
    body = CODERS[coding](STORY)
    parsed = parse_response(answer(body[: int(len(body) * share)], f"Content-Encoding: {coding}"))
    assert STORY.startswith(parsed.body) and len(parsed.body) < len(STORY) + 1
    assert [problem.code for problem in parsed.problems] == ["truncated"]


def test_a_gzip_trailer_that_is_wrong_is_noticed() -> None:
    body = bytearray(gzip.compress(STORY))
    body[-6] ^= 1
    assert codes(answer(bytes(body), "Content-Encoding: gzip")) in (["truncated"], ["bad_encoding"])


@pytest.mark.parametrize("coding", CODERS)
def test_says_it_is_coded_but_is_plain(coding: str) -> None:
    parsed = parse_response(answer(STORY, f"Content-Encoding: {coding}"))
    assert parsed.body == STORY
    assert [problem.code for problem in parsed.problems] == ["not_encoded"]


@pytest.mark.parametrize("coding", ["compress", "utf-8", "gzip, gzip, gzip, gzip, gzip", "x" * 5000])
def test_codings_nobody_knows(coding: str) -> None:
    assert codes(answer(b"\x1f\x9d..", f"Content-Encoding: {coding}")) == ["bad_encoding"]


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_is_cut_at_the_limit(coding: str) -> None:
    bomb = CODERS[coding](bytes(60 << 20))
    before = process_time()
    parsed = parse_response(answer(bomb, f"Content-Encoding: {coding}"))
    assert len(parsed.body) == 10 << 20
    assert [problem.code for problem in parsed.problems] == ["too_large"]
    assert process_time() - before < 2


def test_a_bomb_within_a_bomb() -> None:
    bomb = gzip.compress(gzip.compress(bytes(60 << 20)))
    assert codes(answer(bomb, "Content-Encoding: gzip, gzip")) == ["too_large"]


@pytest.mark.parametrize("empty", [gzip.compress(b""), zstandard.compress(b"")])
def test_a_hundred_thousand_empty_streams_take_no_time(empty: bytes) -> None:
    name = "gzip" if empty.startswith(b"\x1f") else "zstd"
    before = process_time()
    assert codes(answer(empty * 100_000, f"Content-Encoding: {name}")) == ["bad_encoding"]
    assert process_time() - before < 2


def test_chunks_are_joined() -> None:
    parsed = parse_response(chunked(b"Xin ", b"ch\xc3\xa0o", last=b"0;a=b\r\nTrailer: x\r\n\r\n"))
    assert parsed.body.decode() == "Xin chào" and not parsed.problems


@pytest.mark.parametrize(
    ("wire", "body", "code"),
    [
        (chunked(b"half", last=b""), b"half", "truncated"),
        (chunked(b"half", last=b"ff\r\nrest"), b"halfrest", "truncated"),
        (chunked(b"half", last=b"f"), b"half", "truncated"),
        (chunked(b"half", last=b"zz\r\nrest"), b"half", "bad_chunk"),
        (chunked(b"half", last=b"-4\r\nrest\r\n"), b"half", "bad_chunk"),
        (chunked(b"half", last=b"2\r\nrest\r\n"), b"halfre", "bad_chunk"),
        (chunked(b"half", last=b"f" * 40 + b"\r\nrest"), b"half", "bad_chunk"),
        (answer(b"half", length=9), b"half", "truncated"),
        (answer(b"whole", length=4), b"whol", "surplus"),
        (OK + b"Content-Length: x\r\n\r\nwhole", b"whole", "bad_header"),
        (OK + b"no colon\r\n\r\nwhole", b"whole", "bad_header"),
        (OK + b"X: \0a\r\n\r\nwhole", b"whole", "bad_header"),
        (OK + b"Conte", b"", "truncated"),
        (b"", b"", "no_response"),
        (b"<p>HTTP/0.9", b"<p>HTTP/0.9", "bad_status_line"),
        (b"HTTP/1.1 OK\r\n\r\nx", b"HTTP/1.1 OK\r\n\r\nx", "bad_status_line"),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\nx", b"", "surplus"),
    ],
)
def test_what_is_wrong_is_said_and_what_is_there_is_kept(wire: bytes, body: bytes, code: str) -> None:
    parsed = parse_response(wire)
    assert parsed.body == body
    assert [problem.code for problem in parsed.problems] == [code]


def test_an_unmodified_answer_may_name_the_length_it_does_not_send() -> None:
    assert codes(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 900\r\n\r\n") == []


def test_fifty_times_continue_then_the_answer() -> None:
    wire = b"HTTP/1.1 100 Continue\r\n\r\n" * 50 + answer(b"whole")
    assert parse_response(wire).body == b"whole"
    assert split(wire).interim == b"HTTP/1.1 100 Continue\r\n\r\n" * 50


def test_nothing_but_continue_is_the_answer_itself() -> None:
    assert parse_response(b"HTTP/1.1 100 Continue\r\n\r\n").status == 100


def test_control_characters_stay_out_of_header_values() -> None:
    parsed = parse_response(OK + b'ETag: "a\0\x1bb"\r\nX\x07: \t y\r\n\r\n')
    assert parsed.headers == (("ETag", '"ab"'), ("X", "y"))


def test_a_page_carries_what_the_transport_noticed() -> None:
    wire = answer(gzip.compress(STORY)[:-30], "Content-Type: text/html", "content-encoding: gzip")
    page = page_of("https://bao.example/", wire, NOW, "disconnect")
    assert (page.status, page.content_type, page.fetched_at) == (200, "text/html", NOW)
    assert [problem.code for problem in page.problems] == ["truncated"]
    whole = page_of("https://bao.example/", answer(b"x"), None, "length")
    assert [problem.code for problem in whole.problems] == ["too_large"]


SHARDS = [
    *(b"HTTP/1.1 200 OK", b"HTTP/1.1 100 Continue", b"\r\n", b"\n", b"\r\n\r\n", b": ", b" ", b"\0", b","),
    *(b"Content-Length", b"Transfer-Encoding: chunked", b"Content-Encoding: ", b"gzip", b"br", b"zstd"),
    *(b"deflate", b"5", b"ffff", b"0", b"-1", b"hello", gzip.compress(b"hello"), brotli.compress(b"hello")),
]
HOSTILE = st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(SHARDS), max_size=25).map(b"".join))


@given(wire=HOSTILE)
@settings(max_examples=1500, deadline=None)
def test_no_bytes_raise_and_none_are_lost(wire: bytes) -> None:
    parsed = parse_response(wire, limit=1000)
    assert len(parsed.body) <= 1000
    cut = split(wire)
    assert cut.interim + cut.head + cut.rest == wire
    assert not any(
        ord(letter) < 32 and letter != "\t" for pair in parsed.headers for text in pair for letter in text
    )


@given(
    data=st.binary(max_size=300),
    flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=4),
)
@settings(max_examples=400, deadline=None)
def test_damaged_streams_of_every_coding(data: bytes, flips: list[tuple[int, int]]) -> None:
    for coding, compress in CODERS.items():
        body = bytearray(compress(data))
        for place, bits in flips:
            body[place % len(body)] ^= bits
        parse_response(answer(bytes(body), f"Content-Encoding: {coding}"), limit=1000)
