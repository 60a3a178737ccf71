"""Who signed the current text of which article: what people are listed and counted by."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Named, Table, TypedColumns

from storage.tables.columns import Words, metadata


class SignerColumns(TypedColumns):
    """A name of an article's byline, once whatever its roles. `kind` is person, agency or source; `day` is
    the local day or month of publication. Its key is the order in which signers are counted."""

    portal = Column(Words, primary_key=True)
    kind = Column(Words, primary_key=True)
    name = Column(Words, primary_key=True)
    article = Column(Words, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, index=True)
    day: Named[str | None] = Column(Words)


signers = Table("signers", metadata, SignerColumns, sqlite_with_rowid=False)
