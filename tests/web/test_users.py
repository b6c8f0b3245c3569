"""A server for many: who may enter, what each role may do, and that offices never meet."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import update
from starlette.testclient import TestClient

from pipeline.errors import BadUsage
from pipeline.interfaces.server import passwords
from pipeline.interfaces.server.log import Log
from pipeline.interfaces.server.people import People, Role
from pipeline.interfaces.server.store import Store, log, open_store
from pipeline.interfaces.web.app import ROUTERS, create
from pipeline.interfaces.web.rights import RIGHTS, names
from pipeline.interfaces.web.server import Server

ROUTES = [
    (name, route)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for name in names(route)
]
PASSWORD = "Bridge-of-9-stones"
MARK = "砂鳐"
"""Stands in everything of the one office, and must stand in nothing that the other one sees."""
REPORT = (
    f"{MARK}街道工作周报\n（2026年5月4日至5月10日）\n一、城市管理\n"
    f"本周取缔{MARK}摊点31起，清运垃圾12吨。"
)
OTHER = "青梧街道工作周报\n（2026年5月4日至5月10日）\n一、城市管理\n本周巡查河道7次，清运垃圾5吨。"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the tests the cost that a password must have."""
    from argon2 import PasswordHasher

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: quick)


class Clock:
    """A clock that a test can put forward."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 11, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell its time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """Give an empty database of a server, on SQLite and on PostgreSQL."""
    place = str(tmp_path / "server" / "server.db")
    if request.param == "postgres":
        from sqlalchemy import create_engine

        place = request.getfixturevalue("postgres")
        engine = create_engine(place.replace("postgresql:", "postgresql+psycopg:"))
        with engine.begin() as connection:
            for schema in ("public", "office_1", "office_2"):
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        engine.dispose()
    opened = open_store(place, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def server(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Give a server with two streets, and a person of each role in both."""
    made = Server(store, port=80)
    made.pace.burst = made.entries.burst = 1e9
    for office in ("甲街道", "乙街道"):
        ident = made.people.add_office(office)
        for role in Role:
            made.people.add(f"{office}{role}", ident, [role], PASSWORD)
    yield made
    made.close()


@pytest.fixture
def app(server: Server) -> FastAPI:
    return create(server)


def enter(app: FastAPI, name: str, password: str = PASSWORD) -> TestClient:
    """Enter as a browser would, and carry the word of the page with each change."""
    asking = TestClient(
        app,
        base_url="http://127.0.0.1",
        headers={"accept": "application/json"},
        raise_server_exceptions=False,
        follow_redirects=False,
    )
    answer = asking.post("/login", data={"name": name, "password": password})
    assert answer.status_code == 200, answer.text
    found = re.search(r'name="csrf" content="([^"]+)"', asking.get("/me").text)
    assert found is not None
    asking.headers["x-huibao"] = found[1]
    return asking


def test_every_endpoint_has_a_right_and_every_right_an_endpoint() -> None:
    assert {name for name, _ in ROUTES} | {"GET /api/openapi.json"} == set(RIGHTS)


def test_who_has_not_entered_is_led_to_the_door_and_sees_nothing(app: FastAPI) -> None:
    stranger = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    for name, route in ROUTES:
        method, path = name.split(" ")
        if RIGHTS[name].open:
            continue
        asked = re.sub(r"\{\w+\}", "1", path)
        assert stranger.request(method, asked).status_code == 401, name
        if method == "GET":
            led = stranger.get(asked, headers={"accept": "text/html"})
            assert led.headers["location"].startswith("/login"), name
        assert route.path == path
    assert stranger.get("/api/openapi.json").status_code == 401


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_its_own_endpoints_and_no_other(app: FastAPI, role: Role) -> None:
    asking = enter(app, f"甲街道{role}")
    for name, _ in ROUTES:
        method, path = name.split(" ")
        if RIGHTS[name].open or path in ("/logout", "/me/password"):
            continue
        answer = asking.request(method, re.sub(r"\{\w+\}", "1", path))
        may = role in RIGHTS[name].roles
        refused = answer.status_code == 403 and "不在你的角色之内" in answer.text
        assert refused is not may, (name, answer.status_code, answer.text[:200])
        assert answer.status_code < 500, name


def _told(content: bytes) -> str:
    """Give all words of an answer, those inside Word files and sheets too."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "".join(parts.read(each).decode("utf-8", "replace") for each in parts.namelist())
    text = content.decode("utf-8", "replace")
    return text + text.encode("utf-8", "replace").decode("unicode_escape", "replace")


def _fill(asking: TestClient, text: str, clock: Clock) -> dict[str, list[str]]:
    """Leave something of every kind in an office; give the numbers of all of it."""
    [filed] = asking.post("/filing", files={"file": ("周报.txt", text)}).json()
    assert filed["ok"], filed
    ident = str(filed["reports"][0]["id"])
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as parts:
        parts.writestr("旧.txt", text.replace("5月4日至5月10日", "4月6日至4月12日"))
    job = asking.post("/filing", files={"file": ("包.zip", bundle.getvalue())}).json()["job"]
    while asking.get(f"/filing/job/{job}").json()["state"] not in ("done", "failed"):
        time.sleep(0.05)
    review = asking.post("/review", data={"text": text}).json()["at"].rpartition("/")[2]
    state = asking.get(f"/review/{review}/state").json()
    mark = state["findings"][0]["fingerprint"] if state["findings"] else ""
    if mark:
        asking.post(f"/review/{review}/always", json={"text": text, "mark": mark})
    draft = asking.post("/draft", data={"text": text}).json()["at"].rpartition("/")[2]
    composed = asking.post(f"/draft/{draft}/compose", data={"structure": "template:weekly"})
    assert composed.status_code == 200, composed.text
    asking.post(f"/draft/{draft}/edit", json={"text": text + "\n又及。"})
    sha256 = re.search(r"/filing/original/([0-9a-f]{64})", asking.get("/filing").text)
    assert sha256 is not None
    return {
        "ident": [ident, "1", "2", review, draft, job],
        "sha256": [sha256[1]],
        "start": ["0", "30"],
        "form": ["docx", "txt", "comments.docx", "corrected.txt", "report.html", "xlsx", "csv"],
        "number": ["0", "1"],
        "deed": ["edit", "undo", "accept", "close", "reset", "unlock"],
        "topic": ["review", "NUM101", "nope"],
    }


def _asked(path: str, held: dict[str, list[str]]) -> Iterator[str]:
    """Put every number in every place of an address."""
    found = re.search(r"\{(\w+)\}", path)
    if found is None:
        yield path
        return
    for value in held[found[1]]:
        yield from _asked(path.replace(found[0], value, 1), held)


def test_two_offices_every_endpoint_every_number_and_nothing_of_the_other(
    app: FastAPI, server: Server, clock: Clock
) -> None:
    first, second = enter(app, "甲街道审核"), enter(app, "乙街道审核")
    held = _fill(first, REPORT, clock)
    _fill(second, OTHER, clock)
    server.people.add(f"{MARK}员", 1, [Role.CLERK], PASSWORD)
    before = {path: first.get(path).text for path in ("/review", "/filing", "/draft", "/ledger")}
    assert all(MARK in text for text in before.values())
    numbers = {"ident": held["ident"][3], "report": 1, "number": 1, "start": 0, "end": 2}
    words = {"text": "无", "rule": "TXT404", "words": "无", "field": "value", "new": "9"}
    body = {**numbers, **words, "sha256": held["sha256"][0], "mark": "0", "rows": [{"note": "一"}]}
    body |= {"keep": 1, "others": [2], "series": 1, "decision": 1, "name": "新名", "note": "一"}
    for role in Role:
        asking = enter(app, f"乙街道{role}")
        own = {"office": 1, "roles": ["录入"], "name": f"混入{role.name}"}
        for name, _ in ROUTES:
            method, path = name.split(" ")
            if path in ("/logout", "/me/password", "/login"):
                continue
            for asked in _asked(path, held):
                tried: list[dict[str, object]] = [
                    {"params": {"indicator": "摊点", "words": "摊点", "report": 1, "old": 1}}
                ]
                if method == "POST":
                    form = {k: v for k, v in body.items() if isinstance(v, str | int)}
                    tried = [{"json": {**body, **own}}, {"data": form}]
                for sent in tried:
                    answer = asking.request(method, asked, **sent)  # type: ignore[arg-type]
                    assert answer.status_code < 500, (name, answer.text[:300])
                    assert MARK not in _told(answer.content), (role, name, asked)
    after = {path: first.get(path).text for path in before}
    assert after == before
    assert not [each for each in server.people.everyone([1]) if each.name.startswith("混入")]


def test_an_office_below_is_looked_after_by_the_administrator_above_but_not_read(
    app: FastAPI, server: Server, clock: Clock
) -> None:
    below = server.people.add_office("东湖社区", 1)
    server.people.add("社区员", below, [Role.CLERK], PASSWORD)
    _fill(enter(app, "社区员"), REPORT, clock)
    assert "社区员" in enter(app, "甲街道管理").get("/people").text
    assert "社区员" not in enter(app, "乙街道管理").get("/people").text
    assert MARK not in enter(app, "甲街道审核").get("/filing").text


def test_a_password_is_kept_as_argon2id_and_a_session_as_its_digest(server: Server) -> None:
    key, _ = server.people.enter("甲街道录入", PASSWORD)
    with server.store.reading() as connection:
        accounts = connection.exec_driver_sql("SELECT * FROM accounts").all()
        sessions = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert all("$argon2id$" in str(row) for row in accounts)
    assert PASSWORD not in str(accounts)
    assert key not in str(sessions)


def test_five_wrong_passwords_lock_an_account_for_a_while(server: Server, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(BadUsage, match="账号或密码不对"):
            server.people.enter("甲街道录入", "wrong")
    with pytest.raises(BadUsage, match="锁定"):
        server.people.enter("甲街道录入", PASSWORD)
    server.people.enter("甲街道审核", PASSWORD)
    clock.now += timedelta(minutes=16)
    server.people.enter("甲街道录入", PASSWORD)


def test_an_unknown_name_is_told_the_same_as_a_wrong_password(server: Server) -> None:
    with pytest.raises(BadUsage) as unknown:
        server.people.enter("谁也不是", "wrong")
    with pytest.raises(BadUsage) as wrong:
        server.people.enter("甲街道录入", "wrong")
    assert str(unknown.value) == str(wrong.value)


def test_a_session_ends_when_idle_when_old_and_when_left(server: Server, clock: Clock) -> None:
    people = server.people
    key, _ = people.enter("甲街道录入", PASSWORD)
    clock.now += timedelta(hours=1.9)
    assert people.session(key) is not None
    clock.now += timedelta(hours=2.1)
    assert people.session(key) is None
    key, _ = people.enter("甲街道录入", PASSWORD)
    for _ in range(13):
        clock.now += timedelta(hours=1)
        last = people.session(key)
    assert last is None
    key, _ = people.enter("甲街道录入", PASSWORD)
    found = people.session(key)
    assert found is not None
    people.leave(found.digest)
    assert people.session(key) is None


def test_the_first_password_must_be_changed_before_anything_else(
    app: FastAPI, server: Server
) -> None:
    first = server.people.add("新人", 1, [Role.CLERK])
    asking = enter(app, "新人", first)
    assert asking.get("/review").status_code == 403
    easy = asking.post("/me/password", json={"old": first, "new": "新人Bridge-of-9"})
    assert "账号名" in easy.json()["error"]
    assert asking.post("/me/password", json={"old": first, "new": PASSWORD}).status_code == 200
    assert asking.get("/review").status_code == 401
    assert enter(app, "新人").get("/review").status_code == 200


@pytest.mark.parametrize("easy", ["short", "1234567890123", "aaaaaaaaaaaaaaaa", "abcdefghijklm"])
def test_an_easy_password_is_refused(easy: str) -> None:
    with pytest.raises(BadUsage):
        passwords.judge_password(easy, "王芳")


def test_closing_an_account_or_changing_its_roles_ends_its_sessions(
    app: FastAPI, server: Server
) -> None:
    clerk, admin = enter(app, "甲街道录入"), enter(app, "甲街道管理")
    ident = server.people.named("甲街道录入").id
    assert admin.post(f"/people/{ident}/roles", json={"roles": ["审计"]}).status_code == 200
    assert clerk.get("/review").status_code == 401
    assert enter(app, "甲街道录入").get("/log").status_code == 200
    admin.post(f"/people/{ident}/close", json={})
    with pytest.raises(BadUsage, match="停用"):
        server.people.enter("甲街道录入", PASSWORD)


def test_nobody_changes_their_own_roles(app: FastAPI, server: Server) -> None:
    admin = enter(app, "甲街道管理")
    own = server.people.named("甲街道管理").id
    assert admin.post(f"/people/{own}/roles", json={"roles": ["录入"]}).status_code == 400


def test_a_foreign_page_and_a_page_without_its_word_change_nothing(app: FastAPI) -> None:
    clerk = enter(app, "甲街道录入")
    sent = {"text": "本周共取缔31起。"}
    assert (
        clerk.post("/review", headers={"origin": "http://evil.example"}, data=sent).status_code
        == 403
    )
    assert clerk.post("/review", headers={"x-huibao": "wrong"}, data=sent).status_code == 403
    assert (
        clerk.post("/review", headers={"origin": "http://127.0.0.1"}, data=sent).status_code == 200
    )
    evil = {"origin": "http://evil.example"}
    named = {"name": "甲街道录入", "password": PASSWORD}
    assert clerk.post("/login", headers=evil, data=named).status_code == 403


def test_one_person_s_word_does_not_serve_another(app: FastAPI) -> None:
    one, other = enter(app, "甲街道录入"), enter(app, "甲街道审核")
    word = {"x-huibao": one.headers["x-huibao"]}
    assert other.post("/review", headers=word, data={"text": "一"}).status_code == 403


def test_too_many_requests_are_asked_to_wait(app: FastAPI, server: Server) -> None:
    clerk = enter(app, "甲街道录入")
    server.pace.burst, server.pace.per_second = 3, 0.0
    server.pace._left.clear()
    answers = [clerk.get("/help").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_guessing_is_slowed_down_whoever_is_guessed(app: FastAPI, server: Server) -> None:
    server.entries.burst, server.entries.per_second = 2, 0.0
    stranger = TestClient(app, base_url="http://127.0.0.1")
    said = [
        stranger.post("/login", data={"name": f"谁{n}", "password": "x"}).status_code
        for n in range(3)
    ]
    assert said == [400, 400, 429]


def test_a_program_s_key_serves_the_interface_until_it_is_taken_back(app: FastAPI) -> None:
    clerk = enter(app, "甲街道录入")
    key = clerk.post("/me/key", json={"note": "看板"}).json()["key"]
    program = TestClient(app, base_url="http://127.0.0.1")
    bearer = {"authorization": f"Bearer {key}"}
    text = {"text": "本周共取缔31起。"}
    assert program.post("/api/check", headers=bearer, data=text).status_code == 200
    assert program.post("/v2/check", headers=bearer, data=text).status_code == 200
    assert program.post("/v2/check", data=text).status_code == 401
    number = re.search(r'data-number="([0-9a-f]{16})"', clerk.get("/me").text)
    assert number is not None
    clerk.post("/me/key/drop", json={"number": number[1]})
    assert program.post("/api/check", headers=bearer, data=text).status_code == 401


def test_deeds_are_in_the_log_with_who_and_what_and_pages_looked_at_are_not(
    app: FastAPI, server: Server
) -> None:
    clerk = enter(app, "甲街道录入")
    clerk.post("/review", data={"text": "本周共取缔31起。"})
    clerk.get("/ledger")
    clerk.post("/filing/remove", json={"sha256": "0" * 64})
    told = [(each.deed, each.person, each.status) for each in server.log.entries([1])]
    assert told == [
        ("移出材料", "甲街道录入", 403),
        ("核查材料", "甲街道录入", 200),
        ("登录", "甲街道录入", 200),
    ]
    assert "移出材料" in enter(app, "甲街道审计").get("/log").text
    assert "移出材料" not in enter(app, "乙街道审计").get("/log").text


def test_a_log_in_which_an_entry_was_changed_or_taken_out_is_found_out(store: Store) -> None:
    journal = Log(store)
    for number in range(6):
        journal.add("核查材料", f"/review/{number}", office=1, person="王芳")
    whole = journal.verify()
    assert (whole.entries, whole.broken) == (6, None)
    assert journal.holds(whole.last[:16])
    with store.writing() as connection:
        connection.execute(update(log).where(log.c.id == 4).values(person="李明"))
    assert journal.verify().broken == 4
    with store.writing() as connection:
        connection.execute(update(log).where(log.c.id == 4).values(person="王芳"))
        connection.execute(log.delete().where(log.c.id == 2))
    assert journal.verify().broken == 3
    with store.writing() as connection:
        connection.execute(log.delete().where(log.c.id > 5))
    assert not journal.holds(whole.last)


def test_the_metrics_count_and_tell_nothing_of_anybody(app: FastAPI) -> None:
    admin = enter(app, "甲街道管理")
    told = admin.get("/metrics").text
    assert 'huibao_requests_total{method="POST",status="200"}' in told
    assert "huibao_jobs_waiting 0" in told
    assert "街道" not in told


def test_work_left_half_done_is_taken_up_after_a_restart(server: Server, app: FastAPI) -> None:
    from pipeline.interfaces.server.store import jobs

    queue = server.jobs
    queue.end()
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as parts:
        parts.writestr("周报.txt", REPORT)
    job = queue.put(1, "甲街道录入", "包.zip", bundle.getvalue())
    with server.store.writing() as connection:
        connection.execute(update(jobs).values(state="running"))
    again = Server(server.store, port=80)
    while again.jobs.of(job, 1).state != "done":
        time.sleep(0.05)
    [told] = again.jobs.of(job, 1).outcome
    assert told["ok"]
    with pytest.raises(BadUsage):
        again.jobs.of(job, 2)
    again.jobs.end()
    again.office(1).close()


def test_papers_and_versions_outlive_the_server(app: FastAPI, server: Server, clock: Clock) -> None:
    clerk = enter(app, "甲街道录入")
    held = _fill(clerk, REPORT, clock)
    review, draft = held["ident"][3:5]
    again = Server(server.store, port=80)
    later = enter(create(again), "甲街道录入")
    assert later.get(f"/review/{review}/state").json()["text"] == REPORT
    assert "又及。" in later.get(f"/draft/{draft}/text").text
    compared = later.get(f"/draft/{draft}/versions").text
    assert re.search("<ins>[^<]*又及", compared)
    later.post(f"/draft/{draft}/back", json={"number": 1})
    assert "又及。" not in later.get(f"/draft/{draft}/text").text
    assert later.get(f"/draft/{draft}/download/docx").status_code == 200
    later.post(f"/draft/{draft}/drop", json={})
    assert later.get(f"/draft/{draft}/text").status_code == 400
    again.jobs.end()
    again.office(1).close()


def test_a_name_an_office_or_a_role_that_does_not_fit_is_refused(server: Server) -> None:
    people: People = server.people
    for wrong in (
        lambda: people.add("甲街道录入", 1, [Role.CLERK]),
        lambda: people.add("新人", 99, [Role.CLERK]),
        lambda: people.add("新人", 1, []),
        lambda: people.add(" ", 1, [Role.CLERK]),
        lambda: people.add_office("甲街道"),
        lambda: people.add_office("丙街道", 99),
        lambda: people.named("没有"),
    ):
        with pytest.raises(BadUsage):
            wrong()
