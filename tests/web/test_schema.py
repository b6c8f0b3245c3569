"""Whatever the described interface allows, and what it does not: no role gets a 5xx."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

from pipeline.interfaces.server.people import Role
from pipeline.interfaces.server.store import open_store
from pipeline.interfaces.web.app import create
from pipeline.interfaces.web.server import Server

schemathesis = pytest.importorskip("schemathesis", reason="needs schemathesis")
pytestmark = pytest.mark.filterwarnings("ignore")
PASSWORD = "Bridge-of-9-stones"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(open_store(str(tmp_path / "server.db")), port=80)
    made.pace.burst = made.entries.burst = 1e9
    office = made.people.add_office("甲街道")
    for role in Role:
        made.people.add(f"{role}员", office, [role], PASSWORD)
    yield made
    made.close()


@pytest.fixture
def app(server: Server) -> FastAPI:
    return create(server)


@pytest.mark.parametrize("role", list(Role))
def test_no_role_gets_a_fault_of_ours_out_of_the_interface(
    app: FastAPI, server: Server, role: Role
) -> None:
    _, person = server.people.enter(f"{role}员", PASSWORD)
    headers = {"authorization": f"Bearer {server.people.make_key(person, '试')}"}
    schema = schemathesis.openapi.from_asgi(
        "/api/openapi.json", app, headers={**headers, "host": "127.0.0.1"}
    )
    met = set()
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=12,
            phases=[Phase.generate],
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:  # noqa: ANN401 - of an optional library
            answer = case.call(headers={**headers, "host": "127.0.0.1"})
            assert answer.status_code < 500, (case.path, answer.text[:300])
            assert "Traceback" not in answer.text
            if role in (Role.ADMIN, Role.AUDITOR):
                assert answer.status_code == 403, (case.path, answer.status_code)

        ask()
        met.add(f"{operation.method.upper()} {operation.path}")
    described = json.loads(json.dumps(app.openapi()))["paths"]
    assert met == {f"{m.upper()} {path}" for path, methods in described.items() for m in methods}


def test_an_archive_with_a_bad_member_is_no_fault_either(app: FastAPI, server: Server) -> None:
    from starlette.testclient import TestClient

    _, person = server.people.enter("录入员", PASSWORD)
    headers = {"authorization": f"Bearer {server.people.make_key(person, '试')}"}
    bundle = BytesIO()
    with zipfile.ZipFile(bundle, "w") as parts:
        parts.writestr("../../坏.docx", b"PK\x03\x04" + b"\0" * 100)
    asking = TestClient(app, base_url="http://127.0.0.1", headers=headers)
    answer = asking.post("/api/check", files={"file": ("包.zip", bundle.getvalue())})
    assert answer.status_code == 400
