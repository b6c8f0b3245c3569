"""The Model Context Protocol over stdio: an assistant on this computer may ask huibao.

All tools read; those that write are there only when asked for. Files are read in the named folders
and nowhere else, whatever path an assistant thinks of.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from pipeline import __version__, catalogue, core, wire
from pipeline.errors import BadUsage, HuibaoError
from pipeline.interfaces import config
from pipeline.interfaces.cli.base import unexpected
from pipeline.schema import Document

if TYPE_CHECKING:
    from pipeline.archive import Archive

Asked = ParamSpec("Asked")
Answer = dict[str, Any]
_LONGEST = 500_000
_ABOUT = (
    "汇报材料：取数、核查、查档案。数字、出处都来自原文，请照原样引用，不要改写数字；"
    "not_checked 里的是没有查的，不等于没有错。"
)
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)


def _told(tool: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Answer what a person can mend in one sentence, and never with a traceback."""

    @wraps(tool)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        try:
            return tool(*args, **kwargs)
        except HuibaoError as error:
            raise ToolError(str(error)) from None
        except Exception as error:
            raise ToolError(unexpected(error)) from None

    return asked


class Desk:
    """What the tools may reach: folders and one archive."""

    def __init__(self, folders: Sequence[Path], archive: str | None) -> None:
        self.folders = [each.resolve() for each in folders]
        self.place = config.archive_place(archive)
        self._archive: Archive | None = None

    def file(self, path: str) -> Path:
        """Find a file of the folders.

        Raises:
            BadUsage: it lies elsewhere, or there is none.
        """
        for folder in self.folders:
            place = (folder / path).resolve()
            if place.is_relative_to(folder) and place.is_file():
                return place
        raise BadUsage("可以读的文件夹里没有这个文件", file=path)

    def documents(self, path: str, text: str) -> list[Document]:
        """Read a file, or take a text as it is."""
        if bool(path) == bool(text):
            raise BadUsage("path 和 text 给一个：文件夹里的文件，或材料全文")
        if len(text) > _LONGEST:
            raise BadUsage("文字太长，请分成几份")
        if text:
            return [core.document_from_text(text.replace("\r\n", "\n").replace("\r", "\n"))]
        return [document for document, _ in core.readable(self.file(path))]

    def archive(self) -> Archive:
        """Open the archive; asking makes none.

        Raises:
            BadUsage: there is none.
        """
        if "://" not in self.place and not Path(self.place).exists():
            raise BadUsage("还没有档案，请先用 huibao ingest 收录材料")
        if self._archive is None:
            self._archive = core.open_archive(self.place)
        return self._archive


def build(folders: Sequence[Path], archive: str | None = None, *, write: bool = False) -> MCPServer:
    """Build the server with its tools."""
    desk = Desk(folders, archive)
    server = MCPServer("huibao", instructions=_ABOUT, version=__version__, log_level="WARNING")

    @server.tool(title="列出可以读的材料", annotations=_READS)
    @_told
    def list_files(words: str = "", limit: int = 200) -> Answer:
        """列出可以读的文件夹里的文件；words 是文件名里的字。"""
        found = [
            str(each.relative_to(folder))
            for folder in desk.folders
            for each in sorted(folder.rglob("*"))
            if each.is_file() and words in each.name and not each.name.startswith(".")
        ]
        limit = max(1, min(limit, 1000))
        return {"files": found[:limit], "more": max(0, len(found) - limit)}

    @server.tool(title="取数", annotations=_READS)
    @_told
    def extract(path: str = "", text: str = "") -> Answer:
        """取出一份材料里的数字、日期、指标、责任主体，每个都注明在原文的哪几个字。"""
        told = [wire.extraction(core.extract(each)) for each in desk.documents(path, text)]
        return {"documents": told}

    @server.tool(title="核查", annotations=_READS)
    @_told
    def check(path: str = "", text: str = "", compare: bool = False) -> Answer:  # noqa: FBT001, FBT002
        """核查一份材料：数字、日期、结构、文字。compare 为真时与档案里以前的报告比较。"""
        store = desk.archive() if compare else None
        found = [core.check(each, archive=store) for each in desk.documents(path, text)]
        return {"documents": [wire.check(each) for each in found]}

    @server.tool(title="规则", annotations=_READS)
    @_told
    def explain_rule(code: str = "") -> Answer:
        """讲清一条规则；不写代码就列出全部规则。"""
        if not code:
            return {"rules": [{"code": e.code, "title": e.title} for e in catalogue.rules()]}
        rule = catalogue.rule(code)
        told = {"code": rule.code, "title": rule.title, "explanation": rule.explanation}
        return {**told, "bad": list(rule.bad), "good": list(rule.good)}

    @server.tool(title="查数", annotations=_READS)
    @_told
    def facts(indicator: str = "", issuer: str = "", period: str = "", limit: int = 100) -> Answer:
        """查档案里的数字：指标、报告单位、时期（2026、2026-05），条件同时成立，新的在前。"""
        found = desk.archive().facts(
            indicator=indicator or None,
            issuer=issuer or None,
            period=period or None,
            limit=max(1, min(limit, 500)),
            newest=True,
        )
        return {"facts": [wire.stored_fact(each) for each in found]}

    @server.tool(title="全文检索", annotations=_READS)
    @_told
    def search(words: str, limit: int = 20) -> Answer:
        """在档案全文里找词和数，如：取缔 >100 起。"""
        found = desk.archive().search(words, limit=max(1, min(limit, 200)))
        return {"hits": [wire.hit(each) for each in found]}

    @server.tool(title="趋势", annotations=_READS)
    @_told
    def trend(indicator: str, issuer: str = "") -> Answer:
        """一个指标一期一期的值，每个值注明出处。"""
        return wire.trend(desk.archive().trend(indicator, issuer=issuer or None))

    if write:

        @server.tool(title="收录", annotations=_WRITES)
        @_told
        def ingest(path: str) -> Answer:
            """把文件夹里的一份材料收入档案；同一内容只存一次。"""
            store = core.open_archive(desk.place)
            try:
                found = [
                    wire.ingested(core.ingest(document, content, store))
                    for document, content in core.readable(desk.file(path))
                ]
            finally:
                store.close()
            return {"files": found}

    return server
