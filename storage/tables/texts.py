"""The search layers of each article's current text; each database builds its own index over them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, TypedColumns

from storage.tables.columns import Words, metadata


class SearchTextColumns(TypedColumns):
    """`sections` are folded, each between line breaks; `date` is the local day or month of publication,
    or empty."""

    id = Column(Integer, primary_key=True)
    article = Column(Words, ForeignKey("articles.id"), nullable=False, unique=True)
    portal = Column(Words, nullable=False)
    date = Column(Words, nullable=False)
    sections = Column(Words, nullable=False)
    title_exact = Column(Words, nullable=False)
    body_exact = Column(Words, nullable=False)
    byline_exact = Column(Words, nullable=False)
    captions_exact = Column(Words, nullable=False)
    title_fold = Column(Words, nullable=False)
    body_fold = Column(Words, nullable=False)
    byline_fold = Column(Words, nullable=False)
    captions_fold = Column(Words, nullable=False)


search_texts = Table("search_texts", metadata, SearchTextColumns)
Index(None, search_texts.c.date, search_texts.c.article)
Index(None, search_texts.c.portal, search_texts.c.date)
