"""The bytes of an HTTP answer as they came over the wire → status, headers, payload, body.

Whatever comes in, nothing raises: what is wrong with an answer is a Problem. Their codes:
    no_response       there is nothing
    bad_status_line   not HTTP/1.x; all of it is taken for the body, status 0
    bad_header        a header line that is none, or holds control characters
    truncated         fewer bytes than announced, no last chunk, a compressed stream that ends early
    bad_chunk         chunked coding that cannot be followed; the body ends there
    surplus           more bytes than announced; they are left out
    not_encoded       says gzip (or another coding), is not; taken as it is
    bad_encoding      a coding unknown, broken from its start, or piled up; taken as it is, or empty
    too_large         more than the limit once decoded; cut there
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from storage.records import Problem
from storage.warc.coding import decode

LIMIT = 10 * 1024 * 1024

_STATUS_LINE = re.compile(rb"HTTP/(\d{1,2}(?:\.\d{1,2})?)[ \t]+(\d{3})(?:[ \t]+([^\r\n]*))?[ \t]*\r?\Z")
_INTERIM = re.compile(rb"HTTP/1\.\d[ \t]+1(?!01)\d\d[ \t\r\n]")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BLANK_LINE = re.compile(rb"\n[ \t]+\r?\n|[^\r]\n")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]{0,4096})?\r?\n")
_CUT_SIZE = re.compile(rb"[ \t]*[0-9A-Fa-f]{0,15}[ \t]*(?:;[^\n]{0,4096})?\r?\Z")
_NO_BODY = (204, 304)

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """An answer taken apart. `payload` has its chunks joined, `body` its content coding undone as well."""

    status: int
    reason: str
    version: str
    headers: Headers
    payload: bytes
    body: bytes
    problems: tuple[Problem, ...] = ()

    def header(self, name: str) -> str | None:
        """The last value of `name`: what browsers use where a header is repeated."""
        return next((value for key, value in reversed(self.headers) if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer cut where its parts meet: interim answers (100 Continue and the like), head with the
    empty line, the rest. `regular` if every reader of WARC finds the end of the head at the same byte."""

    interim: bytes
    head: bytes
    rest: bytes
    regular: bool


def split(wire: bytes) -> Wire:
    """Where the head ends. An answer without a status line is all rest; one cut in its head is all head."""
    start = _skip_interim(wire)
    answer = wire[start:]
    if not answer.startswith(b"HTTP/"):
        return Wire(wire[:start], b"", answer, regular=False)
    end = _HEAD_END.search(answer)
    if end is None:
        return Wire(wire[:start], answer, b"", regular=False)
    head = answer[: end.end()]
    regular = head.endswith(b"\r\n\r\n") and not _BLANK_LINE.search(head)
    return Wire(wire[:start], head, answer[end.end() :], regular)


def _skip_interim(wire: bytes) -> int:
    start = 0
    while _INTERIM.match(wire, start):
        end = _HEAD_END.search(wire, start)
        if end is None or end.end() == len(wire):
            return start
        start = end.end()
    return start


def parse_response(wire: bytes, limit: int = LIMIT) -> Parsed:
    """Take an answer apart, its body decoded to at most `limit` bytes."""
    if not wire:
        return Parsed(0, "", "", (), b"", b"", (Problem("no_response", ""),))
    cut = split(wire)
    line, _, lines = cut.head.partition(b"\n")
    found = _STATUS_LINE.match(line)
    if not found:
        bare = cut.head + cut.rest
        return Parsed(0, "", "", (), bare, bare[:limit], (Problem("bad_status_line", "", repr(bare[:40])),))
    status = int(found[2])
    complete = _HEAD_END.search(cut.head) is not None
    headers, problems = _headers(lines if complete else lines.rpartition(b"\n")[0])
    reason = _CONTROL.sub("", (found[3] or b"").decode("latin-1")).strip()
    parsed = Parsed(status, reason, found[1].decode(), headers, b"", b"", tuple(problems))
    if not complete:
        return replace(parsed, problems=(*parsed.problems, Problem("truncated", "", "inside the headers")))
    return _with_body(parsed, cut.rest, limit)


def _headers(lines: bytes) -> tuple[Headers, list[Problem]]:
    headers: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for raw in lines.decode("latin-1").split("\n"):
        line = raw.rstrip("\r")
        if not line:
            continue
        if line[0] in " \t" and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {_CONTROL.sub('', line).strip()}".strip())
            continue
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or _CONTROL.search(line):
            problems.append(Problem("bad_header", "", repr(line[:40])))
        if colon and name.strip():
            headers.append((_CONTROL.sub("", name).strip(), _CONTROL.sub("", value).strip()))
    return tuple(headers), problems[:1]


def _with_body(parsed: Parsed, rest: bytes, limit: int) -> Parsed:
    if parsed.status in _NO_BODY:
        surplus = (Problem("surplus", "", f"{len(rest)} bytes, where none belong"),) if rest else ()
        return replace(parsed, problems=parsed.problems + surplus)
    transfer = _codings(parsed.headers, "transfer-encoding")
    if "chunked" in transfer:
        payload, framing = _dechunk(rest)
    else:
        payload, framing = _measure(parsed, rest)
    codings = _codings(parsed.headers, "content-encoding") + [name for name in transfer if name != "chunked"]
    body, coding = decode(payload, codings, limit)
    return replace(parsed, payload=payload, body=body, problems=(*parsed.problems, *framing, *coding))


def _codings(headers: Headers, name: str) -> list[str]:
    """Codings in the order they were applied, over all headers of that name."""
    values = [value for key, value in headers if key.lower() == name]
    return [coding.strip().lower() for value in values for coding in value.split(",")]


def _measure(parsed: Parsed, rest: bytes) -> tuple[bytes, list[Problem]]:
    announced = parsed.header("content-length")
    if announced is None or not re.fullmatch(r"[0-9]{1,18}", announced):
        return rest, [Problem("bad_header", "", f"Content-Length {announced[:40]!r}")] if announced else []
    size = int(announced)
    if len(rest) < size:
        return rest, [Problem("truncated", "", f"{len(rest)} of {size} bytes")]
    if len(rest) > size:
        return rest[:size], [Problem("surplus", "", f"{len(rest) - size} bytes beyond {size}")]
    return rest, []


def _dechunk(data: bytes) -> tuple[bytes, list[Problem]]:
    out = bytearray()
    place = 0
    while place < len(data):
        size_line = _CHUNK_SIZE.match(data, place)
        if not size_line:
            code = "truncated" if _CUT_SIZE.match(data, place) else "bad_chunk"
            return bytes(out), [Problem(code, "", f"chunk size {data[place : place + 20]!r}")]
        size = int(size_line[1], 16)
        if size == 0:
            return bytes(out), []
        place = size_line.end()
        out += data[place : place + size]
        place += size
        ending = data[place : place + 2]
        if ending == b"\r\n" or ending[:1] == b"\n":
            place += 2 if ending == b"\r\n" else 1
        elif len(ending) == 2:
            return bytes(out), [Problem("bad_chunk", "", f"a chunk of {size} bytes ends in {ending!r}")]
        else:
            break
    return bytes(out), [Problem("truncated", "", f"no last chunk after {len(out)} bytes")]
