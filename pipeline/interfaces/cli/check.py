"""huibao check: files to findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import click

from pipeline import catalogue, core, policy
from pipeline.errors import BadUsage
from pipeline.interfaces import config
from pipeline.interfaces.cli.archive_options import opened_if_named
from pipeline.interfaces.cli.base import BAD, FOUND, OK, Command, coloured, note
from pipeline.interfaces.cli.files import STDIN, Batch, deliver, refuse_inputs, save
from pipeline.interfaces.cli.spread import each_spread, processors
from pipeline.outputs import CHECK, DIFF, FIXED, FIXED_WORD, check_text, telling
from pipeline.outputs.originals import Original
from pipeline.policy import Allowed, Known, Policy, Settled
from pipeline.schema import Document, Severity


@click.command(
    cls=Command,
    name="check",
    help="""核查材料：数字前后是否一致、能否算平，日期、序号、文字有没有错。

    只有 --archive 或配置指明了档案，才和以前的报告比较。
    有“错误”级问题时退出码为1，没有为0，材料读不了为2。
    看过不改的，用 --accept 记下问题后面的八位编号，以后不再报；旧材料用 --baseline 整批记下。

    例：
      huibao check 周报.docx
      huibao check 周报.docx --format docx -o 批注.docx    # 问题写成批注，原文不动
      huibao check 材料文件夹 --format html -o 核查结果
      huibao check 周报.docx --archive 档案.db
      huibao check 周报.docx --select NUM,DAT --ignore NUM106
      huibao check 周报.docx --extend GBT          # 再查国家标准的写法和版面
      huibao check 周报.txt --format json -o 问题.json
      huibao check 周报.docx --fix -o 改好的周报.docx
      huibao check 周报.txt --diff
      huibao check 材料文件夹 --baseline 已知问题.json""",
)
@click.argument("files", nargs=-1, required=True, metavar="文件...")
@click.option("--archive", metavar="档案", help="和这个档案里以前的报告比较")
@click.option("--select", metavar="代码", multiple=True, help="只查这些规则，如 NUM101 或 NUM,DAT")
@click.option("--extend", metavar="代码", multiple=True, help="还要查点名才查的规则，如 GBT")
@click.option("--ignore", metavar="代码", multiple=True, help="不查这些规则")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(CHECK)),
    default="text",
    metavar="格式",
    help=f"输出格式：{'、'.join(CHECK)}，默认 text",
)
@click.option("-o", "out", metavar="输出", help="写到这个文件；有多份材料时写到这个文件夹")
@click.option(
    "--fix",
    is_flag=True,
    help="把有把握的错改好，写到 -o（.txt、.md，Word 材料也可 .docx）；"
    "原件从不改动，数字、日期、文号不改",
)
@click.option("--diff", is_flag=True, help="只显示 --fix 会改哪些地方，不写文件")
@click.option(
    "--baseline", metavar="文件", help="不再报这个文件里记下的问题；没有这个文件就把现有问题记进去"
)
@click.option("--update-baseline", is_flag=True, help="重写 --baseline：记下现有的，去掉已经没有的")
@click.option("--accept", metavar="编号", multiple=True, help="把这些编号的问题记进 --baseline")
@click.option("--unused", is_flag=True, help="列出配置里这次没有用到的忽略项")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="个数", help="同时用几个处理器，默认全部"
)
def command(
    files: tuple[str, ...],
    archive: str | None,
    select: tuple[str, ...],
    extend: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    out: str | None,
    fix: bool,  # noqa: FBT001
    diff: bool,  # noqa: FBT001
    baseline: str | None,
    update_baseline: bool,  # noqa: FBT001
    accept: tuple[str, ...],
    unused: bool,  # noqa: FBT001
    jobs: int | None,
) -> int:
    """Check each file and write the findings; 1 if any is an error."""
    if fix and out is None and not diff:
        raise BadUsage("--fix 要用 -o 指定改好的文件写到哪里，原件从不改动")
    if fix and out and Path(out).suffix.lower() not in ("", ".txt", ".md", ".docx"):
        raise BadUsage("--fix 改好的是文字，-o 的后缀要是 .txt、.md 或 .docx", file=out)
    settings = config.load()
    place = Path(baseline) if baseline else settings.baseline
    if place is None and (update_baseline or accept):
        raise BadUsage("要用 --baseline 指定已知问题记在哪个文件里")
    known = policy.read_baseline(place) if place and place.exists() else frozenset()
    store = opened_if_named(archive)
    check = partial(
        _check,
        today=date.today(),
        select=catalogue.extended(
            catalogue.codes(select) or catalogue.codes(settings.select),
            catalogue.codes(extend) or catalogue.codes(settings.extend),
        ),
        ignore=catalogue.codes(ignore) or catalogue.codes(settings.ignore),
    )
    batch = Batch(files)
    found = each_spread(
        batch,
        check if store is None else partial(check, archive=store),
        jobs=1 if store is not None else jobs or processors(),
        prepare=config.lay_words,
    )
    rules = Policy(settings.policy.levels, settings.policy.allowed, known)
    told = _Tally(place, rules.allowed if unused else ())
    whole = place is not None and (bool(accept) or update_baseline or not place.exists())
    if form == "text" and out in (None, STDIN) and not (fix or diff or whole):
        return _as_they_come(batch, found, rules, told)
    originals = list(found)
    if place and (update_baseline or not (place.exists() or accept)):
        return _write_baseline(place, originals, known, files)
    if place and accept:
        known |= _accepted(place, originals, known, accept, files)
    rules = replace(rules, known=known)
    settled = [policy.settle(each.result, rules) for each in originals]
    for each in settled:
        told.add(each)
    told.tell()
    left = [
        Original(each.result, original.content, original.today)
        for each, original in zip(settled, originals, strict=True)
    ]
    _deliver(batch, left, form, out, fix=fix, diff=diff)
    return _status(batch, told)


def _status(batch: Batch, told: _Tally) -> int:
    if batch.failed:
        return BAD
    return FOUND if told.findings[Severity.ERROR] else OK


def _as_they_come(batch: Batch, found: Iterable[Original], rules: Policy, told: _Tally) -> int:
    """Show each result and let it go: thousands of files need no more memory than a few."""
    for number, original in enumerate(found):
        settled = policy.settle(original.result, rules)
        told.add(settled)
        shown = check_text.render([settled.result], colour=coloured())
        click.echo(("\n" if number else "") + shown, nl=False)
    told.tell()
    return _status(batch, told)


def _check(document: Document, content: bytes, *, today: date, **how: object) -> Original:
    result = core.check_bounded(document, today=today, **how)
    return Original(result, content, today)


def _deliver(
    batch: Batch, originals: list[Original], form: str, out: str | None, *, fix: bool, diff: bool
) -> None:
    results = [each.result for each in originals]
    if diff:
        deliver(batch, results, DIFF, None)
        if not fix or out is None:
            return
    if fix:
        word = [each for each in originals if _stays_word(batch, each, out)]
        plain = [each.result for each in originals if each not in word]
        deliver(batch, word, FIXED_WORD, out)
        deliver(batch, plain, FIXED, out)
        out = None
    if diff:
        return
    chosen = CHECK[form]
    open_ = {verdict.reason for each in results for verdict in each.not_checked}
    if chosen.original and open_:
        note(f"另有{len(open_)}项未能核查，见 --format text")
    deliver(batch, originals if chosen.original else results, chosen, out)


def _stays_word(batch: Batch, original: Original, out: str | None) -> bool:
    """Say whether the mended file is a Word file: as asked, or in a folder as it was before."""
    if not batch.listed and out and Path(out).suffix:
        return Path(out).suffix.lower() == ".docx"
    return original.extraction.document.source.reader == "docx"


def _write_baseline(
    place: Path, originals: Sequence[Original], known: frozenset[Known], files: Sequence[str]
) -> int:
    """Keep what is known of other files, and write down all of these."""
    names = {each.extraction.document.source.name for each in originals}
    found = [entry for each in originals for entry in policy.known(each.result)]
    refuse_inputs(place, files)
    save(place, policy.baseline_text([*(e for e in known if e.file not in names), *found]))
    note(f"已把 {len(found)} 处现有问题记入 {place}，以后只报新的")
    return OK


def _accepted(
    place: Path,
    originals: Sequence[Original],
    known: frozenset[Known],
    marks: Sequence[str],
    files: Sequence[str],
) -> set[Known]:
    """Add the findings of these fingerprints to the baseline."""
    wanted = {each for mark in marks for each in mark.lower().replace("，", ",").split(",") if each}
    found = {e for each in originals for e in policy.known(each.result) if e.fingerprint in wanted}
    missing = wanted - {each.fingerprint for each in found}
    if missing:
        raise BadUsage(f"这次没有编号为 {'、'.join(sorted(missing))} 的问题，请核对编号")
    refuse_inputs(place, files)
    save(place, policy.baseline_text(known | found))
    note(f"已把 {len(found)} 处问题记入 {place}，以后不再报")
    return found


class _Tally:
    """Counts what was found, what was left out, and which settlements were of use."""

    def __init__(self, place: Path | None, allowed: Sequence[Allowed]) -> None:
        self._place, self._allowed = place, allowed
        self._files = self._faulty = self._hidden = self._gone = 0
        self._used: set[Allowed] = set()
        self.findings: Counter[Severity] = Counter()

    def add(self, settled: Settled) -> None:
        """Count one file."""
        self._files += 1
        self._faulty += bool(settled.result.findings)
        self._hidden += len(settled.known)
        self._gone += len(settled.gone)
        self._used.update(settled.used)
        self.findings.update(each.severity for each in settled.result.findings)

    def tell(self) -> None:
        """Say what was left out, and which settlements have become idle."""
        if self._hidden:
            note(f"{self._hidden} 处已记在 {self._place}，没有再报")
        if self._gone:
            note(f"{self._place} 里有 {self._gone} 处已经没有了，可用 --update-baseline 去掉")
        if self._files > 1:
            told = telling.counts_told(self.findings) or "没有发现问题"
            some = f"，{self._faulty}份有问题" if self._faulty else ""
            note(f"共{self._files}份{some}：{told}")
        for entry in self._allowed:
            if entry not in self._used:
                note(f"配置里的忽略项没有用到：{entry.rule}“{entry.words}”")
