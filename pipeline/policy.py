"""A verdict -> the verdict by an office's own settlements: levels, allowances, what is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.errors import BadUsage
from pipeline.fingerprint import fingerprint, words_of
from pipeline.schema import CheckResult, Finding, Severity


@dataclass(frozen=True, slots=True)
class Allowed:
    """Words that a rule shall always pass over (忽略); ``rule`` may be the beginning of a code."""

    rule: str
    words: str

    def covers(self, result: CheckResult, finding: Finding) -> bool:
        """Say whether one of the finding's places holds just these words."""
        return finding.code.startswith(self.rule) and any(
            words_of(result, span) == self.words for span in finding.spans
        )


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that a person has seen and let pass, in the file of that name."""

    file: str
    fingerprint: str
    rule: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """What an office has settled; a level of None means that the rule is not reported."""

    levels: Mapping[str, Severity | None] = field(default_factory=dict)
    allowed: tuple[Allowed, ...] = ()
    known: frozenset[Known] = frozenset()

    def level(self, finding: Finding) -> Severity | None:
        """Give the level of a finding: that of the longest code that names it."""
        named = [code for code in self.levels if finding.code.startswith(code)]
        return self.levels[max(named, key=len)] if named else finding.severity


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left to report, and which settlements were of use."""

    result: CheckResult
    used: tuple[Allowed, ...]
    known: frozenset[Known]
    gone: frozenset[Known]


def settle(result: CheckResult, policy: Policy) -> Settled:
    """Leave out what the office has settled."""
    name = result.extraction.document.source.name
    mine = {each.fingerprint: each for each in policy.known if each.file == name}
    left: list[Finding] = []
    used: list[Allowed] = []
    met: set[Known] = set()
    for finding in result.findings:
        mark = fingerprint(result, finding)
        level = policy.level(finding)
        allowed = [each for each in policy.allowed if each.covers(result, finding)]
        if mark in mine:
            met.add(mine[mark])
        elif allowed:
            used += allowed
        elif level is not None:
            left.append(finding if level is finding.severity else replace(finding, severity=level))
    gone = frozenset(mine.values()) - met
    return Settled(replace(result, findings=tuple(left)), tuple(used), frozenset(met), gone)


def known(result: CheckResult) -> list[Known]:
    """Write down the findings of a verdict as known."""
    name = result.extraction.document.source.name
    return [
        Known(name, fingerprint(result, each), each.code, words_of(result, each.spans[0])[:60])
        for each in result.findings
    ]


def read_baseline(path: Path) -> frozenset[Known]:
    """Read the findings that are known.

    Raises:
        BadUsage: the file is no baseline.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(
            Known(each["file"], each["fingerprint"], each.get("rule", ""), each.get("words", ""))
            for each in told["known"]
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadUsage(
            "不是 huibao 写的基线文件，读不懂；请换一个，或删去后重新生成", file=str(path)
        ) from error


def baseline_text(entries: Iterable[Known]) -> str:
    """Write a baseline, one finding a line so that people can read and compare it."""
    ordered = sorted(set(entries), key=lambda e: (e.file, e.rule, e.words, e.fingerprint))
    lines = [
        json.dumps(
            {"file": e.file, "rule": e.rule, "words": e.words, "fingerprint": e.fingerprint},
            ensure_ascii=False,
        )
        for e in ordered
    ]
    return '{"known": [\n' + ",\n".join(lines) + "\n]}\n"
