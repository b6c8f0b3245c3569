"""Extractions to a table for the terminal."""

from collections.abc import Sequence

from pipeline.doubts import doubts
from pipeline.outputs import layout, sheet
from pipeline.schema import Extraction

SHOWN = ("原文", "数值", "计量单位", "指标", "责任主体", "时间", "口径", "状态")


def render(results: Sequence[Extraction], *, listed: bool = False) -> str:
    """Write a table under the title of each report."""
    places = [sheet.HEADER.index(name) for name in SHOWN]
    parts = []
    for extraction in results:
        for report in extraction.reports:
            one = Extraction(extraction.document, (report,))
            body = [[sheet.plain(row[place]) for place in places] for row in sheet.rows([one])]
            heads = [extraction.document.source.name, report.title, report.issuer]
            title = "  ".join(each for each in heads if each)
            table = layout.columns(SHOWN, body) if body else "（没有数字或日期）\n"
            parts.append(f"{title}\n{table}共{len(body)}条\n")
        parts.extend(f"存疑：{verdict.reason}\n" for verdict in doubts(extraction))
        if not extraction.reports:
            parts.append(f"{extraction.document.source.name}\n（没有找到报告）\n")
    return "\n".join(parts)
