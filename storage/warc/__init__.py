"""Raw exchanges kept for good: WARC 1.1, one gzip member a record, the bytes as they came over the wire."""

from storage.warc.errors import RemovedError, TornError, WarcError
from storage.warc.http import Parsed, parse_response
from storage.warc.info import read_info
from storage.warc.others import Foreign, records
from storage.warc.page import page_of
from storage.warc.parts import PARTS, Place, earlier_parts
from storage.warc.plain import Damage
from storage.warc.reader import exchanges, read_exchange, records_of_exchange
from storage.warc.recovery import Recovered, recover
from storage.warc.salvage import salvaged
from storage.warc.stored import Placed, Stored
from storage.warc.writer import WarcWriter

__all__ = [
    "PARTS",
    "Damage",
    "Foreign",
    "Parsed",
    "Place",
    "Placed",
    "Recovered",
    "RemovedError",
    "Stored",
    "TornError",
    "WarcError",
    "WarcWriter",
    "earlier_parts",
    "exchanges",
    "page_of",
    "parse_response",
    "read_exchange",
    "read_info",
    "records",
    "records_of_exchange",
    "recover",
    "salvaged",
]
