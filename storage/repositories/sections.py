"""A section's folded name, as searches compare it → the name as one of its articles prints it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from storage.search.plan import folded
from storage.tables import extractions, search_texts, versions


class Sections:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def printed(self, name: str) -> str:
        """The folded name itself where no article has it."""
        texts = search_texts.c
        query = (
            select(extractions.c.section)
            .join(versions, versions.c.id == extractions.c.version)
            .join(search_texts, texts.article == versions.c.article)
            .where(versions.c.current, extractions.c.current)
            .where(texts.sections.contains(f"\n{name}\n", autoescape=True))
            .limit(1)
        )
        printed = (self.connection.scalar(query) or "").split("\n")
        return next((section for section in printed if folded(section) == name), name)
