"""The clerk's ways through the page in a real browser, from the file to the file."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document as Word
from openpyxl import load_workbook
from selenium.webdriver.common.keys import Keys

from pipeline import core, paths
from pipeline.interfaces.web.office import Office
from tests.web.browser import Browser

pytestmark = pytest.mark.browser
SAMPLES = paths.shipped("corpora") / "samples"
SCREENS = paths.PACKAGE.parent / "docs" / "screens"
WEEKLY = sorted((SAMPLES / "yanpu" / "weekly").iterdir())
LINES = (
    "砚浦街道工作周报",
    "（2026年3月2日至3月8日）",
    "一、市容整治",
    "😀本周共取缔占道经营31起，提高提高了知晓率。",
    "二、宣传报道",
    "刊发稿件5篇。本周共取缔占道经营31起。",
)


def _word(folder: Path) -> Path:
    made = Word()
    for line in LINES:
        made.add_paragraph(line)
    place = folder / "周报.docx"
    made.save(str(place))
    return place


def _open(browser: Browser, place: Path) -> None:
    browser.go("/review")
    browser.find("input[type=file]").send_keys(str(place))
    browser.find(".finding")


def _texts(browser: Browser, css: str) -> list[str]:
    return [each.text for each in browser.every(css)]


def _value(browser: Browser) -> str:
    value: str = browser.run("return document.querySelector('.words').value")
    return value


def test_a_new_user_gets_from_the_first_page_to_findings_with_one_click(browser: Browser) -> None:
    browser.click("button[name=sample]")
    browser.find(".finding.error")
    assert "错误" in browser.find("[data-counted]").text
    order = _texts(browser, ".finding .level")
    assert order == sorted(order, key=["错误", "警告", "提示"].index)


def test_finding_and_text_lead_to_each_other_and_both_places_are_marked(
    browser: Browser, tmp_path: Path
) -> None:
    _open(browser, _word(tmp_path))
    browser.click(".finding", "TXT402")
    [mark] = browser.every(".marks mark.on")
    marked = mark.get_attribute("textContent") or ""
    assert "提高" in marked
    browser.click(".finding", "NUM101")
    places = [each.get_attribute("textContent") for each in browser.every(".marks mark.on")]
    assert len(places) == 2
    assert all("31起" in (place or "") for place in places)
    at = _value(browser).encode("utf-16-le").find("提高".encode("utf-16-le")) // 2
    browser.run(
        "const w = document.querySelector('.words'); w.focus();"
        "w.setSelectionRange(arguments[0], arguments[0]); w.click();",
        at + 1,
    )
    assert "TXT402" in browser.find(".finding.on").text


def test_the_marks_lie_exactly_under_their_characters(browser: Browser, tmp_path: Path) -> None:
    _open(browser, _word(tmp_path))
    boxes = browser.run(
        "const b = s => { const r = document.querySelector(s).getBoundingClientRect();"
        " const c = getComputedStyle(document.querySelector(s));"
        " return [r.left, r.top, r.width, r.height, c.font, c.padding, c.whiteSpace]; };"
        "return [b('.marks'), b('.words')]"
    )
    assert boxes[0] == boxes[1]
    text = browser.run("return document.querySelector('.marks').textContent")
    assert text.rstrip("\u200b") == _value(browser)


def test_accept_ignore_and_undo(browser: Browser, tmp_path: Path) -> None:
    _open(browser, _word(tmp_path))
    before = _value(browser)
    row = browser.find(".finding", "TXT402")
    next(b for b in row.find_elements("css selector", "button") if b.text == "采纳").click()
    browser.wait(lambda: "提高提高" not in _value(browser))
    assert "TXT402" not in " ".join(_texts(browser, ".finding"))
    browser.click("[data-undo]")
    browser.wait(lambda: _value(browser) == before)
    row = browser.find(".finding", "NUM101")
    next(b for b in row.find_elements("css selector", "button") if b.text == "忽略一次").click()
    browser.wait(lambda: "NUM101" not in " ".join(_texts(browser, ".finding")))
    browser.click("[data-undo]")
    browser.find(".finding", "NUM101")


def test_typing_checks_again_and_the_download_holds_what_was_typed(
    browser: Browser, tmp_path: Path
) -> None:
    _open(browser, _word(tmp_path))
    words = browser.find(".words")
    words.send_keys(Keys.CONTROL, Keys.END)
    words.send_keys("\n约80余人参加。")
    browser.find(".finding", "NUM108")
    browser.click(".menu summary")
    made = browser.downloaded(".docx", lambda: browser.click("[data-download]", "改好的 Word"))
    assert core.read(made).text == _value(browser)
    assert core.read(made).text.endswith("约80余人参加。")
    browser.click(".menu summary")
    made = browser.downloaded(".docx", lambda: browser.click("[data-download]", "批注"))
    with zipfile.ZipFile(made) as parts:
        comments = parts.read("word/comments.xml").decode()
    assert "NUM108" in comments
    assert "TXT402" in comments


def test_keys_alone_are_enough_to_settle_findings(browser: Browser, tmp_path: Path) -> None:
    _open(browser, _word(tmp_path))
    row = browser.find(".finding", "TXT402")
    browser.run("arguments[0].focus()", row)
    row.send_keys("a")
    browser.wait(lambda: "提高提高" not in _value(browser))
    words = browser.find(".words")
    words.send_keys(Keys.CONTROL, Keys.ALT, "z")
    browser.wait(lambda: "提高提高" in _value(browser))


def test_files_are_filed_found_drawn_and_exported(browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "空.docx"
    bad.write_bytes(b"")
    browser.go("/filing")
    chosen = [*map(str, WEEKLY[:5]), str(bad)]
    browser.find("input[type=file]").send_keys("\n".join(chosen))
    browser.find("#notice", "收录完毕")
    assert "空的" in browser.find("tr.refused").text
    assert len(browser.every("[data-results] a")) == 5
    browser.go("/ledger")
    browser.find("input[name=words]").send_keys("占道经营")
    assert browser.find(".hits mark").text
    browser.find("#filters input[name=indicator]").send_keys("占道经营")
    browser.wait(
        lambda: all("占道" in each for each in _texts(browser, "#rows td:nth-child(3)")) or None
    )
    made = browser.downloaded(".xlsx", lambda: browser.click("[data-export]"))
    sheet = load_workbook(io.BytesIO(made.read_bytes())).active
    assert sheet is not None
    assert all("占道" in str(row[3]) for row in sheet.iter_rows(min_row=2, values_only=True))
    browser.click("#rows a", "取缔占道经营")
    browser.find("[data-chart] canvas")
    assert browser.run(
        "const c = document.querySelector('[data-chart] canvas');"
        "return new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size > 4"
    )
    browser.click(".points a")
    marked = browser.find(".fact.on")
    assert "起" in marked.text
    assert "on" in (browser.find("tr.on").get_attribute("class") or "")


def test_a_wrong_value_is_put_right_in_its_cell(browser: Browser, served: Office) -> None:
    browser.go("/filing")
    browser.find("input[type=file]").send_keys(str(WEEKLY[0]))
    browser.find("#notice", "收录完毕")
    browser.go("/reports/1")
    cell = browser.find("input[data-field=value]")
    cell.clear()
    cell.send_keys("不是数\t")
    browser.find("#notice", "不是数")
    cell.clear()
    cell.send_keys("4321\t")
    browser.find("#notice", "已记下更正")
    values = [each.fact.quantity.value for each in served.archive.facts() if each.fact.quantity]
    assert 4321 in values


def test_pasted_messages_become_a_word_file_with_sources(browser: Browser) -> None:
    browser.go("/draft")
    browser.find("#paste").send_keys("综合执法队：本周取缔占道经营31起，规范店外经营12户\n")
    browser.click("button.primary", "下一步")
    browser.find(".brief")
    assert "31" in " ".join(_texts(browser, ".brief td"))
    browser.find("input[name=unit_name]").send_keys("砚浦街道")
    browser.find("input[name=period]").send_keys("2026年5月4日至5月10日")
    browser.click(".form button[type=submit]", "起草")
    browser.click(".figure", "31起")
    assert "数据第1行" in browser.find("[data-source]").text
    assert "31" in browser.find("[data-source]").text
    browser.click(".finding[data-at]")
    browser.find("p.shown")
    browser.click(".menu summary")
    made = browser.downloaded(".docx", lambda: browser.click(".menu a", "公文格式"))
    text = core.read(made).text
    assert "31起" in text
    assert "12户" in text
    browser.click("[data-follow]", "放到核查里")
    browser.find(".words")
    browser.wait(lambda: "31起" in _value(browser))


def test_contradicting_rows_are_settled_in_the_table(browser: Browser) -> None:
    browser.go("/draft")
    notes = "综合执法队：本周取缔占道经营31起\n城管科：本周取缔占道经营29起\n"
    browser.find("#paste").send_keys(notes)
    browser.click("button.primary", "下一步")
    browser.find(".edit")
    browser.click("[data-drop]")
    browser.click("[data-save]")
    browser.wait(lambda: len(browser.every(".edit tbody tr")) == 1)
    cell = browser.find(".edit [data-name=value]")
    assert "29" in (cell.get_attribute("value") or "")


def test_the_sample_draft_shows_a_source_for_every_figure(browser: Browser) -> None:
    browser.go("/draft")
    browser.click("button[name=sample]")
    browser.find(".brief")
    browser.click(".form button[type=submit]", "起草")
    browser.find(".official")
    sources = [each.get_attribute("title") for each in browser.every(".figure")]
    assert len(sources) > 20
    assert all(sources)


def test_every_screen_fits_a_phone_and_an_office_screen(browser: Browser, tmp_path: Path) -> None:
    _open(browser, _word(tmp_path))
    review = browser.driver.current_url.replace(browser.origin, "")
    sizes = ((1366, 768), (390, 844))
    for width, height in sizes:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        for path in ("/", "/review", review, "/filing", "/ledger", "/draft", "/help", "/api"):
            browser.go(path)
            wide = browser.run("return document.documentElement.scrollWidth")
            assert wide <= width, (path, width)
    back = {"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", back)


def _keep(browser: Browser, name: str) -> None:
    """Take a picture for docs/, in few colours so that it stays small."""
    from PIL import Image

    place = SCREENS / f"{name}.png"
    browser.picture(place)
    with Image.open(place) as picture:
        small = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=96)
    small.save(place, optimize=True)


def test_the_pictures_of_the_docs_show_the_page(
    browser: Browser,
    update_golden: bool,  # noqa: FBT001 - a fixture
) -> None:
    names = ("start", "review", "ledger", "trend", "facts", "indicators", "draft", "versions")
    if update_golden:
        _keep(browser, "start")
        browser.click("button[name=sample]")
        browser.click(".finding")
        browser.run("document.querySelector('#notice').hidden = true")
        _keep(browser, "review")
        browser.go("/filing")
        browser.find("input[type=file]").send_keys("\n".join(map(str, WEEKLY)))
        browser.find("#notice", "收录完毕")
        browser.go("/ledger")
        _keep(browser, "ledger")
        browser.go("/ledger/trend?indicator=取缔占道经营、流动摊点")
        browser.find("canvas")
        _keep(browser, "trend")
        browser.go("/reports/1")
        browser.find(".fact")
        _keep(browser, "facts")
        browser.go("/ledger/indicators")
        _keep(browser, "indicators")
        browser.go("/draft")
        browser.click("button[name=sample]")
        browser.find(".brief")
        browser.click(".form button[type=submit]", "起草")
        browser.click(".figure", "37起")
        _keep(browser, "draft")
        browser.click("[data-edit]")
        changed = "arguments[0].value = arguments[0].value.replace('现将本周有关', '现将本周')"
        browser.run(changed, browser.find(".editing textarea"))
        browser.click(".editing button[type=submit]")
        browser.wait(lambda: "现将本周情况" in browser.find(".official").text)
        browser.click("a.button", "各稿")
        browser.find("del")
        _keep(browser, "versions")
    for name in names:
        assert 5_000 < (SCREENS / f"{name}.png").stat().st_size < 120_000


def test_what_is_typed_while_a_check_is_under_way_is_not_lost(
    browser: Browser, tmp_path: Path
) -> None:
    _open(browser, _word(tmp_path))
    browser.run(
        "const ask = window.fetch; window.fetch = async (...all) => {"
        " const answer = await ask(...all); await new Promise((go) => setTimeout(go, 900));"
        " return answer; };"
    )
    words = browser.find(".words")
    words.send_keys(Keys.CONTROL, Keys.END)
    typed = "约80余人参加志愿服务活动，随后打扫卫生"
    for each in typed:
        words.send_keys(each)
        time.sleep(0.12)
    browser.find(".finding", "NUM108")
    assert _value(browser).endswith(typed)


def test_a_draft_changed_by_hand_keeps_its_sources_and_shows_what_has_none(
    browser: Browser,
) -> None:
    browser.go("/draft")
    browser.click("button[name=sample]")
    browser.find(".brief")
    browser.click(".form button[type=submit]", "起草")
    browser.find(".official")
    before = len(browser.every(".figure"))
    browser.click("[data-edit]")
    browser.wait(lambda: browser.find(".editing textarea").get_attribute("value"))
    browser.run(
        "const a = document.querySelector('.editing textarea');"
        "a.value = a.value.replace('37起', '38起') + '\\n另发放雨伞45把。';"
    )
    browser.click(".editing button[type=submit]")
    browser.find("mark.typed", "38起")
    browser.find("mark.typed", "45把")
    assert len(browser.every(".figure")) == before - 1
    browser.click(".menu summary")
    made = browser.downloaded(".docx", lambda: browser.click(".menu a", "公文格式"))
    assert "38起" in core.read(made).text
    assert "雨伞45把" in core.read(made).text


def test_a_figure_is_marked_taken_out_and_every_step_undone(
    browser: Browser, served: Office, tmp_path: Path
) -> None:
    long = tmp_path / "月报.txt"
    rows = "\n".join(f"{i}.😀第{i}网格清运垃圾{i + 2}吨。" for i in range(1, 81))
    long.write_text(f"砚浦街道工作月报\n（2026年5月）\n一、环境\n{rows}\n", encoding="utf-8")
    browser.go("/filing")
    browser.find("input[type=file]").send_keys(str(long))
    browser.find("#notice", "收录完毕")
    browser.find("[data-held] h2", "已收录 1 份")

    def texts() -> list[str]:
        figures = served.archive.facts(kind="figure")
        return [each.text for each in figures]

    browser.go("/reports/1")
    browser.run("document.querySelector('tr[data-more]').scrollIntoView()")
    browser.wait(lambda: len(browser.every("tr[data-start]")) > 41)
    browser.find("tr[data-start] [data-jump]", "5吨").click()
    row = browser.find("tr.on")
    row.find_element("css selector", "[data-gone]").click()
    browser.wait(lambda: "5吨" not in texts())
    browser.wait(lambda: browser.find("[data-undo]").is_enabled())
    browser.run(
        "const walk = document.createTreeWalker(document.querySelector('.text'), 4); let node;"
        "while ((node = walk.nextNode())) { const at = node.data.indexOf('垃圾5吨');"
        " if (at >= 0) { const range = document.createRange(); range.setStart(node, at);"
        "  range.setEnd(node, at + 4); getSelection().addRange(range); break; } }"
    )
    browser.wait(lambda: browser.find("[data-add] input").get_attribute("value") == "垃圾5吨")
    browser.click("[data-add] button")
    browser.wait(lambda: "5吨" in texts())
    browser.wait(lambda: "on" in (browser.find("tr.on").get_attribute("class") or ""))
    box = browser.find("[data-say=issuer]")
    box.clear()
    box.send_keys("西山街道", Keys.ENTER)
    browser.wait(lambda: served.archive.issuers() == ("西山街道",))
    for left in (2, 1, 0):
        browser.wait(lambda: browser.find("[data-undo]").is_enabled())
        browser.click("[data-undo]")
        browser.wait(
            lambda left=left: len(served.archive.corrections()) == left  # type: ignore[misc]
        )
    assert served.archive.issuers() == ("砚浦街道",)
    assert len(texts()) == 80
