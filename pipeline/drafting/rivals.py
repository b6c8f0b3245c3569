"""What one office says of another's figure -> a row beside that figure, under the same indicator.

Two departments that count the same thing contradict each other; two villages, or two departments
that each hand out their own leaflets, do not.
"""

import re
from dataclasses import replace

from pipeline.drafting.phrases import leading_verb
from pipeline.drafting.said import Said, digits
from pipeline.drafting.settle import is_parallel, words
from pipeline.drafting.spoken import formal_unit, replaced, table
from pipeline.drafting.values import alike, amount, squeeze
from pipeline.schema import Row

_TELLER = re.compile(r"([一-鿿]{2,6}?)(?:那边|那里|他们)(?:说|报|写|记|统计)")
_EVENT = re.compile(r"参加|参与|到场|受教育|参训")
_OTHERS = 0.7
_TOLD = 0.35


class Rivals:
    """Finds, among the rows taken so far, the one that a figure contradicts."""

    def __init__(self, rows: list[Row], name: str) -> None:
        self.rows = rows
        self.name = name

    def quoted(
        self, said: list[Said], sentence: str, office: str, time: str, number: int
    ) -> Row | None:
        """Read 那边报7名，我们系统里是9名，对不上: the second figure is a rival to the first."""
        cues = table()["cues"]
        open_ = bool(re.search(cues["open"], sentence))
        if not said or not (open_ or re.search(f"{cues['rival']}|{cues['own']}", sentence)):
            return None
        told = set(re.findall(r"\d+(?:\.\d+)?[万亿千]?", sentence))
        own = said[0].mention.quantity
        if len(said) == 1:
            for row in self.rows if own.unit or not open_ else ():
                other = row.value in told and (row.department != office or open_)
                same_unit = row.unit == formal_unit(own.unit or row.unit or "")
                given = amount(row.value)
                differs = given is None or given.value != own.value
                if other and same_unit and differs:
                    return self._rival_of(row, said[0], office, time, number)
            return self._by_name(said[0], sentence, office, time, number)
        for theirs, mine in (said[:2], said[1::-1]):
            for row in self.rows:
                given = amount(row.value)
                if given is None or given.value != theirs.mention.quantity.value:
                    continue
                unit = formal_unit(theirs.mention.quantity.unit or "")
                unit = "" if unit == "对" and "对不" in sentence else unit
                if unit not in ("", row.unit):
                    continue
                if row.department != office or open_:
                    return self._rival_of(row, mine, office, time, number)
                if teller := _TELLER.search(sentence):
                    return self._rival_of(row, mine, teller[1], time, number)
        return None

    def _by_name(
        self, said: Said, sentence: str, office: str, time: str, number: int
    ) -> Row | None:
        """Read 走访留守儿童团委签到表上记的是24名: the indicator stands in the sentence."""
        if not re.search(table()["cues"]["rival"], sentence):
            return None
        unit = formal_unit(said.mention.quantity.unit or "")
        written = squeeze(replaced(sentence))
        for row in self.rows:
            name = squeeze(row.indicator)
            if row.unit != unit or len(name) < 4 or name not in written:
                continue
            named = [
                r.department
                for r in self.rows
                if r.department != office and r.department in written
            ]
            teller = office if row.department != office else next(filter(None, named), "")
            if teller and digits(said.mention) != row.value:
                return self._rival_of(row, said, teller, time, number)
        return None

    def named(self, said: Said, sentence: str, office: str, time: str, number: int) -> Row | None:
        """Read 我们系统里是9名，跟防保科对不上, where only the other office has a figure in 名."""
        if not re.search(table()["cues"]["rival"], sentence):
            return None
        unit = formal_unit(said.mention.quantity.unit or "")
        found = [
            row
            for row in self.rows
            if row.department != office
            and row.unit == unit
            and len(row.department) >= 2
            and (row.department in sentence or row.department[:3] in sentence)
        ]
        if len({row.indicator for row in found}) != 1:
            return None
        return self._rival_of(found[0], said, office, time, number)

    def _rival_of(self, row: Row, said: Said, office: str, time: str, number: int) -> Row:
        place = " ".join(part for part in (self.name, time, office) if part)
        found = amount(said.sentence[said.mention.start : said.mention.end])
        value = found.text if found else digits(said.mention)
        return replace(row, where=place, number=number, department=office, value=value, note="")

    def beside(self, row: Row, sentence: str) -> Row:
        """Lay a contradicting figure beside the one of another office, under the same indicator."""
        for other in self.rows:
            same = other.department == row.department and other.unit == row.unit
            same = same and other.value == row.value and other.number != row.number
            if same and alike(squeeze(other.indicator), squeeze(row.indicator)) >= 0.5:
                return replace(row, topic=other.topic, indicator=other.indicator)
        cue = re.search(table()["cues"]["rival"], sentence)
        own = re.search(table()["cues"]["own"], sentence)
        if not cue and not own and not _EVENT.search(row.indicator):
            return row
        best: tuple[float, Row] | None = None
        for other in self.rows:
            if other.department == row.department or other.unit != row.unit:
                continue
            if not cue and is_parallel(other.department) and is_parallel(row.department):
                continue
            if not cue and not own and self._are_peers(other, row):
                continue
            mine, theirs = squeeze(row.indicator), squeeze(other.indicator)
            close = alike(theirs, mine)
            if theirs in mine or mine in theirs:
                close = max(close, _OTHERS)
            close += 0.2 if cue and _named(other.department, sentence) else 0
            least = _TOLD if cue else _OTHERS
            if close >= least and (best is None or close > best[0]):
                best = (close, other)
        if best is None:
            return row
        return replace(row, topic=best[1].topic, indicator=best[1].indicator, note="")

    def _are_peers(self, other: Row, row: Row) -> bool:
        """Say whether two bodies count several like things, each its own (枫桥站、莲湖站)."""
        mine = [r for r in self.rows if r.department == row.department]
        theirs = [r for r in self.rows if r.department == other.department and r is not other]
        return any(
            (a.unit or "")[:1] == (b.unit or "")[:1]
            and a.value != b.value
            and (squeeze(a.indicator) in squeeze(b.indicator) or a.indicator.endswith(b.indicator))
            for a in theirs
            for b in mine
        )

    def finish(self) -> None:
        """Lay together what exactly two departments report of one thing; three count their own."""
        named: dict[tuple[str, str | None], list[int]] = {}
        for at, row in enumerate(self.rows):
            named.setdefault((squeeze(row.indicator), row.unit), []).append(at)
        for places in named.values():
            rows = [self.rows[at] for at in places]
            offices = {row.department for row in rows}
            if len(offices) != 2 or not _is_shared(rows[0], rows[-1]):
                continue
            for at in places[1:]:
                self.rows[at] = replace(self.rows[at], topic=rows[0].topic)


def _is_shared(row: Row, other: Row) -> bool:
    """Say whether two departments that use the same words speak of one thing, not each of its own.

    What each department does by itself (发放, 走访, 出动) adds up; a result has one true count.
    A body and one below it (镇派出所 of 镇) count different wholes.
    """
    name = squeeze(row.indicator)
    verb = leading_verb(name)
    own = words()["own_work"]["verbs"]
    if len(name) < 4 or not verb or verb in own or name == verb:
        return False
    offices = row.department, other.department
    if not all(offices) or any(is_parallel(office) for office in offices):
        return False
    return not (offices[0].startswith(offices[1]) or offices[1].startswith(offices[0]))


def _named(office: str, sentence: str) -> bool:
    return len(office) >= 2 and (office in sentence or office[-3:] in sentence)
