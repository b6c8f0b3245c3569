"""错别字、错用的词，并给出改法。

为什么要查：“签定协议”“分工领导”这样的错字，电脑拼写检查看不出来，领导一眼就看得出来。
怎么改：照建议改正。级别为“提示”的，是按上下文推断的，请对照原意再定；人名、地名、单位名以
实际为准。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity
from pipeline.typos import Basis, Correction, corrections

CODE = "TXT403"
NAME = "错别字"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "各社区书记与共建单位代表现场⟦签定⟧共建协议书。",
        fixed="各社区书记与共建单位代表现场签订共建协议书。",
    ),
    Example(
        "对照反馈问题，交由⟦分工领导⟧、责任单位限期整改。",
        fixed="对照反馈问题，交由分管领导、责任单位限期整改。",
    ),
    Example(
        "重点整治⟦赃乱差⟧现象，清扫⟦避街小巷⟧12条。",
        fixed="重点整治脏乱差现象，清扫背街小巷12条。",
    ),
    Example("街道将⟦再接再励⟧，巩固成果。", fixed="街道将再接再厉，巩固成果。"),
    Example(
        "社区成立了以党总支书记⟦任⟧组长的创建小组。",
        fixed="社区成立了以党总支书记为组长的创建小组。",
    ),
    Example("志愿者不间断⟦的⟧在辖区范围内巡查。", fixed="志愿者不间断地在辖区范围内巡查。"),
]
GOOD = [
    Example("通过抽签定顺序，共签订协议16份。"),
    Example("配合做好防汛工作，如实记录相关信息。"),
    Example("新开通多式联运机制下的货运专列2列。"),
    Example("张某某自己经营商铺，本人土地已经流转。"),
    Example("王书记已任命为社区主任，明确分工领导有力。"),
]
ASIDE = 3
_STOP = re.compile(r"[^\u4e00-\u9fff]")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Report each correction with the smallest edit that mends it."""
    text, span = report.document.text, report.span
    for correction in corrections(text, span.start, span.end):
        yield Finding(
            CODE,
            correction.severity,
            _message(correction, text),
            (correction.span,),
            (correction.edit(),),
            confidence=correction.confidence,
        )


def _message(correction: Correction, text: str) -> str:
    wrong, right = correction.wrong, correction.right
    said = f"“{wrong}”" if len(wrong) > 1 else f"“{_phrase(correction, text)}”的“{wrong}”"
    if correction.basis is Basis.MODEL:
        return f"{said}疑为“{right}”之误，请核对"
    if correction.basis is Basis.PARTICLE:
        return f"{said}后面是动作，宜用“{right}”"
    if not right:
        return f"{said}多余"
    usual = "宜作" if correction.severity is Severity.INFO else "应为"
    return f"{said}{usual}“{right}”"


def _phrase(correction: Correction, text: str) -> str:
    """Give a character with a few of its neighbours, so that it can be found in the message."""
    start, end = correction.span.start, correction.span.end
    before = _STOP.split(text[max(start - ASIDE, 0) : start])[-1]
    after = _STOP.split(text[end : end + ASIDE])[0]
    return before + text[start:end] + after
