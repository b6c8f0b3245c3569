"""Sentences that take a figure back, or contradict another office's -> changed Rows and notices."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.drafting.former import dice
from pipeline.drafting.settle import is_parallel, shown
from pipeline.drafting.spoken import formal_unit, indicator, table
from pipeline.drafting.values import amount, squeeze
from pipeline.extract.numerals import parse_number
from pipeline.schema import Notice, Row

_CHINESE = r"[零一二两三四五六七八九十百千]{1,8}(?![\d下些样直定般共致起边])"
_NUMBER = rf"\d[\d,，]*(?:\.\d+)?(?:万|亿)?|{_CHINESE}"


def _n(group: str) -> str:
    return rf"(?P<{group}>{_NUMBER})(?P<{group}u>人次|户次|平方米|公里|万元|个百分点|[一-鿿%])?"


_SHOULD = (
    r"(?:应为|应该为|应该是|应当是|应是|改为|改成|更正为|订正为|实际是|实际为|实为|其实是|—>|->|→)"
)
_PATTERNS = (
    re.compile(rf"不是{_n('old')}[，,、]?(?:而|应该|应)?是[^\d，。]{{0,8}}?{_n('new')}"),
    re.compile(rf"(?:是|为|应为)?{_n('new')}[，,、]?(?:而)?不是{_n('old')}"),
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


@dataclass(frozen=True, slots=True)
class Found:
    """A correction as said: the old value if it was named, the new one, and the words before."""

    old: Decimal | None
    new: str
    unit: str
    words: str


class Corrections:
    """Applies corrections to the rows that were taken so far."""

    def __init__(self, rows: list[Row], notices: list[Notice]) -> None:
        self.rows = rows
        self.notices = notices
        self.later: list[tuple[Found, str, str, str]] = []

    def take(self, sentence: str, office: str, time: str) -> bool:
        """Apply a sentence if it corrects or settles a figure; say whether it did."""
        cues = table()["cues"]
        found = read_correction(sentence) if re.search(cues["correct"], sentence) else None
        if found is not None:
            if not self._apply(found, office, time):
                self.later.append((found, office, time, sentence))
            return True
        if re.search(cues["settle"], sentence) and (number := _ONLY.search(sentence)):
            return self._settle(number, sentence, office, time)
        return False

    def finish(self) -> None:
        """Apply what was corrected before it was said (a correction above its figure)."""
        for found, office, time, sentence in self.later:
            if not self._apply(found, office, time):
                message = f"{office or '有人'}说“{sentence}”，找不到被更正的数，请核实"
                self.notices.append(Notice("correction", message, (found.new,)))

    def _apply(self, found: Found, office: str, time: str) -> bool:
        at = self._target(found, office)
        if at is None:
            return False
        row = self.rows[at]
        given = amount(row.value)
        if given is None:
            return False
        unit = row.unit or found.unit
        when = f"（{time}）" if time else ""
        now = f"{found.new}{unit or ''}"
        message = (
            f"{office or row.department}更正{when}：“{row.indicator}”由{shown(row)}改为{now}，"
            f"草稿写{now}，{given.text}不用"
        )
        self.notices.append(Notice("correction", message, (given.text, found.new), (row.number,)))
        self.rows[at] = replace(
            row,
            value=found.new,
            unit=unit,
            where=f"{row.where}，{time}更正" if time else f"{row.where}，更正",
        )
        return True

    def _target(self, found: Found, office: str) -> int | None:
        """Find the row that is meant: by its old value, else by the words, the own office first."""
        best: tuple[float, int] | None = None
        words = squeeze(found.words)
        for at, row in enumerate(self.rows):
            given = amount(row.value)
            if given is None:
                continue
            same_unit = not found.unit or not row.unit or formal_unit(found.unit) == row.unit
            near = _near(words, squeeze(row.indicator))
            if found.old is not None:
                if given.value != found.old or not same_unit:
                    continue
                score = 2 + near
            else:
                if not near and not (same_unit and found.unit):
                    continue
                if not same_unit:
                    continue
                score = 2 * near + (0.3 if found.unit else 0)
            score += 1 if row.department == office else 0
            if best is None or score >= best[0]:
                best = (score, at)
        if best is None or (found.old is None and best[0] < 1.2):
            return None
        return best[1]

    def _settle(self, number: re.Match[str], sentence: str, office: str, time: str) -> bool:
        """Take 按64家写 as a word on rivals: the value that it names stands, the others go."""
        value = amount(number["new"])
        if value is None:
            return False
        words = squeeze(sentence[: number.start()])
        for row in self.rows:
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
            ]
            if rivals and (_near(words, squeeze(row.indicator)) or number["newu"]):
                for rival in rivals:
                    self.rows.remove(rival)
                values = (*(r.value for r in rivals), row.value)
                when = f"（{time}）" if time else ""
                message = (
                    f"{office}确认{when}：“{row.indicator}”按{shown(row)}写，"
                    f"{'、'.join(shown(r) for r in rivals)}不用"
                )
                self.notices.append(Notice("correction", message, values, (row.number,)))
            return True
        return False

    def rival(self, row: Row, sentence: str) -> Row:
        """Lay a contradicting figure beside the one of another office, under the same indicator."""
        for other in self.rows:
            same = other.department == row.department and other.unit == row.unit
            same = same and other.value == row.value and other.number != row.number
            if same and dice(squeeze(other.indicator), squeeze(row.indicator)) >= 0.5:
                return replace(row, topic=other.topic, indicator=other.indicator)
        cue = re.search(table()["cues"]["rival"], sentence)
        event = re.search(r"参加|参与|到场|受教育|参训", row.indicator)
        if not cue and not event:
            return row
        best: tuple[float, Row] | None = None
        for other in self.rows:
            if other.department == row.department or other.unit != row.unit:
                continue
            if not cue and is_parallel(other.department) and is_parallel(row.department):
                continue
            near = dice(squeeze(other.indicator), squeeze(row.indicator))
            if squeeze(other.indicator) in squeeze(row.indicator) or squeeze(
                row.indicator
            ) in squeeze(other.indicator):
                near = max(near, 0.7)
            near += 0.2 if cue and _named(other.department, sentence) else 0
            if near >= (0.35 if cue else 0.7) and (best is None or near > best[0]):
                best = (near, other)
        if best is None:
            return row
        return replace(row, topic=best[1].topic, indicator=best[1].indicator, note="")


def _named(office: str, sentence: str) -> bool:
    return len(office) >= 2 and (office in sentence or office[-3:] in sentence)


def _near(words: str, name: str) -> float:
    """Say how much of a short mention (垃圾, 商铺) stands in an indicator, or the reverse."""
    if not words or not name:
        return 0.0
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    shared = sum(pair in words for pair in pairs)
    if not shared:
        return 0.0
    return max(shared / len(pairs), min(1.0, 2 * shared / max(len(words) - 1, 1)) * 0.9)


def read_correction(sentence: str) -> Found | None:
    """Read 46家应为64家, 是16车不是61车, 46写错了是64, 更正：商铺64家."""
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
    match = _NEW.search(sentence)
    if match and _value(match["new"]) is not None:
        return Found(None, _text(match["new"]), _unit(match["newu"]), sentence[: match.start()])
    if not re.search(
        r"更正|订正|纠正|勘误|报错|写错|打错|说错|填错|搞错|弄错|算错|重报|重新报", sentence
    ):
        return None
    numbers = [m for m in _ONLY.finditer(sentence) if m["new"][0].isdigit()]
    if numbers:
        only = numbers[0]
        name, _ = indicator(re.split(r"[，,：:。]", sentence[: only.start()])[-1], "")
        return Found(None, _text(only["new"]), _unit(only["newu"]), name)
    return None


def _unit(words: str | None) -> str:
    words = words or ""
    return (
        ""
        if words
        in (
            "，",
            "不",
            "是",
            "应",
            "写",
            "报",
            "才",
            "了",
            "啊",
            "哈",
            "的",
            "错",
            "而",
            "改",
            "实",
            "更",
            "打",
            "有",
        )
        else formal_unit(words)
    )


def _value(words: str) -> Decimal | None:
    found = amount(words)
    return found.value if found else parse_number(words)


def _text(words: str) -> str:
    found = amount(words)
    return found.text if found else words
