"""Who did what when: each entry sealed over the one before, so that none can be changed unseen.

The seal is HMAC-SHA256 with a key that lies in a file beside the database: who can write to the
database alone can make no valid entry. Entries cut off at the end show against the last seal that
somebody noted (``huibao audit-log`` prints it).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select

from pipeline.errors import BadArchive
from pipeline.interfaces.server.store import Store, log


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed."""

    id: int
    at: str
    office: int
    person: str
    address: str
    deed: str
    subject: str
    status: int
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the examination of the log found; ``broken`` is the first entry that does not fit."""

    entries: int
    last: str
    broken: int | None


class Log:
    """The log of a server; entries are added, never changed."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def _key(self) -> bytes:
        place = self.store.key_file()
        with suppress(FileExistsError):
            _write_new(place, secrets.token_hex(32))
        try:
            return bytes.fromhex(place.read_text(encoding="ascii").strip())
        except (OSError, ValueError) as error:
            raise BadArchive("审计日志的钥匙文件读不了，请从备份放回", file=str(place)) from error

    def _seal(self, before: str, entry: Entry) -> str:
        told = asdict(entry) | {"seal": before}
        words = json.dumps(told, ensure_ascii=True, sort_keys=True)
        return hmac.new(self._key, words.encode(), hashlib.sha256).hexdigest()

    def add(
        self,
        deed: str,
        subject: str,
        *,
        office: int = 0,
        person: str = "",
        address: str = "",
        status: int = 200,
    ) -> None:
        """Write down a deed."""
        with self.store.writing() as connection:
            last = connection.execute(
                select(log.c.id, log.c.seal).order_by(log.c.id.desc()).limit(1)
            ).one_or_none()
            number, before = (last.id, last.seal) if last else (0, "")
            entry = Entry(
                number + 1,
                self.store.moment(),
                office,
                _plain(person),
                _plain(address),
                deed,
                _plain(subject),
                status,
            )
            sealed = asdict(entry) | {"seal": self._seal(before, entry)}
            connection.execute(log.insert().values(**sealed))

    def entries(
        self, among: Iterable[int] | None = None, *, most: int = 200, before: int | None = None
    ) -> tuple[Entry, ...]:
        """Give entries of some offices (or of all), newest first."""
        query = select(log).order_by(log.c.id.desc()).limit(most)
        if among is not None:
            query = query.where(log.c.office.in_(list(among)))
        if before is not None:
            query = query.where(log.c.id < before)
        with self.store.reading() as connection:
            return tuple(Entry(**row._mapping) for row in connection.execute(query))

    def holds(self, seal: str) -> bool:
        """Say whether an entry has this seal, or one that begins so."""
        starts = seal.strip().lower().rstrip("…")
        if len(starts) < 8 or not all(each in "0123456789abcdef" for each in starts):
            return False
        with self.store.reading() as connection:
            found = connection.scalar(select(log.c.id).where(log.c.seal.like(starts + "%")))
        return found is not None

    def verify(self) -> Verdict:
        """Walk the whole chain."""
        before, number = "", 0
        with self.store.reading() as connection:
            for row in connection.execute(select(log).order_by(log.c.id)):
                entry = Entry(**row._mapping)
                unsealed = Entry(**{**asdict(entry), "seal": ""})
                fits = hmac.compare_digest(entry.seal, self._seal(before, unsealed))
                if entry.id != number + 1 or not fits:
                    return Verdict(number, before, entry.id)
                before, number = entry.seal, entry.id
        return Verdict(number, before, None)


def _plain(words: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in words)[:300]


def _write_new(place: Path, words: str) -> None:
    import os

    place.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        file.write(words)
