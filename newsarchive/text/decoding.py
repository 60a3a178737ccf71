"""The bytes of a page → its text: what the bytes themselves prove comes before what anyone declares."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass

from newsarchive.text.legacy import from_windows
from newsarchive.text.repair import LEGACY, best_legacy, repair
from storage.records import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?.*encoding=['\"](.*?)['\"].*\?>", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<\s*meta[^>]+charset\s*=\s*[\"']?([^>]*?)[ /;'\">]", re.IGNORECASE)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_GZIP_MAGIC = b"\x1f\x8b"
_LARGEST = 64 * 1024 * 1024
_META_WITHIN = 256 * 1024
_FEW = 0.02

# What browsers read under a label is wider than the label.
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932",
    "euc_kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
_LABELS = {
    "tcvn": "tcvn3", "tcvn3": "tcvn3", "tcvn-5712": "tcvn3", "x-viet-tcvn": "tcvn3",
    "x-viet-tcvn5712": "tcvn3",
    "viscii": "viscii", "x-viet-viscii": "viscii", "vni": "vni", "x-viet-vni": "vni",
    "windows-1258": "windows-1258", "x-windows-1258": "windows-1258", "cp1258": "windows-1258",
    "x-sjis": "cp932", "x-gbk": "gb18030", "unicode": "utf-8", "utf8": "utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is what the bytes were read as; a repair stands after a plus ("utf-8+tcvn3"). `utf8` is
    the text in UTF-8, where the page's own bytes are that already."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()
    utf8: bytes | None = None


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Text for any bytes; what was odd about them is said in `problems`."""
    body, problems = _unzipped(body)
    if body.isascii():
        return Decoded(body.decode("ascii"), "utf-8", tuple(problems), body)
    declared = _declared(body, content_type)
    text, encoding, utf8 = _read(body, declared)
    if declared and declared[0] != encoding:
        problems.append(Problem("encoding_mismatch", "", f"declared {declared[0]}, read as {encoding}"))
    text, undone = repair(text, utf8)
    if undone:
        encoding = f"{encoding}+{undone}"
        problems.append(Problem("encoding_repaired", "", undone))
    if "\ufffd" in text:
        problems.append(Problem("replacement_characters", "", str(text.count("\ufffd"))))
    if text.startswith("\ufeff"):
        return Decoded(text.removeprefix("\ufeff"), encoding, tuple(problems))
    return Decoded(text, encoding, tuple(problems), None if undone else utf8)


def _unzipped(body: bytes) -> tuple[bytes, list[Problem]]:
    """A body saved with its gzip coding still on, undone up to the size limit."""
    if not body.startswith(_GZIP_MAGIC):
        return body, []
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(body, _LARGEST)
    except zlib.error:
        return body, [Problem("broken_gzip", "")]
    return plain, [] if reader.eof else [Problem("truncated_gzip", "")]


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Encodings that header and page name, as Python knows them, the header first."""
    names = []
    header = _HEADER_CHARSET.search(content_type or "")
    if header:
        names.append(header.group(1))
    meta = _XML_ENCODING.match(body) or _META_CHARSET.search(body, 0, _META_WITHIN)
    if meta:
        names.append(meta[1].decode("ascii", "replace"))
    return [known for known in map(_known, names) if known]


def _known(label: str) -> str | None:
    label = label.strip().lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name)


def _read(body: bytes, declared: list[str]) -> tuple[str, str, bytes | None]:
    """The text, what it was read as, and its bytes in UTF-8 where those are the page's."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace"), name, None
    try:
        return body.decode("utf-8"), "utf-8", body
    except UnicodeDecodeError:
        pass
    if _nearly_utf8(body):
        return _mended_utf8(body), "utf-8", None
    for name in declared:
        text = _strictly(body, name)
        if text is not None:
            return text, name, None
    return from_windows(body, "cp1252"), "cp1252", None


def _nearly_utf8(body: bytes) -> bool:
    """UTF-8 with a few broken bytes: cut in mid-character, or a snippet pasted in another encoding."""
    high = len(_HIGH_BYTE.findall(body))
    covered = sum(map(len, _MULTIBYTE.findall(body)))
    return covered > 0 and high - covered <= max(min(3, covered / 10), _FEW * high)


def _mended_utf8(body: bytes) -> str:
    from bs4.dammit import UnicodeDammit  # the few pages that need it should pay for it

    try:
        return UnicodeDammit.detwingle(body).decode("utf-8", "replace")
    except (IndexError, KeyError):
        return body.decode("utf-8", "replace")


def _strictly(body: bytes, name: str) -> str | None:
    if name in LEGACY:
        return None if best_legacy(body)[0] != name else LEGACY[name](body)
    if name == "cp1252":
        return from_windows(body, name)
    if name == "utf-8":
        return None
    try:
        return body.decode(name)
    except UnicodeDecodeError as error:
        return body.decode(name, "replace") if error.start > len(body) * 0.5 else None
    except (LookupError, ValueError):
        return None
