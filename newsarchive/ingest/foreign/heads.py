"""An HTTP answer as a crawler kept it → one whose head is true of its payload.

Many crawlers undo chunks and content codings, and leave the headers that spoke of them. Such a header gets
the name X-Archive-Orig-…, so that nothing is lost and every reader finds the page. The payload stays.
"""

from __future__ import annotations

import re

from storage.warc import parse_response

MADE = "made"
MENDED = "mended"
KEPT = "kept"
_CHUNKED = re.compile(rb"\s*[0-9A-Fa-f]{1,15}[ \t]*(?:;[^\n]*)?\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,200}")


def made(body: bytes, content_type: str | None) -> bytes:
    """An answer around a page that was kept without one."""
    told = content_type if content_type and _PRINTABLE.fullmatch(content_type) else "text/html"
    return f"HTTP/1.1 200 OK\r\nContent-Type: {told}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def mended(wire: bytes) -> tuple[bytes, str]:
    """The answer, and whether its head was kept or mended."""
    end = _HEAD_END.search(wire)
    if not wire.startswith(b"HTTP/") or end is None:
        return wire, KEPT
    head, payload = wire[: end.end()], wire[end.end() :]
    untrue = _untrue(wire, head, payload)
    if not untrue:
        return wire, KEPT
    for name in untrue:
        head = re.sub(rb"(?im)^(" + name + rb"[ \t]*:)", rb"X-Archive-Orig-\1", head)
    return head + payload, MENDED


def _untrue(wire: bytes, head: bytes, payload: bytes) -> list[bytes]:
    untrue: list[bytes] = []
    low = head.lower()
    if b"\ntransfer-encoding" in low and payload and not _CHUNKED.match(payload):
        untrue.append(b"transfer-encoding")
    codes = {problem.code for problem in parse_response(wire).problems}
    if b"\ncontent-encoding" in low and "not_encoded" in codes:
        untrue.append(b"content-encoding")
    if "surplus" in codes or ("truncated" in codes and _whole(payload)):
        untrue.append(b"content-length")
    return untrue


def _whole(payload: bytes) -> bool:
    return payload.rstrip().lower().endswith(b"</html>")
