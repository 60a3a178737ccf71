"""Content codings undone: gzip, deflate (zlib or raw), br, zstd, in layers, never beyond a limit.

What a server says and what it sends differ often. Nothing raises: each trouble becomes a Problem, and the
bytes that could be had are given.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence

import brotli  # type: ignore[import-untyped]
import zstandard

from storage.records import Problem

MOST_LAYERS = 4
MOST_STREAMS = 1000
_PIECE = 16 * 1024
_ZSTD_PIECE = 256
"""zstd has no output limit; four bytes can stand for 128 KiB, so this many bytes for 8 MiB at most."""
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_WINDOW = 8 * 1024 * 1024
_GZIP = 31
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

Decoder = Callable[[bytes, int], Iterator[bytes]]


class _CodingError(Exception):
    """The stream is not of its coding, or broken from here on."""


class _TruncatedError(_CodingError):
    """The stream ends before its coding says so."""


def decode(data: bytes, codings: Sequence[str], limit: int) -> tuple[bytes, tuple[Problem, ...]]:
    """Undo `codings` (in the order they were applied), at most `limit` bytes out of any of them."""
    named = [coding for coding in codings if coding not in ("", "identity")]
    if len(named) > MOST_LAYERS:
        return data[:limit], (Problem("bad_encoding", "", f"{len(named)} codings, one upon another"),)
    problems: list[Problem] = []
    for coding in reversed(named):
        data, problem = _undo(data, coding, limit)
        if problem:
            problems.append(problem)
    if len(data) > limit:
        data = data[:limit]
        problems.append(Problem("too_large", "", f"more than {limit} bytes"))
    return data, tuple(problems)


def _undo(data: bytes, coding: str, limit: int) -> tuple[bytes, Problem | None]:
    decoder = _DECODERS.get(coding)
    if decoder is None:
        return data, Problem("bad_encoding", "", f"unknown coding {coding[:40]!r}")
    if not data:
        return data, None
    out = bytearray()
    try:
        for piece in decoder(data, limit):
            out += piece
            if len(out) > limit:
                return bytes(out[:limit]), Problem("too_large", "", f"{coding}: more than {limit} bytes")
    except _CodingError as error:
        if _looks_plain(data):
            return data, Problem("not_encoded", "", f"says {coding}, is not")
        if not out and not isinstance(error, _TruncatedError):
            return b"", Problem("bad_encoding", "", f"{coding}: {error}")
        return bytes(out), Problem("truncated", "", f"{coding}: {error} after {len(out)} bytes")
    return bytes(out), None


def _looks_plain(data: bytes) -> bool:
    """Compressed bytes hold control characters almost at once, text does not."""
    return not data.startswith(_ZSTD_MAGIC) and not _CONTROL.search(data, 0, 256)


def _inflate(data: bytes, wbits: int, limit: int) -> Iterator[bytes]:
    """One gzip member after another; other bytes after the end of a stream are no part of the page."""
    place = 0
    for _ in range(MOST_STREAMS):
        stream = zlib.decompressobj(wbits)
        while not stream.eof:
            piece = data[place : place + _PIECE]
            if not piece:
                raise _TruncatedError("the stream ends early")
            place += len(piece)
            while piece and not stream.eof:
                try:
                    yield stream.decompress(piece, limit + 1)
                except zlib.error as error:
                    raise _CodingError(str(error)) from error
                piece = stream.unconsumed_tail
        place -= len(stream.unused_data)
        if wbits != _GZIP or not data.startswith(b"\x1f\x8b", place):
            return
    raise _CodingError(f"more than {MOST_STREAMS} streams in a row")


def _gzip(data: bytes, limit: int) -> Iterator[bytes]:
    return _inflate(data, _GZIP, limit)


def _deflate(data: bytes, limit: int) -> Iterator[bytes]:
    """The standard means zlib, some servers send a bare deflate stream: the header tells them apart."""
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    return _inflate(data, 15 if zlib_header else -15, limit)


def _brotli(data: bytes, limit: int) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    try:
        for start in range(0, len(data), _PIECE):
            if stream.is_finished():
                return
            yield stream.process(data[start : start + _PIECE], output_buffer_limit=limit + 1)
            while not stream.is_finished() and not stream.can_accept_more_data():
                yield stream.process(b"", output_buffer_limit=limit + 1)
    except brotli.error as error:
        raise _CodingError(str(error)) from error
    if not stream.is_finished():
        raise _TruncatedError("the stream ends early")


def _zstd(data: bytes, limit: int) -> Iterator[bytes]:  # noqa: ARG001 - a Decoder; bounded by its pieces
    place = 0
    for _ in range(MOST_STREAMS):
        stream = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
        while not stream.eof:
            piece = data[place : place + _ZSTD_PIECE]
            if not piece:
                raise _TruncatedError("the stream ends early")
            place += len(piece)
            try:
                yield stream.decompress(piece)
            except zstandard.ZstdError as error:
                raise _CodingError(str(error)) from error
        place -= len(stream.unused_data)
        if not data.startswith(_ZSTD_MAGIC, place):
            return
    raise _CodingError(f"more than {MOST_STREAMS} streams in a row")


_DECODERS: dict[str, Decoder] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
