"""huibao audit: every report of the archive against the earlier ones, in one workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from pipeline import core
from pipeline.archive import StoredReport
from pipeline.errors import BadUsage
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import FOUND, OK, Command, note
from pipeline.interfaces.cli.files import save
from pipeline.outputs import sheet
from pipeline.outputs.telling import SEVERITIES
from pipeline.schema import CheckResult, Severity

HEADER = (
    "时期",
    "报告单位",
    "报告",
    "文件",
    "规则",
    "级别",
    "问题",
    "原文",
    "对照文件",
    "对照原文",
)


@click.command(
    cls=Command,
    name="audit",
    help="""把档案里的报告一期一期跟以前的比对，问题汇成一张表。

    例：
      huibao audit --issuer 某某街道 --year 2025 -o 审计.xlsx""",
)
@of_archive
@click.option("--issuer", metavar="单位", help="只查这个单位的")
@click.option("--year", "period", metavar="年份", help="只查这一年的，如 2025；也可写 2025-08")
@click.option("-o", "out", required=True, metavar="输出", help="写到 .xlsx 或 .csv")
def command(archive: str | None, issuer: str | None, period: str | None, out: str) -> int:
    """Write a row a finding; what could not be compared stands there too."""
    target = Path(out)
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise BadUsage("-o 的后缀要是 .xlsx 或 .csv", file=out)
    store = opened(archive)
    results = list(core.audit(store, issuer=issuer, period=period))
    body = [row for stored, result in results for row in _rows(stored, result)]
    if target.suffix.lower() == ".csv":
        save(target, sheet.csv_bytes(HEADER, body))
    else:
        save(target, sheet.xlsx_bytes("审计", HEADER, body))
    findings = [finding for _, result in results for finding in result.findings]
    note(f"已写入 {out}：核查{len(results)}份报告，问题{len(findings)}处")
    return FOUND if any(each.severity is Severity.ERROR for each in findings) else OK


def _rows(stored: StoredReport, result: CheckResult) -> Iterator[tuple[str | None, ...]]:
    head = (stored.period, stored.issuer, stored.title, stored.file)
    text = result.extraction.document.text
    for finding in result.findings:
        words = text[finding.spans[0].start : finding.spans[0].end]
        related = finding.related[0] if finding.related else None
        yield (
            *head,
            finding.code,
            SEVERITIES[finding.severity],
            finding.message,
            words,
            related.file if related else None,
            related.text if related else None,
        )
    for verdict in result.not_checked:
        yield (*head, verdict.code, "未能核查", verdict.reason, None, None, None)
