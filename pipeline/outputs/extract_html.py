"""One extraction to an offline page: the text with its figures marked, and their list."""

from collections.abc import Sequence
from html import escape

from pipeline import wire
from pipeline.outputs import sheet
from pipeline.schema import Extraction, Report

STYLE = """
body{margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222;
 font:16px/1.8 "Microsoft YaHei","PingFang SC","Noto Sans CJK SC",sans-serif}
pre{white-space:pre-wrap;font:inherit;background:#fafafa;padding:1rem;border:1px solid #ddd}
mark{background:#fff3b0;padding:0 .1em} mark.date{background:#d6ecff}
mark.planned{background:#e6e0f8}
table{border-collapse:collapse;font-size:14px}
td,th{border:1px solid #ccc;padding:.2rem .5rem;text-align:left}
:target{outline:2px solid #c33}
"""


def render(results: Sequence[Extraction], *, listed: bool = False) -> str:
    """Write a page without scripts and without anything from elsewhere."""
    [extraction] = results
    name = escape(extraction.document.source.name)
    body = "\n".join(_report(report, number) for number, report in enumerate(extraction.reports, 1))
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{name}</title>'
        f"<style>{STYLE}</style></head><body>\n<h1>{name}</h1>\n{body}\n</body></html>\n"
    )


def _report(report: Report, number: int) -> str:
    marked, at = [], report.span.start
    rows = []
    for fact in sorted(report.facts, key=lambda each: each.span):
        if fact.span.start < at:
            continue
        ident = f"r{number}-{escape(fact.id, quote=True)}"
        hint = escape(" · ".join(filter(None, (fact.indicator, fact.actor))), quote=True)
        kind = "date" if fact.quantity is None else fact.status.value
        words = escape(report.words(fact.span))
        marked.append(escape(report.document.text[at : fact.span.start]))
        marked.append(f'<mark id="{ident}" class="{kind}" title="{hint}">{words}</mark>')
        at = fact.span.end
        amount = fact.quantity
        cells = (
            fact.indicator or "",
            (wire.decimal(amount.value) if amount else fact.value) or "",
            (amount and amount.unit) or "",
            fact.actor or "",
            fact.time.text if fact.time else "",
            sheet.AGGREGATES[fact.aggregate],
            sheet.STATUSES[fact.status],
        )
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        rows.append(f'<tr><td><a href="#{ident}">{words}</a></td>{row}</tr>')
    marked.append(escape(report.document.text[at : report.span.end]))
    names = ("原文", "指标", "数值", "计量单位", "责任主体", "时间", "口径", "状态")
    header = "".join(f"<th>{name}</th>" for name in names)
    return (
        f"<h2>{escape(report.title)}</h2>\n<pre>{''.join(marked)}</pre>\n"
        f"<table><tr>{header}</tr>\n{''.join(rows)}</table>"
    )
