"""Whatever is sent, the server answers in one line and never fails."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

QUIET = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("0123456789一二三十百万起户元%/-年月日，。<>&\"'\\\0\n\t%_*()【】"),
    max_size=60,
)
TEXTS = st.text(
    st.sampled_from(
        "本周共取缔占道经营31起，50%。\n\t一、（二）3.约余其中同比增长年月日😀\u200b\0"
    ),
    max_size=120,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def _told(answer: Any) -> None:  # noqa: ANN401 - httpx's answer
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert "\n" not in answer.text.strip()


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    text = "砚浦街道周报\n（2026年3月2日至3月8日）\n一、市容\n本周共取缔占道经营31起。\n"
    assert client.post("/filing", files={"file": ("甲.txt", text.encode())}).json()[0]["ok"]
    return client


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/ledger", ("words", "indicator", "unit", "issuer", "period")),
        ("/ledger/rows", ("indicator", "unit", "issuer", "period")),
        ("/ledger/search", ("words",)),
        ("/ledger/trend", ("indicator", "issuer")),
        ("/ledger/export/csv", ("indicator", "period")),
        ("/api/facts", ("indicator", "period", "first", "limit")),
        ("/api/search", ("words", "issuer", "period")),
        ("/api/trend", ("indicator", "first", "last")),
        ("/draft/form", ("report",)),
    ],
)
@QUIET
@given(st.data())
def test_any_query_is_answered(
    filled: TestClient, path: str, names: tuple[str, ...], data: st.DataObject
) -> None:
    _told(filled.get(path, params={name: data.draw(WORDS) for name in names}))


@QUIET
@given(TEXTS, WORDS)
def test_any_text_is_checked(filled: TestClient, text: str, name: str) -> None:
    _told(filled.post("/api/check", data={"text": text}))
    _told(filled.post("/v2/check", data={"text": text, "disabledRules": name}))
    opened = filled.post("/review", data={"text": text})
    _told(opened)
    if opened.status_code == 200:
        at = opened.json()["at"]
        _told(filled.get(at + "/state"))
        for form in (
            "comments.docx",
            "corrected.docx",
            "corrected.txt",
            "report.html",
            quote(name),
        ):
            _told(filled.get(f"{at}/download/{form}"))
        _told(filled.post(at + "/edit", json={"text": text[::-1]}))
        _told(filled.get(at + "/download/corrected.docx"))


@QUIET
@given(st.binary(max_size=200), WORDS)
def test_any_file_is_read_or_refused(filled: TestClient, content: bytes, name: str) -> None:
    files = {"file": (name + ".docx", content)}
    for path in ("/review", "/filing", "/api/extract"):
        _told(filled.post(path, files=files))
    _told(filled.post("/draft", files={"files": (name + ".xlsx", content)}))


@QUIET
@given(JSON, WORDS)
def test_any_body_is_taken_or_refused(filled: TestClient, body: Any, word: str) -> None:  # noqa: ANN401
    at = filled.post("/review", data={"text": "本周共取缔31起。"}).json()["at"]
    for path in (
        at + "/accept",
        "/draft/rows",
        "/reports/1/correct",
        "/filing/remove",
        "/filing/restore",
    ):
        _told(filled.post(path, json=body))
    change = {"start": 0, "end": 10**30, "field": word, "new": word}
    _told(filled.post("/reports/1/correct", json=change))
    _told(filled.post("/draft/rows", json={"rows": [{"indicator": word, "value": word}]}))
    _told(filled.post("/v2/check", data={"data": json.dumps(body)}))


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999999", "1.5", "x"])
def test_any_number_of_a_report_is_answered(filled: TestClient, number: str) -> None:
    for path in (f"/reports/{number}", f"/reports/{number}/place/{number}"):
        _told(filled.get(path, follow_redirects=False))
    _told(filled.get("/draft/form", params={"report": number}))
    at = filled.post("/draft", data={"text": "甲科：取缔占道经营3起"}).json()["at"]
    _told(filled.post(at + "/compose", data={"structure": f"report:{number}"}))
    _told(filled.post(at + "/compose", data={"structure": f"template:{number}"}))
    _told(filled.post(at + "/compose", data={"structure": "template:../../etc"}))
