"""Document -> its reports with title, issuer, period and sections, and the places outside any."""

import re
from datetime import date
from functools import cache
from itertools import pairwise

from pipeline import lexicon
from pipeline.extract.periods import find_period, find_period_words, integer
from pipeline.extract.sections import Line, find_sections
from pipeline.records import quick
from pipeline.schema import Document, Period, Report, Span

_line = quick(Line)
_NOTES = ("footnote", "endnote", "comment", "header", "footer")
_BLANK = " \t　\u00a0\ufeff\u200b\r"
_CN = "[一二三四五六七八九十]{1,3}"
_PART = re.compile(
    rf"[【\[（(]?第({_CN}|\d{{1,2}})篇[】\]）)]?(?=[：:\s]|$)"
    rf"|[【\[（(]?篇({_CN}|\d{{1,2}})[】\]）)]?(?=[：:\s]|$)"
    rf"|^范文({_CN}|\d{{1,2}})[：:\s]"
)
_PART_LABEL = re.compile(
    rf"(?:第?{_CN}篇|篇{_CN}|范文{_CN}|第?\d{{1,2}}篇|篇\d{{1,2}})[：:\s]\s*(?=.{{4}})"
)
_TITLE_END = re.compile(
    r"(?:报告|周报|月报|季报|年报|半年报|日报|汇报|总结|小结|通报|简报|快报|专报|材料|情况|方案|计划|要点"
    r"|纪要|通知|请示|意见|函|总结和.{0,20}|简况|说明|发言|动态|经验|做法|安排|预案|台账|公告|工作)"
    r"(?:[（(【].{0,20}[）)】])?$"
)
_NUMBERED = re.compile(
    rf"(?:第?{_CN}(?:[、．.]|部分|章)|[（(]{_CN}[）)]"
    r"|\d{1,2}(?:、|[.．](?!\d)|[.．](?=20\d\d年))|[①-⑳])"
)
_RECIPIENT = re.compile(
    r"(?!.*(?:如下|下列|以下|时段|时间|日期|统计|报送单位|编制单位|填报))[^。；;！？“”\"：:]{2,60}[：:]$"
)
_SUBTITLE = re.compile(
    r"[（(〔【].{0,60}[）)〕】]$"
    r"|(?:统计|报告|报送|填报|汇总)?(?:时段|时间|周期|期间|日期|区间|范围)[：:].{0,50}$"
    r"|(?:总)?第\s?[\d〇一二三四五六七八九十]{1,4}\s?[期号周](?:[（(].{0,40}[）)])?$"
    r"|.{0,40}(?:编制?|编印|整理|签发|印发)[：:]?.{0,30}$"
)
_N = "[\\d〇一二三四五六七八九十廿xX×*＊_○]{1,3}"  # a day may still be a placeholder
_DATE = rf"(?:20\d\d|[〇零○一二三四五六七八九]{{4}})\s?年\s?{_N}\s?月\s?(?:{_N}\s?日)?"
_SIGNED = re.compile(
    r"(?:(?P<by>[^\d，。；：:]{2,40}?)[ 　\t]*)?(?:(?:报告|填报|报送|落款)?(?:日期|时间)[：:])?"
    rf"(?P<date>{_DATE}|20\d\d[.\-/]\d{{1,2}}[.\-/]\d{{1,2}})[。.]?(?:[（(]印章[）)])?$"
)
_DATE_ONLY = re.compile(rf"[（(]?{_DATE}(?<=日)[）)]?")
_OWN_DAYS = re.compile(r"本(?:周|月|期|旬|季度)[（(]([^）)]{4,30})[）)]")
_OPENING_DAYS = re.compile(
    r"(?:^|[。；]|现[将就]|^[^。；，]{0,12}将)"
    r"((?:\d{4}年)?\d{1,2}月\d{1,2}日(?:至|到|—{1,2}|-|–|~|～)"
    r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日)(?:期间|[，,]|的?(?:主要|重点|各项)?(?:工作|情况))"
)
_NAMED = re.compile(r"《[^》]*》")
_NOT_LEAD = re.compile(
    r"^(?:为|按照|根据|自|在|由|我|本|全|各|辖|该|以|对|于|近|今|进一步|近年|一年|占|社区|街道|当前|目前)|[了的和与及将把是有使让]"
)
_AFTER = re.compile(
    r"(?:附件?|附表|抄送|抄报|联系人|联系电话|主题词|审核|签发|拟稿|报送|分送|共印|印发)[：:\d]?.*"
)
_CLOSING = re.compile(
    r"(?:特此|专此|此致|附件?|附表|敬礼|联系人|联系电话|报[：:]|送[：:]|发[：:]|抄送).{0,40}$"
)
_GAP = re.compile(r"\*\*|[xX×]{1,2}(?=[市县区镇乡村社街])|[某]")


@cache
def _names(part: str) -> str:
    return "|".join(row[1] for row in lexicon.table("body_names", 2) if row[0] == part)


@cache
def _body() -> re.Pattern[str]:
    """A line that is nothing but the name of a body."""
    inner = r"[^，。；：:！？、“”\"《》\d]{0,38}"
    return re.compile(rf"{inner}(?:{_names('sign')})(?:[（(].{{1,12}}[）)])?$")


@cache
def _lead() -> re.Pattern[str]:
    """The name of a body at the start of a title or clause."""
    long, short = _names("lead"), _names("short")
    return re.compile(
        rf"(?:关于)?([\u4e00-\u9fff]{{1,14}}?(?:{long}|(?<=[\u4e00-\u9fff]{{2}})(?:{short})))(?![道路委内外])"
    )


@cache
def _no_body() -> re.Pattern[str]:
    """文明社区创建: a title to win, not a body."""
    return re.compile(rf"(?:{_names('honour')})(?:社区|街道|镇|乡|村|县|城?区|市|学校|小区)$")


def outline(document: Document) -> tuple[list[Report], list[Span]]:
    """Split a document into its reports (without facts), and name the places outside any."""
    lines = _lines(document)
    outside = _furniture(lines)
    dropped = {span.start for span in outside}
    lines = [line for line in lines if line.start not in dropped]
    starts = _starts(lines)
    if starts and starts[0]:
        head = lines[: starts[0]]
        if _PART.search(lines[starts[0]].text):  # what stands above the first part is the page's
            outside.extend(Span(line.start, line.end) for line in head)
        else:
            starts = [0, *starts]
    bounds = [*(starts or [0]), len(lines)]
    reports = [
        _report(document, lines[first:after])
        for first, after in pairwise(bounds)
        if lines[first:after]
    ]
    if not reports:
        place = Span(0, len(document.text))
        reports = [Report(document, place, "", Span(0, 0))]
    return reports, sorted(outside)


def _lines(document: Document) -> list[Line]:
    """Cut the text into paragraphs without their outer blanks; empty ones fall away."""
    cells, notes, headings = set(), set(), {}
    for block in document.blocks:
        if block.table is not None:
            cells.add(block.span.start)
        if block.kind == "heading":
            depth = re.search(r"\d", block.style or "")
            headings[block.span.start] = int(depth[0]) if depth else 1
        elif block.kind in _NOTES:
            notes.add(block.span.start)
    told = bool(cells or notes or headings)
    lines, at = [], 0
    for raw in document.text.split("\n"):
        text = raw.strip(_BLANK)
        if text:
            start = at + raw.index(text[0])
            row = "\t" in text
            if told:
                row = row or at in cells or start in cells
                level = headings.get(at, headings.get(start, 0))
                note = at in notes or start in notes
                lines.append(_line(start, start + len(text), text, row, level, note))
            else:
                lines.append(_line(start, start + len(text), text, row))
        at += len(raw) + 1
    return lines


@cache
def _web(where: str) -> re.Pattern[str]:
    rows = lexicon.table("web_remains", 2)
    return re.compile("|".join(f"(?:{pattern})" for place, pattern in rows if place == where))


def _furniture(lines: list[Line]) -> list[Span]:
    """Find page remains: certain lines anywhere, doubtful ones only at the file's ends."""
    whole = [i for i, line in enumerate(lines) if _is_web(line, "line")]
    found = set(whole)
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        for seen, i in enumerate(order):
            if i in found:
                continue
            if _is_web(lines[i], "edge"):
                found.add(i)
            elif seen >= 3 or len(lines[i].text) > 40:
                break
    return [Span(lines[i].start, lines[i].end) for i in sorted(found)]


def _is_web(line: Line, where: str) -> bool:
    return (
        not line.in_table and len(line.text) < 400 and _web(where).fullmatch(line.text) is not None
    )


def _starts(lines: list[Line]) -> list[int]:
    """Find the lines where the reports of a compilation begin."""
    marked: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if len(line.text) <= 60 and (found := _PART.search(line.text)):
            marked.append((i, integer(found[1] or found[2] or found[3]) or 0))
    for at in range(len(marked) - 1, -1, -1):  # a list of contents may stand before the parts
        run = [number for _, number in marked[at:]]
        if run[0] == 1 and len(run) > 1 and all(a < b for a, b in pairwise(run)):
            return [i for i, _ in marked[at:]]
    starts = [
        i
        for i in range(1, len(lines) - 2)
        if _is_date(lines[i - 1].text) and _is_title(lines[i].text)
    ]
    return starts if not starts or starts[0] > 3 else []


def _is_title(text: str) -> bool:
    return (
        4 < len(text) <= 50
        and not _NUMBERED.match(text)
        and not text.startswith(("附", "现将", "以上", "特此"))
        and _TITLE_END.search(text) is not None
        and not re.search(r"[。；;！？：:，,]", text)
    )


def _report(document: Document, lines: list[Line]) -> Report:
    """Read one report's head and foot, then its sections."""
    text = document.text
    span = Span(lines[0].start, lines[-1].end)
    lines = [line for line in lines if not line.is_note] or lines
    title, title_span, head = _title(text, lines)
    recipient = None
    for line in lines[head : head + 5]:
        if _NUMBERED.match(line.text) or len(line.text) > 60:
            break
        if _RECIPIENT.match(line.text):
            recipient = line.text.rstrip("：:").strip()
            break
    foot, signer, signed = _signature(lines, head)
    if signed is None:
        signer, signed = _masthead(lines[:head], title_span)
    year = int(signed.value[:4]) if signed and signed.value else None
    opening = next((line for line in lines[head:foot] if len(line.text) > 15), None)
    period = _period(lines, head, title_span, text, opening, signed, year)
    while foot > head and _CLOSING.match(lines[foot - 1].text):
        foot -= 1
    body = lines[head:foot]
    body_end = body[-1].end if body else lines[-1].end
    return Report(
        document=document,
        span=span,
        title=title,
        title_span=title_span,
        kind=_kind(title, opening.text if opening else "", period),
        issuer=signer or _issuer(title, opening.text if opening else ""),
        recipient=recipient,
        period=period,
        signed=signed,
        sections=find_sections(text, body, body_end),
    )


def _title(text: str, lines: list[Line]) -> tuple[str, Span, int]:
    """Find the title among the first lines; say how many lines belong to the head."""
    candidates: list[int] = []
    for i, line in enumerate(lines[:8]):
        words = line.text
        if line.in_table or len(words) > 70 or _NUMBERED.match(words) or _RECIPIENT.match(words):
            break
        if re.search(r"[。；;！？]$|[：:]$", words) or (
            len(words) > 30 and re.search(r"[，,。]", words)
        ):
            break
        candidates.append(i)
    if not candidates or (len(lines) == 1 and not _TITLE_END.search(lines[0].text)):
        return "", Span(lines[0].start, lines[0].start), 0
    plain = [
        i for i in candidates if not _SUBTITLE.match(lines[i].text) and not _is_date(lines[i].text)
    ]
    if not plain:
        return "", Span(lines[0].start, lines[0].start), len(candidates)
    ended = [i for i in plain if _TITLE_END.search(lines[i].text) and len(lines[i].text) > 3]
    last = ended[0] if ended else plain[0]
    if not ended and re.search(r"[，,、；;]", lines[last].text):  # running text without a title
        return "", Span(lines[0].start, lines[0].start), 0
    first = last
    while first - 1 in plain and _continues(lines[first - 1].text, lines[first].text):
        first -= 1
    span = Span(lines[first].start, lines[last].end)
    title = "".join(line.text for line in lines[first : last + 1])
    if numbered := _PART_LABEL.match(title):  # 篇一：东湖社区工作总结
        title, span = title[numbered.end() :], Span(span.start + numbered.end(), span.end)
    head = last + 1
    while head < len(lines) and head in candidates:
        if not _is_subtitle(lines[head].text):
            break
        head += 1
    return title, span, head


def _is_subtitle(words: str) -> bool:
    return _SUBTITLE.match(words) is not None or _is_date(words)


def _continues(upper: str, lower: str) -> bool:
    """Tell a title set in two lines from a masthead above it."""
    return (
        not _TITLE_END.search(upper)
        and not upper.endswith("文件")
        and "〔" not in upper
        and (lower.startswith(("关于", "——", "--")) or upper.startswith("关于") or len(lower) <= 12)
    )


def _is_date(words: str) -> bool:
    return len(words) <= 40 and _SIGNED.fullmatch(words) is not None


def _signature(lines: list[Line], head: int) -> tuple[int, str | None, Period | None]:
    """Find who signed and when; say how many lines stand before the signature."""
    seen = 0
    for i in range(len(lines) - 1, max(head, len(lines) - 12) - 1, -1):
        words = lines[i].text
        if lines[i].in_table or len(words) > 60 or words.endswith("。") or seen > 8:
            seen += 1
            if not _AFTER.match(words) and not lines[i].in_table:
                break
            continue
        if found := _SIGNED.fullmatch(words):
            start = lines[i].start + found.start("date")
            place = Span(start, start + len(found["date"]))
            mention = find_period(found["date"])
            value = mention.value if mention and mention.value and len(mention.value) >= 7 else None
            signed = Period(found["date"], value, place)
            if found["by"] and _body().fullmatch(found["by"].strip(_BLANK)):
                return i, found["by"].strip(_BLANK), signed
            first, name = i, None
            while (
                first - 1 >= head
                and len(lines[first - 1].text) <= 40
                and not _AFTER.match(lines[first - 1].text)
            ):
                above = lines[first - 1].text
                if not _body().fullmatch(above) or _NUMBERED.match(above):
                    break
                name = above if name is None else f"{above}、{name}"
                first -= 1
            return first, name, signed
    last = lines[-1]
    undated = (
        len(lines) > head + 1
        and not last.in_table
        and len(last.text) <= 30
        and _body().fullmatch(last.text) is not None
        and _NUMBERED.match(last.text) is None
        and lines[-2].text.endswith(("。", "！", "）"))
    )
    if undated:
        return len(lines) - 1, last.text, None
    return len(lines), None, None


def _is_day(words: str) -> bool:
    found = _SIGNED.fullmatch(words)
    return found is not None and words.rstrip("）)").endswith("日") and bool(found["by"])


def _masthead(head: list[Line], title: Span) -> tuple[str | None, Period | None]:
    """Read the line of a bulletin that names its office and day above the text."""
    for line in head:
        if title.start <= line.start < title.end or not _is_day(line.text):
            continue
        found = _SIGNED.fullmatch(line.text)
        mention = find_period(line.text)
        by = re.sub(r"(?:主办|主编|编印?|印发)$", "", found["by"].strip(_BLANK)) if found else ""
        if found is not None and mention is not None and _body().fullmatch(by):
            start = line.start + found.start("date")
            span = Span(start, start + len(found["date"]))
            return by, Period(found["date"], mention.value, span)
    return None, None


def _period(
    lines: list[Line],
    head: int,
    title_span: Span,
    text: str,
    opening: Line | None,
    signed: Period | None,
    year: int | None,
) -> Period | None:
    """Find the report's own period: below the title, in it, else the opening's words."""
    named = [line for line in lines[:head] if not title_span.start <= line.start < title_span.end]
    named.sort(key=lambda line: "期" not in line.text and "时" not in line.text)
    best: Period | None = None
    for line in named:
        if _DATE_ONLY.fullmatch(line.text) or _is_day(line.text):  # the day of writing
            continue
        if mention := find_period(line.text):
            place = Span(line.start + mention.start, line.start + mention.end)
            found = Period(mention.text, _with_year(mention.value, signed, year), place)
            if best is None or len(mention.text) > len(best.text):
                best = found
    if best is not None:
        return best
    title = text[title_span.start : title_span.end]
    if mention := find_period(_without_names(title)):
        place = Span(title_span.start + mention.start, title_span.start + mention.end)
        return Period(mention.text, _with_year(mention.value, signed, year), place)
    own = None
    if opening is not None:
        own = _OWN_DAYS.search(opening.text) or _OPENING_DAYS.search(opening.text)
    if opening is not None and own is not None and (mention := find_period(own[1])):
        start = opening.start + own.start(1) + mention.start  # 本周（3月17日至3月23日）
        value = _with_year(mention.value, signed, year)
        return Period(mention.text, value, Span(start, start + len(mention.text)))
    if opening is not None and (mention := find_period_words(opening.text)):
        place = Span(opening.start + mention.start, opening.start + mention.end)
        return Period(mention.text, None, place)
    return None


def _without_names(title: str) -> str:
    return _NAMED.sub(lambda found: "　" * len(found[0]), title)


def _with_year(value: str | None, signed: Period | None, year: int | None) -> str | None:
    """Give 3月10日至16日 the year of the signature (the one before, when its month is later)."""
    if value is None or year is None or "XXXX" not in value:
        return value
    month = int(value.rsplit("/", 1)[-1][5:7])
    signed_month = int(signed.value[5:7]) if signed and signed.value else 12
    last = year if month <= signed_month else year - 1
    first = last - 1 if "/" in value and int(value[5:7]) > month else last
    return value.replace("XXXX", f"{first:04}", 1).replace("XXXX", f"{last:04}")


def _kind(title: str, opening: str, period: Period | None) -> str | None:
    """Name the kind by the title's words, else by the length of the period."""
    found = None
    for code, _, keywords in lexicon.table("report_kinds", 3):
        if any(word in title for word in keywords.split("、")):
            found = code
            break
    if found not in (None, "report", "experience", "summary"):
        return found
    value = period.value if period else None
    if value:
        if len(value) == 21 and _days(value) in range(5, 9):
            return "weekly"
        if len(value) == 7:
            return "monthly"
    if period and period.value is None and "周" in period.text and "情况" in opening:
        return "weekly"
    return found or ("report" if title else None)


def _days(value: str) -> int:
    first, last = value.split("/")
    if "X" in value:
        return 0
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1


def _issuer(title: str, opening: str) -> str | None:
    """Take the body that the title begins with, else the first one the opening names."""
    for clause in (title, *re.split(r"[，,。；:：（(《]", opening[:120])):
        if (found := _lead().match(clause)) and not _GAP.search(clause):
            name = found[1]
            if not _NOT_LEAD.search(name) and not _no_body().search(name):
                return name
    return None
