"""Thin commands: parse, call, print."""

from __future__ import annotations

from importlib import import_module

import typer

MODULES = ("demo", "portals", "crawl", "save", "extract", "reextract", "search", "show", "coverage", "export")


def register(app: typer.Typer) -> None:
    """Hang every command's module on the application; each has one function `register(app)`."""
    for name in MODULES:
        import_module(f"newsarchive.cli.{name}").register(app)
