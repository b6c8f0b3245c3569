"""Computes the automatic numbering that Word shows and no text run holds (numbering.xml)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pipeline.reading.xml import Element, W, local, value_of, whole

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_OLD = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and looks."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    style: str | None = None
    custom: str = ""


@dataclass(slots=True)
class _List:
    """One abstract list: its levels, and where its counting stands."""

    levels: dict[int, Level]
    link: str | None = None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Use:
    """One use of an abstract list, with levels and starts of its own."""

    list: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of name, outline and numbering."""

    name: str
    based_on: str | None = None
    list: str | None = None
    level: int | None = None
    outline: int | None = None


class Numbering:
    """Counts through a document; ``label`` must be called once for each paragraph, in order."""

    def __init__(self, root: Element | None, styles: dict[str, Style]) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._uses: dict[str, _Use] = {}
        self._style_lists: dict[str, str] = {}
        for element in root if root is not None else ():
            ident = element.get(f"{W}abstractNumId") or element.get(f"{W}numId") or ""
            if local(element) == "abstractNum":
                self._lists[ident] = _List(_levels(element), value_of(element, "numStyleLink"))
            elif local(element) == "num":
                self._uses[ident] = _use(element)

    def label(self, style: str | None, list_id: str | None, level: int | None) -> str:
        """Count this paragraph and return its label, "" if it has none.

        ``list_id`` and ``level`` are the paragraph's own; what it lacks comes from its style.
        """
        if list_id is None:
            list_id, own = self._of_style(style)
            level = own if level is None else level
        use = self._uses.get(list_id or "")
        if list_id in (None, "0") or use is None:
            return ""
        listing = self._resolve(use.list)
        if listing is None:
            return ""
        return self._count(use, listing, min(max(level or 0, 0), 8))

    def _of_style(self, style: str | None) -> tuple[str | None, int | None]:
        """Find the list that a style or its ancestors belong to, and at which level."""
        name, seen = style, set[str]()
        while name and name not in seen:
            seen.add(name)
            found = self._styles.get(name)
            if found is None:
                break
            if found.list is not None:
                return found.list, self._level_of(found, name)
            name = found.based_on
        return None, None

    def _level_of(self, style: Style, name: str) -> int | None:
        use = self._uses.get(style.list or "")
        listing = self._resolve(use.list) if use else None
        for number, level in (listing.levels if listing else {}).items():
            if level.style == name:
                return number
        return style.level

    def _resolve(self, ident: str) -> _List | None:
        """Follow a list that only names a list style."""
        for _ in range(8):
            listing = self._lists.get(ident)
            if listing is None or listing.levels or listing.link is None:
                return listing
            style = self._styles.get(listing.link)
            use = self._uses.get(style.list or "") if style else None
            if use is None:
                return listing
            ident = use.list
        return None

    def _count(self, use: _Use, listing: _List, number: int) -> str:
        levels = {**listing.levels, **use.levels}
        level = levels.get(number, Level(form="none"))
        counts = listing.counts
        if number in use.starts:
            counts[number] = use.starts.pop(number)
        elif number in counts:
            counts[number] += 1
        else:
            counts[number] = level.start
        for higher in range(number):
            counts.setdefault(higher, levels.get(higher, Level()).start)
        for deeper in [n for n in counts if n > number]:
            limit = levels.get(deeper, Level()).restart
            if limit is None or (limit and number < limit):
                del counts[deeper]
        if level.form == "bullet":
            return ""
        label = level.text
        for place in range(9):
            mark = f"%{place + 1}"
            if mark in label:
                other = levels.get(place, Level())
                shown = replace(other, form="decimal") if level.legal else other
                label = label.replace(mark, written(counts.get(place, other.start), shown))
        return label.strip()


def joined(label: str, text: str) -> str:
    """Put a label before its paragraph so that the two neither merge nor stand apart."""
    if not label:
        return text
    text = text.lstrip(" \t")
    if not text:
        return label
    last = label[-1]
    if last in ".．" and text[0].isascii() and text[0].isdigit():
        return f"{label} {text}"
    circled = 0x2460 <= ord(last) <= 0x24FF or 0x3220 <= ord(last) < 0x3300
    apart = last.isalnum() and not circled
    return f"{label} {text}" if apart else label + text


def written(number: int, level: Level) -> str:
    """Write a count in a level's number form."""
    if level.form == "custom" and level.custom:
        width = len(level.custom.split(",")[0].strip())
        return str(number).zfill(min(width, 8))
    return _FORMS.get(level.form, str)(number)


def chinese(number: int, *, digits: str = _DIGITS, units: str = "十百千", ten: str = "") -> str:
    """Write a count in Chinese: 十一, 一百零五."""
    if not 0 < number < 10_000:
        return digits[0] if number == 0 else str(number)
    text = ""
    for place, digit in enumerate(reversed(str(number))):
        unit = units[place - 1] if place else ""
        text = (digits[int(digit)] + unit if digit != "0" else "零") + text
    while "零零" in text:
        text = text.replace("零零", "零")
    text = text.rstrip("零")
    one_ten = digits[1] + units[0]
    return text[1:] if not ten and text.startswith(one_ten) else text


def _legal(number: int) -> str:
    return chinese(number, digits=_LEGAL, units="拾佰仟", ten="keep")


def _legal_old(number: int) -> str:
    return chinese(number, digits=_LEGAL_OLD, units="拾佰仟", ten="keep")


def _digitwise(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(abs(number)))


def _letters(number: int) -> str:
    """A … Z, AA, BB … as Word counts."""
    if number < 1:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("A") + place) * min(times + 1, 8)


def _roman(number: int) -> str:
    if not 0 < number < 5_000:
        return str(number)
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _from(first: str, count: int) -> Callable[[int], str]:
    """Count along consecutive characters, plain digits beyond them."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= count else str(number)


def _circled(number: int) -> str:
    if 20 < number <= 35:
        return chr(0x3251 + number - 21)
    if 35 < number <= 50:
        return chr(0x32B1 + number - 36)
    return _from("①", 20)(number)


def _wide(number: int) -> str:
    return str(number).translate({ord("0") + d: ord("０") + d for d in range(10)})


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


_FORMS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "none": lambda _number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalEnclosedParen": _from("⑴", 20),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "koreanCounting": chinese,
    "ideographDigital": _digitwise,
    "japaneseDigitalTenThousand": _digitwise,
    "taiwaneseDigital": _digitwise,
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal_old,
    "japaneseLegal": _legal_old,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": _from("㊀", 10),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerRoman": _roman,
    "ordinal": lambda number: f"{number}.",
}


def _level(element: Element) -> Level:
    form = element.find(f"{W}numFmt")
    if form is None:
        form = element.find(f".//{W}numFmt")
    start = whole(value_of(element, "start"))
    legal = element.find(f"{W}isLgl")
    return Level(
        start=0 if start is None else start,
        form=("decimal" if form is None else form.get(f"{W}val")) or "decimal",
        text=value_of(element, "lvlText") or "",
        restart=whole(value_of(element, "lvlRestart")),
        legal=legal is not None and legal.get(f"{W}val") not in ("0", "false", "off"),
        style=value_of(element, "pStyle"),
        custom=("" if form is None else form.get(f"{W}format")) or "",
    )


def _levels(element: Element) -> dict[int, Level]:
    levels = {}
    for child in element.findall(f"{W}lvl"):
        number = whole(child.get(f"{W}ilvl"))
        if number is not None and 0 <= number <= 8:
            levels[number] = _level(child)
    return levels


def _use(element: Element) -> _Use:
    use = _Use(value_of(element, "abstractNumId") or "")
    for override in element.findall(f"{W}lvlOverride"):
        number = whole(override.get(f"{W}ilvl"))
        if number is None:
            continue
        start = whole(value_of(override, "startOverride"))
        if start is not None:
            use.starts[number] = start
        level = override.find(f"{W}lvl")
        if level is not None:
            use.levels[number] = _level(level)
            use.starts.setdefault(number, use.levels[number].start)
    return use
