"""Who a request comes from, and which office it may touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import Request

if TYPE_CHECKING:
    from pipeline.interfaces.server.people import Person, Role
    from pipeline.interfaces.web.office import Office
    from pipeline.interfaces.web.server import Server


@dataclass(frozen=True, slots=True)
class Visit:
    """One request's rights: the office, the word its changes carry, and who it is.

    On a server for one person nobody has a name, and whoever has the key may do all.
    """

    office: Office
    csrf: str
    person: Person | None = None
    digest: str = ""
    server: Server | None = None

    def may(self, *roles: Role) -> bool:
        """Say whether this is the only person, or one with such a role."""
        return self.person is None or self.person.may(roles)

    @property
    def name(self) -> str:
        """Name the person; nothing where there is only one."""
        return self.person.name if self.person else ""


def visit_of(request: Request) -> Visit | None:
    """Give who asks; None before anybody has entered."""
    found: Visit | None = request.scope.get("state", {}).get("visit")
    return found


def name_of(request: Request) -> str:
    """Name who asks."""
    visit = visit_of(request)
    return visit.name if visit else ""
