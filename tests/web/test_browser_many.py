"""A server for many in a real browser, the tour, and the ledger's charts and lists."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from pipeline import core
from pipeline.interfaces.server.people import Role
from pipeline.interfaces.server.store import open_store
from pipeline.interfaces.web.app import create
from pipeline.interfaces.web.office import Office
from pipeline.interfaces.web.server import Server
from tests.web.browser import Browser
from tests.web.conftest import own_port

pytestmark = pytest.mark.browser
PASSWORD = "Bridge-of-9-stones"


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Server]:
    """Run a server for many with an administrator."""
    import uvicorn

    listening = own_port()
    made = Server(open_store(tmp_path / "server.db"), port=listening.getsockname()[1])
    office = made.people.add_office("砚浦街道")
    made.people.add("李明", office, [Role.ADMIN, Role.AUDITOR], PASSWORD)
    server = uvicorn.Server(uvicorn.Config(create(made), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield made
    server.should_exit = True
    thread.join(10)
    listening.close()
    made.close()


def _enter(browser: Browser, name: str, password: str) -> None:
    browser.go("/login")
    browser.find("[name=name]").send_keys(name)
    browser.find("[name=password]").send_keys(password, Keys.ENTER)
    browser.find(".who", name)


def test_an_administrator_opens_an_account_and_its_owner_works_with_it(
    chromium: Browser, many: Server, tmp_path: Path
) -> None:
    browser = chromium
    browser.begin(many.address + "?")
    browser.find("h1", "登录")
    browser.picture(tmp_path / "login.png")
    _enter(browser, "李明", PASSWORD)
    browser.find("h1", "账号")
    browser.find("[data-add] [name=name]").send_keys("王芳")
    browser.click("[data-add] button[type=submit]")
    first = browser.find("[data-shown]", "初始密码").text.partition("：")[2].split("　")[0].strip()
    browser.picture(tmp_path / "people.png")
    browser.click(".who button", "退出")
    browser.find("h1", "登录")
    _enter(browser, "王芳", first)
    browser.find("h1", "我的账号")
    browser.find("[name=old]").send_keys(first)
    browser.find("[name=new]").send_keys(PASSWORD, Keys.ENTER)
    browser.find("h1", "登录")
    _enter(browser, "王芳", PASSWORD)
    browser.find("h1", "今天要做什么")
    browser.click("button[name=sample]")
    browser.find(".finding")
    browser.click(".who button", "退出")
    browser.find("h1", "登录")
    _enter(browser, "李明", PASSWORD)
    browser.go("/log")
    assert "核查材料" in browser.find("table").text
    browser.click("a.button", "核对")
    browser.find(".good", "没有被改过")
    browser.picture(tmp_path / "log.png")
    browser.end()


def test_the_tour_leads_a_new_user_from_the_first_page_to_a_draft(
    browser: Browser, tmp_path: Path
) -> None:
    browser.click("[data-tour]")
    browser.find("#tour", "导览 1/4")
    browser.find(".finding")
    browser.picture(tmp_path / "tour-1.png")
    browser.click("#tour button", "接着看起草")
    browser.find("#tour", "导览 2/4")
    browser.picture(tmp_path / "tour-2.png")
    browser.click(".form button[type=submit]", "起草")
    browser.find("#tour", "导览 3/4")
    browser.picture(tmp_path / "tour-3.png")
    browser.click("#tour button", "最后看台账")
    browser.find("#tour", "导览 4/4")
    browser.click("#tour button", "不看了")
    browser.go("/ledger")
    browser.find("main h1")
    assert not browser.find("#tour").is_displayed()


def _weeks(office: Office) -> None:
    for number, body in enumerate(("东湖社区", "西河社区", "南门社区")):
        for day, count in ((4, 3), (11, 5), (18, 4), (25, 7)):
            text = (
                f"{body}工作周报\n（2026年5月{day}日至5月{day + 6}日）\n一、矛盾调解\n"
                f"本周调解邻里纠纷{count + 2 * number}起，走访独居老人{20 + count}户，"
                f"化解信访积案{30 + count}起。\n"
            )
            document = core.document_from_text(text, f"{body}{day}.txt")
            core.ingest(document, text.encode(), office.archive)


def test_bodies_are_compared_in_one_chart_and_indicators_merged(
    browser: Browser, served: Office, tmp_path: Path
) -> None:
    _weeks(served)
    browser.go("/ledger/compare?indicator=邻里纠纷")
    browser.find(".chart canvas")
    assert len(browser.every(".legend .key")) == 3
    browser.picture(tmp_path / "compare.png")
    browser.go("/ledger/indicators?issuer=东湖社区")
    before = len(browser.every("tr[data-series]"))
    alike = [each for each in browser.every("tr[data-series]") if "起" in each.text]
    for row in alike[:2]:
        row.find_element("css selector", "input[type=checkbox]").send_keys(Keys.SPACE)
    browser.click("[data-merge]")
    browser.find("#notice", "已并入")
    assert len(browser.every("tr[data-series]")) == before - 1
    browser.picture(tmp_path / "indicators.png")
    browser.click("[data-undo]")
    browser.wait(lambda: len(browser.every("tr[data-series]")) == before)
    # dragging does the same; the events are those that a mouse gives
    browser.run(
        "const rows = Array.from(document.querySelectorAll('tr[data-series]'));"
        "const [a, b] = rows.filter((each) => each.children[2].textContent === '起');"
        "const data = new DataTransfer();"
        "const send = (on, type) => on.dispatchEvent(new DragEvent(type, "
        "{bubbles: true, cancelable: true, dataTransfer: data}));"
        "send(a, 'dragstart'); send(b, 'dragover'); send(b, 'drop');"
    )
    browser.find("#notice", "已并入")
    assert len(browser.every("tr[data-series]")) == before - 1


def test_figures_are_put_right_with_keys_alone(
    browser: Browser, served: Office, tmp_path: Path
) -> None:
    _weeks(served)
    browser.go("/reports/1")
    first = browser.every('[data-field="indicator"]')[0]
    browser.run("arguments[0].focus()", first)
    first.send_keys(Keys.CONTROL, "a")
    first = browser.every('[data-field="indicator"]')[0]
    first.send_keys("化解矛盾", Keys.ENTER)
    browser.find("#notice", "已记下更正")
    browser.wait(lambda: served.archive.facts(indicator="化解矛盾"))
    focused = browser.run("return document.activeElement.dataset.field")
    assert focused == "indicator"
    browser.picture(tmp_path / "facts.png")
