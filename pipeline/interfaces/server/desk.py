"""Papers that people work on: kept in the database, the latest also in memory; versions kept.

A desk belongs to one office, and every question asked here holds its number: this is the one
place that reads papers, versions and allowances.
"""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock
from typing import Any, ClassVar, Protocol, Self, TypeVar

from sqlalchemy import ColumnElement, Table, delete, func, select, update

from pipeline.errors import BadUsage
from pipeline.interfaces.server.store import Store, allowances, papers, versions
from pipeline.policy import Allowed

_IN_MEMORY = 60
_KEPT = 1000
_VERSIONS = 60


class Paper(Protocol):
    """What can lie on a desk."""

    KIND: ClassVar[str]

    @property
    def name(self) -> str:
        """Name the paper."""
        ...

    def kept(self) -> tuple[dict[str, Any], bytes | None]:
        """Give what changes, as JSON, and what never does."""
        ...

    @classmethod
    def revived(cls, state: dict[str, Any], content: bytes | None) -> Self:
        """Make the paper again from what was kept."""
        ...


A = TypeVar("A", bound=Paper)


@dataclass(frozen=True, slots=True)
class Lying:
    """A paper in a list: what it is, who laid it there, and when it was last worked on."""

    id: str
    kind: str
    name: str
    person: str
    changed_at: str
    begun: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A state of a paper that was kept; ``state`` only where one is asked for."""

    number: int
    deed: str
    person: str
    made_at: str
    state: dict[str, Any] | None = None


class Desk:
    """The papers of one office."""

    def __init__(self, store: Callable[[], Store], office: int = 0) -> None:
        self._store = store
        self.office = office
        self._memory: OrderedDict[str, Paper] = OrderedDict()
        self._lock = RLock()

    @property
    def store(self) -> Store:
        """Open the database, once."""
        with self._lock:
            return self._store()

    def _mine(self, table: Table) -> ColumnElement[bool]:
        return table.c.office == self.office

    def put(self, paper: Paper, person: str = "") -> str:
        """Lay a paper down and give its number."""
        ident = secrets.token_urlsafe(9)
        state, content = paper.kept()
        with self.store.writing() as connection:
            connection.execute(
                papers.insert().values(
                    id=ident,
                    office=self.office,
                    kind=paper.KIND,
                    name=_plain(paper.name),
                    person=person,
                    state=json.dumps(state),
                    content=content,
                    made_at=self.store.moment(),
                    changed_at=self.store.instant(),
                )
            )
            mine = select(papers.c.id).where(self._mine(papers), papers.c.kind == paper.KIND)
            old = mine.order_by(papers.c.changed_at.desc()).offset(_KEPT)
            if gone := list(connection.scalars(old)):
                connection.execute(delete(papers).where(papers.c.id.in_(gone)))
        self._remember(ident, paper)
        return ident

    def _remember(self, ident: str, paper: Paper) -> None:
        with self._lock:
            self._memory[ident] = paper
            self._memory.move_to_end(ident)
            while len(self._memory) > _IN_MEMORY:
                self._memory.popitem(last=False)

    def take(self, ident: str, kind: type[A]) -> A:
        """Give a paper back, as it was last kept.

        Raises:
            BadUsage: there is none of that number and kind here.
        """
        with self._lock:
            paper = self._memory.get(ident)
            if paper is None:
                paper = self._read(ident, kind)
                self._remember(ident, paper)
            if not isinstance(paper, kind):
                raise BadUsage("没有这份材料，可能已经删掉，请重新打开它")
            self._memory.move_to_end(ident)
            return paper

    def _read(self, ident: str, kind: type[A]) -> A:
        mine = self._mine(papers), papers.c.id == ident, papers.c.kind == kind.KIND
        query = select(papers.c.state, papers.c.content).where(*mine)
        with self.store.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise BadUsage("没有这份材料，可能已经删掉，请重新打开它")
        try:
            return kind.revived(json.loads(row.state), row.content and bytes(row.content))
        except (ValueError, TypeError, KeyError) as error:
            raise BadUsage("这份材料是旧版本的程序放下的，读不回来了，请重新打开原文件") from error

    def save(
        self, ident: str, paper: Paper, *, deed: str = "", person: str = "", whole: bool = False
    ) -> None:
        """Keep a paper as it stands now; with ``deed`` as a version of its own.

        ``whole``: what seldom changes has changed too.
        """
        state, content = paper.kept()
        words, moment = json.dumps(state), self.store.moment()
        with self.store.writing() as connection:
            mine = self._mine(papers), papers.c.id == ident
            connection.execute(
                update(papers)
                .where(*mine)
                .values(
                    state=words,
                    name=_plain(paper.name),
                    changed_at=self.store.instant(),
                    **({"content": content} if whole else {}),
                )
            )
            if not deed:
                return
            of = versions.c.paper == ident
            last = connection.scalar(select(func.max(versions.c.number)).where(of)) or 0
            row = {"paper": ident, "number": last + 1, "deed": deed, "person": person}
            connection.execute(
                versions.insert().values(office=self.office, state=words, made_at=moment, **row)
            )
            connection.execute(delete(versions).where(of, versions.c.number <= last - _VERSIONS))

    def versions(self, ident: str) -> tuple[Version, ...]:
        """List the versions of a paper, newest first."""
        mine = self._mine(versions), versions.c.paper == ident
        query = select(
            versions.c.number, versions.c.deed, versions.c.person, versions.c.made_at
        ).where(*mine)
        with self.store.reading() as connection:
            rows = connection.execute(query.order_by(versions.c.number.desc()))
            return tuple(Version(**row._mapping) for row in rows)

    def version(self, ident: str, number: int) -> Version:
        """Give one version of a paper with its state.

        Raises:
            BadUsage: there is none of that number.
        """
        mine = self._mine(versions), versions.c.paper == ident, versions.c.number == number
        query = select(
            versions.c.number,
            versions.c.deed,
            versions.c.person,
            versions.c.made_at,
            versions.c.state,
        ).where(*mine)
        with self.store.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise BadUsage("没有这一稿，可能太早，已经不留了")
        return Version(row.number, row.deed, row.person, row.made_at, json.loads(row.state))

    def newest(self, kind: type[Paper], most: int = 6) -> list[Lying]:
        """List the papers of a kind that were last worked on."""
        mine = self._mine(papers), papers.c.kind == kind.KIND
        kept = select(func.count()).where(versions.c.paper == papers.c.id).scalar_subquery()
        query = (
            select(
                papers.c.id,
                papers.c.kind,
                papers.c.name,
                papers.c.person,
                papers.c.changed_at,
                (kept > 0).label("begun"),
            )
            .where(*mine)
            .order_by(papers.c.changed_at.desc())
            .limit(most)
        )
        with self.store.reading() as connection:
            return [Lying(**row._mapping) for row in connection.execute(query)]

    def drop(self, ident: str) -> None:
        """Take a paper away for good, with its versions."""
        with self._lock:
            self._memory.pop(ident, None)
        with self.store.writing() as connection:
            mine = papers.c.id == ident
            connection.execute(
                delete(versions).where(self._mine(versions), versions.c.paper == ident)
            )
            connection.execute(delete(papers).where(self._mine(papers), mine))


def _plain(name: str) -> str:
    """Make a name that every database holds."""
    return "".join(each if each.isprintable() else "_" for each in name)[:300]


class SharedAllowances:
    """Words that a rule shall always pass over, for all people of an office."""

    def __init__(self, store: Store, office: int) -> None:
        self.store = store
        self.office = office

    def all(self) -> tuple[Allowed, ...]:
        """Give every allowance."""
        query = select(allowances.c.rule, allowances.c.words)
        with self.store.reading() as connection:
            rows = connection.execute(query.where(allowances.c.office == self.office))
            return tuple(Allowed(row.rule, row.words) for row in rows)

    def add(self, allowed: Allowed) -> None:
        """Ignore these words from now on."""
        if allowed in self.all():
            return
        row = {"rule": allowed.rule, "words": allowed.words}
        with self.store.writing() as connection:
            connection.execute(allowances.insert().values(office=self.office, **row))

    def drop(self, allowed: Allowed) -> None:
        """Report these words again."""
        mine = (
            allowances.c.office == self.office,
            allowances.c.rule == allowed.rule,
            allowances.c.words == allowed.words,
        )
        with self.store.writing() as connection:
            connection.execute(delete(allowances).where(*mine))
