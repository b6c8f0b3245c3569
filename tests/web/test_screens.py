"""Each screen over HTTP: what goes in, what comes out, and what is said of bad input."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from docx import Document as Word
from markupsafe import escape
from openpyxl import load_workbook
from starlette.testclient import TestClient

from pipeline import core, paths
from pipeline.interfaces.web.office import Office

SAMPLES = paths.shipped("corpora") / "samples"
TEXT = (
    "砚浦街道办事处工作周报\n（2026年3月2日至3月8日）\n一、市容整治\n"
    "本周共取缔占道经营31起，发放宣传单200份，提高提高了知晓率。\n二、宣传\n刊发稿件5篇。\n"
    "砚浦街道办事处\n2026年3月8日\n"
)


def opened(client: TestClient, **sent: Mapping[str, Any]) -> str:
    answer = client.post("/review", data=sent.get("data"), files=sent.get("files"))
    assert answer.status_code == 200, answer.text
    at: str = answer.json()["at"]
    return at


def finding(state: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in state["findings"] if each["rule"] == code)
    return found


def word(*lines: str) -> bytes:
    made = Word()
    for line in lines:
        made.add_paragraph(line)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_pasted_text_is_checked_with_both_places(client: TestClient) -> None:
    state = client.get(opened(client, data={"sample": "1"}) + "/state").json()
    repeated = finding(state, "NUM101")
    assert len(repeated["spans"]) == 2
    assert repeated["where"][0].startswith("第")
    assert repeated["title"]
    assert state["counted"].startswith("错误")


def test_accepting_mends_the_place_and_undo_brings_it_back(client: TestClient) -> None:
    at = opened(client, data={"text": TEXT})
    state = client.get(at + "/state").json()
    wrong = finding(state, "TXT402")
    deed = {
        "text": state["text"],
        "mark": wrong["fingerprint"],
        "start": wrong["spans"][0]["start"],
    }
    after = client.post(at + "/accept", json=deed).json()
    assert "提高提高" not in after["text"]
    assert "提高了知晓率" in after["text"]
    assert after["undo"]
    back = client.post(at + "/undo", json={"text": after["text"]}).json()
    assert back["text"] == state["text"]
    assert not back["undo"]


def test_ignoring_once_holds_for_this_paper_and_always_for_every_paper(
    client: TestClient, office: Office
) -> None:
    for deed, elsewhere in (("once", True), ("always", False)):
        at = opened(client, data={"text": TEXT})
        state = client.get(at + "/state").json()
        wrong = finding(state, "TXT402")
        told = {"text": state["text"], "mark": wrong["fingerprint"]}
        after = client.post(f"{at}/{deed}", json=told).json()
        assert "TXT402" not in {each["rule"] for each in after["findings"]}
        other = client.get(opened(client, data={"text": TEXT}) + "/state").json()
        assert ("TXT402" in {each["rule"] for each in other["findings"]}) is elsewhere
        back = client.post(at + "/undo", json={}).json()
        assert "TXT402" in {each["rule"] for each in back["findings"]}
    assert office.allowances.all() == ()


def test_what_is_typed_is_checked_and_typing_on_is_one_step(client: TestClient) -> None:
    at = opened(client, data={"text": TEXT})
    for typed in ("第一次", "第二次改动"):
        state = client.post(at + "/edit", json={"text": TEXT + typed}).json()
    assert state["text"].endswith("第二次改动")
    assert client.post(at + "/undo", json={}).json()["text"].rstrip() == TEXT.rstrip()


def test_a_finding_that_is_gone_is_not_settled(client: TestClient) -> None:
    at = opened(client, data={"text": TEXT})
    answer = client.post(at + "/accept", json={"text": TEXT, "mark": "00000000"})
    assert answer.status_code == 400
    assert "已经不在" in answer.json()["error"]


def test_the_corrected_word_file_keeps_its_form_and_holds_the_corrected_text(
    client: TestClient,
) -> None:
    lines = (
        "砚浦街道工作周报",
        "一、市容整治",
        "本周取缔占道经营31起，提高提高了知晓率。",
        "收尾。",
    )
    source = word(*lines)
    at = opened(client, files={"file": ("周报.docx", source)})
    state = client.get(at + "/state").json()
    text = state["text"].replace("31起", "32起").replace("提高提高", "提高")
    client.post(at + "/edit", json={"text": text})
    made = client.get(at + "/download/corrected.docx")
    assert "filename*=UTF-8''" in made.headers["content-disposition"]
    assert core.read_bytes(made.content, "改.docx").text == text
    assert client.get(at + "/download/corrected.txt").text == text
    commented = client.get(at + "/download/comments.docx")
    assert commented.content.startswith(b"PK")
    assert core.read_bytes(commented.content, "注.docx").text == text


def test_the_word_file_with_comments_holds_a_comment_for_each_finding(client: TestClient) -> None:
    source = word("砚浦街道工作周报", "一、市容整治", "本周取缔占道经营31起，提高提高了知晓率。")
    at = opened(client, files={"file": ("周报.docx", source)})
    state = client.get(at + "/state").json()
    made = client.get(at + "/download/comments.docx").content
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        comments = parts.read("word/comments.xml").decode()
    for each in state["findings"]:
        assert each["rule"] in comments


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.txt", b"", "空"),
        ("坏.docx", b"PK\x03\x04broken", ""),
        ("表.toml", b"a = 1", "不认识的格式"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    client: TestClient, name: str, content: bytes, told: str
) -> None:
    answer = client.post("/review", files={"file": (name, content)})
    assert answer.status_code == 400
    assert told in answer.json()["error"]
    assert "\n" not in answer.json()["error"]


def test_nothing_chosen_is_said(client: TestClient) -> None:
    assert "请选一个文件" in client.post("/review", data={"text": " "}).json()["error"]
    assert "请选数据文件" in client.post("/draft", data={"text": " "}).json()["error"]


def _filed(client: TestClient) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for place in sorted((SAMPLES / "yanpu" / "weekly").iterdir()):
        told += client.post("/filing", files={"file": (place.name, place.read_bytes())}).json()
    return told


def test_a_zip_is_filed_member_by_member_with_a_word_on_each(client: TestClient) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("甲.txt", TEXT)
        bundle.writestr("乙.bin", b"\x00\x01\x02" * 50)
        bundle.writestr("丙.txt", "绝密★\n" + TEXT)
    job = client.post("/filing", files={"file": ("包.zip", out.getvalue())}).json()["job"]
    while (found := client.get(f"/filing/job/{job}").json())["state"] not in ("done", "failed"):
        time.sleep(0.05)
    told = found["told"]
    states = {each["file"].rpartition("/")[2]: each for each in told}
    assert states["甲.txt"]["ok"]
    assert states["甲.txt"]["reports"][0]["facts"] > 3
    assert not states["乙.bin"]["ok"]
    assert states["乙.bin"]["why"]
    assert not states["丙.txt"]["ok"]
    assert "绝密" in states["丙.txt"]["why"]


def test_the_ledger_the_search_the_trend_and_the_sheet_agree(client: TestClient) -> None:
    assert all(each["ok"] for each in _filed(client))
    rows = client.get("/ledger/rows", params={"indicator": "占道经营", "unit": "起"}).text
    assert "取缔占道经营" in rows
    assert "<mark>占道</mark>" in client.get("/ledger/search", params={"words": "占道"}).text
    trend = client.get("/ledger/trend", params={"indicator": "取缔占道经营、流动摊点"}).text
    told = client.get("/api/trend", params={"indicator": "取缔占道经营、流动摊点"}).json()
    assert len(told["points"]) > 3
    for point in told["points"]:
        assert f'data-value="{point["value"]}"' in trend
    made = client.get("/ledger/export/xlsx", params={"indicator": "占道经营", "unit": "起"})
    sheet = load_workbook(io.BytesIO(made.content)).active
    assert sheet is not None
    values = {Decimal(str(row[9])) for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert {Decimal(point["value"]) for point in told["points"]} <= values
    facts = client.get("/api/facts", params={"indicator": "占道经营", "unit": "起"}).json()
    assert sheet.max_row == len(facts) + 1


def test_a_corrected_value_stays_corrected(client: TestClient) -> None:
    _filed(client)
    [fact] = client.get("/api/facts", params={"indicator": "占道经营", "limit": 1}).json()
    at = f"/reports/{fact['report']}"
    told = {"start": fact["start"], "end": fact["end"], "field": "value", "new": "77"}
    assert client.post(at + "/correct", json=told).json()["value"] == "77"
    assert 'value="77"' in client.get(at, headers={"accept": "text/html"}).text
    for wrong in ({"new": "七十七"}, {"field": "title"}, {"start": 0, "end": 1}):
        assert client.post(at + "/correct", json={**told, **wrong}).status_code == 400


def test_a_figure_is_taken_out_put_in_and_every_correction_taken_back(client: TestClient) -> None:
    [done] = client.post("/filing", files={"file": ("甲.txt", TEXT.encode())}).json()
    at = f"/reports/{done['reports'][0]['id']}"

    def state() -> list[tuple[str, str, str]]:
        told = client.get("/api/facts").json()
        return [(e["text"], e["indicator"], e["issuer"]) for e in told if e["kind"] != "date"]

    before = state()
    fact = next(e for e in client.get("/api/facts").json() if e["text"] == before[0][0])
    place = {"start": fact["start"], "end": fact["end"]}
    steps = [
        ("/figure/drop", place),
        ("/figure", place),
        ("/restate", {"field": "issuer", "new": "西山街道"}),
        ("/restate", {"field": "period", "new": "2026年6月"}),
        ("/correct", {**place, "field": "unit", "new": "车斗次"}),
    ]
    shown = client.get(at, headers={"accept": "text/html"}).text
    assert "data-undo disabled" in shown
    for path, told in steps:
        answer = client.post(at + path, json=told)
        assert answer.status_code == 200, answer.text
    assert {each[2] for each in state()} == {"西山街道"}
    assert client.get("/api/facts", params={"period": "2026-06"}).json()
    assert "data-undo disabled" not in client.get(at, headers={"accept": "text/html"}).text
    for _ in steps:
        assert client.post(at + "/undo", json={}).status_code == 200
    assert state() == before
    assert client.get(at, headers={"accept": "text/html"}).text == shown
    for path, told in (("/undo", {}), ("/figure/drop", {"start": 0, "end": 1}), ("/figure", place)):
        refused = client.post(at + path, json=told)
        assert refused.status_code == 400
        assert refused.json()["error"].isprintable()


LONG = "东湖街道工作月报\n（2026年5月）\n" + "\n".join(
    f"{heading}、{name}\n"
    + "\n".join(
        f"{i}.在第{i}网格，取缔占道经营{i * 3 + k}起，清运垃圾{i * 7 + k}吨，走访老人{i + k}户。"
        for i in range(1, 43)
    )
    for k, (heading, name) in enumerate(
        zip("一二三四", ("城市管理", "社会治理", "民生保障", "安全生产"), strict=True)
    )
)


def test_a_page_stays_small_with_five_hundred_figures(client: TestClient) -> None:
    [done] = client.post("/filing", files={"file": ("月报.txt", LONG.encode())}).json()
    assert done["facts"] > 500
    report = f"/reports/{done['reports'][0]['id']}"
    sheet = "部门,事项,指标,数值,单位\n" + "\n".join(
        f"第{i}社区,城市管理,整治点位{i}类,{i + 3},处" for i in range(500)
    )
    draft = client.post("/draft", files={"files": ("data.csv", sheet.encode())}).json()["at"]
    text = client.post(draft + "/compose", data={"structure": "template:weekly"}).json()["at"]
    form = f"/draft/form?report={done['reports'][0]['id']}"
    for path in ("/", "/filing", "/ledger", "/ledger/indicators", report, draft, text, form):
        page = client.get(path, headers={"accept": "text/html"})
        assert page.status_code == 200
        assert len(page.content) < 100_000, path
    rest = client.get(report + "/rows?first=40&all=true", headers={"accept": "text/html"}).text
    assert rest.count("<tr data-start") == done["facts"] - 40
    assert "data-more" not in rest
    assert "data-more" in client.get(report + "/rows?first=40").text


def test_a_file_goes_to_the_bin_and_comes_back(client: TestClient) -> None:
    done = client.post("/filing", files={"file": ("甲.txt", TEXT.encode())}).json()
    assert done[0]["ok"]
    [held] = client.get("/api/search", params={"words": "占道经营", "limit": 1}).json()
    mark = {"sha256": held["sha256"]}
    assert client.get(f"/filing/original/{held['sha256']}").content == TEXT.encode()
    client.post("/filing/remove", json=mark)
    assert client.get("/api/search", params={"words": "占道经营"}).json() == []
    client.post("/filing/restore", json=mark)
    assert len(client.get("/api/search", params={"words": "占道经营"}).json()) == 1


def test_pasted_messages_become_a_draft_in_which_every_figure_has_a_source(
    client: TestClient,
) -> None:
    notes = "综合执法队：本周取缔占道经营31起，规范店外经营12户\n宣传科：发放宣传单200份"
    at = client.post("/draft", data={"text": notes}).json()["at"]
    shown = client.get(at, headers={"accept": "text/html"}).text
    assert "取缔占道经营" in shown
    assert notes in client.get(at + "/message/0").text
    assert client.get(at + "/message/9").status_code == 400
    sent = {
        "structure": "template:weekly",
        "unit_name": "砚浦街道",
        "period": "2026年5月4日至5月10日",
    }
    answer = client.post(at + "/compose", data=sent)
    assert answer.status_code == 200, answer.text
    assert "31起" in client.get(answer.json()["at"], headers={"accept": "text/html"}).text
    made = client.get(at + "/download/docx")
    text = core.read_bytes(made.content, "周报.docx").text
    for figure in ("31起", "12户", "200份"):
        assert figure in text
    sources = client.get(at + "/download/sources.json").json()
    assert sources["figures"]
    assert all(each["source"] for each in sources["figures"])
    again = client.post(at + "/review").json()["at"]
    assert client.get(again + "/state").json()["text"]


def test_a_draft_like_an_uploaded_report_follows_it(client: TestClient) -> None:
    at = client.post("/draft", data={"sample": "1"}).json()["at"]
    assert client.post(at + "/compose", data={"structure": "like:own"}).status_code == 200
    fresh = client.post("/draft", data={"text": "甲科：取缔占道经营3起"}).json()["at"]
    refused = client.post(fresh + "/compose", data={"structure": "like:upload"})
    assert "请选一份以前的报告" in refused.json()["error"]


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\a.txt", "/abs.txt", "a\x00b.txt", "‮txt.exe", ".", ""]
)
def test_a_file_name_is_a_label_and_never_a_path(client: TestClient, name: str) -> None:
    from pipeline.interfaces.web.render import safe_name

    made = safe_name(name)
    assert made
    assert not set(made) & set('/\\\x00‮:*?"<>|')
    assert made not in (".", "..")


def test_help_explains_every_rule(client: TestClient) -> None:
    from pipeline import catalogue

    html = client.get("/help", headers={"accept": "text/html"}).text
    for rule in catalogue.rules():
        assert f'href="/help/{rule.code}"' in html
        assert escape(rule.title) in html
        told = client.get(f"/help/{rule.code}", headers={"accept": "text/html"}).text
        assert all(escape(each) in told for each in (*rule.bad, *rule.good))


def test_every_screen_has_a_page_of_help(client: TestClient) -> None:
    from pipeline.interfaces.web.home import HELPS

    for name, title, _ in HELPS:
        assert title[:2] in client.get(f"/help/{name}").text
    assert client.get("/help/nope").status_code == 400


def test_rows_put_right_or_dropped_are_what_is_written(client: TestClient) -> None:
    notes = "综合执法队：取缔占道经营31起\n城管科：取缔占道经营29起"
    at = client.post("/draft", data={"text": notes}).json()["at"]
    row = {"department": "执法队", "topic": "市容", "indicator": "取缔占道经营", "value": "29"}
    more = {"indicator": "发放宣传单", "value": "200", "unit": "份", "topic": "宣传"}
    sent = {"ident": at.rpartition("/")[2], "rows": [{**row, "unit": "起"}, more]}
    assert client.post("/draft/rows", json=sent).json()["at"] == at
    named = {"unit_name": "砚浦街道", "period": "2026年5月4日至5月10日"}
    client.post(at + "/compose", data={"structure": "template:weekly", **named})
    text = client.get(at + "/download/txt").text
    assert "29起" in text
    assert "200份" in text
    assert "31" not in text.replace("5月31", "")


def test_a_form_offers_the_last_indicators_and_never_their_values(client: TestClient) -> None:
    _filed(client)
    held = client.get("/api/search", params={"words": "占道经营", "limit": 1}).json()[0]
    shown = client.get("/draft/form", params={"report": held["report"]}).text
    assert "取缔占道经营" in shown
    filled = {"indicator": "取缔占道经营、流动摊点", "value": "33", "unit": "起", "topic": "市容"}
    empty = {"indicator": "规范店外经营", "value": " ", "unit": "户"}
    sent = {"report": held["report"], "rows": [filled, empty]}
    at = client.post("/draft/rows", json=sent).json()["at"]
    named = {"period": "2026年5月4日至5月10日"}
    done = client.post(at + "/compose", data={"structure": "like:own", **named})
    assert done.status_code == 200, done.text
    assert "33起" in client.get(at + "/download/txt").text
    nothing = client.post("/draft/rows", json={"rows": [empty]})
    assert "还没有填" in nothing.json()["error"]


def test_what_is_always_ignored_is_listed_and_can_be_taken_back(client: TestClient) -> None:
    at = opened(client, data={"text": TEXT})
    state = client.get(at + "/state").json()
    wrong = finding(state, "TXT402")
    client.post(at + "/always", json={"text": state["text"], "mark": wrong["fingerprint"]})
    listed = client.get("/review", headers={"accept": "text/html"}).text
    assert "提高提高" in listed
    words = wrong["spans"][0]["text"]
    client.post("/review/report-again", json={"rule": "TXT402", "words": words})
    assert "提高提高" not in client.get("/review", headers={"accept": "text/html"}).text
    again = client.get(at + "/state").json()
    assert finding(again, "TXT402")


def test_a_place_in_an_earlier_report_is_one_click_away(client: TestClient) -> None:
    client.post("/filing", files={"file": ("甲.txt", TEXT.encode())})
    later = TEXT.replace("3月2日至3月8日", "3月9日至3月15日").replace("3月8日", "3月15日")
    state = client.get(opened(client, data={"text": later}) + "/state").json()
    assert state["compared"]
    related = [place for each in state["findings"] for place in each["related"]]
    assert related
    at = f"/reports/of/{related[0]['sha256']}/{related[0]['start']}"
    assert client.get(at, follow_redirects=False).headers["location"].startswith("/reports/1#")
    assert client.get("/reports/of/none/0").status_code == 400


def test_what_lies_on_the_desk_outlives_a_restart(client: TestClient, office: Office) -> None:
    from pipeline.interfaces.web.app import create

    at = client.post("/review", data={"text": TEXT}).json()["at"]
    first = client.get(f"{at}/state").json()
    mark = first["findings"][0]["fingerprint"]
    settled = client.post(f"{at}/once", json={"text": first["text"], "mark": mark}).json()
    client.post(f"{at}/edit", json={"text": first["text"] + "又及。"})
    draft = client.post("/draft", data={"text": "城管科：取缔占道经营29起"}).json()["at"]
    client.post(f"{draft}/compose", data={"structure": "template:weekly"})
    again = Office(port=80, archive_place=office.archive_place)
    with TestClient(create(again), base_url="http://127.0.0.1") as later:
        later.cookies.set("huibao-80", again.token)
        later.headers["x-huibao"] = again.csrf
        state = later.get(f"{at}/state").json()
        assert state["text"].endswith("又及。")
        assert state["ignored"] == settled["ignored"] == 1
        undone = later.post(f"{at}/undo", json={}).json()
        assert undone["text"] == first["text"]
        assert "29起" in later.get(f"{draft}/text").text
        assert at in later.get("/review").text
        later.post(f"{at}/drop", json={})
        assert later.get(f"{at}/state").status_code == 400
    again.close()
