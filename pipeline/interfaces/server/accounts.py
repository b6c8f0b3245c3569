"""Offices and accounts: who somebody is, and what they may do where.

A person belongs to one office and has one or more roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from pipeline.archive.database import new_id
from pipeline.errors import BadUsage
from pipeline.interfaces.server.passwords import fits, hashed, judge_password, new_password
from pipeline.interfaces.server.store import Store, accounts, offices, sessions


class Role(StrEnum):
    """What a person may do (角色)."""

    CLERK = "录入"
    REVIEWER = "审核"
    ADMIN = "管理"
    AUDITOR = "审计"


@dataclass(frozen=True, slots=True)
class Body:
    """An office of the server (a street, one of its communities, the district)."""

    id: int
    name: str
    parent: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """An account as it stands."""

    id: int
    name: str
    office: int
    office_name: str
    roles: frozenset[Role]
    must_change: bool = False
    closed: bool = False
    locked: bool = False

    def may(self, roles: Iterable[Role]) -> bool:
        """Say whether one of these roles is the person's."""
        return any(each in self.roles for each in roles)


def _name(name: str, what: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 40 or not name.isprintable():
        raise BadUsage(f"{what}要写，最多40个字")
    return name


class Accounts:
    """All offices and accounts of a server."""

    def __init__(self, store: Store) -> None:
        self.store = store

    # --- offices

    def add_office(self, name: str, parent: int | None = None) -> int:
        """Add an office, under another one where it is named.

        Raises:
            BadUsage: there is one of that name, or no such office above.
        """
        name = _name(name, "单位名称")
        with self.store.writing() as connection:
            held = self._offices(connection)
            if parent is not None and parent not in held:
                raise BadUsage("没有这个上级单位")
            if any(each.name == name for each in held.values()):
                raise BadUsage(f"已有叫“{name}”的单位")
            return new_id(
                connection.execute(
                    offices.insert().values(name=name, parent=parent, made_at=self.store.moment())
                )
            )

    def _offices(self, connection: Connection) -> dict[int, Body]:
        rows = connection.execute(select(offices).order_by(offices.c.id))
        return {row.id: Body(row.id, row.name, row.parent) for row in rows}

    def offices(self) -> dict[int, Body]:
        """Give every office by its number."""
        with self.store.reading() as connection:
            return self._offices(connection)

    def under(self, office: int) -> dict[int, Body]:
        """Give an office and all below it: what its administrator looks after."""
        every = self.offices()
        found: dict[int, Body] = {}
        waiting = [office]
        while waiting:
            ident = waiting.pop()
            if ident in every and ident not in found:
                found[ident] = every[ident]
                waiting += [each.id for each in every.values() if each.parent == ident]
        return found

    # --- accounts

    def add(self, name: str, office: int, roles: Iterable[Role], password: str = "") -> str:
        """Add an account; give its first password, to be changed at the first entry.

        Raises:
            BadUsage: the name is taken, or there is no such office, or no role.
        """
        name, chosen = _name(name, "账号"), sorted(set(roles))
        if not chosen:
            raise BadUsage("至少给一个角色：录入、审核、管理、审计")
        first = password or new_password()
        row = {
            "office": office,
            "name": name,
            "roles": " ".join(chosen),
            "password": hashed(first),
            "must_change": not password,
            "closed": False,
            "failures": 0,
            "made_at": self.store.moment(),
        }
        with self.store.writing() as connection:
            if office not in self._offices(connection):
                raise BadUsage("没有这个单位")
            taken = select(accounts.c.id).where(func.lower(accounts.c.name) == name.lower())
            if connection.scalar(taken) is not None:
                raise BadUsage(f"已有叫“{name}”的账号")
            connection.execute(accounts.insert().values(**row))
        return first

    def _people(self) -> Any:  # noqa: ANN401 - a select
        return select(accounts, offices.c.name.label("office_name")).join(
            offices, offices.c.id == accounts.c.office
        )

    def _person(self, row: Any) -> Person:  # noqa: ANN401 - a row of _people
        return Person(
            row.id,
            row.name,
            row.office,
            row.office_name,
            frozenset(Role(each) for each in row.roles.split()),
            must_change=row.must_change,
            closed=row.closed,
            locked=bool(row.locked_until and row.locked_until > self.store.moment()),
        )

    def everyone(self, among: Iterable[int] | None = None) -> tuple[Person, ...]:
        """List the accounts of some offices, or all."""
        query = self._people().order_by(accounts.c.office, accounts.c.name)
        if among is not None:
            query = query.where(accounts.c.office.in_(list(among)))
        with self.store.reading() as connection:
            return tuple(self._person(row) for row in connection.execute(query))

    def named(self, name: str) -> Person:
        """Find an account by its name.

        Raises:
            BadUsage: there is none.
        """
        found = [each for each in self.everyone() if each.name == name]
        if not found:
            raise BadUsage("没有这个账号", file=name)
        return found[0]

    def office_named(self, name: str) -> int:
        """Give the office of the account of that name; 0 where there is none."""
        query = select(accounts.c.office).where(func.lower(accounts.c.name) == name.lower())
        with self.store.reading() as connection:
            return int(connection.scalar(query) or 0)

    def of(self, ident: int, among: Iterable[int]) -> Person:
        """Find an account by its number among those of some offices.

        Raises:
            BadUsage: there is none there.
        """
        found = [each for each in self.everyone(among) if each.id == ident]
        if not found:
            raise BadUsage("没有这个账号")
        return found[0]

    def change(
        self,
        ident: int,
        *,
        roles: Iterable[Role] | None = None,
        closed: bool | None = None,
        unlock: bool = False,
    ) -> None:
        """Change what an account may do; who loses something has to enter anew."""
        values: dict[str, object] = {}
        if roles is not None:
            values["roles"] = " ".join(sorted(set(roles)))
            if not values["roles"]:
                raise BadUsage("至少给一个角色：录入、审核、管理、审计")
        if closed is not None:
            values["closed"] = closed
        if unlock:
            values |= {"failures": 0, "locked_until": None}
        with self.store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == ident).values(**values))
            if roles is not None or closed:
                connection.execute(delete(sessions).where(sessions.c.account == ident))

    def reset(self, ident: int) -> str:
        """Give an account a new first password; all its sessions end."""
        first = new_password()
        self._set_password(ident, first, must_change=True)
        return first

    def set_password(self, person: Person, old: str, new: str) -> None:
        """Change one's own password; all sessions end.

        Raises:
            BadUsage: the old one is wrong, or the new one too easy.
        """
        with self.store.reading() as connection:
            held = connection.scalar(select(accounts.c.password).where(accounts.c.id == person.id))
        if not held or not fits(held, old):
            raise BadUsage("原来的密码不对")
        if old == new:
            raise BadUsage("新密码不能和原来的一样")
        judge_password(new, person.name)
        self._set_password(person.id, new, must_change=False)

    def _set_password(self, ident: int, password: str, *, must_change: bool) -> None:
        values = {
            "password": hashed(password),
            "must_change": must_change,
            "failures": 0,
            "locked_until": None,
        }
        with self.store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == ident).values(**values))
            connection.execute(delete(sessions).where(sessions.c.account == ident))
