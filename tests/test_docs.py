"""What is said twice is true twice: help, README, rules, changelog, launchers."""

from __future__ import annotations

import re
import tomllib

import click
import pytest

from pipeline import __version__, catalogue, paths
from pipeline.interfaces import environment, readme
from pipeline.interfaces.cli import app

ROOT = paths.PACKAGE.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTEXT = click.Context(app)
COMMANDS = {name: app.get_command(CONTEXT, name) for name in app.list_commands(CONTEXT)}


def test_the_generated_tables_of_readme_are_current() -> None:
    current = readme.renewed(README) == README
    assert current, "run: python -m pipeline.interfaces.readme"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_readme_and_has_help_with_examples(name: str) -> None:
    command = COMMANDS[name]
    assert command is not None
    assert f"`huibao {name}`" in README
    text = command.help or ""
    assert "例：" in text
    assert f"huibao {name}" in text.partition("例：")[2]
    assert text.strip().partition("\n")[0].endswith(("。", "？"))
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.name}"


def _examples() -> list[str]:
    """Collect the calls that help and README show."""
    shown = [
        line
        for command in COMMANDS.values()
        if command
        for line in (command.help or "").splitlines()
    ]
    shown += README.splitlines()
    found = [re.match(r"\s*(?:\./)?huibao ([a-z-]+ .*)", line) for line in shown]
    found = [match for match in found if match and match[1].split()[0] in COMMANDS]
    return sorted(
        {match[1].partition("#")[0].partition(" > ")[0].strip() for match in found if match}
    )


@pytest.mark.parametrize("call", _examples())
def test_every_example_parses(call: str) -> None:
    import shlex

    name, *arguments = shlex.split(call)
    command = COMMANDS[name]
    assert command is not None
    command.make_context(name, [each for each in arguments if each != "--help"])


def test_every_rule_is_explained() -> None:
    for rule in catalogue.rules():
        assert re.fullmatch(r"(NUM|DAT|STR|TXT|ARC|GBT)[1-9]\d\d", rule.code)
        assert re.search("[一-鿿]", rule.title), rule.code
        assert "为什么要查" in rule.explanation, rule.code
        assert "怎么改" in rule.explanation, rule.code
        assert rule.bad, rule.code
        assert rule.good, rule.code


def test_the_two_commands_of_readme_are_what_ci_runs() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "./huibao test" in README
    assert "./huibao demo" in README
    assert "./huibao test" in gate


def test_the_changelog_speaks_of_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements" / "default.lock").read_text(encoding="utf-8")
    for named in project["dependencies"]:
        package = re.split("[<>=\\[]", named)[0].strip().lower()
        assert re.search(rf"(?m)^{re.escape(package)}==\S+.*\\\n    --hash=sha256:", lock), package


@pytest.mark.parametrize("group", environment.GROUPS)
def test_a_larger_lock_holds_the_smaller_at_the_same_versions(group: str) -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
        return set(re.findall(r"(?m)^(\S+==\S+)", text))

    assert pins("default") <= pins(group)


def test_the_windows_launcher_calls_the_same_things() -> None:
    windows = (ROOT / "huibao.cmd").read_text(encoding="utf-8")
    for shared in ("environment.py", "-m pipeline", "-m pytest", "HUIBAO_PYTHON", "(3, 11)"):
        assert shared in windows
        assert shared in (ROOT / "huibao").read_text(encoding="utf-8")


def test_no_page_names_a_path_of_somebody_s_machine() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "pyproject.toml"]:
        assert not re.search(
            r"(?<![\w~])/(home|work|root|Users)/", page.read_text(encoding="utf-8")
        ), page
