"""REST gives the JSON of the contract; LanguageTool's clients get theirs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from pipeline import core, wire

TEXT = "砚浦街道周报\n一、市容\n本周共取缔占道经营31起，提高提高了知晓率。\n"


def test_extract_and_check_give_what_the_command_line_gives(client: TestClient) -> None:
    document = core.document_from_text(TEXT)
    told = client.post("/api/extract", data={"text": TEXT}).json()
    assert told == json.loads(wire.dumps(wire.extraction(core.extract(document))))
    told = client.post("/api/check", data={"text": TEXT}).json()
    assert told["findings"] == json.loads(wire.dumps(wire.check(core.check(document))["findings"]))
    sent = {"file": ("周报.txt", TEXT.encode("gb18030"))}
    assert client.post("/api/extract", files=sent).json()["text"] == TEXT


def test_rules_are_chosen_as_on_the_command_line(client: TestClient) -> None:
    told = client.post("/api/check", data={"text": TEXT, "select": "TXT402"}).json()
    assert {each["rule"] for each in told["findings"]} == {"TXT402"}
    told = client.post("/api/check", data={"text": TEXT, "ignore": "TXT,STR"}).json()
    assert not {each["rule"][:3] for each in told["findings"]} & {"TXT", "STR"}
    assert client.post("/api/check", data={"text": TEXT, "select": "XYZ"}).status_code == 400


def test_without_an_archive_the_lists_are_empty_and_none_is_made(
    client: TestClient, tmp_path: Path
) -> None:
    assert client.get("/api/facts").json() == []
    assert client.get("/api/search", params={"words": "一"}).json() == []
    assert client.get("/api/trend", params={"indicator": "一"}).json()["points"] == []
    assert not (tmp_path / "archive.db").exists()


def test_a_draft_over_rest_names_its_sources_or_is_a_word_file(client: TestClient) -> None:
    sheet = "部门,事项,指标,数值,单位\n执法队,市容,取缔占道经营,31,起\n".encode()
    data = {"template": "weekly", "period": "2026年5月4日至5月10日", "unit_name": "砚浦街道"}
    files = {"data": ("数据.csv", sheet)}
    told = client.post("/api/draft", data=data, files=files).json()
    assert "31起" in told["text"]
    assert {each["text"] for each in told["figures"]} >= {"31起"}
    made = client.post("/api/draft", data={**data, "docx": "true"}, files=files)
    assert "31起" in core.read_bytes(made.content, "稿.docx").text


def test_missing_input_is_said_in_chinese(client: TestClient) -> None:
    for answer in (
        client.post("/api/check"),
        client.get("/api/search"),
        client.get("/api/facts", params={"limit": "x"}),
        client.post("/v2/check"),
        client.post("/v2/check", data={"data": "{"}),
    ):
        assert answer.status_code in (400, 422)
        assert answer.json()["error"]


def test_the_description_of_the_interface_is_served_here(client: TestClient) -> None:
    told = client.get("/api/openapi.json").json()
    page = client.get("/api", headers={"accept": "text/html"}).text
    for path in ("/api/extract", "/api/check", "/api/facts", "/api/draft", "/v2/check"):
        assert path in told["paths"]
        assert path in page


def _matches(client: TestClient, text: str, **more: str) -> list[dict[str, Any]]:
    answer = client.post("/v2/check", data={"text": text, "language": "zh-CN", **more})
    found: list[dict[str, Any]] = answer.json()["matches"]
    return found


@pytest.mark.parametrize("before", ["", "😀𠮷", "第一行\r\n😀\r\n", "一\n二\n"])
def test_languagetool_offsets_count_utf_16_units_of_the_text_as_sent(
    client: TestClient, before: str
) -> None:
    text = before + "本周共取缔占道经营31起，提高提高了知晓率。"
    [match] = [each for each in _matches(client, text) if each["rule"]["id"] == "TXT402"]
    units = text.encode("utf-16-le")
    start, length = match["offset"] * 2, match["length"] * 2
    gone = units[start : start + length].decode("utf-16-le")
    assert gone in ("提高", "提高提高")
    mended = units[:start].decode("utf-16-le") + match["replacements"][0]["value"]
    mended += units[start + length :].decode("utf-16-le")
    assert mended == text.replace("提高提高", "提高")


def test_languagetool_clients_need_no_key_on_this_computer_and_may_switch_rules_off(
    client: TestClient,
) -> None:
    client.cookies.clear()
    text = "本周共取缔占道经营31起，提高提高了知晓率。"
    assert {each["rule"]["id"] for each in _matches(client, text)} >= {"TXT402"}
    off = _matches(client, text, disabledRules="TXT402,WHITESPACE_RULE")
    assert "TXT402" not in {each["rule"]["id"] for each in off}
    assert client.get("/v2/languages").json()[0]["longCode"] == "zh-CN"


def test_annotated_text_keeps_its_places(client: TestClient) -> None:
    parts = [
        {"markup": "<b>"},
        {"text": "本周"},
        {"markup": "</b>"},
        {"text": "提高提高了知晓率。"},
    ]
    answer = client.post("/v2/check", data={"data": json.dumps({"annotation": parts})})
    [match] = [each for each in answer.json()["matches"] if each["rule"]["id"] == "TXT402"]
    assert match["offset"] in (9, 11)
