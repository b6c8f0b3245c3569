"""A former Report -> its Form: title, head lines, sections, closing, signature; not its news."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from pipeline.drafting.assemble import chinese
from pipeline.drafting.titles import bounds, day_words, period_in, period_words
from pipeline.drafting.topics import is_plan
from pipeline.drafting.values import alike
from pipeline.extract.dates import find_dates
from pipeline.extract.numerals import parse_number
from pipeline.schema import Brief, Period, Report, Section

_ISSUE = re.compile(
    r"(?P<head>(?:总)?第\s?)(?P<number>\d{1,4}|[一二三四五六七八九十]{1,4})(?P<tail>\s?[期号周])"
)
_CLOSING = re.compile(
    r"(?:特此(?:报告|汇报|说明|报送)|以上(?:报告|汇报|情况)?.{0,8}(?:请.{0,8}|如有不妥.{0,12})|妥否.{0,8}|专此报告"
    r"|请(?:审阅|审示|批示|指示|予以审阅))[。！]?"
)
_FORMULA = re.compile(
    r"现(?:将|就|把)[^，。；]{0,30}(?:如下|情况|汇报|报告)[^，。；]{0,12}[：:。]$"
)
_OTHER_TIMES = r"一年|今年|全年|上半年|下半年|季度|阶段|以来|去年|月份"
_ENUMERATED = re.compile(r"[是，]|第[一二三四五六七八九十]")


@dataclass(slots=True)
class FormSection:
    """One heading of the former report and what now goes under it."""

    heading: str
    level: int
    ident: str
    run_in: bool
    parts: list["FormSection"] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """What a former report teaches."""

    title: str
    head: list[str]
    recipient: str
    formula: str
    closing: str
    sections: list[FormSection]
    numbering: tuple[str, ...]
    run_in: tuple[int, ...]
    signer: str
    day: str
    issue: str = ""
    kept_back: list[str] = field(default_factory=list)


def learn(report: Report, period: Period | None, issue: str | None = None) -> Form:
    """Learn a report's form; its figures, days and events stay behind."""
    sections = [s for s in report.sections if not _ENUMERATED.search(s.label)]
    first = min((s.span.start for s in sections), default=report.span.end)
    head, recipient, body = _head_lines(report, first)
    old, new = bounds(report.period), bounds(period)
    follows = is_next(report, period)
    form = Form(
        title=_renewed(" ".join(report.title.split()), report, period, issue, follows=follows),
        head=[_renewed(line, report, period, issue, follows=follows) for line in head],
        recipient=recipient,
        formula=_formula(body),
        closing=_closing(report),
        sections=_tree(report, sections),
        numbering=_numbering(sections),
        run_in=tuple(sorted({s.level for s in sections if s.run_in})),
        signer=report.issuer or "",
        day=_day(report, old, new),
    )
    named = next((m for line in [report.title, *head] if (m := _ISSUE.search(line))), None)
    if named:
        form.issue = named[0]
    form.kept_back = [
        s for s in re.split(r"(?<=[。；])", "".join(body)) if re.search(r"\d", _timeless(s))
    ]
    return form


def _head_lines(report: Report, first: int) -> tuple[list[str], str, list[str]]:
    """Part the lines before the first heading: head lines, recipient, opening paragraphs."""
    head: list[str] = []
    body: list[str] = []
    recipient = ""
    for line in report.document.text[report.title_span.end : first].split("\n"):
        words = line.strip(" \t　")
        if not words:
            continue
        if (
            words.rstrip("：:") == (report.recipient or "").rstrip("：:") and words[-1:] in "：:"
        ) or (re.fullmatch(r"[^，。；、\d]{2,24}[：:]", words) and not recipient and not body):
            recipient = words.rstrip("：:")
        elif not body and not recipient and _is_head(words):
            head.append(words)
        else:
            body.append(words)
    return head, recipient or (report.recipient or "").rstrip("：:"), body


def _is_head(words: str) -> bool:
    bracketed = re.fullmatch(r"[（(〔【].*[）)〕】]", words)
    if (
        words.endswith(("。", "；", "：", ":"))
        or len(words) > 60
        or ("，" in words and not bracketed)
    ):
        return False
    return bool(
        bracketed
        or re.match(r"(?:统计|报告|报送|填报|汇总|编制|编印|编发)?[^，。]{0,6}[：:]", words)
        or _ISSUE.search(words)
        or period_in(words)
    )


def _formula(body: list[str]) -> str:
    """Keep the words that open every report (现将有关情况报告如下), not the week's news."""
    for paragraph in reversed(body):
        for clause in re.split(r"(?<=[，。；])", paragraph)[::-1]:
            match = _FORMULA.search(_timeless(clause))
            if match and not re.search(rf"\d|{_OTHER_TIMES}", match[0]):
                return match[0]
    return ""


def _timeless(words: str) -> str:
    """Take the days out of the words that open a report (现将8月4日至8月10日…情况报告如下)."""
    if not _FORMULA.search(words):
        return words
    for day in reversed(find_dates(words)):
        words = words[: day.start] + words[day.end :]
    return words


def _closing(report: Report) -> str:
    for line in report.text.split("\n")[-8:]:
        if _CLOSING.fullmatch(line.strip(" \t　")):
            return line.strip(" \t　")
    return ""


def _tree(report: Report, sections: list[Section]) -> list[FormSection]:
    made: dict[str, FormSection] = {}
    roots: list[FormSection] = []
    for section in sections:
        heading = section.heading.strip().rstrip("。：:，, ")
        node = FormSection(heading, section.level, section.id, section.run_in)
        made[section.id] = node
        parent = made.get(section.parent or "")
        if not _is_heading(node):
            continue  # 一、二、后面直接写事，不是标题
        if parent is not None and is_plan(parent.heading):
            continue  # 上期打算做的事，不是这一期的标题
        (parent.parts if parent else roots).append(node)
    return roots


def _is_heading(node: FormSection) -> bool:
    return 0 < len(node.heading) <= 24 and not re.search(r"\d|[，；]", node.heading)


def _numbering(sections: Iterable[Section]) -> tuple[str, ...]:
    forms: dict[int, str] = {}
    for section in sections:
        label = section.label.strip()
        form = re.sub(r"\d+", "1", re.sub(r"[一二三四五六七八九十]+", "一", label))
        forms.setdefault(section.level, form)
    default = ("一、", "（一）", "1.", "（1）")
    return tuple(forms.get(level, default[min(level, 4) - 1]) for level in range(1, 5))


def is_next(report: Report, period: Period | None) -> bool:
    """Say whether a period begins where the report's own ended."""
    old, new = bounds(report.period), bounds(period)
    return bool(old and new and old[1] + timedelta(1) == new[0])


def is_comparable(report: Report, brief: Brief) -> bool:
    """Say whether a report's figures can be set beside a brief's: one body, like periods."""
    mine, theirs = _own_name(brief.unit_name or ""), _own_name(report.issuer or "")
    if mine and theirs and not alike(mine, theirs) and mine not in theirs and theirs not in mine:
        return False
    old, new = bounds(report.period), bounds(brief.period)
    if not old or not new:
        return True
    before, now = (old[1] - old[0]).days + 1, (new[1] - new[0]).days + 1
    return 0.7 <= before / now <= 1.4 and old[1] < new[1]


def _own_name(issuer: str) -> str:
    """Take from an issuer's name what every such body is called."""
    return re.sub(
        r"街道|社区|居民委员会|村民委员会|居委会|村委会|办事处|人民政府|派出所|卫生院|服务中心|办公室|领导小组|党委|党工委|[省市县区镇乡村]$",
        "",
        issuer,
    )


def next_period(report: Report, issue: str | None) -> Period | None:
    """Reckon the period of the next issue from the former week; None where that is not certain."""
    former = _ISSUE.search(_head_words(report))
    old = bounds(report.period)
    if not (issue and former and old and _one_more(former["number"]) == issue):
        return None
    if (old[1] - old[0]).days != 6:
        return None
    first, last = old[1] + timedelta(1), old[1] + timedelta(7)
    return Period(f"{day_words(first)}至{day_words(last)}", f"{first}/{last}")


def with_period(report: Report) -> Report:
    """Give a report the period that stands in its head, where reading it found none."""
    if bounds(report.period) is not None:
        return report
    found = period_in(_head_words(report))
    return replace(report, period=found) if bounds(found) else report


def dated(period: Period, report: Report) -> Period:
    """Give a period without a year (11月29日至12月5日) the one in which it follows the former."""
    old = bounds(report.period)
    if old is None:
        return period
    for year in (old[1].year, old[1].year + 1):
        settled = period_in(period.text, year)
        ends = bounds(settled)
        if settled and ends and 0 < (ends[0] - old[1]).days < 100:
            return settled
    return period


def _head_words(report: Report) -> str:
    first = min((s.span.start for s in report.sections), default=report.span.end)
    return report.document.text[report.title_span.start : first]


def _renewed(
    words: str, report: Report, period: Period | None, number_given: str | None, *, follows: bool
) -> str:
    """Put the new period, day and issue number where the former ones stood."""
    old, new = bounds(report.period), bounds(period)
    if issue := _ISSUE.search(words):
        number = number_given or (_one_more(issue["number"]) if follows else "")
        whole = f"{issue['head']}{number}{issue['tail']}" if number else "【待补：期号】"
        words = words.replace(issue[0], whole)
    found = period_in(words, old[0].year if old else None)
    if issue and found and re.fullmatch(r"\d{4}年(?:度)?", found.text):
        year = f"{new[0].year}年" if new else found.text  # 2024年第41期
        return words.replace(found.text, year)
    if found:
        return words.replace(found.text, _like_period(found.text, period))
    if new and re.search(r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日", words):
        return re.sub(r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日", _day(report, old, new), words)
    dates = [date_ for date_ in find_dates(words) if not date_.relative]
    if dates and period:
        # 10月份、二〇二五年六月二十三日至二十九日：写法各异的旧时段，换成新时段
        start, end = dates[0].start, dates[-1].end
        return words[:start] + period_words(period) + words[end:]
    return words


def _one_more(number: str) -> str:
    """Count an issue number on, in its own digits."""
    if number.isdigit():
        return str(int(number) + 1)
    value = parse_number(number)
    return chinese(int(value) + 1) if value is not None and value < 99 else ""


def _like_period(words: str, period: Period | None) -> str:
    """Write the new period in the old one's form: 8.18—8.24 -> 8.25—8.31."""
    ends = bounds(period)
    if ends is None:
        return period.text if period else "【待补：时段】"
    first, last = ends
    numbers = re.findall(r"\d+", words)
    shapes: dict[int, tuple[int, ...]] = {
        6: (first.year, first.month, first.day, last.year, last.month, last.day),
        5: (first.year, first.month, first.day, last.month, last.day),
        4: (first.month, first.day, last.month, last.day),
    }
    values = shapes.get(len(numbers))
    if values is None or (len(numbers) == 5 and first.year != last.year):
        return period_words(period)
    left = iter(zip(values, numbers, strict=True))

    def fill(_match: re.Match[str]) -> str:
        value, old = next(left)
        return str(value).zfill(2) if old.startswith("0") else str(value)

    return re.sub(r"\d+", fill, words)


def _day(report: Report, old: tuple[date, date] | None, new: tuple[date, date] | None) -> str:
    """Date the new report as long after its period as the former one was."""
    signed = bounds(report.signed)
    if new is None:
        return ""
    lag = (signed[0] - old[1]).days if signed and old else 0
    return day_words(new[1] + timedelta(lag if 0 <= lag <= 31 else 0))
