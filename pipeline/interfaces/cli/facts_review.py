"""Facts one by one on the terminal: right, corrected or passed over; stopped and taken up again."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import core
from pipeline.corrections import (
    ACCEPT,
    FIGURE,
    SKIP,
    UNDONE,
    Correction,
    add_to_log,
    read_log,
    said,
)
from pipeline.errors import HuibaoError
from pipeline.extract.readings import FIELDS, corrected, field_value, sentence_at
from pipeline.interfaces.cli.base import complain
from pipeline.outputs import sheet
from pipeline.schema import Fact, Origin, Report, Span, Status

if TYPE_CHECKING:
    from pipeline.archive import Archive

KEYS = {
    "v": "value",
    "u": "unit",
    "i": "indicator",
    "a": "actor",
    "t": "time",
    "s": "status",
}
HELP = (
    "回车 对  v 数值  u 单位  i 指标  a 责任主体  t 时间  s 已完成/计划  d 不是数  "
    "+ 漏了一个  x 跳过  z 撤销  q 退出"
)
_AROUND = 60
_BAD_END = frozenset({"\x03", "\x04", ""})


@dataclass
class Session:
    """One sitting over the facts of a file: where it is kept, and what was done, to undo it."""

    log: Path
    archive: Archive | None
    words: Path
    note: str = "终端核对"
    done: list[tuple[int, Fact, core.Corrected | Correction]] = field(default_factory=list)

    def run(self, report: Report, first: int, total: int) -> bool:
        """Go through the facts that nobody has looked at yet; False where the person stops."""
        facts = self._left(report)
        seen = {each.span for each in self._said(report) if each.answer in (ACCEPT, SKIP)}
        self.done.clear()
        at = 0
        while at < len(facts):
            if facts[at].span in seen:
                at += 1
                continue
            click.echo(_shown(report, facts[at], first + at + 1, total))
            step = self._one(report, facts, at)
            if step is None:
                return False
            at += step
        return True

    def _one(self, report: Report, facts: list[Fact], at: int) -> int | None:
        """Take one key; give how many facts to go on, None where the person stops."""
        key = _key()
        if key in _BAD_END or key == "q":
            return None
        if key in ("\r", "\n", " ", "x"):
            answer = SKIP if key == "x" else ACCEPT
            place = sentence_at(report.document.text, facts[at].span)
            told = said(report, facts[at], place, answer, _moment())
            add_to_log(self.log, [told])
            self.done.append((at, facts[at], told))
            if answer == ACCEPT and self.archive and facts[at].origin is Origin.OCR:
                source = report.document.source
                self.archive.correct(
                    source.sha256, facts[at].span, "origin", Origin.TYPED.value, "看过原图"
                )
            return 1
        if key == "z":
            return self._undo(report, facts, at)
        if key == "d":
            gone = facts.pop(at)
            done = core.amend(
                report, gone, gone=True, archive=self.archive, log=self.log, note=self.note
            )
            self.done.append((at, gone, done))
            click.echo("已去掉")
            return 0
        if key == "+":
            self._add(report, facts, at)
            return 0
        if key in KEYS:
            self._correct(report, facts, at, KEYS[key])
            return 0
        click.echo(HELP)
        return 0

    def _correct(self, report: Report, facts: list[Fact], at: int, name: str) -> None:
        fact = facts[at]
        if name == "status":
            new: str = Status.DONE if fact.status is Status.PLANNED else Status.PLANNED
        else:
            held = field_value(fact, name) or ""
            new = click.prompt(f"{FIELDS[name]}", default=held, show_default=bool(held))
        try:
            done = core.correct(
                report,
                fact,
                name,
                new,
                archive=self.archive,
                log=self.log,
                words=self.words,
                note=self.note,
            )
        except HuibaoError as error:
            complain(str(error))
            return
        facts[at] = done.fact
        self.done.append((at, fact, done))
        if done.learned:
            click.echo("已记住，本单位以后照此读")

    def _add(self, report: Report, facts: list[Fact], at: int) -> None:
        """Take a figure that the extraction overlooked, by the words of the report."""
        words = click.prompt("漏掉的数，照抄原文（连单位）", default="", show_default=False).strip()
        text = report.document.text
        place = text.find(words, facts[at].span.start) if words else -1
        place = text.find(words, report.span.start) if words and place < 0 else place
        if place < 0:
            complain("原文里没有这几个字，请照原文写")
            return
        whole = replace(report, facts=tuple(facts))
        try:
            found = core.figures_marked(whole, Span(place, place + len(words)))
        except HuibaoError as error:
            complain(str(error))
            return
        for each in found:
            done = core.amend(report, each, archive=self.archive, log=self.log, note=self.note)
            facts.insert(at, each)
            self.done.append((at, each, done))

    def _undo(self, report: Report, facts: list[Fact], at: int) -> int:
        if not self.done:
            click.echo("没有可以撤销的")
            return 0
        where, before, what = self.done.pop()
        if isinstance(what, core.Corrected):
            core.take_back(report, what, archive=self.archive, log=self.log, words=self.words)
        else:
            add_to_log(self.log, [replace(what, answer=UNDONE)])
        told = what.correction if isinstance(what, core.Corrected) else what
        if told.field != FIGURE:
            facts[where] = before
        elif told.new is None:
            facts.insert(where, before)
        else:
            facts.remove(before)
        return where - at

    def _said(self, report: Report) -> list[Correction]:
        sha256 = report.document.source.sha256
        return [each for each in read_log(self.log) if each.sha256 == sha256]

    def _left(self, report: Report) -> list[Fact]:
        """Give the facts as the last sitting left them, with what was added, less what went."""
        kept = list(report.facts)
        for each in self._said(report):
            if each.field != FIGURE:
                continue
            if each.new is None:
                kept = [fact for fact in kept if fact.span != each.span]
            elif not any(each.span.overlaps(fact.span) for fact in kept):
                named = json.loads(each.new)["indicator"]
                found = core.figures_marked(replace(report, facts=tuple(kept)), each.span)
                kept += [replace(fact, indicator=fact.indicator or named) for fact in found]
        return [self._as_left(fact, report) for fact in sorted(kept, key=lambda fact: fact.span)]

    def _as_left(self, fact: Fact, report: Report) -> Fact:
        """Take up a fact as the last sitting left it."""
        for each in self._said(report):
            if each.span == fact.span and each.field in FIELDS:
                fact = corrected(fact, str(each.field), each.new)
        return fact


def _key() -> str:
    try:
        return click.getchar()
    except (EOFError, KeyboardInterrupt):
        return ""
    except OSError:  # no terminal: answers come from a file
        return sys.stdin.read(1)


def _moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _shown(report: Report, fact: Fact, number: int, total: int) -> str:
    """Write a fact with the words around it and what was read of it."""
    text = report.document.text
    place = sentence_at(text, fact.span)
    start, end = (
        max(place.start, fact.span.start - _AROUND),
        min(place.end, fact.span.end + _AROUND),
    )
    words = f"{text[start : fact.span.start]}⟦{report.words(fact.span)}⟧{text[fact.span.end : end]}"
    values = {name: field_value(fact, name) for name in KEYS.values()}
    values["status"] = sheet.STATUSES[fact.status]
    told = " ｜ ".join(f"{FIELDS[name]} {value or '—'}" for name, value in values.items())
    doubt = "（存疑）" if fact.doubt else ""
    return f"\n{number}/{total} {' '.join(words.split())}\n    {told}{doubt}"


def review(
    reports: Sequence[Report], log: Path, archive: Archive | None, words: Path
) -> tuple[int, int]:
    """Let a person go through facts; give how many were corrected and how many are left."""
    session = Session(log, archive, words)
    total, first = sum(len(report.facts) for report in reports), 0
    click.echo(HELP)
    for report in reports:
        if not session.run(report, first, total):
            break
        first += len(report.facts)
    spans = {(r.document.source.sha256, f.span) for r in reports for f in r.facts}
    kept = [each for each in read_log(log) if (each.sha256, each.span) in spans]
    looked = {(e.sha256, e.span) for e in kept if e.answer in (ACCEPT, SKIP) or e.field == FIGURE}
    return sum(each.field is not None for each in kept), total - len(looked)
