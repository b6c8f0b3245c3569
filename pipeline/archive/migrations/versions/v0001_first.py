"""The first schema."""

from alembic import op

from pipeline.archive.migrations.schema_0001 import metadata, schema_statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table, view and index of version 0001."""
    connection = op.get_bind()
    metadata.create_all(connection)
    for statement in schema_statements(connection.dialect.name):
        op.execute(statement)
