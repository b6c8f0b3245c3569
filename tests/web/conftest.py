"""A real server on a free port, and a real browser that can reach nothing else."""

from __future__ import annotations

import shutil
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.interfaces.web.app import create
from pipeline.interfaces.web.office import Office
from tests.archive.conftest import postgres as postgres
from tests.web.browser import Browser

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it asks for a successor of httpx that is not out yet
    from starlette.testclient import TestClient


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Give an office with an archive of its own."""
    return Office(port=80, archive_place=str(tmp_path / "archive.db"))


@pytest.fixture
def client(office: Office) -> Iterator[TestClient]:
    """Ask the application as a page with its key would."""
    with TestClient(
        create(office),
        base_url="http://127.0.0.1",
        headers={"x-huibao": office.csrf, "accept": "application/json"},
        raise_server_exceptions=False,
    ) as asking:
        asking.cookies.set("huibao-80", office.token)
        yield asking
    office.close()


def own_port() -> socket.socket:
    """Take a port that no server before had: a browser keeps connections and copies by port."""
    return socket.create_server(("127.0.0.1", 0), backlog=128)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Office]:
    """Run a server as ``huibao serve`` does."""
    import uvicorn

    listening = own_port()
    port = listening.getsockname()[1]
    office = Office(port=port, archive_place=str(tmp_path / "archive.db"))
    server = uvicorn.Server(uvicorn.Config(create(office), log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield office
    server.should_exit = True
    thread.join(10)
    listening.close()
    office.close()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Start one headless browser for all tests."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        pytest.skip("没有安装 chromium")
    browser = Browser(tmp_path_factory.mktemp("downloads"))
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium: Browser, served: Office) -> Iterator[Browser]:
    """Open the page; see to it afterwards that nothing complained and nothing called outside."""
    chromium.begin(served.address)
    yield chromium
    chromium.end()
