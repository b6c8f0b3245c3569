"""Who may ask, from where, and how much."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from pipeline.interfaces.web.office import Office

PAGES = ("/", "/review", "/filing", "/ledger", "/ledger/trend", "/draft", "/help", "/api")


def test_without_the_key_nothing_is_shown(client: TestClient) -> None:
    client.cookies.clear()
    for path in (*PAGES, "/api/facts", "/api/openapi.json"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "huibao serve" in answer.text
    assert client.post("/api/check", data={"text": "一"}).status_code == 403


def test_the_key_in_the_address_becomes_a_cookie_and_leaves_the_address(
    client: TestClient, office: Office
) -> None:
    client.cookies.clear()
    answer = client.get(f"/ledger?words=a&token={office.token}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/ledger?words=a"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/ledger").status_code == 200


def test_a_wrong_key_opens_nothing(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get("/?token=wrong").status_code == 403
    client.cookies.set("huibao-80", "钥匙".encode().hex())
    assert client.get("/").status_code == 403


def test_the_redirect_stays_on_this_server(client: TestClient, office: Office) -> None:
    answer = client.get(f"//evil.example/?token={office.token}", follow_redirects=False)
    assert not answer.headers.get("location", "/").startswith("//")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_foreign_host_name_leads_nowhere(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost", "localhost:80", "[::1]:80"])
def test_this_computer_s_own_names_lead_here(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).json()["status"] == "ok"


def test_a_foreign_page_cannot_change_anything(client: TestClient) -> None:
    sent = {"text": "本周共取缔31起。"}
    assert client.post("/review", data=sent).status_code == 200
    evil = {"origin": "http://evil.example"}
    assert client.post("/review", headers=evil, data=sent).status_code == 403
    assert client.post("/review", headers={"x-huibao": "wrong"}, data=sent).status_code == 403


def test_programs_use_the_key_as_bearer(client: TestClient, office: Office) -> None:
    client.cookies.clear()
    key = {"authorization": f"Bearer {office.token}", "x-huibao": ""}
    assert client.post("/api/check", headers=key, data={"text": "一"}).status_code == 200


def test_every_answer_forbids_what_a_page_of_ours_does_not_need(client: TestClient) -> None:
    for path in (*PAGES, "/static/huibao.js", "/nope", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_pages_hold_no_script_or_style_of_their_own(client: TestClient) -> None:
    import re

    for path in PAGES:
        html = client.get(path, headers={"accept": "text/html"}).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://(?!127)", html), path
        assert re.findall(r"<script(?![^>]*\ssrc=\"/static/)", html) == []
        assert len(html.encode()) < 100_000


def test_a_file_over_the_limit_is_refused_in_one_sentence(
    client: TestClient, office: Office
) -> None:
    office.upload_limit = 1000
    for path in ("/review", "/filing"):
        answer = client.post(path, files={"file": ("大.txt", b"x" * 2000)})
        assert answer.status_code == 413
        assert "上限" in answer.text


def test_a_body_that_hides_its_size_is_counted(client: TestClient, office: Office) -> None:
    office.upload_limit = 1000
    form = {"content-type": "application/x-www-form-urlencoded"}
    parts = (b"text=" + b"x" * 500 for _ in range(9))
    answer = client.post("/v2/check", content=parts, headers=form)
    assert answer.status_code == 413


@pytest.mark.parametrize("path", ["/nope", "/review/nope", "/reports/9", "/draft/nope/text"])
def test_what_is_not_there_is_said_in_a_chinese_page(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"accept": "text/html"})
    assert answer.status_code in (400, 404)
    assert "没有办成" in answer.text
    assert "Traceback" not in answer.text


def test_a_fault_of_ours_is_one_line_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline import core

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret details")

    monkeypatch.setattr(core, "extract", fail)
    answer = client.post("/api/extract", data={"text": "一"})
    assert answer.status_code == 500
    assert "程序内部出错" in answer.json()["error"]
    assert "secret" not in answer.text
