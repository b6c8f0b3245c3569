"""Facts know their issuer, and each question has an index that answers it alone."""

from alembic import op

revision = "0002"
down_revision = "0001"

_DROPPED = (
    "ix_facts_wording_id_day",
    "ix_facts_series_id_day",
    "ix_facts_unit_number",
    "ix_facts_unit_day",
    "ix_facts_day",
)
_INDEXES = {
    "ix_facts_by_day": "day, report_id, start, number, unit, wording_id, live",
    "ix_facts_by_unit": "unit, day, report_id, start, number, wording_id, live",
    "ix_facts_by_wording": "wording_id, day, report_id, start, live",
    "ix_facts_by_issuer": "issuer_id, day, report_id, start, wording_id, unit, live",
    "ix_facts_by_series": "series_id, day, report_id, start, live",
}


def upgrade() -> None:
    """Add the column, the indexes and the table of wordings met, and fill them."""
    live = "live IS 1" if op.get_bind().dialect.name == "sqlite" else "live IS true"
    op.execute(
        "ALTER TABLE facts ADD COLUMN issuer_id INTEGER"
        " CONSTRAINT fk_facts_issuer_id_issuers REFERENCES issuers (id) ON DELETE CASCADE"
    )
    op.execute(
        "UPDATE facts SET issuer_id ="
        " (SELECT reports.issuer_id FROM reports WHERE reports.id = facts.report_id)"
    )
    for name in _DROPPED:
        op.execute(f"DROP INDEX {name}")
    for name, columns in _INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON facts ({columns}) WHERE {live}")
    op.execute(
        "CREATE TABLE series_wordings (series_id INTEGER NOT NULL, wording_id INTEGER NOT NULL,"
        " CONSTRAINT pk_series_wordings PRIMARY KEY (series_id, wording_id),"
        " CONSTRAINT fk_series_wordings_series_id_series FOREIGN KEY (series_id)"
        " REFERENCES series (id) ON DELETE CASCADE,"
        " CONSTRAINT fk_series_wordings_wording_id_wordings FOREIGN KEY (wording_id)"
        " REFERENCES wordings (id) ON DELETE CASCADE)"
    )
    op.execute("CREATE INDEX ix_series_wordings_wording_id ON series_wordings (wording_id)")
    op.execute(
        "INSERT INTO series_wordings (series_id, wording_id)"
        " SELECT DISTINCT series_id, wording_id FROM facts WHERE series_id IS NOT NULL"
    )
    op.execute("ANALYZE")
