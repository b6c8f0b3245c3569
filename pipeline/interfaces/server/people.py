"""Offices, accounts and sessions: who somebody is, and what they may do where.

A person belongs to one office and has one or more roles. Passwords are kept as Argon2id, session
keys as their SHA-256: who reads the database can enter with neither.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, func, select, update

from pipeline.archive.database import new_id
from pipeline.errors import BadUsage
from pipeline.interfaces.server.store import Store, accounts, offices, sessions

if TYPE_CHECKING:
    from argon2 import PasswordHasher

TRIES = 5
LOCKED_MINUTES = 15
IDLE_HOURS = 2
LONGEST_HOURS = 12
KEY_DAYS = 366
SHORTEST = 10
_PRETTY = "23456789abcdefghjkmnpqrstuvwxyz"
# a password costs 19 MB for a moment: many at once must not exhaust the computer
_AT_ONCE = BoundedSemaphore(2)


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


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody at work: the person, and the word that every change must carry."""

    person: Person
    csrf: str
    digest: str
    kind: str


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _hashed(password: str) -> str:
    with _AT_ONCE:
        return _hasher().hash(password)


def _fits(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            return _hasher().verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def judge_password(password: str, name: str) -> None:
    """See to it that a password is not easily guessed.

    Raises:
        BadUsage: it is too short, all figures, one sign over and over, or holds the name.
    """
    kinds = sum(bool(re.search(each, password)) for each in ("[a-z]", "[A-Z]", "[0-9]", r"[^\w]"))
    if len(password) < SHORTEST:
        raise BadUsage(f"密码至少{SHORTEST}个字符，请重设")
    if len(password) > 256:
        raise BadUsage("密码太长（上限256个字符）")
    if (kinds < 2 and password.isascii()) or len(set(password)) < 5:
        raise BadUsage("密码太简单，请用字母、数字、符号中的至少两种，不要重复同一个字")
    if name and name.lower() in password.lower():
        raise BadUsage("密码里不能有账号名")


def new_password() -> str:
    """Make a first password that can be read out over the telephone."""
    groups = ("".join(secrets.choice(_PRETTY) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _name(name: str, what: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 40 or not name.isprintable():
        raise BadUsage(f"{what}要写，最多40个字")
    return name


class People:
    """All offices, accounts and sessions of a server."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._nobody: str | None = None

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
            "password": _hashed(first),
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
        if not held or not _fits(held, old):
            raise BadUsage("原来的密码不对")
        if old == new:
            raise BadUsage("新密码不能和原来的一样")
        judge_password(new, person.name)
        self._set_password(person.id, new, must_change=False)

    def _set_password(self, ident: int, password: str, *, must_change: bool) -> None:
        values = {
            "password": _hashed(password),
            "must_change": must_change,
            "failures": 0,
            "locked_until": None,
        }
        with self.store.writing() as connection:
            connection.execute(update(accounts).where(accounts.c.id == ident).values(**values))
            connection.execute(delete(sessions).where(sessions.c.account == ident))

    # --- sessions

    def enter(self, name: str, password: str, address: str = "") -> tuple[str, Person]:
        """Begin a session; give its key.

        Raises:
            BadUsage: name or password is wrong, or the account is locked or closed.
        """
        name = " ".join(name.split())[:80]
        query = self._people().where(func.lower(accounts.c.name) == name.lower())
        with self.store.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is not None and row.locked_until and row.locked_until > self.store.moment():
            raise BadUsage(f"密码错了{TRIES}次，账号锁定{LOCKED_MINUTES}分钟，请稍后再试或找管理员")
        if row is None:
            # an unknown name must take as long as a known one
            self._nobody = self._nobody or _hashed(secrets.token_hex())
            _fits(self._nobody, password)
        elif _fits(row.password, password):
            if row.closed:
                raise BadUsage("这个账号已停用，请找管理员")
            return self._begin(row.id, address), self._person(row)
        else:
            self._failed(row.id)
        raise BadUsage("账号或密码不对")

    def _failed(self, ident: int) -> None:
        until = self.store.moment(minutes=LOCKED_MINUTES)
        with self.store.writing() as connection:
            mine = accounts.c.id == ident
            connection.execute(
                update(accounts).where(mine).values(failures=accounts.c.failures + 1)
            )
            connection.execute(
                update(accounts)
                .where(mine, accounts.c.failures >= TRIES)
                .values(failures=0, locked_until=until)
            )

    def _begin(self, ident: int, address: str, kind: str = "page", note: str = "") -> str:
        key, moment = secrets.token_urlsafe(32), self.store.moment()
        row = {
            "digest": _digest(key),
            "account": ident,
            "kind": kind,
            "note": note,
            "csrf": secrets.token_urlsafe(24),
            "address": address,
            "made_at": moment,
            "seen_at": moment,
        }
        with self.store.writing() as connection:
            self._sweep(connection)
            connection.execute(
                update(accounts).where(accounts.c.id == ident).values(failures=0, locked_until=None)
            )
            connection.execute(sessions.insert().values(**row))
        return key

    def _sweep(self, connection: Connection) -> None:
        """Forget the sessions that are over."""
        page = sessions.c.kind == "page"
        idle, old = self.store.moment(hours=-IDLE_HOURS), self.store.moment(hours=-LONGEST_HOURS)
        connection.execute(delete(sessions).where(page, sessions.c.seen_at < idle))
        connection.execute(delete(sessions).where(page, sessions.c.made_at < old))
        aged = sessions.c.made_at < self.store.moment(days=-KEY_DAYS)
        connection.execute(delete(sessions).where(~page, aged))

    def session(self, key: str) -> Session | None:
        """Find who a session's key belongs to; None where it is over."""
        if not key:
            return None
        query = (
            select(
                accounts,
                offices.c.name.label("office_name"),
                sessions.c.digest,
                sessions.c.kind,
                sessions.c.csrf,
                sessions.c.made_at.label("begun"),
                sessions.c.seen_at,
            )
            .join(offices, offices.c.id == accounts.c.office)
            .join(sessions, sessions.c.account == accounts.c.id)
            .where(sessions.c.digest == _digest(key), accounts.c.closed.is_(False))
        )
        with self.store.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        now = self.store.now()
        begun = now - datetime.fromisoformat(row.begun)
        idle = now - datetime.fromisoformat(row.seen_at)
        hours = begun.total_seconds() / 3600
        if row.kind == "page" and (
            hours > LONGEST_HOURS or idle.total_seconds() > IDLE_HOURS * 3600
        ):
            return None
        if row.kind != "page" and hours > KEY_DAYS * 24:
            return None
        if idle.total_seconds() > 60:
            with self.store.writing() as connection:
                connection.execute(
                    update(sessions)
                    .where(sessions.c.digest == row.digest)
                    .values(seen_at=self.store.moment())
                )
        return Session(self._person(row), row.csrf, row.digest, row.kind)

    def leave(self, digest: str) -> None:
        """End a session."""
        with self.store.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest))

    def make_key(self, person: Person, note: str) -> str:
        """Make a key for a program of the person's; it is shown once."""
        if len(self.keys(person)) >= 20:
            raise BadUsage("接口钥匙太多（上限20把），请先收回不用的")
        return self._begin(person.id, "", "program", " ".join(note.split())[:60] or "程序")

    def keys(self, person: Person) -> Sequence[tuple[str, str, str]]:
        """List the keys of a person's programs: its number, the note, when it was made."""
        query = (
            select(sessions.c.digest, sessions.c.note, sessions.c.made_at)
            .where(sessions.c.account == person.id, sessions.c.kind == "program")
            .order_by(sessions.c.made_at)
        )
        with self.store.reading() as connection:
            return [(row[0][:16], row[1], row[2]) for row in connection.execute(query)]

    def drop_key(self, person: Person, number: str) -> None:
        """Take a program's key back."""
        mine = sessions.c.account == person.id, sessions.c.kind == "program"
        starts = sessions.c.digest.like(re.sub("[^0-9a-f]", "", number) + "%")
        if len(number) != 16:
            raise BadUsage("没有这把钥匙")
        with self.store.writing() as connection:
            connection.execute(delete(sessions).where(*mine, starts))

    def at_work(self) -> int:
        """Count the sessions of people."""
        query = select(func.count()).select_from(sessions).where(sessions.c.kind == "page")
        with self.store.reading() as connection:
            return int(connection.scalar(query) or 0)
