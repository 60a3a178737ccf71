"""Paths that a person named → files to read, of which kind each is, and their answers."""

from __future__ import annotations

import gzip
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

from newsarchive.errors import UsageError
from newsarchive.ingest.foreign.found import Item, Origin, Passed
from newsarchive.ingest.foreign.lines import lines
from newsarchive.ingest.foreign.saved import Told, saved_page
from newsarchive.ingest.foreign.warcs import answers
from storage.warc.plain import GZIP, ZSTD

Kind = Literal["warc", "wacz", "html", "jsonl"]
KINDS: tuple[Kind, ...] = ("warc", "wacz", "html", "jsonl")
_WARC_NAME = re.compile(r"\.w?arc(?:\.gz|\.zst|\.open)*$", re.IGNORECASE)
_LINES_NAME = re.compile(r"\.(?:jsonl|ndjson)(?:\.gz)?$", re.IGNORECASE)
_PAGE_NAME = re.compile(r"\.(?:x?html?|shtml|php|aspx?)$", re.IGNORECASE)
_PAGE_START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head)\b",
    re.IGNORECASE | re.DOTALL,
)
_MEMBER = re.compile(r"(?:^|/)archive/[^/]+\.w?arc(?:\.gz|\.zst)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A file; `below` its path under the folder that was named, `name` what reports call it."""

    path: Path
    below: str
    name: str
    kind: Kind | None


def sources(paths: Sequence[Path], kind: Kind | None = None) -> Iterator[Source]:
    """Every file, those of a folder sorted by name, each once however many links lead to it.

    UsageError for a path that is not there, and for a file named by itself that is of no kind known.
    """
    seen: set[tuple[int, int]] = set()
    for path in paths:
        if path.is_dir():
            for found in _walk(path, set()):
                if _new(found, seen):
                    below = found.relative_to(path).as_posix()
                    yield Source(found, below, f"{path.name or path}/{below}", _kind(found, kind))
        elif not path.is_file():
            raise UsageError(f"{path}: nothing to read here; name a folder or files")
        elif _new(path, seen):
            known = kind or kind_of(path)
            if known is None:
                raise UsageError(f"{path}: neither WARC nor WACZ, HTML or JSON lines; say which with --kind")
            yield Source(path, path.name, path.name, known)


def _kind(path: Path, kind: Kind | None) -> Kind | None:
    """Also where a kind is forced, notes beside pages are none."""
    return None if path.suffix == ".json" else kind or kind_of(path)


def _walk(folder: Path, above: set[tuple[int, int]]) -> Iterator[Path]:
    """Files below a folder; a link that leads back up is not followed."""
    try:
        told = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be read: {error.strerror}") from error
    here = told.st_dev, told.st_ino
    if here in above:
        return
    for entry in entries:
        try:
            if entry.is_dir():
                yield from _walk(Path(entry.path), above | {here})
            elif entry.is_file() and not _note_beside(Path(entry.path)):
                yield Path(entry.path)
        except OSError:
            continue


def _note_beside(path: Path) -> bool:
    """NAME.json beside NAME: read with the page it is about."""
    return path.suffix == ".json" and path.with_suffix("").is_file()


def _new(path: Path, seen: set[tuple[int, int]]) -> bool:
    told = path.stat()
    key = told.st_dev, told.st_ino
    if key in seen:
        return False
    seen.add(key)
    return True


def kind_of(path: Path) -> Kind | None:
    """By its first bytes before its name; None for what is nothing of ours."""
    try:
        with path.open("rb") as file:
            first = file.read(4096)
    except OSError:
        return None
    if first.startswith(b"PK\x03\x04"):
        return "wacz" if path.suffix.lower() in (".wacz", ".zip") else None
    if first[:5].upper() == b"WARC/" or first.startswith(b"filedesc:") or _WARC_NAME.search(path.name):
        return "warc"
    if first.startswith(GZIP) and _unpacked(path)[:5].upper() in (b"WARC/", b"FILED"):
        return "warc"
    if _LINES_NAME.search(path.name):
        return "jsonl"
    if first.startswith(ZSTD) or b"\0" in first[:512].replace(b"<\0", b""):
        return None
    return "html" if _PAGE_START.match(first) or _PAGE_NAME.search(path.name) else None


def _unpacked(path: Path) -> bytes:
    with path.open("rb") as file:
        try:
            return zlib.decompressobj(31).decompress(file.read(4096), 64)
        except zlib.error:
            return b""


def items(source: Source, told: Told) -> Iterator[Item]:
    """What the file gives. One that cannot be read is told as damaged, and the others are gone on with."""
    try:
        if source.kind is None:
            yield Passed("other_file", Origin(source.name))
        elif source.kind == "html":
            yield from saved_page(source.path, source.below, source.name, told)
        elif source.kind == "wacz":
            yield from _package(source)
        else:
            with source.path.open("rb") as file:
                if source.kind == "warc":
                    yield from answers(file, source.name)
                else:
                    yield from _lines(file, source.name, told)
    except OSError as error:
        yield Passed("damaged", Origin(source.name), error.strerror or str(error), damaged=True)


def _lines(file: BinaryIO, name: str, told: Told) -> Iterator[Item]:
    if file.read(2) != GZIP:
        file.seek(0)
        yield from lines(file, name, told)
        return
    file.seek(0)
    try:
        with gzip.open(file) as plain:
            yield from lines(cast(BinaryIO, plain), name, told)
    except (EOFError, zlib.error) as error:
        yield Passed("damaged", Origin(name), str(error), damaged=True)


def _package(source: Source) -> Iterator[Item]:
    """The WARC files within a WACZ. They are read where they lie: no name in it reaches the disk."""
    try:
        with zipfile.ZipFile(source.path) as package:
            members = [member for member in package.infolist() if _MEMBER.search(member.filename)]
            if not members:
                yield Passed("other_file", Origin(source.name), "no WARC file under archive/ in it")
            for member in members:
                name = f"{source.name}!{member.filename}"
                try:
                    with package.open(member) as file:
                        yield from answers(cast(BinaryIO, file), name)
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
                    yield Passed("damaged", Origin(name), str(error), damaged=True)
    except zipfile.BadZipFile as error:
        yield Passed("damaged", Origin(source.name), str(error), damaged=True)
