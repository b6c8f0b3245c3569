"""句子或段落断开：没有写完，或者一句话被拆成两段。

为什么要查：复制粘贴常把半句话留在原处，读的人不知道后面少了什么。
怎么改：补全后半句；一句话被拆成两段的，合成一段。
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.rules.base import Example
from pipeline.rules.prose import Paragraph, paragraphs
from pipeline.schema import Context, Edit, Finding, NotChecked, Report, Severity, Span

CODE = "STR305"
NAME = "句子断开"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "近期我们对卫生情况进行巡查，通过巡查⟦明\n\n确⟧了整治的重点。已清除杂草200平方米。",
        fixed="近期我们对卫生情况进行巡查，通过巡查明确了整治的重点。已清除杂草200平方米。",
    ),
    Example("筹集资金2万元，制作了宣传画4块，⟦营造了辖⟧\n\n下一步，社区将继续努力，做好各项工作。"),
    Example("街道加强巡查，发现问题及时处理⟦，\n，⟧确保安全。本周开展了检查，整改了隐患。"),
]
GOOD = [
    Example("现将工作情况汇报如下：\n一、宣传发动\n张贴标语，营造氛围。"),
    Example("东湖社区居民委员会\n2025年1月6日"),
    Example("（一）加强领导，落实责任\n成立了领导小组，制定了方案。"),
    Example("1、清理楼道，消除隐患\n2、张贴标语，营造氛围\n3、入户走访，收集意见"),
]
_END = tuple("。！？：；!?;:…”’」』）)》】〕]~～—*%")
_LABEL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、是要]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．)）]|[①-⑳●■◆▲•·☆★※-]"
    r"|第[一二三四五六七八九十]{1,3}[，、部章节]|[附表图注]|首先|其次|最后|下一步|今后|以上|特此|总之"
)
_MARKS = re.compile(r"[，。；、,;！？]")


def check(report: Report, context: Context) -> Iterator[Finding | NotChecked]:
    """Find prose that stops without a mark, alone or with its other half in the next paragraph."""
    parts = paragraphs(report)
    prose = [p for p in parts if p.is_prose and len(p.text) >= 12 and _MARKS.search(p.text)]
    open_ends = [p for p in prose if not p.text.endswith(_END)]
    if len(open_ends) > 3 and len(open_ends) * 4 > len(prose):
        yield NotChecked("这份材料多数段落末尾没有标点或按行断开，无法判断句子是否写完", (), CODE)
        return
    listed = {p.span.start for p in _list_lines(parts)}
    for part, after in pairwise([*parts, None]):
        if part is None or not part.is_prose or part.text.endswith(_END):
            continue
        if after is not None and _goes_on(part, after):
            yield _split(part, after)
        elif part.span.start not in listed and _is_broken(part):
            yield _broken(part)


def _list_lines(parts: list[Paragraph]) -> Iterator[Paragraph]:
    """Find numbered lines among others that all stop without a mark: a list, not broken prose."""
    lines = [p for p in parts if _LABEL.match(p.text)]
    open_ends = [p for p in lines if not p.text.endswith(_END)]
    if len(open_ends) > 1 and len(open_ends) * 2 >= len(lines):
        yield from open_ends


def _goes_on(part: Paragraph, after: Paragraph) -> bool:
    """Say whether the next paragraph is the other half of this one's last sentence."""
    if not after.is_prose or _LABEL.match(after.text):
        return False
    if after.text[0] in "，。、；,;）)”》":
        return True
    if len(part.text) < 12 or not _MARKS.search(part.text):
        return False
    if part.text[-1] in "，、,的和与及在对为将把是":
        return True
    tail = re.split(r"[，。；、：,;:]", part.text)[-1]
    return len(tail) >= 2 and after.text.endswith(_END) and _is_torn(part, after)


def _is_torn(part: Paragraph, after: Paragraph) -> bool:
    """Judge by the seam: a new paragraph begins with a subject or a time, a torn one does not."""
    head = re.split(r"[，。；、：,;:]", after.text)[0]
    begins = re.match(
        r"(?:我们?|本[周月年季]|今年|同时|此外|另外|为|按照|根据|在|对|通过|一年来|近|目前|社区|街道|镇|乡|村|各|全"
        r"|市|区|县|\d|[“《（(])",
        head,
    )
    return begins is None and (
        after.text[0] in "了的着过地得们" or after.text[1:2] in ("了", "着", "过")
    )


def _is_broken(part: Paragraph) -> bool:
    marks = len(_MARKS.findall(part.text))
    return len(part.text) >= 20 and ("。" in part.text[:-1] or "；" in part.text or marks >= 2)


def _split(part: Paragraph, after: Paragraph) -> Finding:
    seam = Span(part.span.end, after.span.start)
    place = Span(part.span.end - 1, after.span.start + 1)
    return Finding(
        CODE,
        SEVERITY,
        f"一句话被拆成两段：“{part.text[-6:]}”之后接“{after.text[:6]}”",
        (place,),
        (Edit(seam, ""),),
        confidence=0.85,
    )


def _broken(part: Paragraph) -> Finding:
    last = max(part.text.rfind(mark) for mark in "，。；、,;：:") + 1
    start = part.span.start + (last if 0 < len(part.text) - last <= 40 else len(part.text) - 12)
    place = Span(start, part.span.end)
    words = part.text[start - part.span.start :]
    return Finding(CODE, SEVERITY, f"句子没有写完：“{words}”", (place,), confidence=0.75)
