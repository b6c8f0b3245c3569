"""Hostile text stays text: no dialog, no foreign node, on any screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from docx import Document as Word
from openpyxl import Workbook

from pipeline.interfaces.web.office import Office
from tests.web.browser import Browser

pytestmark = pytest.mark.browser
CALL = "alert(1)"
PAYLOADS = (
    *(
        f"<{tag} {event}={CALL}>"
        for tag, event in (
            ("img src=x", "onerror"),
            ("svg", "onload"),
            ("body", "onload"),
            ("input autofocus", "onfocus"),
            ("video src=x", "onerror"),
            ("audio src=x", "onerror"),
            ("details open", "ontoggle"),
            ("marquee", "onstart"),
            ("iframe", "onload"),
            ("select autofocus", "onfocus"),
            ("textarea autofocus", "onfocus"),
            ("object data=x", "onerror"),
            ("div style=position:fixed;inset:0", "onmouseover"),
            ("style", "onload"),
            ("link rel=stylesheet href=x", "onerror"),
            ("xss tabindex=1 autofocus", "onfocus"),
        )
    ),
    *(
        close + f"<script>{CALL}</script>"
        for close in (
            "",
            "</title>",
            "</textarea>",
            "</script>",
            "</style>",
            "-->",
            "</mark>",
            '">',
            "'>",
            "</td></tr></table>",
            "</option></select>",
            "</template>",
            "</noscript>",
            "]]>",
        )
    ),
    f"<a href=javascript:{CALL}>点</a>",
    f"<a href='java\tscript:{CALL}'>点</a>",
    f"javascript:{CALL}",
    f"<iframe src=javascript:{CALL}></iframe>",
    f"<iframe srcdoc='<script>{CALL}</script>'></iframe>",
    f"<form action=javascript:{CALL}><button>点</button></form>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={CALL}>",
    f"<svg><script>{CALL}</script></svg>",
    f"<svg><animate onbegin={CALL} attributeName=x></svg>",
    f"<base href=javascript:{CALL}//>",
    f"<meta http-equiv=refresh content='0;url=javascript:{CALL}'>",
    f"<embed src=javascript:{CALL}>",
    "<img src='x' onerror=&#97;lert(1)>",
    f"&lt;script&gt;{CALL}&lt;/script&gt;",
    "{{7*7}}{{constructor.constructor('alert(1)')()}}",
    "{% raw %}{{ 7*7 }}{% endraw %}",
    "${alert(1)}`${alert(1)}`",
    "';alert(1)//",
    '";alert(1)//',
    '" autofocus onfocus=alert(1) x="',
    "' autofocus onfocus=alert(1) x='",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<div hx-get=/healthz hx-trigger=load hx-swap=outerHTML>换</div>",
    "<div hx-on:load=alert(1) data-post=/filing/remove>换</div>",
    "＜script＞alert(1)＜/script＞",
    "<ScRiPt>alert(1)</sCrIpT>",
    *(
        f"{close}<img src=x onerror={call}>"
        for close in ("", "</h1>", '">', "'>", "</select>", "</button>", "-->", "</svg>")
        for call in ("alert(1)", "alert`1`", "top[8680439..toString(30)](1)", "eval(name)")
    ),
    *(
        f"<svg><{tag} {event}=alert(1) attributeName=x dur=1s>"
        for tag in ("set", "animate", "animateTransform")
        for event in ("onbegin", "onend", "onrepeat")
    ),
    "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror\x0c=alert(1)>",
    "<a href='data:text/html,<script>alert(1)</script>'>点</a>",
    "<button formaction=javascript:alert(1)>点</button>",
    "<isindex action=javascript:alert(1) type=image>",
    "<table background=javascript:alert(1)>",
    "<div style=background:url(javascript:alert(1))>",
    "@import 'javascript:alert(1)';",
    "</script ><script src=//evil.example/x.js></script>",
    "<link rel=import href=//evil.example/x>",
    "=cmd|'/c calc'!A1",
    "\u202e<img src=x onerror=alert(1)>\u202c",
)
FOREIGN = (
    "main script, main iframe, main object, main embed, main svg, main math, main img, main video,"
    "main audio, main marquee, main base, main meta, main style, main link, main xss,"
    "main table[background], main isindex, main [formaction^=javascript], main a[href^=data],"
    "[onend],[onrepeat],[onerror],[onload],[onfocus],[ontoggle],[onmouseover],[onbegin],[onstart],"
    "a[href^=javascript],form[action^=javascript],[hx-get='/healthz'],[hx-on\\:load]"
)


def _clean(browser: Browser) -> None:
    assert not browser.dialog()
    assert browser.run("return document.querySelectorAll(arguments[0]).length", FOREIGN) == 0
    assert "49" not in browser.driver.title


def _printable(payload: str) -> str:
    """Leave out what no Office file can hold."""
    return "".join(each for each in payload if each.isprintable())


def _report() -> str:
    lines = [f"砚浦街道{PAYLOADS[0]}工作周报", "（2026年3月2日至3月8日）", "砚浦街道办事处："]
    for number, payload in enumerate(PAYLOADS):
        lines += [
            f"{number + 1}.{payload}",
            f"本周{payload}取缔占道经营31起{payload}，提高提高{payload}。",
        ]
    return "\n".join(lines)


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 100


def test_hostile_reports_names_and_searches_stay_text(
    browser: Browser, served: Office, tmp_path: Path
) -> None:
    name = "周报<img src=x onerror=alert(1)>'\"&.txt"
    place = tmp_path / name
    place.write_text(_report(), encoding="utf-8")
    browser.go("/review")
    browser.find("input[type=file]").send_keys(str(place))
    browser.find(".finding")
    _clean(browser)
    assert browser.run("return document.querySelector('.words').value").count("<script>") > 10
    for row in browser.every(".finding")[:8]:
        browser.run("arguments[0].click()", row)
    _clean(browser)
    browser.go("/filing")
    browser.find("input[type=file]").send_keys(str(place))
    browser.find("#notice", "收录完毕")
    _clean(browser)
    for path in ("/filing", "/ledger", "/reports/1", "/", "/ledger?indicator=取缔"):
        browser.go(path)
        browser.find("main")
        _clean(browser)
    browser.go("/reports/1")
    browser.run("document.querySelectorAll('.fact')[3].click()")
    _clean(browser)
    indicators = {each.fact.indicator for each in served.archive.facts() if each.fact.indicator}
    for indicator in list(indicators)[:3]:
        browser.run(
            "location.assign('/ledger/trend?indicator=' + encodeURIComponent(arguments[0]))",
            indicator,
        )
        browser.find("h1")
        _clean(browser)


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), 20))
def test_hostile_words_in_boxes_and_addresses_stay_text(browser: Browser, start: int) -> None:
    queries = ("/ledger?words=", "/ledger/trend?indicator=", "/ledger?indicator=")
    for number, payload in enumerate(PAYLOADS[start : start + 20]):
        browser.go(queries[number % 3] + quote(payload))
        browser.find("main h1")
        _clean(browser)
    browser.go("/ledger")
    for payload in PAYLOADS[start : start + 20 : 4]:
        box = browser.find("input[name=words]")
        browser.run(
            "arguments[0].value = arguments[1];"
            "arguments[0].dispatchEvent(new Event('input', {bubbles: true}))",
            box,
            payload,
        )
        browser.find("#hits .empty", "没有找到")
        _clean(browser)


def test_hostile_cells_in_a_draft_stay_text(browser: Browser, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "<b>表"
    sheet.append(["部门", "事项", "指标", "数值", "单位", "时间", "说明"])
    for number, payload in enumerate(PAYLOADS, 1):
        cell = _printable(payload)
        sheet.append([cell, cell, f"指标{cell}", number, "起", "本周", cell])
    place = tmp_path / "数据<svg onload=alert(1)>.xlsx"
    book.save(place)
    browser.go("/draft")
    browser.find("input[type=file]").send_keys(str(place))
    browser.find(".brief")
    _clean(browser)
    browser.click(".form button[type=submit]", "起草")
    browser.find(".official")
    _clean(browser)
    for figure in browser.every(".figure")[:5]:
        browser.run("arguments[0].click()", figure)
        _clean(browser)


def test_hostile_comments_and_headings_of_a_word_file_stay_text(
    browser: Browser, tmp_path: Path
) -> None:
    word = Word()
    for number, payload in enumerate(PAYLOADS):
        plain = _printable(payload)
        word.add_heading(plain, level=number % 3 + 1)
        paragraph = word.add_paragraph(f"本周取缔占道经营{number}起，{plain}提高提高。")
        word.add_comment(paragraph.runs, text=plain, author=plain[:40], initials="x")
    table = word.add_table(rows=len(PAYLOADS), cols=2)
    for row, payload in zip(table.rows, PAYLOADS, strict=True):
        row.cells[0].text = _printable(payload)
        row.cells[1].text = "31"
    word.core_properties.title = PAYLOADS[0]
    place = tmp_path / "批注.docx"
    word.save(str(place))
    browser.go("/review")
    browser.find("input[type=file]").send_keys(str(place))
    browser.find(".finding")
    _clean(browser)
    browser.go("/filing")
    browser.find("input[type=file]").send_keys(str(place))
    browser.find("#notice", "收录完毕")
    browser.go("/reports/1")
    browser.find(".fact")
    _clean(browser)


def test_hostile_names_of_bodies_and_indicators_stay_text_in_charts_and_lists(
    browser: Browser, served: Office
) -> None:
    from pipeline import core

    for body in ("东湖<img src=x onerror=alert(1)>社区", "西河<svg onload=alert(1)>社区"):
        for day, count in ((4, 3), (11, 5)):
            text = (
                f"{body}工作周报\n（2026年5月{day}日至5月{day + 6}日）\n本周调解纠纷{count}起。\n"
            )
            core.ingest(
                core.document_from_text(text, f"{body}{day}.txt"), text.encode(), served.archive
            )
    for info in served.archive.series():
        served.archive.rename(info.id, f"{info.name}纠纷{PAYLOADS[0]}")
    for path in (
        "/ledger",
        "/ledger/indicators",
        "/ledger/trend?indicator=纠纷",
        "/ledger/compare?indicator=纠纷",
        "/ledger/compare?indicator=" + quote(PAYLOADS[0]),
    ):
        browser.go(path)
        browser.find("main h1")
        _clean(browser)


def test_hostile_drafts_stay_text_when_their_versions_are_compared(browser: Browser) -> None:
    browser.go("/draft")
    browser.run(
        "document.querySelector('#paste').value = arguments[0]",
        "\n".join(
            f"科室{payload}：本周取缔{payload}{n}起" for n, payload in enumerate(PAYLOADS[:30])
        ),
    )
    browser.click("button[type=submit]", "下一步")
    browser.find(".brief")
    _clean(browser)
    browser.click(".form button[type=submit]", "起草")
    browser.find(".official")
    for words in PAYLOADS[30:33]:
        browser.click("[data-edit]")
        browser.wait(browser.find(".editing textarea").is_displayed)  # the text has come
        browser.run(
            "document.querySelector('.editing textarea').value += arguments[0]", f"\n{words}"
        )
        browser.click(".editing button[type=submit]")
        shown = "return document.querySelector('.official').textContent.includes(arguments[0])"
        browser.wait(partial(browser.run, shown, words))
        browser.wait(lambda: browser.find(".editing").get_attribute("hidden") is not None)
    browser.click("a.button", "各稿")
    browser.find("ins")
    _clean(browser)
