"""网页、脚本的残留，站点广告：网友分享、【写作参考】、&nbsp;、");。

为什么要查：从网上复制来的稿子带着页面上的字，报出去就露了底。
怎么改：删去。
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.rules.prose import overlapping
from pipeline.schema import Context, Edit, Extraction, Finding, Severity, Span

CODE = "TXT406"
NAME = "网页残留"
SEVERITY = Severity.WARNING
BAD = [
    Example("⟦网友 分享 时间：⟧\n东湖社区工作汇报\n社区开展了宣传活动，效果良好。\n⟦上一篇：总结⟧"),
    Example("社区开展了宣传⟦&nbsp;⟧活动，详见⟦http://www.example.com/a.html⟧。"),
    Example('东湖社区工作汇报\n社区开展了宣传活动。\n⟦");⟧'),
]
GOOD = [
    Example("东湖社区工作汇报\n社区通过公众号发布信息8条，阅读量达3200次。"),
    Example("来源分析：投诉主要来自噪声扰民。点击量达175200余次。"),
]


@cache
def _parts() -> re.Pattern[str]:
    rows = lexicon.table("web_remains", 2)
    return re.compile("|".join(f"(?:{pattern})" for place, pattern in rows if place == "part"))


def check_file(extraction: Extraction, context: Context) -> Iterator[Finding]:
    """Report what stands outside any report, then remains inside the text."""
    text = extraction.document.text
    for cluster in _clusters(text, extraction.outside):
        words = text[cluster[0].start : cluster[0].end]
        edits = tuple(Edit(_whole_line(text, span), "") for span in cluster)
        yield Finding(CODE, SEVERITY, f"网页残留：“{words[:30]}”", tuple(cluster), edits)
    is_outside = overlapping(extraction.outside)
    for report in extraction.reports:
        for found in _parts().finditer(text, report.span.start, report.span.end):
            span = Span(found.start(), found.end())
            if found[0] and not is_outside(span):
                message = f"网页残留：“{found[0][:30]}”"
                yield Finding(CODE, SEVERITY, message, (span,), (Edit(span, ""),))


def _clusters(text: str, spans: tuple[Span, ...]) -> Iterator[list[Span]]:
    """Take lines that stand together as one place to clear."""
    cluster: list[Span] = []
    for span in spans:
        if cluster and text[cluster[-1].end : span.start].strip():
            yield cluster
            cluster = []
        cluster.append(span)
    if cluster:
        yield cluster


def _whole_line(text: str, span: Span) -> Span:
    end = span.end + 1 if text[span.end : span.end + 1] == "\n" else span.end
    return Span(span.start, end)
