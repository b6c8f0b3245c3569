"""What one running server holds: its keys, the archive, and the papers that lie on the desk."""

from __future__ import annotations

import json
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import core, paths
from pipeline.errors import BadUsage
from pipeline.interfaces import config
from pipeline.policy import Allowed

if TYPE_CHECKING:
    from pipeline.archive import Archive

MB = 1_000_000
Paper = TypeVar("Paper")


@dataclass
class Office:
    """One server's state; the papers are lost when it stops, the archive and allowances are not."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    host: str = "127.0.0.1"
    port: int = 8765
    archive_place: str | None = None
    upload_limit: int = 110 * MB
    desk: Desk = field(default_factory=lambda: Desk())
    lock: RLock = field(default_factory=RLock)

    @property
    def is_local(self) -> bool:
        """Say whether only this computer can reach the server."""
        return self.host in ("127.0.0.1", "localhost", "::1")

    @property
    def address(self) -> str:
        """Give the address that opens the page, token included."""
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}/?token={self.token}"

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

    @cached_property
    def allowances(self) -> Allowances:
        """Give what people have chosen to ignore for good."""
        return Allowances(paths.user_data() / "ignored.json")


class Desk:
    """Papers that people work on, newest kept; each kind of work keeps its own class here."""

    def __init__(self, most: int = 60) -> None:
        self.most = most
        self._papers: OrderedDict[str, object] = OrderedDict()
        self._lock = RLock()

    def put(self, paper: object) -> str:
        """Lay a paper down and give its number."""
        with self._lock:
            ident = secrets.token_urlsafe(9)
            self._papers[ident] = paper
            while len(self._papers) > self.most:
                self._papers.popitem(last=False)
            return ident

    def take(self, ident: str, kind: type[Paper]) -> Paper:
        """Give a paper back.

        Raises:
            BadUsage: it is no longer there.
        """
        with self._lock:
            paper = self._papers.get(ident)
            if not isinstance(paper, kind):
                raise BadUsage("这份材料已不在桌面上（程序重启过，或打开的材料太多），请重新打开它")
            self._papers.move_to_end(ident)
            return paper

    def newest(self, kind: type[Paper], most: int = 6) -> list[tuple[str, Paper]]:
        """List the newest papers of a kind."""
        with self._lock:
            found = [(i, p) for i, p in reversed(self._papers.items()) if isinstance(p, kind)]
            return found[:most]


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
