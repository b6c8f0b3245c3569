"""What all tests share: under CI a skipped test has failed; golden files change only on request."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline import lexicon
from pipeline.reading import ocr

# no test asserts a time: a busy machine is no fault of the code
settings.register_profile("huibao", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("huibao")

IN_CI = os.environ.get("CI", "").lower() in ("1", "true")


# too large for the gate: these tests run where the train extra is installed
NOT_IN_CI = ("torch", "transformers", "pyspark")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


def pytest_configure(config: pytest.Config) -> None:
    if IN_CI and config.getoption("--update-golden"):
        raise pytest.UsageError("--update-golden is not for CI")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Count a skip as a failure in CI, where every optional program is installed."""
    report = yield
    elsewhere = any(f"'{name}'" in str(report.longrepr) for name in NOT_IN_CI)
    if IN_CI and report.skipped and not elsewhere and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {item.nodeid}: {report.longrepr}"
    return report


# Marker of a test -> programs any of which it needs.
PROGRAMS = {"office": ("soffice", "libreoffice")}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose optional program is missing, and say so."""
    for marker, programs in PROGRAMS.items():
        if item.get_closest_marker(marker) and not any(map(shutil.which, programs)):
            pytest.skip(f"没有安装 {programs[0]}")
    if item.get_closest_marker("ocr") and not ocr.installed():
        pytest.skip("没有安装 ocr 组件")
    if item.get_closest_marker("cluster") and not all(
        map(find_spec, ("ray", "distributed", "pyarrow"))
    ):
        pytest.skip("没有安装 cluster 组件")


@pytest.fixture(autouse=True)
def own_home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Generator[Path, None, None]:
    """Give every test its own user data folder, and no settings or learned words from outside."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HUIBAO_HOME", str(home))
    for name in ("HUIBAO_ARCHIVE", "HUIBAO_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    yield home
    if lexicon.overlaid():
        lexicon.overlay()


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Say whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))
