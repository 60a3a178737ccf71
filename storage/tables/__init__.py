"""The tables of an archive. They are ours to change: archivists read the views."""

from storage.tables.backups import backups
from storage.tables.captures import captures, origins, refusals
from storage.tables.catalogue import places, portals, runs
from storage.tables.columns import metadata
from storage.tables.copies import (
    cluster_members,
    cluster_pairs,
    copy_keys,
    copy_sketches,
    dirty_articles,
    former_clusters,
)
from storage.tables.leads import ledger, urls
from storage.tables.people import signers
from storage.tables.readings import captions, extractions, names, problems
from storage.tables.snapshots import snapshots
from storage.tables.stories import (
    article_aliases,
    article_events,
    article_keys,
    article_urls,
    articles,
    version_aliases,
    versions,
)
from storage.tables.texts import search_layers, search_texts
from storage.tables.withdrawals import withdrawal_marks, withdrawals

__all__ = [
    "article_aliases",
    "article_events",
    "article_keys",
    "article_urls",
    "articles",
    "backups",
    "captions",
    "captures",
    "cluster_members",
    "cluster_pairs",
    "copy_keys",
    "copy_sketches",
    "dirty_articles",
    "extractions",
    "former_clusters",
    "ledger",
    "metadata",
    "names",
    "origins",
    "places",
    "portals",
    "problems",
    "refusals",
    "runs",
    "search_layers",
    "search_texts",
    "signers",
    "snapshots",
    "urls",
    "version_aliases",
    "versions",
    "withdrawal_marks",
    "withdrawals",
]
