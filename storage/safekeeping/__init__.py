"""An archive's database looked over, backed up, and moved from one kind of database to the other."""

from storage.safekeeping.backup import back_up
from storage.safekeeping.copying import Copied, copy
from storage.safekeeping.status import Status, status

__all__ = ["Copied", "Status", "back_up", "copy", "status"]
