"""What finds copies of a story over the whole store: sketches and their keys, pairs, clusters.

All is asked and written for many articles at once.
"""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    TableValuedAlias,
    and_,
    bindparam,
    cast,
    delete,
    func,
    select,
    update,
)

from storage.repositories import clustered
from storage.repositories.clustered import NamedPair, Sort, Summary
from storage.tables import (
    articles,
    cluster_members,
    cluster_pairs,
    copy_keys,
    copy_sketches,
    dirty_articles,
    extractions,
    former_clusters,
    names,
    versions,
)
from storage.tables.upsert import insert_new, upsert

MANY = 400
"""Values of one IN: SQLAlchemy writes each out."""


def _of_current_texts(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(articles)
        .join(versions, versions.c.article == articles.c.id)
        .join(extractions, extractions.c.version == versions.c.id)
        .where(versions.c.current, extractions.c.current, articles.c.withdrawn.is_(False))
    )


BODIES = _of_current_texts(articles.c.id, extractions.c.body)
STANDING = _of_current_texts(articles.c.id, articles.c.cluster)
PRINTED = _of_current_texts(
    extractions.c.id.label("reading"),
    copy_sketches.c.number,
    articles.c.id,
    articles.c.portal,
    articles.c.cluster,
    articles.c.first_seen,
    extractions.c.published_at,
    extractions.c.published_date,
    extractions.c.published_precision,
).join(copy_sketches, copy_sketches.c.article == articles.c.id)


@dataclass(frozen=True, slots=True)
class KeptSketch:
    number: int
    article: str
    keys: frozenset[int]
    sketch: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """`a` is the smaller number."""

    a: int
    b: int
    overlap: float
    contained: float


@dataclass(frozen=True, slots=True)
class Printed:
    """What an article says of where it comes from, and the cluster it is in."""

    article: str
    portal: str
    cluster: str | None
    first_seen: datetime
    published_at: datetime | None
    published_date: str | None
    published_precision: str | None
    credits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    article: str
    role: str
    overlap: float
    certain: bool


class Clusters:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.on_postgresql = connection.dialect.name == "postgresql"

    # Who is to be compared

    def mark_dirty(self, article: str) -> None:
        """The article's text is new or changed: its copies must be looked for again."""
        insert_new(self.connection, dirty_articles, {"article": article})

    def forget(self, article: str) -> None:
        """The article is in no cluster from now on: withdrawn, or no article's id any more. Its copies get
        their new cluster, and all that was kept of its text goes, when dirty articles are next compared."""
        self._assign([(article, None)])
        self.connection.execute(delete(cluster_members).where(cluster_members.c.article == article))
        self.mark_dirty(article)

    def dirty(self, limit: int) -> list[str]:
        query = select(dirty_articles.c.article).order_by(dirty_articles.c.article).limit(limit)
        return list(self.connection.scalars(query))

    def waiting(self) -> int:
        return self.connection.scalar(select(func.count()).select_from(dirty_articles)) or 0

    def clean(self, done: Iterable[str]) -> None:
        for some in _parts(done):
            self.connection.execute(delete(dirty_articles).where(dirty_articles.c.article.in_(some)))

    def bodies(self, wanted: Iterable[str]) -> dict[str, str]:
        """The current text of each article that is not withdrawn."""
        found: dict[str, str] = {}
        for some in _parts(wanted):
            rows = self.connection.execute(BODIES.where(articles.c.id.in_(some)))
            found.update({row.id: row.body for row in rows})
        return found

    # Sketches and the keys they are found by

    def sketches(self, numbers: Iterable[int]) -> dict[int, KeptSketch]:
        listed = self._listed(numbers)
        query = select(copy_sketches).join(listed, copy_sketches.c.number == listed.c.value)
        return {
            row.number: KeptSketch(row.number, row.article, keys_of(row.key_list), row.sketch)
            for row in self.connection.execute(query)
        }

    def packed(self, numbers: Iterable[int]) -> dict[int, bytes]:
        """What is compared of each, and no more."""
        listed = self._listed(numbers)
        query = select(copy_sketches.c.number, copy_sketches.c.sketch)
        rows = self.connection.execute(query.join(listed, copy_sketches.c.number == listed.c.value))
        return {row.number: row.sketch for row in rows}

    def keep(self, sketches: Sequence[KeptSketch]) -> None:
        rows = [
            {
                "number": one.number,
                "article": one.article,
                "key_list": bytes_of(one.keys),
                "sketch": one.sketch,
            }
            for one in sketches
        ]
        upsert(self.connection, copy_sketches, rows, ("number",))
        if keys := sorted((key, one.number) for one in sketches for key in one.keys):
            # Past SQLAlchemy, which takes longer for a row than either database.
            into = "INSERT INTO copy_keys (key, number) VALUES (?, ?) ON CONFLICT DO NOTHING"
            self.connection.exec_driver_sql(into.replace("?", "%s") if self.on_postgresql else into, keys)

    def drop(self, sketches: Iterable[KeptSketch]) -> None:
        """Their keys, sketches and pairs are not there any more."""
        gone = list(sketches)
        if not gone:
            return
        mine = (copy_keys.c.key == bindparam("of_key")) & (copy_keys.c.number == bindparam("of"))
        keys = [{"of_key": key, "of": one.number} for one in gone for key in one.keys]
        if keys:
            self.connection.execute(delete(copy_keys).where(mine), keys)
        numbers = [{"of": one.number} for one in gone]
        for column in (copy_sketches.c.number, cluster_pairs.c.a, cluster_pairs.c.b):
            self.connection.execute(delete(column.table).where(column == bindparam("of")), numbers)

    def hubs(self, keys: Iterable[int], most: int) -> dict[int, list[int]]:
        """The `most` smallest numbers under each key, ascending; nothing for a key that nobody has."""
        listed = self._listed(keys)
        last = (
            select(copy_keys.c.number)
            .where(copy_keys.c.key == listed.c.value)
            .order_by(copy_keys.c.number)
            .limit(1)
            .offset(most - 1)
            .correlate(listed)
            .scalar_subquery()
        )
        upto = copy_keys.c.number <= func.coalesce(last, (1 << 63) - 1)
        return self._under(listed, upto)

    def under(self, keys: Iterable[int]) -> dict[int, list[int]]:
        """Every number under each key, ascending."""
        return self._under(self._listed(keys))

    def _under(self, listed: TableValuedAlias, *narrowed: ColumnElement[bool]) -> dict[int, list[int]]:
        query = select(copy_keys.c.key, copy_keys.c.number).select_from(listed)
        query = query.join(copy_keys, and_(copy_keys.c.key == listed.c.value, *narrowed))
        found: dict[int, list[int]] = defaultdict(list)
        for key, number in self.connection.execute(query).all():
            found[key].append(number)
        for numbers in found.values():
            numbers.sort()
        return dict(found)

    # Pairs

    def link(self, pairs: Sequence[Pair]) -> None:
        upsert(self.connection, cluster_pairs, [_row_of(pair) for pair in pairs], ("a", "b"))

    def unlink(self, pairs: Iterable[Pair]) -> None:
        rows = [{"of": pair.a, "at": pair.b} for pair in pairs]
        if rows:
            mine = (cluster_pairs.c.a == bindparam("of")) & (cluster_pairs.c.b == bindparam("at"))
            self.connection.execute(delete(cluster_pairs).where(mine), rows)

    def pairs(self, numbers: Iterable[int]) -> list[Pair]:
        """Every pair that one of these is in, each once."""
        wanted = list(numbers)
        found: set[Pair] = set()
        for side in (cluster_pairs.c.a, cluster_pairs.c.b):
            listed = self._listed(wanted)
            query = select(cluster_pairs).join(listed, side == listed.c.value)
            found.update(Pair(*row) for row in self.connection.execute(query))
        return sorted(found, key=lambda pair: (pair.a, pair.b))

    def near(self, numbers: Iterable[int]) -> dict[int, set[int]]:
        """The others of every pair that each of these is in."""
        listed = self._listed(numbers)
        gather = func.array_agg if self.on_postgresql else func.json_group_array
        both = [
            select(gather(other)).where(one == listed.c.value).correlate(listed).scalar_subquery()
            for one, other in ((cluster_pairs.c.a, cluster_pairs.c.b), (cluster_pairs.c.b, cluster_pairs.c.a))
        ]
        # A list of numbers for every row: a large cluster has very many pairs.
        rows = self.connection.execute(select(listed.c.value, *both)).all()
        read = (lambda found: found or ()) if self.on_postgresql else json.loads
        return {number: {*read(after), *read(before)} for number, after, before in rows}

    # Clusters

    def printed(self, numbers: Iterable[int]) -> dict[int, Printed]:
        """What each article that is not withdrawn says of itself."""
        listed = self._listed(numbers)
        query = PRINTED.join(listed, copy_sketches.c.number == listed.c.value)
        rows = self.connection.execute(query).all()
        credited = self._credits(row.reading for row in rows)
        return {
            row.number: Printed(
                row.id,
                row.portal,
                row.cluster,
                row.first_seen,
                row.published_at,
                row.published_date,
                row.published_precision,
                tuple(credited.get(row.reading, ())),
            )
            for row in rows
        }

    def _credits(self, readings: Iterable[int]) -> dict[int, list[str]]:
        """The agencies and sources that each byline names."""
        listed = self._listed(readings)
        query = select(names.c.extraction, names.c.name).join(listed, names.c.extraction == listed.c.value)
        query = query.where(names.c.kind != "person").order_by(names.c.extraction, names.c.position)
        found: dict[int, list[str]] = defaultdict(list)
        for reading, name in self.connection.execute(query).all():
            found[reading].append(name)
        return found

    def clusters_of(self, wanted: Iterable[str]) -> dict[str, str | None]:
        """The cluster of each article that has a text and is not withdrawn."""
        found: dict[str, str | None] = {}
        for some in _parts(wanted):
            rows = self.connection.execute(STANDING.where(articles.c.id.in_(some)))
            found |= {row.id: row.cluster for row in rows}
        return found

    def articles_of(self, clusters: Iterable[str]) -> dict[str, list[str]]:
        """The articles in each cluster, by id."""
        found: dict[str, list[str]] = defaultdict(list)
        query = select(articles.c.cluster, articles.c.id).where(articles.c.withdrawn.is_(False))
        for some in _parts(clusters):
            rows = self.connection.execute(query.where(articles.c.cluster.in_(some)).order_by(articles.c.id))
            for cluster, article in rows:
                found[cluster or ""].append(article)
        return found

    def members(self, cluster: str) -> list[str]:
        return self.articles_of([cluster]).get(cluster, [])

    def memberships(self, wanted: Iterable[str]) -> dict[str, Membership]:
        found: dict[str, Membership] = {}
        for some in _parts(wanted):
            rows = self.connection.execute(select(cluster_members).where(cluster_members.c.article.in_(some)))
            found |= {row.article: Membership(*row) for row in rows}
        return found

    def assign(self, clusters: Mapping[str, str | None], parts: Sequence[Membership] = ()) -> None:
        """Put each article into its cluster, or into none; `parts` are what the members play in theirs."""
        self._assign(list(clusters.items()))
        alone = [{"of": article} for article, cluster in clusters.items() if cluster is None]
        if alone:
            mine = cluster_members.c.article == bindparam("of")
            self.connection.execute(delete(cluster_members).where(mine), alone)
        upsert(self.connection, cluster_members, [_row_of(part) for part in parts], ("article",))

    def _assign(self, rows: Sequence[tuple[str, str | None]]) -> None:
        if rows:
            mine = update(articles).where(articles.c.id == bindparam("of")).values(cluster=bindparam("into"))
            self.connection.execute(mine, [{"of": article, "into": cluster} for article, cluster in rows])

    def rename(self, moves: Iterable[tuple[str, str]]) -> None:
        """Each former id, and a cluster that its articles went to; "" where they have no copies now."""
        insert_new(self.connection, former_clusters, [{"id": old, "cluster": new} for old, new in moves])

    def former_names(self) -> list[tuple[str, str]]:
        """All that `rename` was told."""
        return [(row.id, row.cluster) for row in self.connection.execute(select(former_clusters))]

    # What is told of them

    def summaries(
        self, portals: Sequence[str], having: Sequence[str] | None, least: int, sort: Sort, limit: int
    ) -> list[Summary]:
        """Clusters of `least` articles or more, with some of these portals and of the articles `having`."""
        return clustered.summaries(self.connection, portals, having, least, sort, limit)

    def present(self, name: str) -> list[str]:
        """The clusters that a name leads to, be it a former one; several where one was split."""
        return clustered.present(self.connection, name)

    def former(self, cluster: str) -> list[str]:
        return clustered.former(self.connection, cluster)

    def was_cluster(self, name: str) -> bool:
        """Whether a cluster was called so once."""
        return clustered.was_cluster(self.connection, name)

    def pairs_in(self, cluster: str) -> list[NamedPair]:
        """The pairs that made the cluster, closest first."""
        return clustered.pairs_in(self.connection, cluster)

    def _listed(self, values: Iterable[int]) -> TableValuedAlias:
        """The values as a table that can be joined, however many they are."""
        given = sorted(set(values))
        if self.on_postgresql:
            array_of = cast(bindparam(None, given, type_=ARRAY(BigInteger)), ARRAY(BigInteger))
            return func.unnest(array_of).table_valued("value", name="listed").render_derived()
        return func.json_each(json.dumps(given)).table_valued("value", name="listed")


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    given = sorted(set(values))
    return (given[at : at + MANY] for at in range(0, len(given), MANY))


def _row_of(one: Pair | Membership) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__slots__}


def keys_of(kept: bytes) -> frozenset[int]:
    return frozenset(struct.unpack(f"<{len(kept) // 4}i", kept))


def bytes_of(keys: Iterable[int]) -> bytes:
    ordered = sorted(keys)
    return struct.pack(f"<{len(ordered)}i", *ordered)
