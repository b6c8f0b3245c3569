"""The protocol's own client, over a real pipe, asks what an assistant would ask."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

mcp = pytest.importorskip("mcp", reason="needs the mcp extra")

TEXT = "东湖社区工作周报\n（2026年5月4日至5月10日）\n一、调解\n本周调解纠纷3起，走访老人20户。\n"


def asked(folder: Path, *calls: tuple[str, dict[str, Any]], write: bool = False) -> list[Any]:
    """Start ``huibao mcp``, list its tools, and call some."""

    async def talk() -> list[Any]:
        words = ["-m", "pipeline", "mcp", "--folder", str(folder)]
        words += ["--archive", str(folder.parent / "archive.db"), *(["--write"] if write else [])]
        server = mcp.StdioServerParameters(
            command=sys.executable, args=words, env=dict(os.environ), cwd=Path(__file__).parents[1]
        )
        async with mcp.Client(server, read_timeout_seconds=60) as client:
            answers: list[Any] = [(await client.list_tools()).tools]
            for name, arguments in calls:
                answers.append(await client.call_tool(name, arguments))
            return answers

    return asyncio.run(talk())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "材料"
    made.mkdir()
    (made / "周报.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "别处.txt").write_text("绝密", encoding="utf-8")
    return made


def test_by_default_every_tool_reads_and_says_so(folder: Path) -> None:
    [tools] = asked(folder)
    assert {each.name for each in tools} == {
        *("list_files", "extract", "check", "explain_rule", "facts", "search", "trend")
    }
    assert all(each.annotations.read_only_hint for each in tools)


def test_figures_findings_and_rules_come_in_the_contract_s_json(folder: Path) -> None:
    _, files, extraction, check, rule = asked(
        folder,
        ("list_files", {}),
        ("extract", {"path": "周报.txt"}),
        ("check", {"text": "本周共约80余起。"}),
        ("explain_rule", {"code": "NUM108"}),
    )
    assert files.structured_content["files"] == ["周报.txt"]
    [report] = extraction.structured_content["documents"][0]["reports"]
    assert {"3", "20"} <= {each["value"] for each in report["facts"]}
    found = check.structured_content["documents"][0]["findings"]
    assert "NUM108" in {each["rule"] for each in found}
    assert rule.structured_content["code"] == "NUM108"


@pytest.mark.parametrize("path", ["../别处.txt", "没有.txt", "/etc/passwd"])
def test_what_lies_outside_the_folder_is_not_read(folder: Path, path: str) -> None:
    _, answer = asked(folder, ("extract", {"path": path}))
    assert answer.is_error
    assert "没有这个文件" in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_with_leave_to_write_a_file_is_stored_and_then_found(folder: Path) -> None:
    tools, stored, facts, trend = asked(
        folder,
        ("ingest", {"path": "周报.txt"}),
        ("facts", {"indicator": "纠纷"}),
        ("trend", {"indicator": "调解纠纷"}),
        write=True,
    )
    assert "ingest" in {each.name for each in tools}
    assert not stored.is_error
    [fact] = facts.structured_content["facts"]
    assert fact["value"] == "3"
    assert trend.structured_content["points"]


def test_without_an_archive_one_sentence_says_so_and_none_is_made(folder: Path) -> None:
    _, answer = asked(folder, ("search", {"words": "纠纷"}))
    assert answer.is_error
    assert "还没有档案" in answer.content[0].text
    assert not (folder.parent / "archive.db").exists()
