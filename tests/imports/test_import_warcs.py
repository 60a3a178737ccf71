"""WARC and ARC files of other programs, as they write them and as they come to be broken."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import subprocess
import zlib
from base64 import b32encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import brotli
import pytest
import zstandard
from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from .conftest import Desk, packed, page, record, response, url, wire


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


ONE = page(1)
SHAPES: dict[str, bytes] = {
    "one member a record": packed([response(1)]),
    "one member for all": gzip.compress(record("warcinfo", "", b"software: x\r\n") + response(1)),
    "not packed": response(1),
    "zstd": zstandard.compress(response(1)),
    "brackets around the address": record("response", f"<{url(1)}>", wire(ONE)),
    "WARC/0.18": record("response", url(1), wire(ONE), version="WARC/0.18"),
    "small capitals": response(1).replace(b"WARC/1.0", b"warc/0.18", 1).replace(b"WARC-Type", b"warc-type"),
    "port in the address": record("response", "http://thu.example:80/tin-1.html", wire(ONE)),
    "chunks as they came": record(
        "response", url(1), wire(chunked(ONE), Transfer_Encoding="chunked", Content_Length="")
    ),
    "chunks undone, header left": record(
        "response", url(1), wire(ONE, Transfer_Encoding="chunked", Content_Length="")
    ),
    "gzip": record("response", url(1), wire(gzip.compress(ONE), Content_Encoding="gzip")),
    "brotli": record("response", url(1), wire(brotli.compress(ONE), Content_Encoding="br")),
    "deflate": record("response", url(1), wire(zlib.compress(ONE), Content_Encoding="deflate")),
    "gzip undone, both headers left": record(
        "response", url(1), wire(ONE, Content_Encoding="gzip", Content_Length=str(len(ONE) // 3))
    ),
    "length too long": record("response", url(1), wire(ONE, Content_Length=str(len(ONE) + 99))),
    "HTTP/2": record("response", url(1), wire(ONE, "HTTP/2 200")),
    "HTTP/1.0": record("response", url(1), wire(ONE, "HTTP/1.0 200 OK")),
    "interim answer first": record("response", url(1), b"HTTP/1.1 100 Continue\r\n\r\n" + wire(ONE)),
    "line feeds alone": record("response", url(1), wire(ONE).replace(b"\r\n", b"\n", 3)),
    "a resource": record("resource", url(1), ONE, Content_Type="text/html"),
    "nanoseconds": response(1, "2019-03-03T04:05:06.123456789Z"),
    "zeros behind": packed([response(1)]) + b"\0" * 5000,
    "records about records": packed(
        [
            record("warcinfo", "", b""),
            record("request", url(1), b"G"),
            response(1),
            record("metadata", url(1), b"v"),
        ]
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_in_each_shape(desk: Desk, shape: str) -> None:
    report = desk.take(desk.file("one.warc.gz", SHAPES[shape]))
    desk.one_kept(report)
    assert report["import"]["damaged"] == []
    again = desk.take(desk.folder / "foreign")
    assert again["import"]["taken"] == 0
    assert again["import"]["not_taken"]["duplicate"] == 1


def test_an_arc_file(desk: Desk) -> None:
    top = b"1 0 Heritrix\nURL IP-address Archive-date Content-type Archive-length\n\n"
    body = wire(page(1))
    data = b"filedesc://x.arc 0.0.0.0 20190303040506 text/plain %d\n%s\n" % (len(top), top)
    data += b"%s 10.0.0.1 20190303040506 text/html %d\n%s\n" % (url(1).encode(), len(body), body)
    desk.one_kept(desk.take(desk.file("old.arc.gz", gzip.compress(data))))
    assert desk.rows("SELECT fetched_at FROM v_captures") == [("2019-03-03T04:05:06+00:00",)]


def test_a_file_by_warcio(desk: Desk) -> None:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    made = writer.create_warc_record(
        url(1), "response", payload=io.BytesIO(page(1)), http_headers=head,
        warc_headers_dict={"WARC-Date": "2019-03-03T04:05:06Z"},
    )  # fmt: skip
    writer.write_record(made)
    again = writer.create_revisit_record(
        url(1),
        made.rec_headers.get_header("WARC-Payload-Digest"),
        url(1),
        "2019-03-03T04:05:06Z",
        http_headers=head,
        warc_headers_dict={"WARC-Date": "2019-04-03T04:05:06Z"},
    )
    writer.write_record(again)
    report = desk.take(desk.file("by-warcio.warc.gz", out.getvalue()))
    assert report["import"]["taken"] == 2, report
    assert [row[0] for row in desk.rows("SELECT outcome FROM v_captures ORDER BY fetched_at")] == [
        "stored", "unchanged",
    ]  # fmt: skip
    assert desk.take(desk.folder / "foreign")["import"]["taken"] == 0


def test_a_file_by_fastwarc(desk: Desk) -> None:
    made = WarcRecord()
    made.init_headers(record_type=WarcRecordType.response)
    made.headers["WARC-Target-URI"] = url(1)
    made.headers["WARC-Date"] = "2019-03-03T04:05:06Z"
    made.headers["Content-Type"] = "application/http; msgtype=response"
    made.set_bytes_content(wire(page(1)))
    out = io.BytesIO()
    made.write(out, checksum_data=True)
    desk.one_kept(desk.take(desk.file("by-fastwarc.warc", out.getvalue())))


class Paper(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = page(1) if self.path == "/tin-1.html" else b"<a href='/tin-1.html'>1</a>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def paper() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Paper)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("option", ["--warc-compression", "--no-warc-compression"])
def test_a_file_by_wget(desk: Desk, paper: str, option: str) -> None:
    wget = shutil.which("wget")
    if wget is None:
        pytest.skip("no wget on this machine")
    desk.home = paper
    folder = desk.folder / "foreign"
    folder.mkdir()
    words = [wget, "-q", "-r", "-l1", "--delete-after", "--warc-file=paper", option, paper]
    subprocess.run(words, cwd=folder, check=True, timeout=60)
    desk.one_kept(desk.take(folder))
    [(software, request)] = desk.rows(
        "SELECT source_software, source FROM v_captures WHERE article IS NOT NULL"
    )
    assert software.startswith("Wget/")
    assert request.startswith("foreign/paper.warc")


def test_what_is_not_taken_is_counted_by_its_reason(desk: Desk) -> None:
    strange = [
        record("response", "http://other.example/tin-1.html", wire(page(1))),
        record("response", "http://thu.example/gioi-thieu", wire(page(1))),
        record("response", url(2), wire(b"GIF89a", kind="image/gif")),
        record("response", url(3), wire(b"", "HTTP/1.1 500 Oops")),
        record("response", url(4), wire(b"", "HTTP/1.1 301 Moved", Location=url(5))),
        record("response", url(6), wire(page(6)), date="long ago"),
        record("response", url(7), wire(page(7)), date="2031-01-01T00:00:00Z"),
        record("response", "dns:thu.example", b"20190303040506\nthu.example. 1 IN A 10.0.0.1"),
        record("revisit", url(8), wire(b""), WARC_Profile="http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"),
        record("conversion", url(9), b"text", Content_Type="text/plain"),
    ]  # fmt: skip
    desk.file("notes.txt", b"not a WARC")
    desk.file("strange.warc.gz", packed(strange))
    report = desk.take(desk.folder / "foreign")
    assert report["exit"] == 0
    assert report["import"]["taken"] == 0
    assert report["import"]["not_taken"] == {
        "no_date": 2, "not_article": 1, "not_html": 1, "not_http": 1, "not_our_portal": 1, "other_file": 1,
        "other_record": 1, "redirect": 1, "revisit_without_original": 1, "status": 1,
    }  # fmt: skip
    assert (desk.archive / "runs" / f"{report['run']}.json").exists()


def damaged(number: int) -> bytes:
    bad = bytearray(gzip.compress(response(number)))
    bad[len(bad) // 2] ^= 0x55
    return bytes(bad)


def test_a_damaged_member_costs_itself_only(desk: Desk) -> None:
    data = (
        gzip.compress(response(1))
        + damaged(2)
        + gzip.compress(response(3))
        + gzip.compress(response(4))[:-90]
    )
    report = desk.take(desk.file("torn.warc.gz", data))
    assert report["exit"] == 0
    assert desk.titles() == ["Tin số 1 về mùa vụ", "Tin số 3 về mùa vụ"]
    assert report["import"]["not_taken"]["damaged"] == len(report["import"]["damaged"]) == 2
    assert report["import"]["damaged"][0]["offset"] == len(gzip.compress(response(1)))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_record_of_wrong_length_costs_itself_only(desk: Desk, pack: type[bytes]) -> None:
    short = response(2, Content_Length="100")
    long = response(3, Content_Length=str(len(wire(page(3))) + 500))
    data = pack(response(1) + short + response(4) + long + response(5) + response(6)[:-1000])
    report = desk.take(desk.file("lengths.warc.gz", data))
    assert desk.titles() == [f"Tin số {number} về mùa vụ" for number in (1, 4, 5)]
    assert len(report["import"]["damaged"]) == 3


def test_bytes_that_their_own_digest_denies_are_not_taken(desk: Desk) -> None:
    good = b32encode(hashlib.sha1(wire(page(1))).digest()).decode()
    bad = b32encode(hashlib.sha1(b"other").digest()).decode()
    data = packed(
        [response(1, WARC_Block_Digest=f"sha1:{good}"), response(2, WARC_Block_Digest=f"sha1:{bad}"),
         response(3, WARC_Block_Digest="xxh3:1234")]
    )  # fmt: skip
    report = desk.take(desk.file("digests.warc.gz", data))
    assert len(desk.titles()) == 2
    assert report["import"]["not_taken"] == {"damaged": 1}


def test_a_file_that_is_all_noise_fails(desk: Desk) -> None:
    report = desk.take(desk.file("noise.warc.gz", b"\x1f\x8b\x08" + b"\x91" * 4000))
    assert report["exit"] == 1
    assert report["import"]["not_taken"]["damaged"] >= 1


def test_a_revisit_gets_its_payload_from_wherever_the_original_is(desk: Desk) -> None:
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    told = {"WARC_Profile": profile, "WARC_Payload_Digest": "sha1:ABCDEF"}
    by_digest = record("revisit", url(1), wire(b""), "2019-05-01T00:00:00Z", **told)
    by_place = record(
        "revisit", url(1), b"", "2019-06-01T00:00:00Z", WARC_Profile=profile,
        WARC_Refers_To_Target_URI=url(1), WARC_Refers_To_Date="2019-03-03T04:05:06Z",
    )  # fmt: skip
    unmodified = record(
        "revisit", url(1), b"HTTP/1.1 304 Not Modified\r\n\r\n", "2019-07-01T00:00:00Z",
        WARC_Profile="http://netpreserve.org/warc/1.0/revisit/server-not-modified",
    )  # fmt: skip
    desk.file("a.warc.gz", packed([by_digest, by_place]))
    desk.file("b.warc.gz", packed([response(1, WARC_Payload_Digest="sha1:ABCDEF")]))
    report = desk.take(desk.folder / "foreign")
    assert report["import"]["taken"] == 3, report
    assert desk.take(desk.file("c.warc.gz", packed([unmodified])))["import"]["taken"] == 1
    outcomes = desk.rows("SELECT outcome, status FROM v_captures ORDER BY fetched_at")
    assert outcomes == [("stored", 200), ("unchanged", 200), ("unchanged", 200), ("unchanged", 304)]
    assert desk.take(desk.folder / "foreign")["import"]["not_taken"] == {"duplicate": 4}


def test_a_page_that_is_gone_ends_its_article(desk: Desk) -> None:
    gone = record("response", url(1), wire(b"<p>404</p>", "HTTP/1.1 404 Not Found"), "2020-01-01T00:00:00Z")
    desk.take(desk.file("a.warc.gz", packed([response(1), gone])))
    assert desk.rows("SELECT status FROM v_articles") == [("gone",)]


def test_links_that_lead_back_up_and_twice_to_a_file_count_once(desk: Desk) -> None:
    one = desk.file("deep/one.warc.gz", packed([response(1)]))
    (one.parent / "loop").symlink_to(desk.folder / "foreign")
    (one.parent / "same.warc.gz").symlink_to(one)
    report = desk.take(desk.folder / "foreign")
    desk.one_kept(report)
    assert report["import"]["files"] == 1
    assert Path(one).exists()
