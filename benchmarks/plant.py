"""Plant one fault at a time into clean reports; measure what each rule finds and what else it says.

usage: python -m benchmarks.plant [--seed 7] [--tries 24] [--codes NUM101,…] [--verbose] FOLDER…

FOLDERs hold clean reports (default: corpora/clean and the weekly samples). Prints one line a code:
planted, found, recall, new warnings elsewhere; last, one line of JSON.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from pipeline import lexicon, paths
from pipeline.extract import extract
from pipeline.reading import read, read_bytes
from pipeline.rules import check
from pipeline.schema import Aggregate, Context, Extraction, Fact, FactKind, Report, Severity, Span

TODAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Planted:
    """A text with one fault: what was put where; ``place`` is in the new text."""

    text: str
    place: Span


Planter = Callable[[Report, random.Random], Planted | None]


def _swap(report: Report, span: Span, words: str) -> Planted:
    text = report.document.text
    new = text[: span.start] + words + text[span.end :]
    return Planted(new, Span(span.start, span.start + len(words)))


def _pick(items: list[Fact], rng: random.Random) -> Fact | None:
    return rng.choice(items) if items else None


def _figures(report: Report) -> list[Fact]:
    return [
        f
        for f in report.facts
        if f.kind is FactKind.QUANTITY
        and f.cell is None
        and f.quantity
        and f.quantity.value is not None
        and f.quantity.bound.value == "exact"
        and re.match(r"[0-9]", report.words(f.span))
    ]


def _renumber(report: Report, fact: Fact, value: Decimal) -> Planted:
    words = report.words(fact.span)
    number = format(value, "f")
    return _swap(report, fact.span, re.sub(r"^[0-9,.]+", number, words))


def _clause(report: Report, fact: Fact) -> Span:
    text = report.document.text
    start = max(text.rfind(c, 0, fact.span.start) for c in "，；：。、\n") + 1
    return Span(start, fact.span.end)


def _says_all(report: Report, fact: Fact) -> bool:
    """Say whether a clause names its action and object itself: alone it means the same."""
    words = report.words(_clause(report, fact))
    return words.startswith(fact.action or "-") and (fact.object or "-") in words


def repeat_figure(report: Report, rng: random.Random) -> Planted | None:
    """NUM101: paste a counted clause at the end of another section's sentence."""
    found = [
        f
        for f in _figures(report)
        if f.action and f.object and f.section and f.aggregate is None and f.quantity
        and (f.quantity.value or 0) >= 6 and _says_all(report, f)
    ]  # fmt: skip
    fact = _pick(found, rng)
    others = [f for f in _figures(report) if fact and f.section != fact.section and f.section]
    other = _pick(others, rng)
    if fact is None or other is None:
        return None
    text = report.document.text
    stop = text.find("。", other.span.end)
    if stop < 0:
        return None
    clause = "，" + report.words(_clause(report, fact))
    return Planted(text[:stop] + clause + text[stop:], Span(stop + 1, stop + len(clause)))


def break_sum(report: Report, rng: random.Random) -> Planted | None:
    """NUM103: change one part of a listed total by a little."""
    groups: dict[str, list[Fact]] = {}
    for f in _figures(report):
        if f.aggregate is Aggregate.PART and f.ties.whole:
            groups.setdefault(f.ties.whole, []).append(f)
    fitting: list[Fact] = []
    for ident, parts in groups.items():
        whole = report.fact(ident)
        values = [p.quantity.value or Decimal(0) for p in parts if p.quantity]
        if whole and whole.quantity and len(parts) > 1 and sum(values) == whole.quantity.value:
            fitting.extend(p for p in parts if p.quantity and (p.quantity.value or 0) > 3)
    part = _pick(fitting, rng)
    if part is None or part.quantity is None or part.quantity.value is None:
        return None
    return _renumber(report, part, part.quantity.value - rng.choice([1, 2]))


def _rates(report: Report) -> list[Fact]:
    return [
        f
        for f in report.facts
        if f.kind is FactKind.PERCENT
        and f.aggregate is Aggregate.RATE
        and f.cell is None
        and f.ties.numerator
        and "率" in (f.object or "")
        and re.match(r"[0-9.]+%$", report.words(f.span))
    ]


def break_rate(report: Report, rng: random.Random) -> Planted | None:
    """NUM104: state another rate than numerator and denominator give."""
    fitting = []
    for f in _rates(report):
        top = report.fact(f.ties.numerator)
        whole = report.fact(top.ties.whole) if top else None
        if top and whole and top.quantity and whole.quantity and f.quantity:
            a, b, p = top.quantity.value, whole.quantity.value, f.quantity.value
            if a and b and p and abs(a * 100 / b - p) < Decimal("0.06"):
                fitting.append(f)
    fact = _pick(fitting, rng)
    if fact is None or fact.quantity is None or fact.quantity.value is None:
        return None
    value = fact.quantity.value
    return _renumber(report, fact, value - Decimal("2.3") if value > 50 else value + Decimal("2.3"))


def break_change(report: Report, rng: random.Random) -> Planted | None:
    """NUM105: state another change than the two values give."""
    text = report.document.text
    found = list(
        re.finditer(
            r"(\d+)([\u4e00-\u9fff]{1,2})，(?:比|较|与)[^，。；\d]{1,6}的?(\d+)\2[^，。；\d]{0,4}?(?:增加|减少|多|少)(\d+)\2",
            text,
        )
    )
    found = [m for m in found if abs(int(m[1]) - int(m[3])) == int(m[4])]
    if not found:
        return None
    match = rng.choice(found)
    return _swap(report, Span(*match.span(4)), str(int(match[4]) + 2))


def drop_number(report: Report, rng: random.Random) -> Planted | None:
    """NUM106: leave a figure out before its unit."""
    found = [
        f
        for f in _figures(report)
        if f.quantity and f.quantity.unit in ("人次", "平方公里", "平方米", "公里", "户次", "场次")
        and f.aggregate is None and f.object and report.words(f.span)[-1] != ")"
        and report.document.text[f.span.end : f.span.end + 1] in "，。；、"
    ]  # fmt: skip
    fact = _pick(found, rng)
    if fact is None:
        return None
    return _swap(report, fact.span, re.sub(r"^[0-9,.]+[万亿]?", "", report.words(fact.span)))


def enlarge_part(report: Report, rng: random.Random) -> Planted | None:
    """NUM107: make a part larger than its whole."""
    found = []
    for f in _figures(report):
        whole = report.fact(f.ties.whole) if f.aggregate is Aggregate.PART else None
        before = report.document.text[max(0, f.span.start - 20) : f.span.start]
        if whole and whole.quantity and whole.quantity.value and "其中" in before:
            found.append((f, whole.quantity.value))
    if not found:
        return None
    fact, total = rng.choice(found)
    return _renumber(report, fact, total + rng.randint(3, 9))


def hedge_twice(report: Report, rng: random.Random) -> Planted | None:
    """NUM108: 约 before 余."""
    found = [f for f in report.facts if f.quantity and re.search(r"\d余", report.words(f.span))]
    fact = _pick(found, rng)
    if fact is None:
        return None
    return _swap(report, fact.span, "约" + report.words(fact.span))


def halve_unit(report: Report, rng: random.Random) -> Planted | None:
    """NUM109: 平方 for 平方米."""
    found = [f for f in report.facts if report.words(f.span).endswith("平方米")]
    fact = _pick(found, rng)
    return _swap(report, fact.span, report.words(fact.span)[:-1]) if fact else None


def miscount(report: Report, rng: random.Random) -> Planted | None:
    """NUM110: announce another count than the enumeration has."""
    text = report.document.text
    found = [
        m
        for m in re.finditer(r"([两三四五])(?:项|个|方面|点)[^。；\n]{1,10}[：:，]\s*一是", text)
        if report.span.start <= m.start() < report.span.end
    ]
    if not found:
        return None
    match = rng.choice(found)
    names = "两三四五六"
    return _swap(report, Span(match.start(1), match.end(1)), names[names.index(match[1]) + 1])


def reverse_range(report: Report, rng: random.Random) -> Planted | None:
    """NUM112: turn a range round; where there is none, put one in."""
    fact = _pick([f for f in _figures(report) if f.quantity and f.quantity.unit], rng)
    if fact is None or fact.quantity is None or fact.quantity.value is None:
        return None
    low = fact.quantity.value
    if low != int(low) or low < 2:
        return None
    words = re.sub(r"^[0-9,.]+", "", report.words(fact.span))
    return _swap(report, fact.span, f"{int(low) + 5}至{int(low)}{words}")


def impossible_day(report: Report, rng: random.Random) -> Planted | None:
    """DAT201: a day that its month does not have."""
    found = [
        f
        for f in report.facts
        if f.kind is FactKind.DATE and re.fullmatch(r"\d{1,2}月\d{1,2}日", report.words(f.span))
    ]
    fact = _pick(found, rng)
    if fact is None:
        return None
    month = int(report.words(fact.span).split("月")[0])
    day = 31 if month in (4, 6, 9, 11) else 32 if month != 2 else 30
    return _swap(report, fact.span, f"{month}月{day}日")


def wrong_weekday(report: Report, rng: random.Random) -> Planted | None:
    """DAT202: another weekday than the date has."""
    text = report.document.text
    found = list(re.finditer(r"\d日[（(]((?:星期|周)[一二三四五六日])[）)]", text))
    if not found:
        return None
    match = rng.choice(found)
    days = "一二三四五六日"
    day = match[1][-1]
    other = days[(days.index(day) + rng.choice([1, 2, 3])) % 7]
    return _swap(report, Span(*match.span(1)), match[1][:-1] + other)


def reverse_period(report: Report, rng: random.Random) -> Planted | None:
    """DAT203: a period that ends before it starts."""
    text = report.document.text
    found = list(re.finditer(r"(\d{4}年)(\d{1,2}月\d{1,2}日)(至|—)(\d{1,2}月\d{1,2}日)", text))
    if not found:
        return None
    m = rng.choice(found)
    return _swap(report, Span(*m.span()), f"{m[1]}{m[4]}{m[3]}{m[2]}")


def skip_number(report: Report, rng: random.Random) -> Planted | None:
    """STR301: a heading number that skips one."""
    top = [s for s in report.sections if s.style == "一、" and s.number > 1]
    if not top:
        return None
    section = top[-1]
    names = "一二三四五六七八九十"
    start = section.heading_span.start
    return (
        _swap(report, Span(start, start + 1), names[section.number]) if section.number < 9 else None
    )


def empty_section(report: Report, rng: random.Random) -> Planted | None:
    """STR302: a heading with nothing under it."""
    top = [s for s in report.sections if s.style == "一、" and not s.run_in]
    if len(top) < 3:
        return None
    section = top[1]
    text = report.document.text
    body = text[section.heading_span.end : section.span.end]
    new = text[: section.heading_span.end] + "\n" + text[section.heading_span.end + len(body) :]
    return Planted(new, section.heading_span)


def break_off(report: Report, rng: random.Random) -> Planted | None:
    """STR305: a sentence that ends in the middle."""
    text = report.document.text
    ends = [
        m
        for m in re.finditer(r"[\u4e00-\u9fff]{8}。\n", text)
        if report.span.start < m.start() < report.span.end and m.start() < len(text) * 0.7
    ]
    if not ends:
        return None
    match = rng.choice(ends)
    cut = match.end() - 5
    return Planted(text[:cut] + text[match.end() - 1 :], Span(cut - 6, cut))


def repeat_sentence(report: Report, rng: random.Random) -> Planted | None:
    """STR306: a sentence without figures once more, elsewhere."""
    text = report.document.text
    found = [
        m
        for m in re.finditer(r"(?<=。)[\u4e00-\u9fff，、]{18,60}。", text)
        if report.span.start < m.start() < report.span.end
        and not any(
            f.kind in (FactKind.QUANTITY, FactKind.MONEY) and m.start() <= f.span.start < m.end()
            for f in report.facts
        )
    ]
    stops = [m.end() for m in re.finditer(r"。(?=\n)", text)]
    if not found or not stops:
        return None
    match = rng.choice(found)
    away = [s for s in stops if abs(s - match.end()) > 80]
    if not away:
        return None
    at = rng.choice(away)
    return Planted(text[:at] + match.group() + text[at:], Span(at, at + len(match.group())))


def leave_placeholder(report: Report, rng: random.Random) -> Planted | None:
    """TXT401: XX for a name."""
    text = report.document.text
    found = [
        m
        for m in re.finditer(
            r"(?![^是各本我该全]?[是各本我该全])[\u4e00-\u9fff]{2}(?=社区|街道|村(?![民医干])|镇)",
            text,
        )
        if report.span.start < m.start() < report.span.end
    ]
    if not found:
        return None
    match = rng.choice(found)
    return _swap(report, Span(*match.span()), rng.choice(["XX", "**", "xx"]))


def double_word(report: Report, rng: random.Random) -> Planted | None:
    """TXT402: a word typed twice."""
    text = report.document.text
    found = list(re.finditer(r"提高|加强|组织|开展|完善|落实|推进|检查|强化|确保|建立", text))
    if not found:
        return None
    match = rng.choice(found)
    return _swap(report, Span(*match.span()), match.group() * 2)


def lose_bracket(report: Report, rng: random.Random) -> Planted | None:
    """TXT404: a bracket or quote that never closes."""
    text = report.document.text
    found = [
        m
        for m in re.finditer(r"“[^”\n]{2,12}(”)|《[^》\n]{2,30}(》)|（[^）\n]{3,20}(）)", text)
        if report.span.start < m.start() < report.span.end
        and not re.match(r"（[一二三四五六]", m[0])
    ]
    if not found:
        return None
    match = rng.choice(found)
    at = match.end() - 1
    return Planted(text[:at] + text[at + 1 :], Span(match.start(), at))


def leave_web(report: Report, rng: random.Random) -> Planted | None:
    """TXT406: remains of a web page."""
    text = report.document.text
    words = rng.choice(
        ["相关推荐：更多范文请点击下载", "网友 分享 时间：", "上一篇：工作总结 下一篇：工作计划"]
    )
    return Planted(
        text.rstrip("\n") + "\n" + words + "\n",
        Span(len(text.rstrip("\n")) + 1, len(text.rstrip("\n")) + 1 + len(words)),
    )


def name_person(report: Report, rng: random.Random) -> Planted | None:
    """TXT407: a resident by name with circumstances."""
    text = report.document.text
    stops = [m.end() for m in re.finditer(r"。(?=\n)", text) if m.start() < len(text) * 0.8]
    if not stops:
        return None
    at = rng.choice(stops)
    words = rng.choice(
        [
            "为患尿毒症的低保户周建国申请医疗救助金8000元。",
            "走访肢体残疾居民刘桂芳，送去轮椅1辆。",
            "联系人身份证号11010519491231002X。",
        ]
    )
    return Planted(text[:at] + words + text[at:], Span(at, at + len(words)))


def contradict(report: Report, rng: random.Random) -> Planted | None:
    """NUM102: the same count once more elsewhere, with two digits exchanged."""
    found = [
        f
        for f in _figures(report)
        if f.action and f.section and len(f.object or "") >= 4 and f.aggregate is None
        and re.match(r"([0-9])([0-9])", report.words(f.span))
        and report.words(f.span)[0] != report.words(f.span)[1] and report.words(f.span)[1] != "0"
        and _says_all(report, f)
    ]  # fmt: skip
    fact = _pick(found, rng)
    other = _pick([f for f in _figures(report) if fact and f.section != fact.section], rng)
    if fact is None or other is None:
        return None
    text = report.document.text
    words = report.words(_clause(report, fact))
    wrong = re.sub(r"([0-9])([0-9])(?=[0-9]*[^0-9]*$)", r"\2\1", words, count=1)
    stop = text.find("。", other.span.end)
    if stop < 0 or wrong == words:
        return None
    wrong = (fact.actor or "") + wrong  # another's count of the same thing would be no conflict
    return Planted(f"{text[:stop]}。{wrong}{text[stop:]}", Span(stop + 1, stop + 1 + len(wrong)))


def misprice(report: Report, rng: random.Random) -> Planted | None:
    """NUM111: an average that total and count do not give."""
    text = report.document.text
    stops = [m.end() for m in re.finditer(r"。(?=\n)", text) if m.start() < len(text) * 0.8]
    if not stops:
        return None
    at, n, each = rng.choice(stops), rng.randint(2, 9), rng.randint(3, 20) * 100
    words = rng.choice(
        [
            f"立案处罚{n}起，罚款合计{n * each}元，平均每起{each + 100}元。",
            f"新购置水泵{n}台，支出{n * each}元，平均每台{each + 200}元。",
            f"新建凉亭{n}座，每座投资{each}元，共计{n * each + 300}元。",
        ]
    )
    return Planted(text[:at] + words + text[at:], Span(at, at + len(words)))


def leave_period(report: Report, rng: random.Random) -> Planted | None:
    """DAT204: a day two months before, told as an event of the week of a weekly report."""
    period = report.period.value if report.period else None
    found = [
        f
        for f in report.facts
        if f.kind is FactKind.DATE
        and f.section
        and re.fullmatch(r"\d{1,2}月\d{1,2}日", report.words(f.span))
        and period
        and "/" in period
        and f.resolved
        and period[:10] <= f.resolved <= period[11:]
    ]
    fact = _pick(found, rng)
    if fact is None or report.kind != "weekly":
        return None
    month = int(report.words(fact.span).split("月")[0])
    text = report.document.text
    after = text[fact.span.end : fact.span.end + 40]
    if text[fact.span.start - 1] not in "。\n　" or not re.search(
        "召开|开展|组织|检查|举办", after
    ):
        return None  # 已于4月9日更换: what was done before may be told
    weekday = re.match(r"[（(]星期.[）)]", after)
    stop = fact.span.end + (weekday.end() if weekday else 0)
    words = f"{(month - 3) % 12 + 1}月{rng.randint(1, 28)}日"
    return _swap(report, Span(fact.span.start, stop), words)


def turn_levels(report: Report, rng: random.Random) -> Planted | None:
    """STR303: one of several （一） headings numbered 3."""
    found = [s for s in report.sections if s.style == "（一）" and s.number == 3]
    if not found:
        return None
    start = found[0].heading_span.start
    return _swap(report, Span(start, start + 3), "3、")


def lose_signature(report: Report, rng: random.Random) -> Planted | None:
    """STR304: no date at the end."""
    signed = report.signed
    if signed is None or signed.span is None:
        return None
    planted = _swap(report, signed.span, "")
    return Planted(planted.text, report.title_span)


def mistype(report: Report, rng: random.Random) -> Planted | None:
    """TXT403: a right word in a known wrong form."""
    text = report.document.text
    pairs = [
        *[("签订", "签定"), ("部署", "布署"), ("再接再厉", "再接再励"), ("脏乱差", "赃乱差")],
        *[("截至", "截止"), ("分管领导", "分工领导"), ("背街小巷", "避街小巷")],
    ]
    found = [(m, wrong) for right, wrong in pairs for m in re.finditer(right, text)]
    if not found:
        return None
    match, wrong = rng.choice(found)
    return _swap(report, Span(*match.span()), wrong)


def rename_body(report: Report, rng: random.Random) -> Planted | None:
    """TXT405: a body under another name: one that the report has, or one told of twice."""
    text = report.document.text
    rows = [
        words.split("|")
        for words, severity, *stem in lexicon.table("body_variants", 3)
        if severity == "warning" and not any(stem) and not words.endswith(("书记", "长"))
    ]
    own = r"(?:^|[。；，\n　]|街道|镇|乡|社区|村)"
    for names in rng.sample(rows, len(rows)) if rng.random() < 0.5 else []:
        found = [
            m for name in names for m in re.finditer(f"{own}({name})(?=[^长员站所队、和])", text)
        ]
        if len(found) > 1 and len({m[1] for m in found}) == 1:
            match = rng.choice(found[1:])
            other = rng.choice([name for name in names if name != match[1]])
            return _swap(report, Span(*match.span(1)), other)
    stops = [m.end() for m in re.finditer(r"。(?=\n)", text) if 0.2 < m.start() / len(text) < 0.8]
    names = rng.choice([n for n in rows if not any(name in text for name in n)] or [[]])
    if len(stops) < 2 or len(names) < 2:
        return None
    first, second = sorted(rng.sample(stops, 2))
    right, wrong = rng.sample(names, 2)
    told, again = f"{right}牵头做好日常巡查。", f"{wrong}逐项跟进整改落实。"
    new = text[:first] + told + text[first:second] + again + text[second:]
    at = second + len(told)
    return Planted(new, Span(at, at + len(again)))


def leave_neighbour(report: Report, rng: random.Random) -> Planted | None:
    """TXT408: a sentence of another street's."""
    text = report.document.text
    kind = next(
        (k for k in ("街道", "社区", "镇", "乡") if k in (report.issuer or report.title)), None
    )
    stops = [m.end() for m in re.finditer(r"。(?=\n)", text) if 0.2 < m.start() / len(text) < 0.8]
    if kind is None or not stops:
        return None
    at = rng.choice(stops)
    words = (
        f"{rng.choice(['梨园', '金桥', '双溪'])}{kind}组织党员干部开展集中整治，环境面貌明显改善。"
    )
    return Planted(text[:at] + words + text[at:], Span(at, at + len(words)))


def mark_secret(report: Report, rng: random.Random) -> Planted | None:
    """TXT409: a secrecy mark on top."""
    mark = rng.choice(["机密★10年", "秘密★5年", "绝密★30年"])
    return Planted(f"{mark}\n{report.document.text}", Span(0, len(mark)))


PLANTERS: dict[str, Planter] = {
    "NUM101": repeat_figure,
    "NUM102": contradict,
    "NUM103": break_sum,
    "NUM104": break_rate,
    "NUM105": break_change,
    "NUM106": drop_number,
    "NUM107": enlarge_part,
    "NUM108": hedge_twice,
    "NUM109": halve_unit,
    "NUM110": miscount,
    "NUM111": misprice,
    "NUM112": reverse_range,
    "DAT201": impossible_day,
    "DAT202": wrong_weekday,
    "DAT203": reverse_period,
    "DAT204": leave_period,
    "STR301": skip_number,
    "STR302": empty_section,
    "STR303": turn_levels,
    "STR304": lose_signature,
    "STR305": break_off,
    "STR306": repeat_sentence,
    "TXT401": leave_placeholder,
    "TXT402": double_word,
    "TXT403": mistype,
    "TXT404": lose_bracket,
    "TXT405": rename_body,
    "TXT406": leave_web,
    "TXT407": name_person,
    "TXT408": leave_neighbour,
    "TXT409": mark_secret,
}


def loud(extraction: Extraction) -> list[tuple[str, Span, str]]:
    """The warnings and errors of a text."""
    result = check(extraction, Context(today=TODAY, extraction=extraction))
    return [
        (f.code, s, f.message)
        for f in result.findings
        if f.severity is not Severity.INFO
        for s in f.spans[:1]
    ]


def clean_texts(folders: list[Path]) -> Iterator[tuple[str, str]]:
    """Name and text of every report of the folders."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".txt", ".docx", ".html"):
                yield path.stem, read(path).text


def main() -> None:
    """Plant, check, count, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tries", type=int, default=24)
    parser.add_argument("--codes")
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    corpora = paths.shipped("corpora")
    folders = args.folders or [corpora / "clean", *sorted((corpora / "samples").glob("*/weekly"))]
    texts = list(clean_texts(folders))
    reports = [(name, extract(read_bytes(text.encode(), f"{name}.txt"))) for name, text in texts]
    quiet = {name: {(c, m) for c, _, m in loud(found)} for name, found in reports}
    wanted = args.codes.split(",") if args.codes else list(PLANTERS)
    table = {}
    for code in wanted:
        rng = random.Random(f"{args.seed}{code}")
        planted = found = false = 0
        for attempt in range(args.tries * 4):
            if planted >= args.tries:
                break
            name, extraction = reports[attempt % len(reports)]
            fault = PLANTERS[code](extraction.reports[0], rng)
            if fault is None or fault.text == extraction.document.text:
                continue
            planted += 1
            told = loud(extract(read_bytes(fault.text.encode(), f"{name}.txt")))
            new = [t for t in told if (t[0], t[2]) not in quiet[name]]
            hit = [t for t in new if t[0] == code]
            found += bool(hit)
            others = [t for t in new if t[0] != code and not t[1].overlaps(fault.place)]
            false += len(others)
            if args.verbose and (not hit or others):
                around = fault.text[max(0, fault.place.start - 30) : fault.place.end + 10]
                print(code, name, "MISSED" if not hit else "", around.replace("\n", "¶"), others)
        table[code] = {"planted": planted, "found": found, "false": false}
        rate = f"{found / planted:.2f}" if planted else "-"
        print(f"{code}  planted {planted:3}  found {found:3}  recall {rate}  elsewhere {false}")
    print(json.dumps(table, ensure_ascii=False))


if __name__ == "__main__":
    main()
