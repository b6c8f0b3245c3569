"""The words of one cell -> an Amount: the number as it will be printed, and what is around it."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from pipeline import lexicon
from pipeline.extract.units import unit_at

_AMOUNT = re.compile(
    r"(?P<before>第|约|大约|近|超过|逾|达|共计|共|累计)?"
    r"(?P<sign>[-+−－])?(?P<number>\d[\d,，]*(?:\.\d+)?)"
    r"(?P<scale>千万|百万|万|亿|千(?![克米瓦卡])|百(?!分))?(?P<more>余|多)?"
    r"(?P<unit>[^\d,，。；;]{0,8}?)"
    r"(?P<after>左右|上下|以上|以下|以内)?"
)
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)(?:[~～\-—至])(?P<high>\d+(?:\.\d+)?)(?P<unit>\D{0,6})")
_SCALES = {"百": 2, "千": 3, "万": 4, "亿": 8, "千万": 7, "百万": 6}
_ILLEGAL = dict.fromkeys([*range(9), 0xB, 0xC, *range(0xE, 0x20), *range(0x7F, 0xA0)])
_ILLEGAL |= dict.fromkeys([0xFEFF, 0x200B, 0xFFFE, 0xFFFF, *range(0xFDD0, 0xFDF0)])
_ILLEGAL |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)])


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written and as meant. ``text`` is printed; ``value`` is only computed with."""

    text: str
    value: Decimal
    unit: str | None = None
    before: str = ""
    after: str = ""

    @property
    def exact(self) -> bool:
        """Say whether a change may be computed from it."""
        return not self.after and self.before in ("", "第", "共", "共计", "累计", "达")


def clean(text: str) -> str:
    """Drop characters that no document may hold, and fold blanks and line ends into one space."""
    return " ".join(text.translate(_ILLEGAL).split())


def squeeze(text: str) -> str:
    """Fold a word for comparison: width, case, blanks, brackets and what they hold."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\([^()]*\)|[\s:：、,，。\"“”'《》]", "", folded)


def amount(text: str) -> Amount | None:
    """Read one cell that holds a number and nothing else but its unit; None for any other text."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if not folded or len(folded) > 40:
        return None
    match = _AMOUNT.fullmatch(folded)
    if not match:
        return _chinese(folded) or _range(folded)
    if not _grouped(match["number"]):
        return None
    digits = re.sub(r"[,，]", "", match["number"])
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    if match["sign"] in ("-", "−", "－"):
        value, digits = -value, f"-{digits}"
    scale = match["scale"] or ""
    value = value.scaleb(_SCALES.get(scale, 0))
    unit = match["unit"] or None
    if unit and unit not in known_units() and not re.fullmatch(r"[一-鿿㎡²³/%a-zA-Z()]+", unit):
        return None
    more = match["more"] or ""
    after = more + (match["after"] or "")
    before = match["before"] or ""
    if before in ("共", "共计", "累计", "达"):
        before = ""
    return Amount(f"{digits}{scale}", value, unit, before, after)


def _grouped(digits: str) -> bool:
    if not re.search(r"[,，]", digits):
        return True
    head, *groups = re.split(r"[,，]", digits.partition(".")[0])
    return 1 <= len(head) <= 4 and all(len(group) in (3, 4) for group in groups)


def _chinese(text: str) -> Amount | None:
    from pipeline.extract.numerals import parse_number

    if share := re.fullmatch(r"百分之([零〇一二两三四五六七八九十百点]+|\d+(?:\.\d+)?)", text):
        value = parse_number(share[1])
        return Amount(plain(value), value, "%") if value is not None else None
    match = re.fullmatch(r"(第)?([零〇一二两三四五六七八九十百千万亿]+)([^\d]{0,4})", text)
    if not match or (value := parse_number(match[2])) is None:
        return None
    unit = re.sub(r"^[余多来几]|左右$|以[上下]$", "", match[3])
    if unit and unit not in known_units():
        return None  # 零售药店、三轮车、五保户不是数
    return Amount(plain(value), value, match[3] or None, match[1] or "")


def _range(text: str) -> Amount | None:
    match = _RANGE.fullmatch(text)
    if not match:
        return None
    return Amount(
        f"{match['low']}～{match['high']}", Decimal(match["low"]), match["unit"], after="～"
    )


def plain(value: Decimal) -> str:
    """Print a number in digits: no exponent, no zeros after the last decimal."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def known_units() -> frozenset[str]:
    """List the counting words and units that a cell may hold behind its number."""
    return frozenset(lexicon.settings("draft_words")["units"])


def alike(a: str, b: str) -> float:
    """Compare two names by the pairs of characters that they share, 0 to 1."""
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    first = {a[i : i + 2] for i in range(len(a) - 1)} or {a}
    second = {b[i : i + 2] for i in range(len(b) - 1)} or {b}
    return 2 * len(first & second) / (len(first) + len(second))


def measured(unit: str) -> tuple[str, Decimal]:
    """Give the form that extracted figures have of a unit, and how many of those it is."""
    power = {"万": 4, "亿": 8}.get(unit[:1], 0) if len(unit) > 1 else 0
    bare = unit[1:] if power else unit
    known = unit_at(bare, 0)
    if known and known[4] == len(bare):
        return known[1], known[3].scaleb(power)
    return bare, Decimal(1).scaleb(power)
