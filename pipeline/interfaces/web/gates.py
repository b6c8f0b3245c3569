"""Who may enter: with the key of a server for one person, or with an account of one for many."""

from __future__ import annotations

import hmac
import ipaddress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Scope

from pipeline.interfaces.web.office import Office, address
from pipeline.interfaces.web.rights import Rights
from pipeline.interfaces.web.server import Server
from pipeline.interfaces.web.visit import Visit

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/static/", "/healthz", "/favicon.ico")
_NO_KEY = (
    "这个页面只给打开它的人用。请用 huibao serve 窗口里显示的完整地址（带 token 的那一行）打开。"
)
_EXPIRED = "页面已过期，请刷新后再试"
Headers = dict[str, str]


class KeyGate:
    """The gate of a server for one person: whoever has its key is that person."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.cookie = f"huibao-{office.port}"

    @property
    def upload_limit(self) -> int:
        """Say how many bytes one request may have."""
        return self.office.upload_limit

    @property
    def shown(self) -> str:
        """Say how the server is called, without its key."""
        return address(self.office.host, self.office.port)

    def knows(self, host: str) -> bool:
        """Say whether a Host header names this server by address: no foreign name leads here."""
        return _is_ours(host, (self.office.host,), local=self.office.is_local)

    async def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Keep no log of the only person."""

    async def admit(self, scope: Scope, headers: Headers) -> Response | None:
        """Let a request on, with the office it may touch; or answer it."""
        path, method = scope["path"], scope["method"]
        scope.setdefault("state", {})["visit"] = Visit(self.office, self.office.csrf)
        if path.startswith(OPEN):
            return None
        asked = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(asked).get("token")
        if given is not None and method in SAFE and self._is_key(given):
            rest = urlencode([pair for pair in asked if pair[0] != "token"])
            answer = RedirectResponse(path.replace("//", "/") + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(self.cookie, self.office.token, httponly=True, samesite="strict")
            return answer
        bearer = headers.get("authorization", "").partition("Bearer ")[2]
        if bearer and self._is_key(bearer):
            return None
        if path.startswith("/v2/") and self.office.is_local:
            # editors cannot send a key; checking a text changes and reveals nothing
            return None
        if not self._is_key(_cookie(headers.get("cookie", ""), self.cookie)):
            return _said(_NO_KEY, 403)
        if method not in SAFE and not _is_own_page(scope, headers, self.office.csrf):
            return _said(_EXPIRED, 403)
        return None

    def _is_key(self, given: str) -> bool:
        return _same(given, self.office.token)


class PeopleGate:
    """The gate of a server for many: a session, a role for the address, and a measured pace."""

    def __init__(self, server: Server, rights: Rights) -> None:
        self.server = server
        self.rights = rights
        self.cookie = f"huibao-{server.port}-session"

    @property
    def upload_limit(self) -> int:
        """Say how many bytes one request may have."""
        return self.server.upload_limit

    @property
    def shown(self) -> str:
        """Say how the server is called."""
        return self.server.address

    def knows(self, host: str) -> bool:
        """Say whether a Host header names this server."""
        names = (self.server.host, *self.server.names)
        return _is_ours(host, names, local=self.server.is_local)

    async def admit(self, scope: Scope, headers: Headers) -> Response | None:
        """Let a request on, with the person and the office it may touch; or answer it."""
        method = scope["method"]
        right = self.rights.of(scope)
        scope.setdefault("state", {})["right"] = right
        if right is not None and right.open:
            return self._entering(scope, headers)
        bearer = headers.get("authorization", "").partition("Bearer ")[2]
        key = bearer or _cookie(headers.get("cookie", ""), self.cookie)
        visit = await run_in_threadpool(self._visit, key)
        if visit is None:
            return _enter_first(scope, headers)
        if not self.server.pace.allows(visit.digest):
            return _refused(scope, headers, "请求太快了，请稍等几秒再试", 429)
        scope["state"]["visit"] = visit
        if not bearer and method not in SAFE and not _is_own_page(scope, headers, visit.csrf):
            return _said(_EXPIRED, 403)
        person = visit.person
        if right is None or person is None:
            return None  # there is no such address
        if person.must_change and scope["path"] not in ("/me", "/me/password", "/logout"):
            return _enter_first(scope, headers, "/me")
        if not person.may(right.roles):
            return _refused(scope, headers, "这项不在你的角色之内，需要的话请找管理员", 403)
        return None

    def _entering(self, scope: Scope, headers: Headers) -> Response | None:
        if scope["method"] in SAFE:
            return None
        if headers.get("origin") and not _is_own_origin(scope, headers):
            return _said(_EXPIRED, 403)
        if not self.server.entries.has_room(_address(scope)):
            return _refused(scope, headers, "试得太多了，请一分钟后再登录", 429)
        return None

    def _visit(self, key: str) -> Visit | None:
        session = self.server.people.session(key)
        if session is None:
            return None
        office = self.server.office(session.person.office)
        return Visit(office, session.csrf, session.person, session.digest, self.server)

    async def note(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer, and write into the log what it was."""
        self.server.tally.add(scope["method"], status, seconds)
        right, visit = scope["state"].get("right"), scope["state"].get("visit")
        quiet = scope["path"].endswith(("/edit", "/state")) and not scope["path"].startswith("/dr")
        if right is None or visit is None or not right.deed or quiet or status == 422:
            return
        await run_in_threadpool(
            self.server.log.add,
            right.deed,
            scope["path"],
            office=visit.office.id,
            person=visit.name,
            address=_address(scope),
            status=status,
        )


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _is_ours(host: str, names: tuple[str, ...], *, local: bool) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    name = name.strip("[]").lower()
    if name == "localhost" or name in names:
        return True
    try:
        numbers = ipaddress.ip_address(name)
    except ValueError:
        return False
    return numbers.is_loopback or not local


def _is_own_origin(scope: Scope, headers: Headers) -> bool:
    return headers.get("origin") == f"{scope.get('scheme', 'http')}://{headers['host']}"


def _is_own_page(scope: Scope, headers: Headers, csrf: str) -> bool:
    foreign = headers.get("origin") is not None and not _is_own_origin(scope, headers)
    return not foreign and _same(headers.get("x-huibao", ""), csrf)


def _wants_page(scope: Scope, headers: Headers) -> bool:
    return (
        scope["method"] == "GET"
        and "text/html" in headers.get("accept", "")
        and "hx-request" not in headers
    )


def _enter_first(scope: Scope, headers: Headers, place: str = "/login") -> Response:
    """Lead who looks at pages to the door; tell programs."""
    if _wants_page(scope, headers):
        path = scope["path"]
        back = f"?to={quote(path)}" if place == "/login" and path not in ("/", "/login") else ""
        return RedirectResponse(place + back, 303)
    line = "请先登录" if place == "/login" else "请先在“我的账号”里换掉初始密码"
    return JSONResponse({"error": line}, 401 if place == "/login" else 403)


def _refused(scope: Scope, headers: Headers, line: str, status: int) -> Response:
    more = {"retry-after": "5"} if status == 429 else None
    if _wants_page(scope, headers):
        return PlainTextResponse(line + "\n", status, more)
    return JSONResponse({"error": line}, status, more)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _cookie(header: str, name: str) -> str:
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


def _said(text: str, status: int) -> Response:
    return PlainTextResponse(text + "\n", status)
