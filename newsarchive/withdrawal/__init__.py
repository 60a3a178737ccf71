"""What an archive must not show any more: facts kept, texts taken out of all answers, bytes removed if asked.

Every step is first a line of the archive's audit log, then rows: who is killed in between finds the line at
the next start, and a rebuilt database learns it all from there.
"""

from newsarchive.withdrawal.facts import Request, lift, withdraw
from newsarchive.withdrawal.following import audit_log, catch_up, reapply, reapply_removals

__all__ = ["Request", "audit_log", "catch_up", "lift", "reapply", "reapply_removals", "withdraw"]
