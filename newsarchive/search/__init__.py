"""The query language: what a person types → a query in the search layers, and back to the original text."""

from newsarchive.search.explain import explain
from newsarchive.search.parse import parse
from newsarchive.search.query_error import QueryError
from newsarchive.search.snippet import Snippet, hits, marks, passage, terms

__all__ = ["QueryError", "Snippet", "explain", "hits", "marks", "parse", "passage", "terms"]
