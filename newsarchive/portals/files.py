"""A TOML file → its table, or an error that says which file is none."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from newsarchive.errors import ProfileError


@cache
def read_table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProfileError(file, "", "no such file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(file, "", f"not TOML: {error}") from None
