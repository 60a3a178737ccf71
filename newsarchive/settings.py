"""`newsarchive.toml` and the environment → the settings of one archive."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from newsarchive.errors import UsageError

FILE = "newsarchive.toml"


class Settings(BaseSettings):
    """What an operator sets for an archive; environment variables NEWSARCHIVE_* win over the file.

    `contact` is an address or page that stands in the User-Agent; `database_url` a SQLAlchemy URL,
    empty for the SQLite file in the archive; `workers` the number of reading processes, 0 for one a core.
    """

    model_config = SettingsConfigDict(env_prefix="NEWSARCHIVE_", extra="forbid", frozen=True)

    contact: str = ""
    database_url: str = ""
    workers: int = 0

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return env_settings, init_settings

    @classmethod
    def load(cls, archive: Path) -> Settings:
        """Settings of the archive in `archive`; a file that cannot be meant is a UsageError."""
        file = archive / FILE
        try:
            values = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
            return cls(**values)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: not TOML: {error}") from error
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise UsageError(
                f"{file}: {key}: {first['msg']}; known: {', '.join(cls.model_fields)}"
            ) from error
