"""Thin commands: parse, call, print."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

COMMANDS = (
    "demo",
    "portals",
    "crawl",
    "save",
    "import",
    "extract",
    "reextract",
    "search",
    "show",
    "changes",
    "people",
    "clusters",
    "coverage",
    "export",
    "withdraw",
    "db",
    "rebuild",
)

MODULES = {"import": "import_"}
"""Commands whose name no module can bear."""


class Commands(TyperGroup):
    """The commands by name, each one's module imported only when it is asked for: `portals list` needs no
    database. A module `newsarchive.cli.NAME` has one function `register(app)`."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 (Click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        if cmd_name not in self.commands:
            app = typer.Typer(rich_markup_mode="rich", pretty_exceptions_enable=False)
            import_module(f"newsarchive.cli.{MODULES.get(cmd_name, cmd_name)}").register(app)
            self.commands[cmd_name] = get_group(app).commands[cmd_name]
        return self.commands[cmd_name]
