"""What stands before every request: who asks, from where, how much, and what the answer may do."""

from __future__ import annotations

import time
from contextlib import suppress

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.interfaces.web.gates import KeyGate, PeopleGate
from pipeline.interfaces.web.office import MB

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


class _TooLargeError(Exception):
    """The body is larger than allowed."""


class Guard:
    """Asks the gate, counts the size, and adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp, gate: KeyGate | PeopleGate) -> None:
        self.app = app
        self.gate = gate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        begun, taken, limit = False, 0, self.gate.upload_limit

        async def guarded(message: Message) -> None:
            nonlocal begun
            if taken > limit and not begun:
                return  # whatever was made of the first part: the answer is below
            if message["type"] == "http.response.start":
                begun = True
                own = {name for name, _ in message["headers"]}
                more = {**HEADERS, "cache-control": self._caching(scope)}
                message["headers"] = [
                    *message["headers"],
                    *((k.encode(), v.encode()) for k, v in more.items() if k.encode() not in own),
                ]
                await self.gate.note(scope, message["status"], time.perf_counter() - began)
            await send(message)

        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        refusal = self._refusal(headers) or await self.gate.admit(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise _TooLargeError
            return message

        with suppress(_TooLargeError):
            await self.app(scope, counted, guarded)
        if taken > limit and not begun:
            taken = 0
            await self._too_large()(scope, receive, guarded)

    @staticmethod
    def _caching(scope: Scope) -> str:
        return (
            "public, max-age=86400" if scope["path"].startswith("/static/vendor/") else "no-store"
        )

    def _too_large(self) -> Response:
        line = f"文件太大（上限{self.gate.upload_limit // MB} MB），请拆分后再传\n"
        return PlainTextResponse(line, 413)

    def _refusal(self, headers: dict[str, str]) -> Response | None:
        """Answer what is not for this server, or too much."""
        if not self.gate.knows(headers.get("host", "")):
            return PlainTextResponse(f"请用 {self.gate.shown} 打开\n", 400)
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.gate.upload_limit:
            return self._too_large()
        return None
