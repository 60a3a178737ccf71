"""Clusters that are kept up to date as stories come and go."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass
