"""Sessions: who somebody is while at work, over the accounts of a server.

Passwords are kept as Argon2id, session keys as their SHA-256: who reads the database can enter
with neither.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from pipeline.errors import BadUsage
from pipeline.interfaces.server.accounts import Accounts, Body, Person, Role
from pipeline.interfaces.server.passwords import fits, hashed
from pipeline.interfaces.server.store import Store, accounts, offices, sessions

__all__ = ["Body", "People", "Person", "Role", "Session"]

TRIES = 5
LOCKED_MINUTES = 15
IDLE_HOURS = 2
LONGEST_HOURS = 12
KEY_DAYS = 366


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody at work: the person, and the word that every change must carry."""

    person: Person
    csrf: str
    digest: str
    kind: str


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class People(Accounts):
    """All offices, accounts and sessions of a server."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._nobody: str | None = None

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
            self._nobody = self._nobody or hashed(secrets.token_hex())
            fits(self._nobody, password)
        elif fits(row.password, password):
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
