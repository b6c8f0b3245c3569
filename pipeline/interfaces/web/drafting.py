"""A draft in the making, as it lies on the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from threading import RLock
from typing import Any, ClassVar, Self

from pipeline import drafting
from pipeline.interfaces.server import frozen
from pipeline.interfaces.web.uploads import Named
from pipeline.schema import Brief, Document, Draft


@dataclass
class Drafting:
    """One draft in the making: the data as it came, how it was read, and what was written."""

    given: list[Named]
    brief: Brief
    composed: Draft | None = None
    draft: Draft | None = None
    like: Document | None = None
    chosen: dict[str, str] = field(default_factory=dict)
    lock: RLock = field(default_factory=RLock)
    KIND: ClassVar[str] = "draft"

    def kept(self) -> tuple[dict[str, Any], bytes]:
        """Give what a desk keeps of it: what was understood and written, and the data."""
        state = {
            "brief": frozen.told(self.brief),
            "composed": frozen.told(self.composed),
            "draft": frozen.told(self.draft),
            "chosen": self.chosen,
        }
        data = {"given": frozen.told(self.given), "like": frozen.told(self.like)}
        return state, json.dumps(data).encode()

    @classmethod
    def revived(cls, state: dict[str, Any], content: bytes | None) -> Self:
        """Make it again from what a desk kept."""
        data = json.loads(content or b"{}")
        given = frozen.made(list[Named], data["given"])
        work = cls(given, frozen.made(Brief, state["brief"]))
        work.like = data["like"] and frozen.made(Document, data["like"])
        work.go_back(state)
        return work

    def go_back(self, state: dict[str, Any]) -> None:
        """Take up a state that was kept."""
        self.brief = frozen.made(Brief, state["brief"])
        self.composed = state["composed"] and frozen.made(Draft, state["composed"])
        self.draft = state["draft"] and frozen.made(Draft, state["draft"])
        self.chosen = dict(state["chosen"])

    @property
    def name(self) -> str:
        """Name the draft."""
        return drafting.title_of(self.brief) or "、".join(name for name, _ in self.given)
