"""Sentences that take a figure back, or contradict another office's -> changed Rows and notices."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.drafting.said import find_said
from pipeline.drafting.settle import is_parallel, shown
from pipeline.drafting.spoken import formal_unit, indicator, table
from pipeline.drafting.values import amount, known_units, plain, squeeze
from pipeline.extract.numerals import parse_number
from pipeline.schema import Notice, Row

_CHINESE = r"(?<!第)[零一二两三四五六七八九十百千]{1,8}(?![\d下些样直定般共致起边])"
_NUMBER = rf"\d[\d,，]*(?:\.\d+)?(?:万|亿)?|{_CHINESE}"


_UNITS = "|".join(sorted((u for u in known_units() if len(u) > 1), key=len, reverse=True))


def _n(group: str) -> str:
    return rf"(?P<{group}>{_NUMBER})(?:[余多](?=[一-鿿]))?(?P<{group}u>{_UNITS}|[一-鿿%])?"


_SHOULD = (
    r"(?:应为|应该为|应该是|应当是|应是|改为|改成|更正为|订正为|实际是|实际为|实为|其实是|—>|->|→)"
)
_PATTERNS = (
    re.compile(
        rf"{_SHOULD}{_n('new')}[，,、（(]?(?:原来|原先|原报|原为|原|之前)的?(?:是|为|报)?{_n('old')}"
    ),
    re.compile(rf"不是{_n('old')}[，,、]?(?:而|应该|应)?是[^\d，。]{{0,8}}?{_n('new')}"),
    re.compile(rf"(?:是|为|应为)?{_n('new')}[，,、]?(?:而)?不是{_n('old')}"),
    re.compile(
        rf"{_n('new')}[，,]{_n('old')}(?:是|系|为)?(?:打|写|报|输|看|说|填|搞|弄)(?:反|错|颠倒|岔|串)"
    ),
    re.compile(
        rf"(?:把|将)?{_n('old')}[^\d，。]{{0,8}}?(?:写|报|打|错写|错报|误写|误报)成了?{_n('wrong')}"
    ),
    re.compile(rf"{_n('old')}[^\d]{{0,14}}?{_SHOULD}[^\d，。]{{0,8}}?{_n('new')}"),
    re.compile(
        rf"{_n('old')}[^\d]{{0,6}}?(?:写|报|打|说|填|弄|搞|算|记|看|统计)?"
        rf"(?:错了|有误|不对|多了|少了)[^\d]{{0,14}}?{_n('new')}"
    ),
)
_NEW = re.compile(rf"{_SHOULD}[^\d，。]{{0,8}}?{_n('new')}")
_ONLY = re.compile(_n("new"))
_MORE = re.compile(
    rf"(?P<verb>少报|漏报|少算|漏算|漏了|漏登|补报|多报|多算|重复报|重报|多写|少写|再加|再添|追加|还要加|再减|减去)了?"
    rf"[^\d，。]{{0,6}}?{_n('n')}"
)
_TOTAL = re.compile(
    rf"(?P<words>[^，。]{{2,12}}?)(?:再补|再加|再报|又增加|补报|补)[^，。\d]{{0,4}}{_n('n')}[，,]\s*"
    rf"(?:一共|总共|合计|现在|累计|共)(?:是|为|有|计)?{_n('new')}"
)
_CLOSE = 0.5
_ASKED = re.compile(r"哪个|谁的|哪边|还是|请[^，。]{0,5}定|待[^，。]{0,5}定")
_POINTING = (
    r"上面|刚才|刚刚|前面|我们?|报的|发的|那个|这个|数据|数字|数|错了?|不对|写|报|打|发|更正|一下|不好意思|抱歉"
    r"|对不起|应该|是|为|改|帮|请|的|了|啊|哈|重新|上|条|[！!，,。：:]"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A correction as said: the old value if it was named, the new one, and the words before."""

    old: Decimal | None
    new: str
    unit: str
    words: str
    about: str = ""


class Corrections:
    """Applies corrections to the rows that were taken so far."""

    def __init__(self, rows: list[Row], notices: list[Notice]) -> None:
        self.rows = rows
        self.notices = notices
        self.later: list[tuple[Found, str, str, str]] = []

    def take(self, sentence: str, office: str, time: str) -> bool:
        """Apply a sentence if it corrects or settles a figure; say whether it did."""
        cues = table()["cues"]
        if sentence.endswith(("？", "?")):
            return False  # 问一句，不是改
        if (match := _TOTAL.search(sentence)) and _value(match["new"]) is not None:
            found = Found(None, _text(match["new"]), _unit(match["newu"]), match["words"])
            return self._apply(found, office, time)
        settled = re.search(cues["settle"], sentence) and not _ASKED.search(sentence)
        stated = settled or _NEW.search(sentence)
        if re.search(cues["adjust"], sentence) and not stated and self._adjust(sentence, office):
            return True
        if self._disputed(sentence, office):
            return False
        if re.search(cues["correct"], sentence) and (all_ := read_corrections(sentence)):
            for found in all_:
                if not self._apply(found, office, time):
                    self.later.append((found, office, time, sentence))
            return True
        if settled and (number := _chosen(sentence)):
            return self._settle(number, sentence, office, time)
        return False

    def _disputed(self, sentence: str, office: str) -> bool:
        """Say whether an office sets its own record against another's figure: no change."""
        if not office or not re.search(table()["cues"]["own"], sentence):
            return False
        numbers = {_value(match["new"]) for match in _ONLY.finditer(sentence)}
        return any(
            row.department != office
            and len(row.department) >= 2
            and (given := amount(row.value)) is not None
            and given.value in numbers
            for row in self.rows
        )

    def _adjust(self, sentence: str, office: str) -> bool:
        """Read 少报了2车 as a sum to be computed, and say so."""
        match = _MORE.search(sentence)
        if not match or (by := _value(match["n"])) is None:
            return False
        unit = _unit(match["nu"])
        at = self._target(Found(None, match["n"], unit, sentence[: match.start()]), office)
        given = amount(self.rows[at].value) if at is not None else None
        if at is None or given is None:
            return False
        row = self.rows[at]
        less = bool(re.search(r"多|重|减", match["verb"]))
        value = given.value - by if less else given.value + by
        sign = "-" if less else "+"
        now = f"{plain(value)}{row.unit or unit}"
        message = (
            f"{office or row.department}说{match['verb']}{match['n']}{unit}：“{row.indicator}”"
            f"由{shown(row)}算作{now}，请核对"
        )
        values = (given.text, plain(value))
        self.notices.append(Notice("correction", message, values, (row.number,)))
        where = f"computed: {plain(given.value)} {sign} {plain(by)}（data row {row.number}，更正）"
        self.rows[at] = replace(row, value=plain(value), unit=row.unit or unit, where=where)
        return True

    def finish(self) -> None:
        """Apply what was corrected before it was said (a correction above its figure)."""
        for found, office, time, sentence in self.later:
            if not self._apply(found, office, time):
                message = f"{office or '有人'}说“{sentence}”，找不到被更正的数，请核实"
                self.notices.append(Notice("correction", message, (found.new,)))

    def _apply(self, found: Found, office: str, time: str) -> bool:
        at = self._target(found, office)
        if at is None:
            return self._amend(found, office)
        row = self.rows[at]
        given = amount(row.value)
        if given is None:
            return False
        if given.text == found.new:
            return True
        unit = row.unit or formal_unit(found.unit)
        when = f"（{time}）" if time else ""
        now = f"{found.new}{unit or ''}"
        message = (
            f"{office or row.department}更正{when}：“{row.indicator}”由{shown(row)}改为{now}，"
            f"草稿写{now}，{given.text}不用"
        )
        told = tuple(
            dict.fromkeys(
                (given.text, found.new, *_as_written(given.text), *_as_written(found.new))
            )
        )
        self.notices.append(Notice("correction", message, told, (row.number,)))
        self.rows[at] = replace(
            row,
            value=found.new,
            unit=unit,
            where=f"{row.where}，{time}更正" if time else f"{row.where}，更正",
        )
        return True

    def _amend(self, found: Found, office: str) -> bool:
        """Correct a figure in a sentence that stands as it was written."""
        for at, row in enumerate(self.rows):
            if row.value or not row.note:
                continue
            for said in find_said(row.note):
                words = row.note[said.mention.start : said.mention.end]
                given = amount(words)
                if given is None or not _fits(found.unit, replace(row, unit=given.unit)):
                    continue
                close = near(squeeze(found.words), squeeze(said.before))
                if given.value != found.old if found.old is not None else close < _CLOSE:
                    continue
                new = f"{found.new}{given.unit or found.unit}"
                message = f"{office or row.department}更正：“{said.before}”由{words}改为{new}"
                values = (given.text, found.new)
                self.notices.append(Notice("correction", message, values, (row.number,)))
                note = row.note[: said.mention.start] + new + row.note[said.mention.end :]
                self.rows[at] = replace(row, note=note)
                return True
        return False

    def _target(self, found: Found, office: str) -> int | None:
        """Find the row that is meant: by its old value, else by the words, the own office first."""
        best: tuple[float, int] | None = None
        words = squeeze(found.words)
        named = {
            r.department
            for r in self.rows
            if len(r.department) > 2 and r.department in f"{found.about}{found.words}"
        }
        for at, row in enumerate(self.rows):
            given = amount(row.value)
            if given is None or (named and office not in named and row.department not in named):
                continue
            same_unit = _fits(found.unit, row)
            close = near(words, squeeze(row.indicator))
            close += 0.3 if words.endswith(squeeze(row.indicator)) else 0
            if found.old is not None:
                if given.value != found.old or not same_unit:
                    continue
                score = 2 + close
            else:
                if not close and not (same_unit and found.unit):
                    continue
                if not same_unit:
                    continue
                score = 2 * close + (0.3 if found.unit else 0)
            score += 1 if row.department == office else 0
            if best is None or score >= best[0]:
                best = (score, at)
        if best is None and found.old is not None:
            return self._named_in(found, office)
        if best is None or (found.old is None and best[0] < 1.2):
            return self._latest(found, office)
        return best[1]

    def _named_in(self, found: Found, office: str) -> int | None:
        """Find the row by another figure of the sentence: 26座含了上月的8座，实际是18座."""
        named = {(_value(m["new"]), _unit(m["newu"])) for m in _ONLY.finditer(found.words)}
        for at, row in enumerate(self.rows):
            given = amount(row.value)
            if given and row.department == office and (given.value, row.unit) in named:
                return at
        return None

    def _latest(self, found: Found, office: str) -> int | None:
        """Find what 上面那个数 means: the office's last figure in that unit."""
        named = re.sub(_POINTING, "", squeeze(found.words))
        if found.old is not None or len(named) > 1:
            return None
        own = [
            at
            for at, row in enumerate(self.rows)
            if row.department == office and _fits(found.unit, row)
        ]
        return own[-1] if own else None

    def _settle(self, number: re.Match[str], sentence: str, office: str, time: str) -> bool:
        """Take 按64家写 as a word on rivals: the value that it names stands, the others go."""
        value = amount(number["new"])
        if value is None:
            return False
        words = squeeze(sentence[: number.start()])
        for row in sorted(self.rows, key=lambda each: each.department != office):
            given = amount(row.value)
            if given is None or given.value != value.value:
                continue
            if number["newu"] and row.unit and not row.unit.startswith(number["newu"]):
                continue
            rivals = [
                r
                for r in self.rows
                if r is not row
                and r.topic == row.topic
                and squeeze(r.indicator) == squeeze(row.indicator)
                and (other := amount(r.value))
                and other.value != given.value
                and not (r.department != row.department and _each_its_own(r, row))
            ]
            if rivals and (near(words, squeeze(row.indicator)) or number["newu"]):
                first = min([row, *rivals], key=self.rows.index)
                self.rows[self.rows.index(first)] = replace(first, value=row.value)
                for rival in (each for each in [row, *rivals] if each is not first):
                    self.rows.remove(rival)
                values = (*(r.value for r in rivals), row.value)
                when = f"（{time}）" if time else ""
                message = (
                    f"{office}确认{when}：“{row.indicator}”按{shown(row)}写，"
                    f"{'、'.join(shown(r) for r in rivals)}不用"
                )
                self.notices.append(Notice("correction", message, values, (row.number,)))
            return True
        if not re.search(r"为准|写|算|上报|统计", sentence[number.end() :]):
            return False
        found = Found(None, _text(number["new"]), _unit(number["newu"]), sentence[: number.start()])
        return self._apply(found, office, time)


def _chosen(sentence: str) -> re.Match[str] | None:
    """Find the number that a word on rivals names: 按5600余份报, 以23处为准."""
    named = re.search(rf"(?:按|以)[^，。；\d]{{0,10}}?(?={_NUMBER})", sentence)
    match = (_ONLY.search(sentence, named.end()) if named else None) or _ONLY.search(sentence)
    if match is None:
        return None
    same = [
        each for each in _ONLY.finditer(sentence) if _value(each["new"]) == _value(match["new"])
    ]
    return next((each for each in same if _unit(each["newu"])), match)


def _each_its_own(row: Row, other: Row) -> bool:
    return is_parallel(row.department) and is_parallel(other.department)


def near(words: str, name: str) -> float:
    """Say how much of a short mention (垃圾, 商铺) stands in an indicator, or the reverse."""
    if not words or not name:
        return 0.0
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    shared = sum(pair in words for pair in pairs)
    if not shared:
        return 0.0
    return max(shared / len(pairs), min(1.0, 2 * shared / max(len(words) - 1, 1)) * 0.9)


_GROUPED = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")


def read_corrections(sentence: str) -> list[Found]:
    """Read 46家应为64家, 是16车不是61车, 46写错了是64, 更正：商铺64家、隐患33处."""
    sentence = _GROUPED.sub("", sentence)
    pieces = [found for piece in re.split(r"[；;]", sentence) if (found := _both_named(piece))]
    clauses = [
        found for piece in re.split(r"[，,；;、]", sentence) if (found := _both_named(piece))
    ]
    if pieces or clauses:
        return clauses if len(clauses) > len(pieces) else pieces
    match = _NEW.search(sentence)
    if match and _value(match["new"]) is not None:
        words = sentence[: match.start()]
        first = Found(None, _text(match["new"]), _unit(match["newu"]), words)
        return [first, *_further(sentence, match.end(), words)]
    if not re.search(table()["cues"]["restate"], sentence):
        return []
    stated: list[Found] = []
    for each in find_said(sentence):
        name, _ = indicator(re.split(r"[：:。]", each.before)[-1], each.after)
        if not stated and len(re.sub(_POINTING, "", name)) < 2:
            name = sentence[: each.mention.start]  # 上面超员面包车写错，撤回，是3辆
        words = sentence[each.mention.start : each.mention.end]
        if (number := amount(words)) is not None:
            unit = number.unit or each.mention.quantity.unit or ""
            stated.append(Found(None, number.text, _unit(unit), name))
    return stated


def _further(sentence: str, at: int, words: str) -> list[Found]:
    """Read what else is restated behind the first new value: 应为11件，办结10件."""
    found = []
    for clause in re.split(r"[，,；;]", sentence[at:])[1:]:
        said = find_said(clause)
        if len(said) != 1 or re.search(table()["cues"]["adjust"], clause):
            break
        name, _ = indicator(said[0].before, said[0].after)
        number = amount(clause[said[0].mention.start : said[0].mention.end])
        if number is None or len(name) < 2:
            break
        unit = number.unit or said[0].mention.quantity.unit or ""
        found.append(Found(None, number.text, _unit(unit), name, words))
    return found


def _as_written(number: str) -> tuple[str, ...]:
    """Give 1240 also as 1,240, as some write it."""
    return (f"{int(number):,}",) if number.isdigit() and len(number) > 3 else ()


_DAY = re.compile(r"(?:\d{2,4}年)?\d{1,2}月(?:份|\d{1,2}[日号])?")


def _both_named(sentence: str) -> Found | None:
    sentence = _DAY.sub("", sentence)
    for pattern in _PATTERNS:
        match = pattern.search(sentence)
        if not match:
            continue
        groups = match.groupdict()
        if groups.get("wrong"):
            old, new, unit = groups["wrong"], groups["old"], groups.get("oldu")
        else:
            old, new, unit = groups["old"], groups["new"], groups.get("newu") or groups.get("oldu")
        value = _value(old)
        if value is None or _value(new) is None or value == _value(new):
            continue
        return Found(value, _text(new), _unit(unit), sentence[: match.start()] or sentence)
    return None


_NO_UNIT = frozenset("，不是应写报才了啊哈的错而改实更打有多少吧")


def _unit(words: str | None) -> str:
    return "" if not words or words in _NO_UNIT else words


def _fits(unit: str, row: Row) -> bool:
    """Say whether a spoken unit is that of a row: 块 may be 元 or a thing that is counted so."""
    if not unit or not row.unit or row.unit.startswith(unit):
        return True  # 册、册次
    return row.unit in (formal_unit(unit), formal_unit(unit, ""))


def _value(words: str) -> Decimal | None:
    found = amount(words)
    return found.value if found else parse_number(words)


def _text(words: str) -> str:
    found = amount(words)
    return found.text if found else words
