"""错别字、错用的词，并给出改法。

为什么要查：“签定协议”“分工领导”这样的错字，电脑拼写检查看不出来，领导一眼就看得出来。
怎么改：照建议改正。级别为“提示”的，是按上下文推断的，请对照原意再定；人名、地名、单位名以
实际为准。
"""

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
]
GOOD = [
    Example("通过抽签定顺序，共签订协议16份。"),
    Example("配合做好防汛工作，如实记录相关信息。"),
    Example("新开通多式联运机制下的货运专列2列。"),
    Example("张某某自己经营商铺，本人土地已经流转。"),
    Example("王书记已任命为社区主任，明确分工领导有力。"),
]
REASONS = {
    Basis.KNOWN: "“{wrong}”应为“{right}”",
    Basis.MODEL: "“{wrong}”疑为“{right}”之误，请核对",
    Basis.PARTICLE: "“{wrong}”疑为“{right}”，修饰动作用“地”",
}


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Report each correction with the smallest edit that mends it."""
    text, span = report.document.text, report.span
    for correction in corrections(text, span.start, span.end):
        yield _finding(correction)


def _finding(correction: Correction) -> Finding:
    likely = correction.basis is Basis.KNOWN and correction.severity is Severity.INFO
    reason = "“{wrong}”宜写作“{right}”" if likely else REASONS[correction.basis]
    return Finding(
        CODE,
        correction.severity,
        reason.format(wrong=correction.wrong, right=correction.right),
        (correction.span,),
        (correction.edit(),),
        confidence=correction.confidence,
    )
