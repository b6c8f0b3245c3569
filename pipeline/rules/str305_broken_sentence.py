"""句子或段落断开：没有写完，或者一句话被拆成两段。

为什么要查：复制粘贴常把半句话留在原处，读的人不知道后面少了什么。
怎么改：补全后半句；一句话被拆成两段的，合成一段。
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.rules.base import Example
from pipeline.rules.prose import Paragraph, overlapping, paragraphs
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
    Example("采取三项措施：一是加强巡查；二是加强宣传；⟦三是⟧"),
    Example("社区走访居民86户，认真听取意见，⟦并且。⟧发放宣传单600份。"),
    Example("街道加强巡查，发现问题及时处理⟦，\n，⟧确保安全。本周开展了检查，整改了隐患。"),
]
GOOD = [
    Example("现将工作情况汇报如下：\n一、宣传发动\n张贴标语，营造氛围。"),
    Example("会议记录\n时间：2025年3月4日下午，地点：二楼会议室\n会议研究了防汛工作，部署了任务。"),
    Example("东湖社区居民委员会\n2025年1月6日"),
    Example("（一）加强领导，落实责任\n成立了领导小组，制定了方案。"),
    Example("1、清理楼道，消除隐患\n2、张贴标语，营造氛围\n3、入户走访，收集意见"),
]
_END = frozenset("。！？：；!?;:…”’」』）)》】〕]~～—*%")
_LABEL = re.compile(
    r"[一二三四五六七八九十]{1,3}[、是要]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．)）]|[①-⑳●■◆▲•·☆★※-]"
    r"|第[一二三四五六七八九十]{1,3}[，、部章节]|[附表图注]|首先|其次|最后|下一步|今后|以上|特此|总之"
)
_HANGING = re.compile(
    r"(?:以及|按照|由于|并且|从而|以便|进一步|大力|切实|为了|关于|对于|不仅|而且|及其|着力|致力于|位于|属于|用于|在于)[。；]"
    r"|(?<=[；。：，])[二三四五六七八九]是(?:[。；，]|$)"
)
# 联系人：王明，电话：…… and 具体情况见下表 end without a mark by custom.
_FIELD = re.compile(
    r"[\u4e00-\u9fff]{2,8}[：:].{0,50}$|.{0,80}(?:如下|下表|见表\d?|所示|附后|见附件\d?)$"
)
_MANY, _SHORT = 2000, 20  # so many lines of so few characters are no prose
_MARKS = re.compile(r"[，。；、,;！？]")
_MARK_OR_DIGIT = re.compile(r"[，。；、,;\d]")


def check(report: Report, context: Context) -> Iterator[Finding | NotChecked]:
    """Find prose that stops without a mark, alone or with its other half in the next paragraph."""
    is_outside = overlapping(context.extraction.outside if context.extraction else ())
    parts = paragraphs(report)
    if len(parts) > _MANY and len(report.text) < _SHORT * len(parts):
        yield NotChecked("这份材料每行只有几个字，无法判断句子是否写完", (), CODE)
        return
    parts = [p for p in parts if not is_outside(p.span)]
    parts = _with_sentences(parts)
    prose = [p for p in parts if p.is_prose and len(p.text) >= 12 and _MARKS.search(p.text)]
    open_ends = [p for p in prose if p.text[-1] not in _END]
    if len(open_ends) > 3 and len(open_ends) * 4 > len(prose):
        yield NotChecked("这份材料多数段落末尾没有标点或按行断开，无法判断句子是否写完", (), CODE)
        return
    listed = {p.span.start for p in _list_lines(parts)} - _only_open(prose)
    for before, part, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        if not part.is_prose:
            continue
        yield from _cut_short(part)
        if _is_orphan(before, part):
            place = Span(part.span.start, part.span.start + min(6, len(part.text)))
            message = f"段落从半句话开始：“{part.text[:6]}”"
            yield Finding(CODE, SEVERITY, message, (place,), confidence=0.7)
        if part.text[-1] in _END or _HANGING.search(part.text, max(0, len(part.text) - 4)):
            continue
        if _FIELD.match(part.text) or (after is not None and after.part == "table"):
            continue
        if after is not None and _goes_on(part, after):
            yield _split(part, after)
        elif part.span.start not in listed and _is_broken(part):
            yield _broken(part)


def _cut_short(part: Paragraph) -> Iterator[Finding]:
    """Find a full stop after a word that must go on, and an item with nothing after its number."""
    for found in _HANGING.finditer(part.text):
        start = max(part.text.rfind(mark, 0, found.start()) for mark in "，。；：、") + 1
        start = max(start, found.start() - 30)
        place = Span(part.span.start + start, part.span.start + found.end())
        message = f"句子没有写完：“{part.text[start : found.end()]}”"
        yield Finding(CODE, SEVERITY, message, (place,), confidence=0.7)


def _with_sentences(parts: list[Paragraph]) -> list[Paragraph]:
    """A numbered line with figures and commas is a sentence, where its fellows end with a mark."""
    closed = sum(p.text[-1] in "。；" for p in parts if _LABEL.match(p.text))
    return [
        replace(p, part="prose")
        if p.part == "heading"
        and closed > 0
        and re.search(r"\d+[\u4e00-\u9fff]", _LABEL.sub("", p.text, count=1))
        and re.search("[，；]", p.text)
        else p
        for p in parts
    ]


def _is_orphan(before: Paragraph | None, part: Paragraph) -> bool:
    """Say whether a paragraph begins in the middle, and the one above it is whole."""
    if before is None or before.part not in ("prose", "heading") or not before.text.endswith("。"):
        return False
    return re.match(r"[，。、；）]|们|了(?![解望却结然])|的(?![确士])", part.text) is not None


def _list_lines(parts: list[Paragraph]) -> Iterator[Paragraph]:
    """Find numbered lines among others that all stop without a mark: a list, not broken prose."""
    lines = [p for p in parts if p.is_prose and _LABEL.match(p.text)]
    open_ends = [p for p in lines if p.text[-1] not in _END]
    if len(open_ends) > 1 and len(open_ends) * 2 >= len(lines):
        yield from open_ends


def _only_open(prose: list[Paragraph]) -> set[int]:
    """Paragraphs of whole sentences that stop open, where nearly all others end with a mark."""
    whole = [p for p in prose if len(p.text) >= 30 and re.search("[。；]", p.text)]
    open_ends = {p.span.start for p in whole if p.text[-1] not in _END}
    return open_ends if len(open_ends) <= 2 and len(open_ends) * 4 <= len(whole) else set()


def _goes_on(part: Paragraph, after: Paragraph) -> bool:
    """Say whether the next paragraph is the other half of this one's last sentence."""
    if not after.is_prose or _LABEL.match(after.text):
        return False
    if after.text[0] in "，。、；,;）)”》":
        return True
    if len(part.text) < 8 or not _MARK_OR_DIGIT.search(part.text):
        return False
    if part.text[-1] in "，、,的和与及在对为将把是":
        return True
    return part.text[-1] not in "，。；、：,;:" and after.text[-1] in _END and _is_torn(after)


def _is_torn(after: Paragraph) -> bool:
    """Judge by the seam: a new paragraph begins with a subject or a time, a torn one does not."""
    begins = re.match(
        r"(?:我们?|本[周月年季镇街社村校院局所]|今年|去年|同时|此外|另外|为|按照|根据|在|对|通过|一年来|近|目前|截至"
        r"|社区|街道|镇|乡|村|各|全|市|区|县|\d|[“《（(【]|党|学校|辖区|随着|针对|围绕|坚持|组织|开展|加强|积极|做好"
        r"|进一步|加大|强化|落实|推进|完善|建立|充分|认真|利用|结合|由于|虽然|但|经|从|以|是|联系|附|备注|注)",
        after.text,
    )
    return begins is None


def _is_broken(part: Paragraph) -> bool:
    marks = len(_MARKS.findall(part.text))
    return len(part.text) >= 16 and ("。" in part.text[:-1] or "；" in part.text or marks >= 1)


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
