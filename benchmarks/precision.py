"""Annotated reports -> docs/precision.md: what each rule finds, misses and wrongly reports.

    python benchmarks/precision.py            score the corpora and rewrite the page
    python benchmarks/precision.py FOLDER…    score other folders of NAME.txt and NAME.gold.json

A finding is right if its rule is one that the annotation names and it stands at the annotated
words; hints (info) are counted apart. The baseline does nothing: it finds nothing, rightly or not.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import catalogue, core  # noqa: E402
from pipeline.outputs.telling import SEVERITIES  # noqa: E402
from pipeline.schema import Finding, Severity, Span  # noqa: E402

PAGE = ROOT / "docs" / "precision.md"
FOLDERS = (ROOT / "corpora/gold/dev", ROOT / "corpora/gold/heldout", ROOT / "corpora/clean")
TODAY = date(2030, 1, 1)
_QUIET = frozenset(("TXT403", "ARC607"))
"""Rules whose hints count as found."""


@dataclass(frozen=True, slots=True)
class Issue:
    """An annotated fault: the rules that may find it, and where."""

    rules: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Score:
    """Counts over all reports, by rule."""

    reports: int = 0
    characters: int = 0
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    wrong_errors: int = 0
    hints: int = 0

    @property
    def recall(self) -> float | None:
        """Give the share of the faults that were found."""
        return _share(sum(self.caught.values()), sum(self.planted.values()))

    @property
    def precision(self) -> float | None:
        """Give the share of the findings that were right."""
        right = sum(self.right.values())
        return _share(right, right + sum(self.wrong.values()))

    def add(self, text: str, issues: list[Issue], findings: Iterable[Finding]) -> None:
        """Count one report."""
        found = list(findings)
        loud = [f for f in found if f.severity is not Severity.INFO]
        self.reports += 1
        self.characters += len(text)
        self.hints += len(found) - len(loud)
        for issue in issues:
            code = issue.rules[0]
            self.planted[code] += 1
            self.caught[code] += any(
                f.code in issue.rules and _at(f, issue) and (f in loud or f.code in _QUIET)
                for f in found
            )
        for finding in loud:
            near = [issue for issue in issues if _at(finding, issue)]
            if any(finding.code in issue.rules for issue in near):
                self.right[finding.code] += 1
            elif not near:
                self.wrong[finding.code] += 1
                self.wrong_errors += finding.severity is Severity.ERROR


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _at(finding: Finding, issue: Issue) -> bool:
    return any(
        s.overlaps(t) and s.end - s.start <= 3 * (t.end - t.start) + 40
        for s in finding.spans
        for t in issue.spans
    )


def cases(folder: Path) -> Iterator[tuple[str, str, list[Issue]]]:
    """Walk the reports of a folder; one without annotation is clean."""
    for path in sorted(folder.glob("*.txt")):
        gold = path.with_name(f"{path.stem}.gold.json")
        told: dict[str, Any] = json.loads(gold.read_text("utf-8")) if gold.exists() else {}
        issues = [
            Issue(tuple(each["rules"]), tuple(Span(s["start"], s["end"]) for s in each["spans"]))
            for each in told.get("issues", ())
        ]
        yield path.name, core.read(path).text, issues


def score(folders: Iterable[Path], *, silent: bool = False) -> Score:
    """Score the rules, or, if ``silent``, a checker that never says anything."""
    total = Score()
    for folder in folders:
        for name, text, issues in cases(folder):
            document = core.document_from_text(text, name)
            findings = () if silent else core.check(document, today=TODAY).findings
            total.add(text, issues, findings)
    return total


def page(total: Score, nothing: Score) -> str:
    """Write the page."""
    rows = []
    for rule in catalogue.rules():
        code = rule.code
        if not any(counts[code] for counts in (total.planted, total.right, total.wrong)):
            continue
        told = total.right[code] + total.wrong[code]
        cells = (
            f"{code} {rule.name}",
            SEVERITIES[rule.severity],
            f"{total.caught[code]}/{total.planted[code]}",
            _percent(_share(total.caught[code], total.planted[code])),
            f"{total.right[code]}/{told}",
            _percent(_share(total.right[code], told)),
        )
        rows.append(f"| {' | '.join(cells)} |\n")
    per = 10_000 / max(total.characters, 1)
    wrong = sum(total.wrong.values())
    return (
        "# 核查的准头\n\n"
        "由 `python benchmarks/precision.py` 生成，不要手改。\n\n"
        "材料：`corpora/gold/dev`、`corpora/gold/heldout`（自撰、逐处标注）和 `corpora/clean`"
        "（没有错），"
        f"共{total.reports}份、{total.characters}字，标注的错{sum(total.planted.values())}处。"
        "错都是我们自己埋的，真实材料里的比例不同，数字只说明规则之间谁强谁弱、有没有退步。\n\n"
        "| | 查出 | 查准 | 误报的错误 | 每万字误报 | 每万字提示 |\n|---|---|---|---|---|---|\n"
        f"| huibao | {_percent(total.recall)} | {_percent(total.precision)} | {total.wrong_errors} "
        f"| {wrong * per:.2f} | {total.hints * per:.2f} |\n"
        f"| 什么都不查 | {_percent(nothing.recall)} | {_percent(nothing.precision)} "
        "| 0 | 0.00 | 0.00 |\n\n"
        "查出：标注的错有多少报了出来。查准：报出的（错误、警告）有多少是对的。提示不计对错。\n\n"
        "| 规则 | 级别 | 报出/埋下 | 查出 | 对/报出 | 查准 |\n|---|---|---|---|---|---|\n"
        + "".join(rows)
    )


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.1%}"


def main(arguments: list[str]) -> None:
    """Score, print the totals, and rewrite the page where no other folder was named."""
    folders = [Path(each) for each in arguments] or list(FOLDERS)
    total, nothing = score(folders), score(folders, silent=True)
    written = page(total, nothing)
    if arguments:
        print(written)
        return
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(written, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {_percent(total.recall)} / {_percent(total.precision)}")


if __name__ == "__main__":
    main(sys.argv[1:])
