"""What stands before every request: who asks, from where, how much, and what the answer may do."""

from __future__ import annotations

import hmac
import ipaddress
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.interfaces.web.office import MB, Office

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = ("/static/", "/healthz", "/favicon.ico")
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_NO_KEY = (
    "这个页面只给打开它的人用。请用 huibao serve 窗口里显示的完整地址（带 token 的那一行）打开。"
)


class _TooLargeError(Exception):
    """The body is larger than allowed."""


class Guard:
    """Checks host, key, origin and size; adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, office: Office) -> None:
        self.app = app
        self.office = office
        self.cookie = f"huibao-{office.port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, taken = False, 0

        async def guarded(message: Message) -> None:
            nonlocal begun
            if taken > self.office.upload_limit and not begun:
                return  # whatever was made of the first part: the answer is below
            if message["type"] == "http.response.start":
                begun = True
                own = {name for name, _ in message["headers"]}
                more = {**HEADERS, "cache-control": self._caching(scope)}
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in own),
                ]
            await send(message)

        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.office.upload_limit:
                raise _TooLargeError
            return message

        with suppress(_TooLargeError):
            await self.app(scope, counted, guarded)
        if taken > self.office.upload_limit and not begun:
            taken = 0
            await self._too_large()(scope, receive, guarded)

    @staticmethod
    def _caching(scope: Scope) -> str:
        return (
            "public, max-age=86400" if scope["path"].startswith("/static/vendor/") else "no-store"
        )

    def _too_large(self) -> Response:
        limit = self.office.upload_limit // MB
        return _said(f"文件太大（上限{limit} MB），请拆分后再传", 413)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        """Answer what must not go on: a foreign host, no key, a foreign origin, too much."""
        path, method = scope["path"], scope["method"]
        if not self._knows(headers.get("host", "")):
            return _said(f"请用 http://127.0.0.1:{self.office.port} 打开", 400)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.office.upload_limit:
            return self._too_large()
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
        if method not in SAFE:
            origin = headers.get("origin")
            foreign = origin is not None and origin != f"http://{headers['host']}"
            if foreign or not _same(headers.get("x-huibao", ""), self.office.csrf):
                return _said("页面已过期，请刷新后再试", 403)
        return None

    def _is_key(self, given: str) -> bool:
        return _same(given, self.office.token)

    def _knows(self, host: str) -> bool:
        """Say whether a Host header names this server by address: no foreign name leads here."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        name = name.strip("[]").lower()
        if name in ("localhost", self.office.host):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        return address.is_loopback or not self.office.is_local


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
