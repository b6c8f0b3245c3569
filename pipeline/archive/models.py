"""The tables and the stable views: one schema for SQLite and PostgreSQL.

Original bytes lie in ``blobs``, inside the database and not in a folder beside it: a file's bytes
and its facts are then one transaction (nothing half stored, no orphans to sweep after a power cut),
one file to back up, and on PostgreSQL every office PC reads the same originals without a share.
Reports are small (the reader refuses large files), well under what a BLOB column bears, and no
query but ``Archive.original`` touches that table.

Amounts are exact decimal strings; ``number`` is the same as a float, for comparing only. Days are
ISO strings, which sort as time does. Instants are UTC.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _to(name: str, target: str, *, nullable: bool = False, gone: str = "CASCADE") -> Column[int]:
    return Column(name, ForeignKey(f"{target}.id", ondelete=gone), nullable=nullable)


blobs = Table(
    "blobs",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

issuers = Table(
    "issuers",
    metadata,
    _key(),
    Column("name", Text, nullable=False, unique=True),
    _to("parent_id", "issuers", nullable=True, gone="SET NULL"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("name", Text, primary_key=True),
    _to("issuer_id", "issuers"),
)

files = Table(
    "files",
    metadata,
    _key(),
    Column("sha256", ForeignKey("blobs.sha256"), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("folded_sha256", String(64), nullable=False, index=True),
    Column("dateless_sha256", String(64), nullable=False, index=True),
    Column("stored_at", String(32), nullable=False),
    _to("replaced_by", "files", nullable=True, gone="SET NULL"),
    Column("deleted_at", String(32)),
)

bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, nullable=False),
    _to("file_id", "files"),
    UniqueConstraint("band", "file_id"),
)

reports = Table(
    "reports",
    metadata,
    _key(),
    _to("file_id", "files"),
    Column("place", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_start", Integer, nullable=False),
    Column("title_stop", Integer, nullable=False),
    Column("kind", Text),
    Column("issuer", Text),
    _to("issuer_id", "issuers"),
    Column("recipient", Text),
    Column("period_text", Text),
    Column("period_value", Text),
    Column("first_day", String(10)),
    Column("last_day", String(10)),
    Column("line", Text, nullable=False),
    Column("rest", Text, nullable=False),
    Column("live", Boolean, nullable=False),
    UniqueConstraint("file_id", "place"),
    Index(None, "issuer_id", "last_day"),
    Index(None, "last_day"),
    Index(None, "line"),
)

sections = Table(
    "sections",
    metadata,
    Column("report_id", ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True),
    Column("ident", String(32), primary_key=True),
    Column("parent", Text),
    Column("level", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("style", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("heading", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("heading_start", Integer, nullable=False),
    Column("heading_stop", Integer, nullable=False),
    Column("category", Text),
    Column("run_in", Boolean, nullable=False),
)

wordings = Table(
    "wordings",
    metadata,
    _key(),
    Column("indicator", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("digest", String(32), nullable=False, unique=True),
)

series = Table(
    "series",
    metadata,
    _key(),
    _to("issuer_id", "issuers"),
    Column("name", Text, nullable=False),
    Column("unit", Text),
    Column("tempo", Text, nullable=False),
    Column("named_by_person", Boolean, nullable=False),
    _to("merged_into", "series", nullable=True, gone="SET NULL"),
    Index(None, "issuer_id"),
)

facts = Table(
    "facts",
    metadata,
    _key(),
    _to("report_id", "reports"),
    Column("ident", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("value", Text),
    Column("low", Text),
    Column("high", Text),
    Column("number", Float),
    Column("bound", String(16)),
    Column("unit", Text),
    Column("dimension", Text),
    Column("resolved", Text),
    _to("wording_id", "wordings", gone="RESTRICT"),
    Column("actor", Text),
    Column("place", Text),
    Column("time_text", Text),
    Column("time_value", Text),
    Column("time_start", Integer),
    Column("time_stop", Integer),
    Column("aggregate", String(16)),
    Column("status", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("section", String(32)),
    Column("confidence", Float, nullable=False),
    Column("doubt", Text),
    Column("cell", Text),
    Column("ties", Text),
    Column("day", String(10)),
    _to("series_id", "series", nullable=True, gone="SET NULL"),
    Column("series_confidence", Float),
    Column("live", Boolean, nullable=False),
    _to("issuer_id", "issuers", nullable=True),
    UniqueConstraint("report_id", "ident"),
)

_ORDER = ("day", "report_id", "start")
"""How facts are listed: by time, then as they stand in the text."""


def _index_facts(name: str, *columns: str) -> Index:
    """Index live facts for a question that the index answers alone, in the order of the list."""
    live = facts.c.live.is_(True)
    return Index(
        f"ix_facts_{name}",
        *(facts.c[each] for each in columns),
        facts.c.live,  # SQLite before 3.42 reads the row to see what the condition says already
        sqlite_where=live,
        postgresql_where=live,
    )


FACT_INDEXES = (
    _index_facts("by_day", *_ORDER, "number", "unit", "wording_id"),
    _index_facts("by_unit", "unit", *_ORDER, "number", "wording_id"),
    _index_facts("by_wording", "wording_id", *_ORDER),
    _index_facts("by_issuer", "issuer_id", *_ORDER, "wording_id", "unit"),
    _index_facts("by_series", "series_id", *_ORDER),
)

series_wordings = Table(
    "series_wordings",
    metadata,
    Column("series_id", ForeignKey("series.id", ondelete="CASCADE"), primary_key=True),
    Column("wording_id", ForeignKey("wordings.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "wording_id"),
)
"""Under which wordings a series was met: what its facts say, kept ready."""

exemplars = Table(
    "exemplars",
    metadata,
    _key(),
    _to("series_id", "series"),
    _to("wording_id", "wordings", gone="RESTRICT"),
    Column("kind", String(16), nullable=False),
    Column("unit", Text),
    Column("dimension", Text),
    Column("aggregate", String(16)),
    Column("status", String(16), nullable=False),
    Column("clause", Text),
    Column("grain", String(16)),
    Column("line", Text),
    Column("actor", Text),
    Column("heading", Text),
    Column("number", Float),
    Column("decided", Boolean, nullable=False),
    Index(None, "series_id"),
)

corrections = Table(
    "corrections",
    metadata,
    _key(),
    Column("sha256", String(64), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("old", Text),
    Column("new", Text),
    Column("note", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    _key(),
    _to("issuer_id", "issuers"),
    Column("verb", String(16), nullable=False),
    Column("details", Text, nullable=False),
    Column("made_at", String(32), nullable=False),
)

audit = Table(
    "audit",
    metadata,
    _key(),
    Column("at", String(32), nullable=False),
    Column("verb", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
)

VIEWS = {
    "v_reports": """
        SELECT r.id, f.name AS file, f.sha256, r.title, r.kind, i.name AS issuer,
               COALESCE(r.period_value, r.period_text) AS period, r.first_day, r.last_day,
               r.start AS "start", r.stop AS "end", f.stored_at
        FROM reports r JOIN files f ON f.id = r.file_id JOIN issuers i ON i.id = r.issuer_id
        WHERE r.live
    """,
    "v_facts": """
        SELECT x.id, f.name AS file, f.sha256, i.name AS issuer,
               COALESCE(r.period_value, r.period_text) AS period, x.day,
               x.start AS "start", x.stop AS "end", x.text, x.kind, x.value, x.number, x.unit,
               w.indicator, w.action, w.object, x.actor, x.time_text AS "time", x.aggregate,
               x.status, x.origin, x.series_id AS series, r.id AS report
        FROM facts x JOIN reports r ON r.id = x.report_id JOIN files f ON f.id = r.file_id
        JOIN issuers i ON i.id = r.issuer_id JOIN wordings w ON w.id = x.wording_id
        WHERE x.live
    """,
    "v_series": """
        SELECT s.id AS series, i.name AS issuer, s.name AS indicator, s.unit, s.tempo,
               COALESCE(r.period_value, r.period_text) AS period, x.day, x.value, x.number,
               f.name AS file, x.start AS "start", x.stop AS "end"
        FROM series s JOIN issuers i ON i.id = s.issuer_id JOIN facts x ON x.series_id = s.id
        JOIN reports r ON r.id = x.report_id JOIN files f ON f.id = r.file_id
        WHERE x.live
    """,
}
"""What datasette, Excel or psql may read: columns are added here, never renamed."""


def schema_statements(dialect: str) -> list[str]:
    """List the statements for what SQLAlchemy has no word for: the views and the search index."""
    statements = [f"CREATE VIEW {name} AS {query}" for name, query in VIEWS.items()]
    if dialect == "sqlite":
        statements.append(
            "CREATE VIRTUAL TABLE report_grams USING fts5(grams, content='', tokenize='ascii')"
        )
    else:
        statements += [
            "CREATE TABLE report_grams (report_id INTEGER PRIMARY KEY"
            " REFERENCES reports (id) ON DELETE CASCADE, grams TEXT[] NOT NULL)",
            "CREATE INDEX ix_report_grams ON report_grams USING gin (grams)",
        ]
    return statements
