"""Which roles each address is for, and what the audit log calls it. What is not here is for nobody.

A new endpoint without a line here answers nobody on a server, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from pipeline.interfaces.server.people import Role

WORK = frozenset({Role.CLERK, Role.REVIEWER})
REVIEW = frozenset({Role.REVIEWER})
ADMIN = frozenset({Role.ADMIN})
AUDIT = frozenset({Role.AUDITOR})
ALL = frozenset(Role)
ANYBODY = frozenset[Role]()
"""Open to who has not entered."""


@dataclass(frozen=True, slots=True)
class Right:
    """Who may, and how the log calls it (nothing: it is not logged)."""

    roles: frozenset[Role]
    deed: str = ""
    open: bool = False


RIGHTS: dict[str, Right] = {
    "GET /": Right(ALL),
    "GET /help": Right(ALL),
    "GET /help/{topic}": Right(ALL),
    "GET /api": Right(ALL),
    "GET /api/openapi.json": Right(ALL),
    "GET /healthz": Right(ANYBODY, open=True),
    "GET /favicon.ico": Right(ANYBODY, open=True),
    "GET /login": Right(ANYBODY, open=True),
    "POST /login": Right(ANYBODY, open=True),
    "POST /logout": Right(ALL, "退出"),
    "GET /me": Right(ALL),
    "POST /me/password": Right(ALL, "改密码"),
    "POST /me/key": Right(ALL, "开接口钥匙"),
    "POST /me/key/drop": Right(ALL, "收回接口钥匙"),
    "GET /people": Right(ADMIN),
    "POST /people": Right(ADMIN, "开账号"),
    "POST /people/{ident}/{deed}": Right(ADMIN, "改账号"),
    "GET /log": Right(AUDIT),
    "GET /log/export": Right(AUDIT, "导出审计日志"),
    "GET /metrics": Right(ADMIN),
    "GET /review": Right(WORK),
    "POST /review": Right(WORK, "核查材料"),
    "POST /review/report-again": Right(REVIEW, "恢复始终忽略的"),
    "GET /review/{ident}": Right(WORK),
    "GET /review/{ident}/state": Right(WORK),
    "POST /review/{ident}/drop": Right(WORK, "删除核查"),
    "POST /review/{ident}/{deed}": Right(WORK, "处理问题"),
    "GET /review/{ident}/download/{form}": Right(WORK, "下载核查结果"),
    "GET /filing": Right(WORK),
    "POST /filing": Right(WORK, "收录材料"),
    "GET /filing/bin": Right(WORK),
    "GET /filing/job/{ident}": Right(WORK),
    "POST /filing/remove": Right(REVIEW, "移出材料"),
    "POST /filing/restore": Right(REVIEW, "放回材料"),
    "GET /filing/original/{sha256}": Right(WORK, "下载原件"),
    "GET /ledger": Right(WORK),
    "GET /ledger/rows": Right(WORK),
    "GET /ledger/search": Right(WORK),
    "GET /ledger/trend": Right(WORK),
    "GET /ledger/compare": Right(WORK),
    "GET /ledger/indicators": Right(WORK),
    "POST /ledger/merge": Right(REVIEW, "合并指标"),
    "POST /ledger/undo": Right(REVIEW, "撤销指标决定"),
    "POST /ledger/rename": Right(REVIEW, "指标改名"),
    "GET /ledger/export/{form}": Right(WORK, "导出台账"),
    "GET /reports/of/{sha256}/{start}": Right(WORK),
    "GET /reports/{ident}": Right(WORK, "查看报告"),
    "POST /reports/{ident}/correct": Right(WORK, "更正数字"),
    "GET /reports/{ident}/rows": Right(WORK),
    "POST /reports/{ident}/figure": Right(WORK, "补漏掉的数"),
    "POST /reports/{ident}/figure/drop": Right(WORK, "去掉不是数的"),
    "POST /reports/{ident}/restate": Right(WORK, "更正单位或时段"),
    "POST /reports/{ident}/undo": Right(WORK, "撤销更正"),
    "GET /reports/{ident}/place/{start}": Right(WORK),
    "GET /reports/{ident}/confirm": Right(WORK),
    "POST /reports/{ident}/confirm": Right(WORK, "确认扫描件的数字"),
    "GET /reports/{ident}/picture/{start}": Right(WORK),
    "POST /reports/{ident}/review": Right(WORK, "核查档案里的报告"),
    "GET /draft": Right(WORK),
    "POST /draft": Right(WORK, "起草：给数据"),
    "GET /draft/form": Right(WORK),
    "GET /draft/form/rows": Right(WORK),
    "POST /draft/rows": Right(WORK, "起草：改数据"),
    "GET /draft/{ident}": Right(WORK),
    "GET /draft/{ident}/rows": Right(WORK),
    "GET /draft/{ident}/understood": Right(WORK),
    "GET /draft/{ident}/message/{number}": Right(WORK),
    "GET /draft/{ident}/sources": Right(WORK),
    "POST /draft/{ident}/compose": Right(WORK, "起草"),
    "POST /draft/{ident}/edit": Right(WORK, "修改草稿"),
    "POST /draft/{ident}/drop": Right(WORK, "删除草稿"),
    "GET /draft/{ident}/text": Right(WORK),
    "GET /draft/{ident}/versions": Right(WORK),
    "POST /draft/{ident}/back": Right(WORK, "退回旧稿"),
    "POST /draft/{ident}/review": Right(WORK, "核查草稿"),
    "GET /draft/{ident}/download/{form}": Right(WORK, "下载草稿"),
    "POST /api/extract": Right(WORK),
    "POST /api/check": Right(WORK),
    "GET /api/facts": Right(WORK),
    "GET /api/search": Right(WORK),
    "GET /api/trend": Right(WORK),
    "POST /api/draft": Right(WORK),
    "GET /v2/languages": Right(WORK),
    "POST /v2/check": Right(WORK),
}
_STATIC = Right(ANYBODY, open=True)


def names(route: APIRoute) -> list[str]:
    """Give the names under which an endpoint stands in the table."""
    return [f"{method} {route.path}" for method in sorted(route.methods or ())]


class Rights:
    """Finds the right that a request needs."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = [each for each in routes if isinstance(each, APIRoute)]

    def of(self, scope: Scope) -> Right | None:
        """Give the right, or None where no such address is known."""
        path, method = scope["path"], scope["method"]
        if path.startswith("/static/"):
            return _STATIC
        method = "GET" if method == "HEAD" else method
        asked = {**scope, "method": method}
        for route in self.routes:
            if route.matches(asked)[0] is Match.FULL:
                return RIGHTS.get(f"{method} {route.path}")
        return RIGHTS.get(f"{method} {path}")
