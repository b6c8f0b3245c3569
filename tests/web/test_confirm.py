"""A scan: its figures stay unconfirmed until a person has seen each beside the picture."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from pipeline.interfaces.web.office import Office
from pipeline.schema import Origin
from tests.reading.pictured import page, saved

pytestmark = pytest.mark.ocr
LINES = ["东湖社区工作周报", "（2026年5月4日至5月10日）", "本周调解邻里纠纷13起，走访老人25户。"]


@pytest.fixture
def scan(client: TestClient) -> str:
    """File a picture of a report; give the address of the report."""
    pytest.importorskip("rapidocr", reason="needs the ocr extra")
    picture = saved([page(LINES)], "PNG")
    [told] = client.post("/filing", files={"file": ("扫描.png", picture)}).json()
    assert told["ok"], told
    return f"/reports/{told['reports'][0]['id']}"


def _places(shown: str) -> list[tuple[int, int]]:
    found = re.findall(r'data-start="(\d+)" data-end="(\d+)"', shown)
    return [(int(start), int(end)) for start, end in found]


def test_each_figure_is_confirmed_put_right_or_struck_beside_its_picture(
    client: TestClient, office: Office, scan: str
) -> None:
    assert "对照原图确认（2个数）" in client.get(scan).text
    places = _places(client.get(f"{scan}/confirm").text)
    assert len(places) == 2
    for start, _ in places:
        crop = client.get(f"{scan}/picture/{start}")
        assert crop.headers["content-type"] == "image/png"
        assert crop.content.startswith(b"\x89PNG")
    (start, end), (other, stop) = places
    assert client.post(f"{scan}/confirm", json={"start": start, "end": end}).json() == {"left": 1}
    again = client.post(f"{scan}/confirm", json={"start": start, "end": end})
    assert again.status_code == 400
    new = {"start": other, "end": stop, "field": "value", "new": "26"}
    assert client.post(f"{scan}/correct", json=new).json()["value"] == "26"
    assert "都确认过了" in client.get(f"{scan}/confirm").text
    facts = [each.fact for each in office.archive.facts(kind="figure")]
    assert {fact.origin for fact in facts} == {Origin.TYPED}
    assert not any(fact.doubt for fact in facts)


def test_what_is_no_figure_is_struck(client: TestClient, office: Office, scan: str) -> None:
    start, end = _places(client.get(f"{scan}/confirm").text)[0]
    sent = {"start": start, "end": end, "wrong": True}
    client.post(f"{scan}/confirm", json=sent)
    [struck] = [e.fact for e in office.archive.facts() if e.fact.span.start == start]
    assert struck.quantity is not None
    assert struck.quantity.value is None


def test_a_typed_report_has_no_picture(client: TestClient) -> None:
    text = "\n".join(LINES)
    [told] = client.post("/filing", files={"file": ("周报.txt", text)}).json()
    where = f"/reports/{told['reports'][0]['id']}"
    assert client.get(f"{where}/picture/3").status_code == 400
    assert "对照原图确认" not in client.get(where).text
