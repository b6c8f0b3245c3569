"""材料带有密级标志：绝密、机密、秘密；“内部资料”要留意。

为什么要查：涉密材料不得进入本软件，也不得在联网的电脑上处理。
怎么改：立即停止处理，交保密人员；“内部资料”请确认能否归档、外发。
"""

import re
from collections.abc import Iterator

from pipeline.rules.base import Example
from pipeline.schema import Context, Extraction, Finding, Severity, Span

CODE = "TXT409"
NAME = "密级标志"
SEVERITY = Severity.ERROR
BAD = [
    Example("⟦机密★10年⟧\n关于重点工作情况的报告\n现将有关情况报告如下。"),
    Example("⟦秘　密⟧\n关于重点工作情况的报告\n现将有关情况报告如下。"),
    Example("密级：⟦绝密⟧\n关于重点工作情况的报告\n现将有关情况报告如下。"),
    Example("⟦内部资料  注意保存⟧\n工作简报\n本期刊发以下信息。"),
]
GOOD = [
    Example("一、加强保密教育。组织学习《保密法》，涉及国家秘密、商业秘密的文件专人管理。"),
    Example("查处违规打印机密文件问题0起，内部资料管理规范。密级：公开"),
]
_GRADE = r"(?:绝[ 　]{0,4}密|机[ 　]{0,4}密|秘[ 　]{0,4}密)"
_TERM = r"(?:长期|[\d一二三四五六七八九十]{1,3}(?:年|个月))"
_MARK = re.compile(
    rf"^[ \t　]*(?P<line>{_GRADE}(?:[ 　]{{0,4}}[★☆*].{{0,12}})?)[ \t　]*$"
    rf"|(?P<star>{_GRADE}[ 　]{{0,2}}[★☆](?:[ 　]{{0,2}}{_TERM})?)"
    r"|(?:密级|保密级别|秘密等级|密[ 　]{1,4}级)[ 　]{0,3}[：:][ 　]{0,3}"
    r"(?P<level>绝密|机密|秘密)(?!级?以下)",
    re.MULTILINE,
)
_KEEP = "注意保存|注意保密|请勿外传|不得外传|严禁外传|请勿翻印"
_INSIDE = re.compile(
    r"^[ \t　【（(\[]*(?P<line>内部(?:资料|文件|材料|使用|参考|刊物|传阅)"
    rf"(?:[ 　，,·—-]{{0,4}}(?:{_KEEP}|妥善保管|仅供参考))?)[ \t　】）)\]]*$"
    rf"|(?P<warn>(?:内部(?:资料|文件|材料|使用)|仅供内部)[ 　，,]{{0,3}}(?:{_KEEP}|参考使用))",
    re.MULTILINE,
)


def check_file(extraction: Extraction, context: Context) -> Iterator[Finding]:
    """Look for marks on lines of their own, with a star, or after 密级."""
    text = extraction.document.text
    for found in _MARK.finditer(text):
        span = _place(found)
        words = re.sub(r"[ 　]", "", text[span.start : span.end])
        yield Finding(CODE, SEVERITY, f"材料标有密级“{words}”，不得在此处理", (span,))
    for found in _INSIDE.finditer(text):
        span = _place(found)
        words = text[span.start : span.end]
        yield Finding(CODE, Severity.WARNING, f"材料标有“{words}”，请确认能否归档、外发", (span,))


def _place(found: re.Match[str]) -> Span:
    name = found.lastgroup or "line"
    return Span(found.start(name), found.end(name))
