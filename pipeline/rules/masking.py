"""An extraction -> its text without personal data (脱敏): numbers, names of residents, homes.

Officials in office, names of bodies, hotlines and the codes of organisations stay. One person has
one mask throughout a document. Masking is one-way: nothing of what was masked is kept.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipeline.rules import txt407_personal_data
from pipeline.rules.persons import is_public, words
from pipeline.schema import Context, Edit, Extraction, Finding, Span

KINDS = {
    "id": "身份证号",
    "card": "银行卡号",
    "mobile": "手机号",
    "landline": "固定电话",
    "plate": "车牌号",
    "email": "邮箱",
    "home": "门牌住址",
    "name": "姓名",
}
_ID = re.compile(
    r"(?<![\dA-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXxＸ](?![\dA-Za-z])"
)
_OLD_ID = re.compile(r"(?<!\d)\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?![\d.])")
_LANDLINE = re.compile(r"(?<![\d.])[(（]?0\d{2,3}[)）]?[ \-—－]?[2-8]\d{6,7}(?![\d.])")
_CARD = re.compile(r"(?<![\dA-Za-z])\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?(?![\dA-Za-z])")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?"
    "(?=[A-HJ-NP-Z0-9]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"
)
_EMAIL = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@(?P<host>[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
)
_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十]{1,3}|[A-Za-z])"
_BUILDING = rf"{_NUMERAL}(?:号楼|栋楼|栋|幢|座|号)"
_HOME = re.compile(
    rf"(?:{_BUILDING}(?:{_NUMERAL}(?:单元|门|梯))?|{_NUMERAL}单元)"
    rf"(?:{_NUMERAL}(?:楼|层))?\d{{2,4}}(?:室|户室|号房)(?!内)"
    rf"|(?<=[区苑园庭院邸府村里]){_NUMERAL}(?:栋|幢|号楼)?[-—－]\d{{1,2}}[-—－]\d{{2,4}}(?![\d-])"
    rf"|(?<=组)\d{{1,4}}号(?!线|文|楼|桥|路|机|井|门|岗|令|院|公告|工单)"
)
_PUBLIC_LINE = re.compile(
    "(?:监督|咨询|值班|举报|服务|投诉|报名|办公|报警|求助|热线)[^，。；\n]{0,4}$"
)
_CARD_CONTEXT = re.compile("卡号?|账号|帐号|账户|帐户|银行|户头|存折")
_NOT_PERSONAL = re.compile(
    "(?:工单|单号|编号|流水|订单|受理|案件|文号|批次|信用代码|许可证|执照|登记证)[^，。；\n]{0,6}$"
)
_PERSONAL_COLUMN = re.compile(
    "身份证|电话|手机|住址|地址|病|救助|低保|残疾|补助|年龄|性别|困难|卡号"
)
_NAME_COLUMN = re.compile("姓名|户主|申请人|救助对象|当事人|监护人|患者|老人姓名|受益人")
_PERSON = (
    "女孩|男孩|女童|男童|居民|村民|老人|户主|学生|患者|儿童|孤儿|妇女|青年|租户|业主|人员|对象"
)
_BESIDE = re.compile(
    rf"(?:[，。；：、（(\s\d岁人户]|{_PERSON})(?P<name>[\u4e00-\u9fff]{{2,3}})"
    r"(?=[，、：（(\s]{0,2}(?:身份证|手机|联系电话|联系方式|电话|家住|住址|[男女][，,、]"
    r"|(?:19|20)\d\d年\d{1,2}月出?生|\d{6}(?:19|20)\d{5}|1[3-9]\d{9}))"
)
_NEXT = re.compile(r"、(?P<name>[\u4e00-\u9fff]{2,3}?)(?=[还均都也已家等享、，。；（]|两|三|分别)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_APART = "甲乙丙丁戊己庚辛壬癸"


@dataclass(frozen=True, slots=True)
class Masked:
    """A text after masking; ``doubtful`` are identity numbers that fail their check digit."""

    text: str
    edits: tuple[Edit, ...]
    counts: dict[str, int]
    doubtful: tuple[Span, ...] = ()


def mask(extraction: Extraction, *, strict: bool = False, keep: Collection[str] = ()) -> Masked:
    """Mask a document; ``strict`` leaves no character of a number or name.

    ``keep`` are kinds of ``KINDS`` that stay as they are.
    """
    text = extraction.document.text
    taken: list[tuple[Span, str, str]] = []
    doubtful: list[Span] = []

    def take(span: Span, kind: str, masked: str) -> None:
        if kind not in keep and not any(span.overlaps(other) for other, _, _ in taken):
            shown = "*" * len(masked) if strict else masked
            taken.append((span, kind, shown))

    for span, kind, masked in _numbers(text):
        if kind == "id" and not _checks(text[span.start : span.end]):
            doubtful.append(span)
        take(span, kind, masked)
    names = sorted(set(_with_the_next(text, _names(extraction))))
    masks = _masks(list(dict.fromkeys(text[span.start : span.end] for span in names)))
    for span in names:
        take(span, "name", masks[text[span.start : span.end]])
    for span in _elsewhere(text, masks):
        take(span, "name", masks[text[span.start : span.end]])
    taken.sort()
    edits = tuple(Edit(span, masked) for span, _, masked in taken)
    counts = {name: n for kind, name in KINDS.items() if (n := sum(k == kind for _, k, _ in taken))}
    return Masked(_applied(text, edits), edits, counts, tuple(doubtful))


def _applied(text: str, edits: tuple[Edit, ...]) -> str:
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.span.start], edit.replacement]
        at = edit.span.end
    return "".join([*parts, text[at:]])


# -- numbers -----------------------------------------------------------------------------------


def _numbers(text: str) -> Iterator[tuple[Span, str, str]]:
    for found in _ID.finditer(text):
        number = found[0].replace("Ｘ", "X")
        if _is_day(number[6:14]) and (
            _checks(number) or not (_is_organisation(number) or _before(text, found, _NOT_PERSONAL))
        ):
            yield Span(*found.span()), "id", "*" * 14 + number[-4:]
    for found in _OLD_ID.finditer(text):
        if "身份证" in text[max(0, found.start() - 12) : found.start()]:
            yield Span(*found.span()), "id", "*" * 11 + found[0][-4:]
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        known = digits[:2] in ("62", "60") or digits[0] == "4" or digits[:2] in "51 52 53 54 55"
        context = _before(text, found, _CARD_CONTEXT, reach=15)
        if (
            13 <= len(digits) <= 19
            and _luhn(digits)
            and (
                context or (known and len(digits) >= 16 and not _before(text, found, _NOT_PERSONAL))
            )
        ):
            yield Span(*found.span()), "card", "*" * (len(digits) - 4) + digits[-4:]
    for found in _MOBILE.finditer(text):
        if not _before(text, found, _NOT_PERSONAL):
            digits = re.sub(r"\D", "", found[0])[-11:]
            yield Span(*found.span()), "mobile", f"{digits[:3]}****{digits[-4:]}"
    for found in _LANDLINE.finditer(text):
        if not _before(text, found, _NOT_PERSONAL) and not _before(text, found, _PUBLIC_LINE):
            area = re.match(r"[(（]?0(?:[12]\d|\d{3})[)）]?[ \-—－]?", found[0])
            kept = area[0] if area else ""
            yield Span(*found.span()), "landline", kept + "*" * (len(found[0]) - len(kept))
    for found in _PLATE.finditer(text):
        yield Span(*found.span()), "plate", "*" * len(found[0])
    for found in _EMAIL.finditer(text):
        if not found["host"].lower().endswith("gov.cn"):
            yield Span(*found.span()), "email", "***"
    for found in _HOME.finditer(text):
        if not re.match(r"[会教办课浴温候诊病]", text[found.end() : found.end() + 1]):
            yield Span(*found.span()), "home", "**"


def _before(text: str, found: re.Match[str], what: re.Pattern[str], reach: int = 20) -> bool:
    lead = text[max(0, found.start() - reach) : found.start()].rpartition("\n")[2]
    return what.search(lead) is not None


def _is_day(digits: str) -> bool:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) >= date(1900, 1, 1)
    except ValueError:
        return False


def _checks(number: str) -> bool:
    """Say whether an identity number's check digit holds (GB 11643—1999); old ones have none."""
    if len(number) != 18:
        return True
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper().replace("Ｘ", "X")


def _is_organisation(number: str) -> bool:
    """Say whether this is the code of an organisation (统一社会信用代码, GB 32100—2015)."""
    if any(each not in _ORGANISATION for each in number.upper()):
        return False
    total = sum(_ORGANISATION.index(c) * pow(3, n, 31) for n, c in enumerate(number.upper()[:17]))
    return _ORGANISATION[(31 - total % 31) % 31] == number[17].upper()


def _luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(d), 10)) for d in digits[-2::-2]]
    return (sum(int(d) for d in digits[::-2]) + sum(doubled)) % 10 == 0


# -- names -------------------------------------------------------------------------------------


def _names(extraction: Extraction) -> Iterator[Span]:
    """Find the residents that a text names with what is theirs: circumstances, numbers, homes."""
    text = extraction.document.text
    for report in extraction.reports:
        context = Context(today=date.min, extraction=extraction)
        for verdict in txt407_personal_data.check(report, context):
            if isinstance(verdict, Finding):
                yield from (s for s in verdict.spans if _is_name(text[s.start : s.end]))
        for table in report.tables:
            heads = [cell.text for row in table.rows[: table.header_rows] for cell in row]
            if not any(map(_PERSONAL_COLUMN.search, heads)) or any("职务" in h for h in heads):
                continue
            for row in table.rows[table.header_rows :]:
                for number, cell in enumerate(row):
                    above = [
                        r[number].text for r in table.rows[: table.header_rows] if number < len(r)
                    ]
                    if any(map(_NAME_COLUMN.search, above)) and _is_name(cell.text):
                        yield cell.span
    for found in _BESIDE.finditer(text):
        for name in dict.fromkeys((found["name"], found["name"][-2:])):
            end = found.end("name")
            if _is_name(name) and not is_public(text[end : end + 3]):
                yield Span(end - len(name), end)
                break


def _with_the_next(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Add the names that follow in a row: 陈小华、华惠根还享受……"""
    for span in names:
        yield span
        while (found := _NEXT.match(text, span.end)) and _is_name(found["name"]):
            span = Span(*found.span("name"))
            yield span


@cache
def _full_name() -> re.Pattern[str]:
    family = f"(?:{words('compound')}|[{words('surname').replace('|', '')}])"
    return re.compile(rf"(?!{words('not_name')}){family}[\u4e00-\u9fff]{{1,2}}")


def _is_name(name: str) -> bool:
    return _full_name().fullmatch(name) is not None and "某" not in name


def _masks(names: list[str]) -> dict[str, str]:
    """Give each person a mask of their own: 张某某, and 张某乙 for the next of that family."""
    masks: dict[str, str] = {}
    met: dict[str, int] = {}
    for name in names:
        family = name[:2] if re.match(words("compound"), name) else name[:1]
        count = met.get(family, 0)
        met[family] = count + 1
        last = _APART[count] if 0 < count < len(_APART) else str(count) if count else "某"
        masks[name] = f"{family}某{last}" if len(name) - len(family) > 1 or count else f"{family}某"
    return masks


def _elsewhere(text: str, masks: dict[str, str]) -> Iterator[Span]:
    """Find the same persons where the text names them again."""
    if not masks:
        return
    again = "|".join(map(re.escape, sorted(masks, key=len, reverse=True)))
    for found in re.finditer(again, text):
        after = text[found.end() : found.end() + 2]
        alone = not re.match("[\u4e00-\u9fff]", after)
        if alone or len(found[0]) > 2 or re.match("[家等的说因患表反为向在]|一家", after):
            yield Span(*found.span())
