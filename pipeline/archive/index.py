"""Writes the search index: a report's text goes in, or comes out again."""

from sqlalchemy import Connection

from pipeline.archive import grams


def add_to_index(connection: Connection, report_id: int, cut: str | list[str]) -> None:
    """Put a report's text, cut by ``grams.index_of``, into the search index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO report_grams (rowid, grams) VALUES (?, ?)",
            (report_id, cut),
        )
    else:
        connection.exec_driver_sql(
            "INSERT INTO report_grams (report_id, grams) VALUES (%s, %s)",
            (report_id, cut),
        )


def drop_from_index(connection: Connection, report_id: int, content: str) -> None:
    """Take a report's text out of the search index."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "INSERT INTO report_grams (report_grams, rowid, grams) VALUES ('delete', ?, ?)",
            (report_id, grams.index_text(content)),
        )
