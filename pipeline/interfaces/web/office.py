"""What one office works with: its keys, the archive, and the papers that lie on the desk."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import core, lexicon, paths
from pipeline.interfaces import config
from pipeline.interfaces.server.desk import Desk, SharedAllowances
from pipeline.interfaces.server.jobs import Jobs
from pipeline.interfaces.server.store import Store, open_store
from pipeline.policy import Allowed
from pipeline.schema import Brief, CheckResult, Document, Draft, Extraction, Fact, Report, Span

if TYPE_CHECKING:
    from pipeline.archive import Archive
    from pipeline.interfaces.web.workers import Workers

MB = 1_000_000
Result = TypeVar("Result")


@dataclass
class Office:
    """One office's state: its archive, its desk, what it always ignores.

    A request meets exactly one office, and reaches archive and papers through it alone: offices
    that share a server are kept apart here.
    """

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    host: str = "127.0.0.1"
    port: int = 8765
    archive_place: str | None = None
    upload_limit: int = 110 * MB
    lock: RLock = field(default_factory=RLock)
    id: int = 0
    name: str = ""
    shared: Store | None = None
    queue: Jobs | None = None
    workers: Workers | None = None

    @property
    def is_local(self) -> bool:
        """Say whether only this computer can reach the server."""
        return self.host in ("127.0.0.1", "localhost", "::1")

    @property
    def address(self) -> str:
        """Give the address that opens the page, token included."""
        return f"{address(self.host, self.port)}?token={self.token}"

    @cached_property
    def place(self) -> str:
        """Say where the archive lies."""
        return config.archive_place(self.archive_place)

    @cached_property
    def _archive(self) -> Archive:
        return core.open_archive(self.place)

    @property
    def archive(self) -> Archive:
        """Open the archive, once; it is made where there is none."""
        with self.lock:
            return self._archive

    @property
    def has_archive(self) -> bool:
        """Say whether an archive exists, without making one."""
        return "://" in self.place or Path(self.place).exists()

    def check(
        self,
        document: Document,
        *,
        compare: bool = True,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> CheckResult:
        """Check a text, compared with the archive where there is one."""
        held = self._held() if compare else None
        chosen = tuple(select), tuple(ignore)
        return self._apart(document.text, _check, document, held, date.today(), *chosen)

    def extract(self, document: Document) -> Extraction:
        """Extract from a text."""
        return self._apart(document.text, core.extract, document)

    def read_brief(self, places: Sequence[Path]) -> Brief:
        """Read sheets and notes into a brief."""
        return self._apart(str(places[:1]), core.read_brief, list(places))

    def draft(self, places: Sequence[Path], **chosen: Any) -> Draft:  # noqa: ANN401
        """Compose a report; ``chosen`` as ``core.draft`` has it, less the archive."""
        return self._apart(str(places[:1]), _draft, list(places), self._held(), chosen)

    @cached_property
    def words(self) -> Path:
        """Say where this office's own word lists lie: what it corrects is remembered there."""
        if self.shared is None:
            return config.office_words()
        return self.shared.words_place(self.id)

    def learn(self, report: Report, fact: Fact, field: str, new: str | None) -> int:
        """Remember what a correction teaches, for this office alone; say how much is new."""
        return len(self._apart(report.title, core.learn, report, fact, field, new, self.words))

    def unlearn(self, report: Report, fact: Fact, field: str, new: str | None) -> None:
        """Forget what a correction taught that was taken back."""
        self._apart(report.title, core.unlearn, report, fact, field, new, self.words)

    def figures_marked(self, report: Report, span: Span) -> tuple[Fact, ...]:
        """Read figures that were overlooked in words that a person marked."""
        return self._apart(report.title, core.figures_marked, report, span)

    def _held(self) -> Archive | str | None:
        """Give the archive, or say where it lies to who opens it in another process."""
        if not self.has_archive:
            return None
        return self.archive if self.workers is None else self.place

    def _apart(self, name: str, call: Callable[..., Result], *arguments: object) -> Result:
        """Make a call that reads by this office's words, where no other office's are met.

        Offices of one server take turns, or are served by processes that lay down each office's
        words before they begin.
        """
        if self.shared is None:
            return call(*arguments)
        if self.workers is not None:
            return self.workers.run(name[:60], self.words, call, *arguments)
        with lexicon.laid(*lexicon.overlaid(), self.words):
            return call(*arguments)

    @cached_property
    def _store(self) -> Store:
        if self.shared is not None:
            return self.shared
        return open_store(paths.user_data() / "desk.db")

    @cached_property
    def desk(self) -> Desk:
        """Give the papers that people of this office work on."""
        return Desk(lambda: self._store, self.id)

    @cached_property
    def allowances(self) -> Allowances | SharedAllowances:
        """Give what people have chosen to ignore for good."""
        if self.shared is not None:
            return SharedAllowances(self.shared, self.id)
        return Allowances(paths.user_data() / "ignored.json")

    @cached_property
    def _jobs(self) -> Jobs:
        from pipeline.interfaces.web.filing import work_for

        jobs = Jobs(self._store, lambda _, name, content: work_for(self, name, content))
        jobs.begin()
        return jobs

    @property
    def jobs(self) -> Jobs:
        """Give the queue of work that takes long."""
        with self.lock:
            return self.queue or self._jobs

    def close(self) -> None:
        """Let go of databases and threads."""
        own = vars(self)
        if "_jobs" in own:
            self._jobs.end()
        if "_archive" in own:
            self._archive.close()
        if "_store" in own and self.shared is None:
            self._store.close()


@lru_cache(maxsize=16)
def _archive(place: str) -> Archive:
    """Open an archive once in each process."""
    return core.open_archive(place)


def _check(
    document: Document,
    held: Archive | str | None,
    today: date,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> CheckResult:
    archive = _archive(held) if isinstance(held, str) else held
    return core.check(document, today=today, archive=archive, select=select, ignore=ignore)


def _draft(places: list[Path], held: Archive | str | None, chosen: dict[str, Any]) -> Draft:
    archive = _archive(held) if isinstance(held, str) else held
    return core.draft(places, archive=archive, **chosen)


def address(host: str, port: int, scheme: str = "http") -> str:
    """Write the address of a server as a browser takes it."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"{scheme}://{f'[{shown}]' if ':' in shown else shown}:{port}/"


class Allowances:
    """Words that a rule shall always pass over, kept in a file of the user's data folder."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = RLock()

    def all(self) -> tuple[Allowed, ...]:
        """Give every allowance; a file that cannot be read holds none."""
        try:
            told: Any = json.loads(self.file.read_text(encoding="utf-8"))
            return tuple(Allowed(str(each["rule"]), str(each["words"])) for each in told)
        except (OSError, ValueError, KeyError, TypeError):
            return ()

    def add(self, allowed: Allowed) -> None:
        """Ignore these words from now on."""
        self._write((*(each for each in self.all() if each != allowed), allowed))

    def drop(self, allowed: Allowed) -> None:
        """Report these words again."""
        self._write(tuple(each for each in self.all() if each != allowed))

    def _write(self, every: tuple[Allowed, ...]) -> None:
        from pipeline.interfaces.cli.files import save

        with self._lock:
            told = [{"rule": each.rule, "words": each.words} for each in every]
            save(self.file, json.dumps(told, ensure_ascii=False, indent=1) + "\n")
