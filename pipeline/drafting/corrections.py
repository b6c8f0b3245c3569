"""Sentences that take a figure back, or contradict another office's -> changed Rows and notices."""

import re
from dataclasses import replace

from pipeline.drafting.restated import (
    ADDED,
    MORE,
    NEW,
    ONLY,
    POINTING,
    TOTAL,
    Found,
    as_written,
    chosen,
    read_corrections,
    text_said,
    unit_said,
    value_said,
)
from pipeline.drafting.said import find_said
from pipeline.drafting.settle import is_parallel, shown
from pipeline.drafting.spoken import formal_unit, table
from pipeline.drafting.values import amount, plain, squeeze
from pipeline.schema import Notice, Row

_CLOSE = 0.5
_NOUGHT = re.compile(r"[多少](?:写|打|输|填|按)了?一?个?[0零](?=[，,])")  # 多写了个0，是300个
_ASKED = re.compile(r"哪个|谁的|哪边|还是|请[^，。]{0,5}定|待[^，。]{0,5}定")


class Corrections:
    """Applies corrections to the rows that were taken so far."""

    def __init__(self, rows: list[Row], notices: list[Notice]) -> None:
        self.rows = rows
        self.notices = notices
        self.later: list[tuple[Found, str, str, str]] = []

    def take(self, sentence: str, office: str, time: str) -> bool:
        """Apply a sentence if it corrects or settles a figure; say whether it did."""
        cues = table()["cues"]
        sentence = _NOUGHT.sub("写错了", sentence)
        if sentence.endswith(("？", "?")):
            return False  # 问一句，不是改
        match = TOTAL.search(sentence) or ADDED.search(sentence)
        if match and value_said(match["new"]) is not None:
            found = Found(None, text_said(match["new"]), unit_said(match["newu"]), match["words"])
            return self._apply(found, office, time)
        settled = re.search(cues["settle"], sentence) and not _ASKED.search(sentence)
        stated = settled or NEW.search(sentence)
        if re.search(cues["adjust"], sentence) and not stated and self._adjust(sentence, office):
            return True
        if self._disputed(sentence, office):
            return False
        if re.search(cues["correct"], sentence) and (all_ := read_corrections(sentence)):
            for found in all_:
                if not self._apply(found, office, time):
                    self.later.append((found, office, time, sentence))
            return True
        if settled and (number := chosen(sentence)):
            return self._settle(number, sentence, office, time)
        return False

    def _disputed(self, sentence: str, office: str) -> bool:
        """Say whether an office sets its own record against another's figure: no change."""
        if not office or not re.search(table()["cues"]["own"], sentence):
            return False
        numbers = {value_said(match["new"]) for match in ONLY.finditer(sentence)}
        return any(
            row.department != office
            and len(row.department) >= 2
            and (given := amount(row.value)) is not None
            and given.value in numbers
            for row in self.rows
        )

    def _adjust(self, sentence: str, office: str) -> bool:
        """Read 少报了2车 as a sum to be computed, and say so."""
        match = MORE.search(sentence)
        if not match or (by := value_said(match["n"])) is None:
            return False
        unit = unit_said(match["nu"])
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
            dict.fromkeys((given.text, found.new, *as_written(given.text), *as_written(found.new)))
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
        named = {(value_said(m["new"]), unit_said(m["newu"])) for m in ONLY.finditer(found.words)}
        for at, row in enumerate(self.rows):
            given = amount(row.value)
            if given and row.department == office and (given.value, row.unit) in named:
                return at
        return None

    def _latest(self, found: Found, office: str) -> int | None:
        """Find what 上面那个数 means: the office's last figure in that unit."""
        named = re.sub(POINTING, "", squeeze(found.words))
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
            said = unit_said(number["newu"])
            if said and row.unit and not row.unit.startswith(said):
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
            own = row.department == office  # 报数的单位自己说以哪个为准
            if rivals and (own or near(words, squeeze(row.indicator)) or number["newu"]):
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
        found = Found(
            None, text_said(number["new"]), unit_said(number["newu"]), sentence[: number.start()]
        )
        return self._apply(found, office, time)


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


def _fits(unit: str, row: Row) -> bool:
    """Say whether a spoken unit is that of a row: 块 may be 元 or a thing that is counted so."""
    if not unit or not row.unit or row.unit.startswith(unit):
        return True  # 册、册次
    return row.unit in (formal_unit(unit), formal_unit(unit, ""))
