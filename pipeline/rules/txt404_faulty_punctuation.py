"""标点有误：括号引号不成对，标点叠用，该有的没有，不该有的有，全文全角里夹着半角。

为什么要查：标点错了，层次和意思跟着错；括号不配对，往往还丢了字（GB/T 15834—2011）。
怎么改：补齐或删去多余的一半；叠用的留一个；中文里用全角标点。
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.rules.prose import Paragraph, paragraphs
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "TXT404"
NAME = "标点有误"
SEVERITY = Severity.WARNING
BAD = [
    Example("按照通知⟦（鼓委文明办〔2011〕1号⟧文件精神，开展整理。"),
    Example("开展“邻里节⟦””⟧活动，社区⟦）⟧积极参与。"),
    Example("清理杂物⟦，，⟧整治环境⟦。。⟧", fixed="清理杂物，整治环境。"),
    Example("整治环境⟦，。⟧下一步继续巡查。", fixed="整治环境。下一步继续巡查。"),
    Example("我们明确⟦了，社⟧区创建小组职责。", fixed="我们明确了社区创建小组职责。"),
    Example("为全面做好防⟦汛我⟧们落实了值班。", fixed="为全面做好防汛，我们落实了值班。"),
    Example(
        "本周，街道清理杂物，整治环境，检查商户，发现问题，立即整改⟦,⟧效果明显，群众满意。",
        fixed="本周，街道清理杂物，整治环境，检查商户，发现问题，立即整改，效果明显，群众满意。",
    ),
]
GOOD = [
    Example("开展“邻里节”（第三届）活动，学习《条例》《办法》（试行）。"),
    Example("1）宣传。2）整治。a)检查。时间为10:30，比例1:2，共3,500份……"),
    Example("本周,街道清理杂物,整治环境,检查商户(12家),发现问题,立即整改."),
    Example("市民说：“环境好了！”街道表示，将继续努力。"),
    Example("为我们的生活添彩，让我们的家园更美，为让我们放心，责任进一步明确了，成效好。"),
]
_PAIRS = {
    "）": "（",
    "》": "《",
    "”": "“",
    "】": "【",
    "〕": "〔",
    "]": "[",
    "」": "「",
    "』": "『",
    "〉": "〈",
}
_OPEN = set(_PAIRS.values())
_FOLD = {"(": "（", ")": "）", "［": "[", "］": "]"}
_ANY = r"（）()《》“”【】〔〕\[\]［］「」『』〈〉"
_MARKS = frozenset(_ANY.replace("\\", ""))
# A pair with no other bracket in it changes nothing; what is left is matched one by one.
_BRACKETS = re.compile(
    "|".join(
        rf"{first}[^{_ANY}]*{last}"
        for first, last in (
            ("[（(]", "[）)]"), ("《", "》"), ("“", "”"), ("【", "】"), ("〔", "〕"),
            (r"[\[［]", r"[\]］]"), ("「", "」"), ("『", "』"), ("〈", "〉"),
        )
    )
    + f"|[{_ANY}]"
)  # fmt: skip
_ITEM = re.compile(r"[。；;，,：:、\s](?:\d{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,3}|[①-⑳])$")
_DOUBLE = re.compile(
    r"(?<![，。、；：,;!！?？])"
    r"(?:[，、；：,;][，。、；：,;！？]{1,3}|[。！？][，。、；：,;]{1,3}|。{2,6})(?![，。、；：])"
)
_ELLIPSIS = re.compile(r"(?<!。)。{3,6}(?!。)")
_HALF = re.compile(r"(?<=[\u4e00-\u9fff”》）])[,;:?!](?=[\u4e00-\u9fff“《（]|$)")
_SLIM = re.compile(r"[,;:?!]")
_FULL = re.compile(r"[，；：？！。]")
_TO_FULL = str.maketrans(",;:?!.", "，；：？！。")
_SELF = "我们|我社区|我街道|我镇|我乡|我村|我校|我局|我所|我院|我区|我县|我市|我中心|我居"
_NO_COMMA = re.compile(
    r"(?:(?<=[。；\n 　])|^)为了?"
    r"(?P<aim>[^，。；：,;:\n]{4,36}?[^，,、；。让使给对向与和的是为由把被在请要])"
    rf"(?P<who>{_SELF})(?!的)(?=[^，。；：,;:\n]{{3,60}}[，。；,;])"
)
_CUT = re.compile(
    r"(?:(?<=[，。；：,;:\n 　])|^)(?:会上|会后|随后|为此|本周)?"
    r"(?:我们|我居|我社区|社区|街道|我镇|我街道|我村)(?:进一步|先后|专门|积极|及时|认真|全面)?"
    r"(?:明确|制定|营造|组建|签订|印发|举办|召开|完善|健全|建立|修订|下发)"
    r"(?P<cut>了[，,])(?=[\u4e00-\u9fff“《])"
)
_TOO_MANY = 60  # unpaired marks in one report: broken text, not sixty slips
_HOPELESS = 10 * _TOO_MANY  # so many that no later mark can mend them
_VERBS = "建设修改装购添开增扩清整更换完成做抓是有被了让使为在于对到把"
_BUILT = re.compile(
    r"(?:建成|建设|装修|新建|改造|设立|设置|购置|添置|建立)了[^，。、；,;]{2,12}"
    r"(?:室|中心|站|栏|廊|馆|屋|场|亭|点)(?P<mark>[，,])"
    rf"[^，。、；,;{_VERBS}]{{2,9}}(?:用房|室|中心|站|栏|廊|馆|书屋|广场|亭)(?=[。；;\n]|$)"
)
_CLAUSE = re.compile(r"[^，。；：,;:\s]+")
_ITEM_OF_LIST = re.compile(r"[^、和及与]+")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Go through the paragraphs, then weigh the half-width marks of the whole report."""
    text = report.document.text
    parts = paragraphs(report)
    whole = report.text
    if _BRACKETS.search(whole):
        yield from _unpaired(text, parts)
    doubled = _DOUBLE.search(whole)
    for part in parts:
        if part.part == "table":
            continue
        if doubled:
            yield from _doubled(part)
        if len(part.text) > 5:
            yield from _misplaced(part)
    if _SLIM.search(whole):
        yield from _half_width(report, parts)


def _unpaired(text: str, parts: list[Paragraph]) -> Iterator[Finding]:
    """Match brackets inside each paragraph; a quotation may run over several."""
    opened: list[tuple[str, int, Paragraph]] = []
    closed: list[tuple[str, int]] = []
    waiting: Counter[str] = Counter()
    for part in parts:
        if _MARKS.isdisjoint(part.text):
            continue
        stack: list[tuple[str, int]] = []
        waiting.clear()
        for found in _BRACKETS.finditer(part.text):
            if found.end() - found.start() > 1:
                continue
            if len(stack) + len(opened) + len(closed) > _HOPELESS:
                break
            at, mark = found.start(), _FOLD.get(found[0], found[0])
            place = part.span.start + at
            if mark in _OPEN:
                stack.append((mark, place))
                waiting[mark] += 1
            elif waiting[_PAIRS[mark]]:
                while stack[-1][0] != _PAIRS[mark]:  # “（” inside: what is nested stays open
                    inner, where = stack.pop()
                    waiting[inner] -= 1
                    opened.append((inner, where, part))
                waiting[stack.pop()[0]] -= 1
            elif mark == "）" and _ITEM.search(
                ("\n" if at <= 5 else "") + part.text[max(0, at - 5) : at]
            ):
                continue
            else:
                closed.append((mark, place))
        opened.extend((mark, place, part) for mark, place in stack)
        if len(opened) + len(closed) > _HOPELESS:
            break
    if any(mark == "“" for mark, _, _ in opened):
        follows = {part.span.start: after.text[:1] for part, after in pairwise(parts)}
        opened = [o for o in opened if not (o[0] == "“" and follows.get(o[2].span.start) == "“")]
    over = [place for mark, place, _ in opened if mark in "“「『"]
    if len(closed) + len(opened) > _TOO_MANY:
        places = sorted([place for _, place in closed] + [place for _, place, _ in opened])
        message = f"括号、引号大量不成对，超过{_TOO_MANY}处"
        yield Finding(CODE, SEVERITY, message, tuple(Span(p, p + 1) for p in places[:_TOO_MANY]))
        return
    for mark, place in closed:
        partner = next((o for o in over if o < place), None) if mark in "”」』" else None
        if partner is not None and "\n" in text[partner:place]:
            over.remove(partner)
            opened = [o for o in opened if o[1] != partner]
            continue
        yield _odd_close(text, mark, place)
    for mark, place, part in opened:
        yield _odd_open(text, mark, place, part)


def _odd_close(text: str, mark: str, place: int) -> Finding:
    start = place - 1 if text[place - 1 : place] == text[place] else place
    edits = (Edit(Span(place, place + 1), ""),) if start < place else ()
    return Finding(
        CODE,
        SEVERITY,
        f"“{text[place]}”前面没有配对的“{_PAIRS[mark]}”",
        (Span(start, place + 1),),
        edits,
    )


def _odd_open(text: str, mark: str, place: int, part: Paragraph) -> Finding:
    close = next(c for c, o in _PAIRS.items() if o == mark)
    rest = text[place : min(part.span.end, place + 40)]
    end = place + 1
    edits: tuple[Edit, ...] = ()
    number = re.match(r".[^，。；,;（()）]{0,24}?[〔\[]\d{4}[〕\]]第?\d{1,4}号", rest)
    if number is not None and mark == "（":
        end = place + number.end()
        shown = ")" if text[place] == "(" else close
        edits = (Edit(Span(end - 1, end), text[end - 1] + shown),)
    else:
        stop = re.search(r"[，。；,;]", rest)
        end = place + (stop.start() if stop else len(rest))
    return Finding(
        CODE,
        SEVERITY,
        f"“{text[place]}”后面没有配对的“{close}”",
        (Span(place, max(end, place + 1)),),
        edits,
    )


def _doubled(part: Paragraph) -> Iterator[Finding]:
    for found in _DOUBLE.finditer(part.text):
        marks = found[0]
        if _ELLIPSIS.fullmatch(marks) or (marks[0] in "！？" and marks[1:] in ("，", "、")):
            continue
        if marks == "：：" or (marks[0] == "、" and part.text[found.start() - 1].isdigit()):
            continue
        keep = next((m for m in "。！？；：，、;:," if m in marks), marks[0])
        span = Span(part.span.start + found.start(), part.span.start + found.end())
        yield Finding(CODE, SEVERITY, f"标点叠用“{marks}”", (span,), (Edit(span, keep),))


def _misplaced(part: Paragraph) -> Iterator[Finding]:
    """Find a comma that cuts a verb from its object, and one that is missing after 为……."""
    if part.part != "prose" or len(part.text) < 6:
        return
    at = part.span.start
    for found in _CUT.finditer(part.text) if "了" in part.text else ():
        mark = at + found.end("cut") - 1
        edit = Edit(Span(mark, mark + 1), "")
        words = part.text[found.start("cut") - 2 : found.end("cut") + 2]
        yield Finding(
            CODE,
            SEVERITY,
            f"“{words}”中的逗号断开了动词和宾语",
            (Span(mark - 1, mark + 2),),
            (edit,),
            confidence=0.8,
        )
    for found in _BUILT.finditer(part.text) if "了" in part.text else ():
        mark = at + found.start("mark")
        edit = Edit(Span(mark, mark + 1), "、")
        words = part.text[found.start("mark") - 4 : found.end()]
        place = Span(mark - 2, mark + 4)
        message = f"“{words}”是并列的，应用顿号"
        yield Finding(CODE, SEVERITY, message, (place,), (edit,), confidence=0.7)
    for found in _NO_COMMA.finditer(part.text) if "为" in part.text else ():
        seam = at + found.start("who")
        edit = Edit(Span(seam - 1, seam), part.text[found.start("who") - 1] + "，")
        message = f"“{part.text[found.start('who') - 4 : found.end('who')]}”中间缺逗号"
        yield Finding(CODE, SEVERITY, message, (Span(seam - 1, seam + 1),), (edit,), confidence=0.8)
    for found in _CLAUSE.finditer(part.text) if part.text.count("、") > 1 else ():
        if found[0].count("、") >= 2:
            yield from _glued(at + found.start(), found[0])


@cache
def _facilities() -> tuple[re.Pattern[str], re.Pattern[str]]:
    inner = "|".join(row[1] for row in lexicon.table("facilities", 2) if row[0] == "inner")
    outer = "|".join(row[1] for row in lexicon.table("facilities", 2) if row[0] == "outer")
    whole = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{inner})(?=[\u4e00-\u9fff]{{2,5}}(?:{outer})$)")
    return whole, re.compile(rf"(?:{inner}|{outer})$")


def _glued(at: int, words: str) -> Iterator[Finding]:
    """Find two places in a row without 、 in a list of such places: 阅览室科普课堂."""
    double, single = _facilities()
    items = list(_ITEM_OF_LIST.finditer(words))
    if sum(single.search(item[0]) is not None for item in items) < 3:
        return
    for item in items:
        if found := double.match(item[0]):
            seam = at + item.start() + found.end()
            edit = Edit(Span(seam - 1, seam), item[0][found.end() - 1] + "、")
            fixed = f"{item[0][: found.end()]}、{item[0][found.end() :]}"
            span = Span(at + item.start(), at + item.end())
            message = f"“{item[0]}”中间缺顿号，应为“{fixed}”"
            yield Finding(CODE, SEVERITY, message, (span,), (edit,), confidence=0.7)


def _half_width(report: Report, parts: list[Paragraph]) -> Iterator[Finding]:
    """A lone half-width mark among full-width ones is a slip; many are the writer's habit."""
    found = [
        Span(part.span.start + m.start(), part.span.start + m.end())
        for part in parts
        if part.part != "table"
        for m in _HALF.finditer(part.text)
    ]
    if not found:
        return
    full = sum(len(_FULL.findall(part.text)) for part in parts)
    text = report.document.text
    edits = tuple(Edit(s, text[s.start].translate(_TO_FULL)) for s in found)
    if full >= 7 and len(found) * 7 <= full:
        mark = text[found[0].start]
        message = f"半角“{mark}”应为全角“{mark.translate(_TO_FULL)}”"
        yield Finding(CODE, SEVERITY, message, tuple(found), edits, confidence=0.8)
        return
    message = f"中文里用了半角标点，共{len(found)}处"
    yield Finding(CODE, Severity.INFO, message, tuple(found), edits, confidence=0.6)
