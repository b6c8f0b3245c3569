"""台账: bodies compared, indicators merged, renamed and taken back, figures put right."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from pipeline.interfaces.web.office import Office

WEEKS = (("5月4日至5月10日", 3), ("5月11日至5月17日", 5), ("5月18日至5月24日", 4))


def file_weeks(client: TestClient) -> None:
    """Put in three weeks of two communities."""
    for number, body in enumerate(("东湖社区", "西河社区")):
        for days, count in WEEKS:
            text = (
                f"{body}工作周报\n（2026年{days}）\n一、矛盾调解\n"
                f"本周调解邻里纠纷{count + number}起，走访独居老人{20 + count}户，"
                f"化解信访积案{30 + count}起。\n"
            )
            [told] = client.post("/filing", files={"file": (f"{body}{days}.txt", text)}).json()
            assert told["ok"], told


def test_two_bodies_stand_side_by_side_in_one_chart_and_one_sheet(client: TestClient) -> None:
    file_weeks(client)
    shown = client.get("/ledger/compare", params={"indicator": "邻里纠纷"}).text
    assert re.findall(r"data-body>([^<]+)<", shown) == ["东湖社区", "西河社区"]
    values = re.findall(r'data-value="([^"]*)"', shown)
    assert values == ["3", "4", "5", "6", "4", "5"]
    made = client.get("/ledger/export/compare", params={"indicator": "邻里纠纷"})
    sheet = load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("时期", "东湖社区", "西河社区")
    assert [row[1:] for row in rows[1:]] == [(3, 4), (5, 6), (4, 5)]


def test_what_only_one_body_reports_is_not_compared(client: TestClient) -> None:
    file_weeks(client)
    assert "没有两个以上单位" in client.get("/ledger/compare?indicator=种树").text
    answer = client.get("/ledger/export/compare?indicator=种树")
    assert answer.status_code == 400


def test_indicators_are_merged_renamed_and_taken_back(client: TestClient, office: Office) -> None:
    file_weeks(client)
    held = [e for e in office.archive.series(issuer="东湖社区") if e.values == 3]
    [first, second] = [each for each in held if each.unit == "起"]
    [other] = [each for each in held if each.unit == "户"]
    refused = client.post("/ledger/merge", json={"keep": first.id, "others": [other.id]})
    assert "计量单位不同" in refused.json()["error"]
    done = client.post("/ledger/merge", json={"keep": first.id, "others": [second.id]}).json()
    assert second.id not in {each.id for each in office.archive.series()}
    assert client.post("/ledger/undo", json=done).json() == {"done": True}
    assert second.id in {each.id for each in office.archive.series()}
    client.post("/ledger/rename", json={"series": first.id, "name": "调解数"})
    assert 'value="调解数"' in client.get("/ledger/indicators?words=调解数").text


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/ledger/merge", {"keep": 1, "others": [99]}),
        ("/ledger/merge", {"keep": 1, "others": [1]}),
        ("/ledger/rename", {"series": 99, "name": "一"}),
        ("/ledger/rename", {"series": 1, "name": " "}),
        ("/ledger/undo", {"decision": 99}),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    client: TestClient, path: str, body: dict[str, object]
) -> None:
    file_weeks(client)
    answer = client.post(path, json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_indicator_and_time_of_a_figure_are_put_right_and_the_series_follow(
    client: TestClient, office: Office
) -> None:
    file_weeks(client)
    [fact] = office.archive.facts(indicator="邻里纠纷", issuer="东湖社区", period="2026-05-10")
    place = {"start": fact.fact.span.start, "end": fact.fact.span.end}
    where = f"/reports/{fact.report}/correct"
    changed = client.post(where, json={**place, "field": "indicator", "new": "走访独居老人"})
    assert changed.json().get("indicator") == "走访独居老人", changed.text
    timed = client.post(where, json={**place, "field": "time", "new": "2026年4月"}).json()
    assert timed["time"] == {"text": "2026年4月", "value": "2026-04"}
    assert len(office.archive.facts(indicator="邻里纠纷", issuer="东湖社区")) == 2
    for field, new in (("indicator", ""), ("indicator", "长" * 300), ("time", "\u202e一")):
        answer = client.post(where, json={**place, "field": field, "new": new})
        assert answer.status_code == 400
