"""The command itself: it opens, answers only with its key, and leaves without a word."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.errors import BadUsage
from pipeline.interfaces.cli.serve import _listen


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run ``huibao serve`` and give the address that it shows."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "serve", "--no-browser"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "HUIBAO_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    found = re.search(r"http://\S+", process.stdout.readline())
    assert found is not None
    yield process, found[0]
    process.kill()
    process.communicate()


def test_serve_shows_an_address_that_opens_and_stops_cleanly(
    running: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = running
    assert address.startswith("http://127.0.0.1:")
    base = address.partition("/?")[0]
    assert httpx.get(base + "/healthz").json()["status"] == "ok"
    assert httpx.get(base + "/").status_code == 403
    with httpx.Client(follow_redirects=True) as page:
        assert "今天要做什么" in page.get(address).text
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in told
    assert "已停止" in told


def test_a_taken_port_is_said_and_without_a_wish_the_next_one_is_taken() -> None:
    first = _listen("127.0.0.1", None)
    second = _listen("127.0.0.1", None)
    try:
        assert first.getsockname()[1] != second.getsockname()[1]
        with pytest.raises(BadUsage, match="--port"):
            _listen("127.0.0.1", first.getsockname()[1])
    finally:
        first.close()
        second.close()


def test_nothing_of_the_page_is_loaded_by_other_commands() -> None:
    program = (
        "import sys, pipeline.interfaces.cli as c; c.run(['rules']);"
        "print([m for m in sys.modules if m.startswith(('fastapi', 'starlette', 'uvicorn'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
