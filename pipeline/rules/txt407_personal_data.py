"""材料里有个人信息：救助对象姓名连同境况、身份证号、手机号、银行卡号。

为什么要查：《个人信息保护法》要求处理个人信息限于最小范围；报告会转发、上网，写实名就是泄露。
怎么改：隐去姓名（方某某）、只写人数；证件号、电话、卡号一律删去或遮住中间几位。
"""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from pipeline.rules.base import Example
from pipeline.rules.persons import is_public, name_pattern, sure_name_pattern, words
from pipeline.schema import Context, Edit, Finding, Report, Severity, Span

CODE = "TXT407"
NAME = "个人信息"
SEVERITY = Severity.WARNING
BAD = [
    Example(
        "为肢体残疾居民⟦方玉梅⟧申请轮椅1辆，为患尿毒症的低保户⟦孙立田⟧申请医疗救助金12000元。",
        fixed="为肢体残疾居民方某某申请轮椅1辆，为患尿毒症的低保户孙某某申请医疗救助金12000元。",
    ),
    Example("为⟦陶莉⟧申请救助金10000元，为⟦叶云龙⟧家落实了扶贫款2000元。"),
    Example("居民身份证号⟦11010519491231002X⟧已登记，联系电话⟦13812345678⟧。"),
    Example("独居老人⟦周桂兰⟧家中漏水，社区⟦卢秀英⟧患癌症多年，生活困难。"),
]
GOOD = [
    Example("为高龄老人申请补贴，为困难群众安置住房，低保户张某某获得救助，残疾人王**领取轮椅。"),
    Example("街道党工委书记李明带队慰问低保户12户，任顺贤获老年组男子个人第一名。"),
    Example("拨打12345热线，工单号202503140012345678已办结，产品编号123456789012345678。"),
    Example("走访低保户、特困户等困难家庭，对残疾人康复项目进行检查，为困难党员送去慰问金。"),
]
_ID = re.compile(r"(?<![\dA-Za-z])\d{6}(?:19|20)\d{9}[\dXx](?![\dA-Za-z])")
_PHONE = re.compile(r"(?<![\d.\-—/A-Za-z])1[3-9]\d(?:[ -]?\d{4}){2}(?![\d.A-Za-z])")
_CARD = re.compile(
    r"(?<![\dA-Za-z])(?:62|60|4\d|5[1-5])\d{2}(?:[ -]?\d{4}){2}(?:[ -]?\d{3,7})(?![\dA-Za-z])"
)
_CONTACT = re.compile(
    r"(?:联系人|联系电话|咨询电话|值班电话|监督电话|举报电话|办公电话|服务电话|热线|电话)"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HIDDEN = set("某＊*×Xx")


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Report the numbers one by one, and all names of a report together."""
    text, span = report.document.text, report.span
    ids = [m for m in _ID.finditer(text, span.start, span.end) if _is_birthday(m[0])]
    for found in ids:
        if _is_id(found[0]):
            yield _number(found, "身份证号", Severity.ERROR, 6, 4)
        elif "身份证" in text[max(span.start, found.start() - 14) : found.start()]:
            yield _number(found, "身份证号（校验位不符）", SEVERITY, 6, 4)
    taken = {found.start() for found in ids}
    for found in _CARD.finditer(text, span.start, span.end):
        if found.start() not in taken and _luhn(re.sub(r"[ -]", "", found[0])):
            yield _number(found, "银行卡号", Severity.ERROR, 4, 4)
    for found in _PHONE.finditer(text, span.start, span.end):
        lead = text[max(span.start, found.start() - 40) : found.start()].rpartition("\n")[2]
        contact = re.search(r"联系人|值班|咨询|监督|举报|报名", lead) is not None
        yield _number(found, "手机号", Severity.INFO if contact else SEVERITY, 3, 4)
    names = sorted(set(_names(text, span)))
    if names:
        shown = "、".join(dict.fromkeys(text[s.start : s.end] for s in names))
        edits = tuple(Edit(s, _masked(text[s.start : s.end])) for s in names)
        message = f"写了个人姓名和境况：{shown}，建议隐去姓名"
        yield Finding(CODE, SEVERITY, message, tuple(names), edits, confidence=0.8)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    name, ill = name_pattern(), words("ill")
    sure = sure_name_pattern()
    state, aid, benefit = words("state"), words("aid"), words("benefit")
    return (
        re.compile(rf"(?:{state})(?P<name>{sure})"),
        re.compile(
            r"(?:单亲|离异|贫困|困难|低保|残疾|孤残|留守|失独|特困|重病|患病|服刑)[^，。；、]{0,6}"
            rf"(?:学生|儿童|老人|户|家庭|居民|村民|群众|党员|职工|妇女|人员|青年|母亲)(?P<name>{sure})"
        ),
        re.compile(
            rf"(?:居民|村民|社区|儿童|老人|学生|党员|群众|业主|[，。；、])(?P<name>{name})"
            r"(?=，?(?:因(?:病|残|学|灾|伤)|家庭困难|生活困难|家境贫寒|身患|丧偶|离异|双目失明|瘫痪|长期卧床))"
        ),
        re.compile(rf"(?<=、)(?P<name>{name})(?=[^，。；]{{0,4}}享受)"),
        re.compile(  # 瘫痪在床的村民方玉梅
            r"(?:瘫痪|卧床|失明|失能|失智|残疾|重病|患病|行动不便|生活不能自理)(?:在床|不起|多年)?的"
            rf"[^，。；、]{{0,6}}(?:居民|村民|老人|群众|党员|患者|儿童|学生|妇女|户)(?P<name>{sure})"
        ),
        re.compile(
            rf"(?:为|给|帮助|帮|替)(?:[^，。；、为给]{{0,14}}[的户民人员生童者亲])?(?P<name>{name})"
            rf"(?:家|一家|等[^，。；]{{0,10}}|夫妇|老人)?[^，。；为给]{{0,6}}?(?:{aid})"
            rf"(?=[^。；为]{{0,24}}?(?:{benefit}))"
        ),
        re.compile(
            rf"(?:患有?|身患)(?:[^，。；、]{{0,10}})(?:{ill})的(?:[^，。；、]{{0,8}}[户民人员童者])?(?P<name>{sure})"
        ),
        re.compile(
            rf"(?:居民|村民|社区|儿童|老人|学生|党员|群众|业主|[，。；、])(?P<name>{name})"
            rf"(?:因|家庭|家中)?[^，。；]{{0,3}}(?:患|身患|突发|查出|确诊|系|属|是)[^，。；]{{0,10}}(?:{ill}|{state})"
        ),
    )


@cache
def _row() -> re.Pattern[str]:
    return re.compile(rf"、(?P<name>{name_pattern()})")


@cache
def _trigger() -> re.Pattern[str]:
    """Find what a sentence must hold before names are looked for in it."""
    told = f"{words('state')}|{words('ill')}|{words('benefit')}"
    return re.compile(
        rf"{told}|享受|因[病残学灾伤]|困难|贫寒|单亲|离异|丧偶|留守|孤残|服刑|卧床|瘫痪|失明|失能|失智|行动不便|患"
    )


def _names(text: str, span: Span) -> Iterator[Span]:
    trigger = _trigger()
    at = span.start
    while (hint := trigger.search(text, at, span.end)) is not None:
        stops = (text.rfind(mark, at, hint.start()) for mark in "。\n")
        begin = max(at, *(stop + 1 for stop in stops))
        ends = (text.find(mark, hint.end(), span.end) for mark in "。\n")
        end = min((stop + 1 for stop in ends if stop >= 0), default=span.end)
        yield from _names_in(text, Span(begin, end))
        at = max(end, hint.end())


def _names_in(text: str, span: Span) -> Iterator[Span]:
    for pattern in _patterns():
        for found in pattern.finditer(text, span.start, span.end):
            start, end = found.span("name")
            if _is_hidden(text[start:end]) or is_public(text[end : end + 3]):
                continue
            yield Span(start, end)
            while (more := _row().match(text, end)) is not None:  # 陈小华、华惠根
                start, end = more.span("name")
                if _is_hidden(more["name"]) or is_public(text[end : end + 3]):
                    break
                yield Span(start, end)


def _is_hidden(name: str) -> bool:
    return bool(set(name[1:]) & _HIDDEN)


def _masked(name: str) -> str:
    family = name[:2] if re.match(words("compound"), name) else name[:1]
    return family + "某" * max(1, len(name) - len(family))


def _is_birthday(number: str) -> bool:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return True


def _is_id(number: str) -> bool:
    """Check the check digit (GB 11643—1999)."""
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(number: str) -> bool:
    digits = [int(d) for d in reversed(number)]
    doubled = [sum(divmod(2 * d, 10)) for d in digits[1::2]]
    return 16 <= len(number) <= 19 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _number(found: re.Match[str], what: str, severity: Severity, head: int, tail: int) -> Finding:
    words_ = found[0]
    masked = words_[:head] + "*" * (len(words_) - head - tail) + words_[-tail:]
    span = Span(found.start(), found.end())
    return Finding(CODE, severity, f"写了{what}{masked}", (span,), (Edit(span, masked),))
