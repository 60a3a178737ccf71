"""The public face of the database: views that archivists write SQL against, the same on both databases.

Names and listed columns stay; further columns stand behind them. Times are UTC. No migration holds a view:
all are dropped before an upgrade and made anew after it, so a changed view needs a new, empty revision.
"""

from __future__ import annotations

from sqlalchemy import Connection

STORIES = """
    FROM articles a
    JOIN versions v ON v.article = a.id
    JOIN extractions e ON e.version = v.id AND e.current
    LEFT JOIN portals p ON p.slug = a.portal
"""
"""Every version of every article in the reading of it that counts."""

VIEWS = {
    "v_articles": f"""
        SELECT a.id, a.portal, p.place, a.url, e.title, e.lead, e.body, e.byline,
            e.published_at, e.published_date, e.published_precision, e.modified_at,
            replace(e.section, '\n', ' > ') AS section, e.language,
            (SELECT count(*) FROM captions c WHERE c.extraction = e.id) AS captions,
            (SELECT count(*) FROM versions n WHERE n.article = a.id) AS versions,
            a.cluster, a.status, a.first_seen, a.last_seen,
            v.id AS version, p.timezone, e.kind, e.kicker, e.dateline, replace(e.tags, '\n', '; ') AS tags,
            e.canonical_url, e.published_confidence, e.modified_date, e.modified_precision, e.extractor,
            a.withheld
        {STORIES} WHERE v.current AND NOT a.withdrawn""",  # noqa: S608
    "v_versions": f"""
        SELECT v.id, v.article, v.first_seen, v.last_seen, v.change, e.title, e.lead, e.body, e.byline,
            e.published_date, v.number, v.current, a.portal, e.published_at, e.modified_at, e.text_digest,
            e.extractor, e.profile, e.learnt, c.url, c.warc, c."offset", v.changes, v.silent, v.measures
        {STORIES} JOIN captures c ON c.id = e.capture WHERE NOT a.withdrawn""",
    "v_changes": f"""
        SELECT v.id AS version, v.article, a.portal, p.place, v.first_seen AS noticed, v.change, v.changes,
            v.silent, {{measures}},
            b.id AS before, e.title, be.title AS title_before, a.url, v.number
        {STORIES} JOIN versions b ON b.article = v.article AND b.number = v.number - 1
        JOIN extractions be ON be.version = b.id AND be.current
        WHERE v.number > 1 AND NOT a.withdrawn""",
    "v_captions": f"""
        SELECT a.id AS article, v.id AS version, c.position, c.text, c.credit, c.image_url
        {STORIES} JOIN captions c ON c.extraction = e.id WHERE NOT a.withdrawn""",
    "v_bylines": f"""
        SELECT a.id AS article, v.id AS version, n.name, n.printed, n.role, n.kind, n.position
        {STORIES} JOIN names n ON n.extraction = e.id WHERE NOT a.withdrawn""",
    "v_evidence": f"""
        SELECT a.id AS article, v.id AS version, {{evidence}}
        {STORIES} {{each}} WHERE NOT a.withdrawn""",
    "v_events": """
        SELECT n.article, n.kind, n.at, n.detail, a.portal
        FROM article_events n JOIN articles a ON a.id = n.article WHERE NOT a.withdrawn""",
    "v_captures": """
        SELECT c.url, article, fetched_at, status, warc, c."offset", length, c.digest,
            portal, lead_url, kind, run, content_type, revisit, truncated, outcome,
            o.file AS source, o."offset" AS source_offset, o.record AS source_record,
            o.software AS source_software, o.dated_by, o.head
        FROM captures c LEFT JOIN origins o ON o.capture = c.id""",
    "v_runs": "SELECT id, started, finished, command, software, exit, report FROM runs",
    "v_coverage": """
        SELECT portal, date, {sum} AS discovered, {fetched} AS fetched, {stored} AS stored,
            {changed} AS changed, {unchanged} AS unchanged, {refused} AS refused, {refused_by} AS refused_by,
            {failed} AS failed
        FROM (
            SELECT portal, date, outcome, coalesce(reason, 'unknown') AS reason, count(*) AS n,
                count(*) FILTER (WHERE fetched) AS got
            FROM ledger GROUP BY portal, date, outcome, coalesce(reason, 'unknown')
        ) counted
        GROUP BY portal, date""",
    "v_clusters": f"""
        SELECT a.cluster, a.id AS article, a.portal, e.title, e.published_date, a.first_seen, a.url,
            m.role, m.overlap, m.certain, e.published_at
        {STORIES} LEFT JOIN cluster_members m ON m.article = a.id
        WHERE v.current AND a.cluster IS NOT NULL AND NOT a.withdrawn""",
    "v_cluster_pairs": """
        SELECT a.cluster, a.id AS a, b.id AS b, p.overlap, p.contained
        FROM cluster_pairs p
        JOIN copy_sketches x ON x.number = p.a JOIN articles a ON a.id = x.article
        JOIN copy_sketches y ON y.number = p.b JOIN articles b ON b.id = y.article
        WHERE a.cluster IS NOT NULL AND a.cluster = b.cluster AND NOT a.withdrawn AND NOT b.withdrawn""",
    "v_problems": f"""
        SELECT a.id AS article, v.id AS version, r.field, r.code, r.detail, a.portal
        {STORIES} JOIN problems r ON r.extraction = e.id WHERE NOT a.withdrawn""",
    "v_refusals": """
        SELECT r.url, r.portal, c.fetched_at, r.reason, r.detail, c.status, c.run, c.warc, c."offset"
        FROM refusals r JOIN captures c ON c.id = r.capture""",
    "v_portals": """
        SELECT slug, name, homepage, place, status, platform, languages, timezone, domains, verified,
            profile_digest,
            (SELECT count(*) FROM articles a WHERE a.portal = slug AND NOT a.withdrawn) AS articles
        FROM portals""",
    "v_withdrawals": """
        SELECT id AS withdrawal, article, portal, scope, reason, authority, at, until, lifted, lifted_reason,
            removed, note,
            lifted IS NULL AS holds
        FROM withdrawals""",
    "v_places": """
        SELECT code, name, kind, country, nullif(valid_from, '') AS valid_from, valid_to, successor
        FROM places""",
}

_CANDIDATE = "json_extract(j.value, '$.candidates[' || json_extract(j.value, '$.chosen') || '].{0}')"

SQLITE = {
    "evidence": f"""json_extract(j.value, '$.field') AS field,
            {_CANDIDATE.format("value")} AS value, {_CANDIDATE.format("rule")} AS rule,
            {_CANDIDATE.format("confidence")} AS confidence,
            json_extract(j.value, '$.candidates') AS candidates""",
    "each": ", json_each(e.evidence) j",
    "measure": "json_extract(v.measures, '$.{0}')",
    "object": "json_group_object(reason, n) FILTER (WHERE outcome = 'refused')",
}

_CHOSEN = "j.value -> 'candidates' -> (j.value ->> 'chosen')::integer ->> '{0}'"

POSTGRESQL = {
    "evidence": f"""j.value ->> 'field' AS field,
            {_CHOSEN.format("value")} AS value, {_CHOSEN.format("rule")} AS rule,
            ({_CHOSEN.format("confidence")})::double precision AS confidence,
            j.value -> 'candidates' AS candidates""",
    "each": "CROSS JOIN LATERAL json_array_elements(e.evidence::json) j(value)",
    "measure": "(v.measures::json ->> '{0}')::{1}",
    "object": "coalesce(json_object_agg(reason, n) FILTER (WHERE outcome = 'refused'), '{}'::json)",
}


MEASURES = (
    ("words_added", "integer"),
    ("words_removed", "integer"),
    ("paragraphs_touched", "integer"),
    ("notice", "text"),
    ("modified_moved", "boolean"),
)


def definitions(dialect: str) -> dict[str, str]:
    """Name → SELECT of every view."""
    words = POSTGRESQL if dialect == "postgresql" else SQLITE
    parts = {name: _total("n", name) for name in ("stored", "changed", "unchanged", "refused", "failed")}
    parts |= {"sum": _total("n"), "fetched": _total("got"), "refused_by": words["object"]}
    found = dict(VIEWS)
    found["v_coverage"] = found["v_coverage"].format(**parts)
    found["v_evidence"] = found["v_evidence"].format(**words)
    measures = ", ".join(words["measure"].format(name, kind) + f" AS {name}" for name, kind in MEASURES)
    found["v_changes"] = found["v_changes"].format(measures=measures)
    return found


def _total(column: str, outcome: str | None = None) -> str:
    counted = f"CASE WHEN outcome = '{outcome}' THEN {column} ELSE 0 END" if outcome else column
    return f"CAST(sum({counted}) AS bigint)"


def drop(connection: Connection) -> None:
    for name in VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")


def create(connection: Connection) -> None:
    for name, select in definitions(connection.dialect.name).items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {select}")
