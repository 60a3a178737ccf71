"""Records in, records out: everything the archive holds, one repository a subject."""

from storage.repositories.unit import Database, Unit

__all__ = ["Database", "Unit"]
