"""Earlier reports of one office -> its own sentences as patterns, their figures as slots.

A clause lends its words only where each of them is this week's data, a joining word, or the
office's standing phrase (said in two reports); numbers, dates, names and events are never lent.
"""

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.drafting.compare import Last
from pipeline.drafting.figures import find_figures
from pipeline.drafting.former import is_comparable
from pipeline.drafting.matching import match_last
from pipeline.drafting.polish import names_in
from pipeline.drafting.settle import Item, words
from pipeline.drafting.values import alike, squeeze
from pipeline.extract import extract
from pipeline.extract.dates import find_dates
from pipeline.reading import read_bytes
from pipeline.schema import Bound, Brief, Fact, Report, Span

_MOST_REPORTS = 6
_STOPS = "。！？\n"
_PARTS = "，；,;：:"
_NOW = re.compile(r"(?:本|全)(?:周|月|季度|季|旬|期|年)")
_SINCE = re.compile(r"(?:今年|年初|本年|年|去年\d+月|\d{1,2}月份?|开展|启动)[^，；]{0,4}?以来|累计")
_MONEY = {"元": 0, "千元": 3, "万元": 4, "亿元": 8}
_DEPARTMENT, _THIS = "{dept}", "{now}"


@dataclass(frozen=True, slots=True)
class Clause:
    """One figure's clause in an earlier sentence; ``words`` is None where they cannot be lent."""

    at: int
    place: Span
    lead: str
    words: str | None
    joint: str
    follows: int | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """An earlier sentence as far as this week's items fill it; ``at`` of a clause is the item's."""

    clauses: tuple[Clause, ...]
    report: str

    @property
    def items(self) -> frozenset[int]:
        """The places of the items that it says."""
        return frozenset(clause.at for clause in self.clauses)


class Earlier:
    """The sentences that an office wrote of the items of one draft."""

    def __init__(self, items: Sequence[Item], reports: Sequence[Report], brief: Brief) -> None:
        self.items = list(items)
        self.places = {id(item): at for at, item in enumerate(items)}
        alike_ = [r for r in reports if is_comparable(r, brief)][-_MOST_REPORTS:]
        matched = [(r, match_last(items, r, r.title, "archive")) for r in alike_]
        self.standing = _standing(items, matched)
        self.sentences = [
            sentence
            for report, found in matched
            for sentence in self._sentences(report, {at: f for at, (_, f) in found.items()})
        ]

    def _sentences(self, report: Report, found: dict[int, Fact]) -> list[Sentence]:
        text = report.document.text
        heads = [section.heading_span.end for section in report.sections]
        groups: dict[int, list[Clause]] = {}
        for at, fact in sorted(found.items(), key=lambda pair: pair[1].span):
            start = _sentence_start(text, fact.span.start, heads)
            others = groups.setdefault(start, [])
            clause = _clause(report, fact, self.items[at], at, start, self.standing, others)
            if clause is not None:
                others.append(clause)
        name = report.period.text if report.period else report.title
        return [Sentence(tuple(group), name) for group in groups.values() if group]

    def part(self, run: Sequence[Item], seed: str) -> list[tuple[list[Item], Sentence | None]]:
        """Part a run of items by the earlier sentence that says most of them; the rest has none."""
        left = [self.places[id(item)] for item in run]
        parts: list[tuple[int, list[Item], Sentence | None]] = []
        while left:
            best = self._best(frozenset(left), seed)
            if best is None:
                break
            said = [clause.at for clause in best.clauses]
            parts.append((left.index(min(said)), [self.items[at] for at in said], best))
            left = [at for at in left if at not in said]
        order = {at: number for number, at in enumerate(self.places[id(item)] for item in run)}
        told = [(min(order[self.places[id(i)]] for i in its), its, s) for _, its, s in parts]
        told += [(order[self.places[id(i)]], [i], None) for i in run if self.places[id(i)] in left]
        merged: list[tuple[list[Item], Sentence | None]] = []
        for _, its, sentence in sorted(told, key=lambda each: each[0]):
            if merged and sentence is None and merged[-1][1] is None:
                merged[-1][0].extend(its)
            else:
                merged.append((its, sentence))
        return merged

    def _best(self, left: frozenset[int], seed: str) -> Sentence | None:
        """Choose the sentence that says most of what is left; equals take turns week by week."""
        fitting = [_cut(sentence, left) for sentence in self.sentences]
        able = [s for s in fitting if s is not None and any(c.words is not None for c in s.clauses)]
        if not able:
            return None
        most = max(len(s.clauses) for s in able)
        equal = [s for s in able if len(s.clauses) == most]
        first = min(min(s.items) for s in equal)
        equal = [s for s in equal if min(s.items) == first]
        turn = zlib.crc32(f"{seed}{squeeze(self.items[first].row.indicator)}".encode())
        return equal[turn % len(equal)]


def reads_back(words_: str, items: Sequence[Item]) -> bool:
    """Read a sentence anew: each item's value and unit must come back, said of the same thing."""
    facts = list(extract(read_bytes(f"{words_}。".encode(), "s.txt")).facts())
    for item in items:
        if item.amount is None or item.rivals or item.doubt or item.zero or item.rank:
            continue
        power = _MONEY.get(item.unit)
        value = item.amount.value if power is None else item.amount.value.scaleb(power)
        unit = item.unit if power is None else "元"
        same = [
            fact
            for fact in facts
            if fact.quantity and (fact.quantity.value, fact.quantity.unit or "") == (value, unit)
        ]
        if not any(_says(item, fact, items) for fact in same):
            return False
    return True


def _says(item: Item, fact: Fact, items: Sequence[Item]) -> bool:
    mine, theirs = squeeze(item.row.indicator), squeeze(fact.indicator or "")
    if not theirs:
        return False
    if alike(mine, theirs) >= 0.45 or theirs in mine or mine in theirs:
        return True
    if not (fact.action and fact.object and fact.action in mine):
        return False
    return any(squeeze(fact.object) in squeeze(other.row.indicator) for other in items)


def _cut(sentence: Sentence, left: frozenset[int]) -> Sentence | None:
    kept = tuple(clause for clause in sentence.clauses if clause.at in left)
    return Sentence(kept, sentence.report) if kept else None


def _sentence_start(text: str, place: int, heads: Sequence[int]) -> int:
    start = max(text.rfind(mark, 0, place) for mark in _STOPS) + 1
    return max([start, *(end for end in heads if start <= end <= place)])


def _clause(
    report: Report,
    fact: Fact,
    item: Item,
    at: int,
    start: int,
    standing: frozenset[str],
    before: Sequence[Clause],
) -> Clause | None:
    """Take the clause of one figure: its lead, its words where they may be lent, its joint."""
    text = report.document.text
    opened = max([start, *(text.rfind(mark, start, fact.span.start) + 1 for mark in _PARTS)])
    listed = text.rfind("、", opened, fact.span.start) + 1
    if listed and find_figures(text[opened:listed]):
        opened = listed
    ends = [end for mark in _PARTS + _STOPS + "、" if (end := text.find(mark, fact.span.end)) >= 0]
    closed = min(ends, default=len(text))
    last = before[-1] if before else None
    follows = last.at if last and last.place.end + 1 >= opened else None
    joint = text[opened - 1] if opened > start and text[opened - 1] in "，；、" else "；"
    lead, words_ = _lent(
        text[opened : fact.span.start], text[fact.span.end : closed], fact, item, standing
    )
    place = Span(opened, closed)
    return Clause(at, place, lead, words_, joint if follows is not None else "；", follows)


def _lent(
    before: str, after: str, fact: Fact, item: Item, standing: frozenset[str]
) -> tuple[str, str | None]:
    """Part the words before a figure into the lead (time, office) and what may be lent of them."""
    lead, rest = _led(before.strip(), fact, item)
    plain = fact.quantity is not None and fact.quantity.bound is Bound.EXACT
    if after.strip() or not plain or not rest:
        return lead, None
    if bool(_SINCE.search(rest)) != item.lasting or find_figures(rest):
        return lead, None
    since = re.match(r".*以来", rest)
    if since and since[0] != item.row.time:
        return lead, None
    if find_dates(rest[since.end() :] if since else rest):
        return lead, None
    extra = residue(rest, item)
    if any(part not in words()["lent"]["joining"] and part not in standing for part in extra):
        return lead, None
    return lead, rest


def _led(before: str, fact: Fact, item: Item) -> tuple[str, str]:
    """Take 街道综合执法队本周 off as slots."""
    rest, lead = before, ""
    names = [item.row.department] if item.row.department else []
    if fact.actor and alike(squeeze(fact.actor), squeeze(item.row.department)) >= 0.5:
        names.append(fact.actor)
    changed = True
    while changed:
        changed = False
        if match := _NOW.match(rest):
            rest, lead, changed = rest[match.end() :], lead + _THIS, True
        for name in sorted(names, key=len, reverse=True):
            if rest.startswith(name) and len(rest) > len(name):
                rest, lead, changed = rest[len(name) :], lead + _DEPARTMENT, True
                break
    return (lead if lead.count(_THIS) < 2 and lead.count(_DEPARTMENT) < 2 else ""), rest


def residue(words_: str, item: Item) -> list[str]:
    """List the stretches of a clause that are not this item's own data."""
    row = item.row
    own = squeeze(f"{row.indicator}|{row.topic}|{row.time}")
    left: list[str] = []
    at, piece = 0, ""
    while at < len(words_):
        sizes = range(min(12, len(words_) - at), 1, -1)
        size = next((n for n in sizes if squeeze(words_[at : at + n]) in own), 0)
        if size:
            left.append(piece)
            at, piece = at + size, ""
        else:
            piece += words_[at]
            at += 1
    return [part.strip("、的 ") for part in [*left, piece] if part.strip("、的 ")]


def _standing(
    items: Sequence[Item], matched: Sequence[tuple[Report, dict[int, tuple[Last, Fact]]]]
) -> frozenset[str]:
    """Collect what an office says in at least half of its reports, two or more; it names nobody."""
    said: Counter[str] = Counter()
    least = max(2, -(-len(matched) // 2))
    for report, found in matched:
        text = report.document.text
        own: set[str] = set()
        for at, (_, fact) in found.items():
            start = max(text.rfind(mark, 0, fact.span.start) for mark in _STOPS + _PARTS) + 1
            _, rest = _led(text[start : fact.span.start].strip(), fact, items[at])
            own.update(residue(rest, items[at]))
        said.update(own)
    return frozenset(
        part
        for part, times in said.items()
        if times >= least
        and len(part) <= 12
        and not re.search(r"\d", part)
        and not find_dates(part)
        and not names_in(part)
    )
