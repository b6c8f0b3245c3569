"""Who reports: names and aliases -> one issuer each."""

from sqlalchemy import Connection, bindparam, func, insert, select, update

from pipeline.archive.database import new_id
from pipeline.archive.grams import fold
from pipeline.archive.models import aliases, decisions, facts, issuers, reports, series
from pipeline.archive.records import Issuer


def issuer_name(name: str | None) -> str:
    """Write an issuer's name in one form; "" for a report that names none."""
    return fold(name or "")[:200]


_ALIAS = select(aliases.c.issuer_id).where(aliases.c.name == bindparam("wanted"))
_OWN = select(issuers.c.id).where(issuers.c.name == bindparam("wanted"))
_BY_NAME = select(func.coalesce(_ALIAS.scalar_subquery(), _OWN.scalar_subquery()))


_BY_LINE = (
    select(issuers.c.id, issuers.c.name)
    .join(reports, reports.c.issuer_id == issuers.c.id)
    .where(reports.c.line == bindparam("line"))
    .distinct()
    .order_by(issuers.c.id)
)
_ADD = insert(issuers)


def find_issuer(connection: Connection, name: str | None) -> int | None:
    """Look up an issuer by its name or an alias."""
    found = connection.scalar(_BY_NAME, {"wanted": issuer_name(name)})
    return None if found is None else int(found)


_TELLING = 8
"""From this length on a title without its dates (柳林社区环境整治工作周报) tells who reports."""


def resolve_issuer(connection: Connection, name: str | None, line: str) -> int | None:
    """Look up an issuer by name, or by the title that its reports bear.

    A report may leave its body out, or write it shorter than the last one did (柳林社区,
    柳林社区居民委员会): the same title and names that begin alike are the same body.
    """
    wanted = issuer_name(name)
    if wanted and (found := find_issuer(connection, name)) is not None:
        return found
    if len(line) >= _TELLING:
        for row in connection.execute(_BY_LINE, {"line": line}):
            if row.name.startswith(wanted) or (row.name and wanted.startswith(row.name)):
                return int(row.id)
    return find_issuer(connection, name)


def take_issuer(connection: Connection, name: str | None, line: str = "") -> int:
    """Look up an issuer, or add it."""
    found = resolve_issuer(connection, name, line)
    if found is not None:
        return found
    return new_id(connection.execute(_ADD, {"name": issuer_name(name)}))


def join_issuers(connection: Connection, alias: str, issuer: str) -> None:
    """Make one name an alias of an issuer, and give the issuer all that stands under the alias."""
    target, other = take_issuer(connection, issuer), find_issuer(connection, alias)
    if other == target:
        return
    if other is not None:
        for table in (reports, facts, series, decisions):
            owned = table.c.issuer_id == other
            connection.execute(update(table).where(owned).values(issuer_id=target))
        owned = aliases.c.issuer_id == other
        connection.execute(update(aliases).where(owned).values(issuer_id=target))
        owned = issuers.c.parent_id == other
        connection.execute(update(issuers).where(owned).values(parent_id=target))
        connection.execute(issuers.delete().where(issuers.c.id == other))
    connection.execute(insert(aliases).values(name=issuer_name(alias), issuer_id=target))


def list_issuers(connection: Connection) -> tuple[Issuer, ...]:
    """List the issuers by name, each with how many reports it has."""
    other: dict[int, list[str]] = {}
    for name, issuer_id in connection.execute(select(aliases.c.name, aliases.c.issuer_id)):
        other.setdefault(issuer_id, []).append(name)
    counted = select(reports.c.issuer_id, func.count()).where(reports.c.live.is_(True))
    held = {row[0]: row[1] for row in connection.execute(counted.group_by(reports.c.issuer_id))}
    rows = connection.execute(select(issuers).order_by(issuers.c.name)).all()
    names = {row.id: row.name for row in rows}
    return tuple(
        Issuer(
            row.name, names.get(row.parent_id), tuple(other.get(row.id, ())), held.get(row.id, 0)
        )
        for row in rows
        if row.name
    )
