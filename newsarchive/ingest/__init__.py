"""The conveyor: captures → leads and readings → problems → what is kept. A live crawl, the adoption of
unfinished work and a rebuild from the WARC files all go through here."""

from newsarchive.ingest.conveyor import Conveyor
from newsarchive.ingest.work import Ingested, Work

__all__ = ["Conveyor", "Ingested", "Work"]
