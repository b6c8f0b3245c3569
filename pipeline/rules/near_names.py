"""Report -> names of bodies so alike that one is probably the other miswritten or renamed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from pipeline.schema import Report, Span

# Kinds of one rank stand for one another (城建办, 城市建设科); the others only for themselves.
_RANKS = {"办公室": "office", "办": "office", "科": "section", "股": "section", "室": "room"}
_RANKS |= {"站": "station", "所": "station", "队": "team", "中队": "company", "大队": "battalion"}
_OFFICES = ("office", "section", "room", "station")
_TEAMS = ("team", "company", "battalion")
_UNIONS = ("协会", "联合会", "联盟")
_CENTRES = ("中心", "服务中心")
_LEVELLED = re.compile(
    r"[\u4e00-\u9fff]*(?P<level>街道|社区|镇|(?<!城)乡(?!村)|(?<!乡)(?<!农)村|县|(?<!城)市(?!场|容|政)"
    r"|(?<!社)(?<!小)(?<!辖)区|学校|医院)(?P<core>[\u4e00-\u9fff]{3,9}?)(?:服务|管理|工作)?$"
)
_SHORTENED = 3
_KIND = re.compile(
    r"(?:办公室|服务中心|中心|指挥部|中队|大队|支队|公司|小区|花园|合作社|协会|联合会|联盟|幼儿园|办(?![理法事好公学实案证结成件卡班税的在])"
    r"|科(?![技学普目室教级长研])|股(?![份东权民])|室(?![内外温])|站(?![点在台长式岗])|所(?![有在以需属辖谓长示涉处])"
    r"|队(?![伍员长列形友]))"
)
_STEM = re.compile(r"[\u4e00-\u9fff]{2,10}$")
_NOT_ALONE = re.compile(r"[各多第一二三四五六七八九十两]")
_EXTRA = ("管理", "建设", "综合", "监督", "工作")  # 城市建设科, 城市建设管理科
_LONG = 4
_MANY = 80  # bodies of one report: more make a list of bodies


@dataclass(frozen=True, slots=True)
class Name:
    """A body as written in one place: the words before its kind, and the kind."""

    stem: str
    kind: str
    end: int

    def span(self, length: int) -> Span:
        """The place of the kind with so many characters of the stem."""
        return Span(self.end - len(self.kind) - length, self.end)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names for one body, each as its places."""

    first: tuple[Span, ...]
    second: tuple[Span, ...]


def near_names(report: Report, level: Callable[[int], int]) -> Iterator[Pair]:
    """Compare every two bodies of a report; ``level`` says of which level a name at a place is."""
    names = _names(report)
    by_words: dict[tuple[str, str], list[Name]] = {}
    for name in names:
        by_words.setdefault((name.stem, name.kind), []).append(name)
    if len(by_words) > _MANY:
        return
    text = report.document.text
    told: set[tuple[str, str]] = set()
    for (one, *_), (other, *_) in combinations(by_words.values(), 2):
        lengths = _alike(one, other)
        if lengths is None:
            continue
        first, second = one.span(lengths[0]), other.span(lengths[1])
        words = text[first.start : first.end], text[second.start : second.end]
        if words in told or words[::-1] in told or level(first.start) != level(second.start):
            continue
        told.add(words)
        yield Pair(
            *(
                tuple(
                    Span(n.end - len(word), n.end)
                    for n in names
                    if text[n.end - len(word) : n.end] == word
                )
                for word in words
            )
        )


def _names(report: Report) -> list[Name]:
    text = report.document.text
    found = []
    for kind in _KIND.finditer(text, report.span.start, report.span.end):
        stem = _STEM.search(text[max(report.span.start, kind.start() - 10) : kind.start()])
        if stem is not None and not text[kind.end() : kind.end() + 2].endswith(("队", "站")):
            found.append(Name(stem[0], kind[0], kind.end()))
        if len(found) > 10 * _MANY:
            break
    return found


def _alike(one: Name, other: Name) -> tuple[int, int] | None:
    """How many characters of each stem belong to the name; None for two bodies."""
    if one.kind == other.kind:
        return _swapped(one, other) or _longer(one, other) or _sounds(one, other)
    if (lengths := _of_one_level(one, other)) is not None:
        return lengths
    ranks = _RANKS.get(one.kind), _RANKS.get(other.kind)
    if None in ranks or ranks[0] == ranks[1]:
        return None
    if not all(r in _OFFICES for r in ranks) and not all(r in _TEAMS for r in ranks):
        return None
    shared = _shared(one.stem, other.stem)
    stem = _own(one.stem[len(one.stem) - shared :])
    if len(stem) >= _LONG and not stem.endswith("服务") and not _NOT_ALONE.search(stem):
        return len(stem), len(stem)
    for short, long, turned in ((one, other, False), (other, one, True)):
        if len(long.stem) >= _LONG and short.stem[-2:] == long.stem[-4] + long.stem[-2]:
            return (4, 2) if turned else (2, 4)
    return None


def _of_one_level(one: Name, other: Name) -> tuple[int, int] | None:
    """镇农技推广站, 镇农业技术推广中心: a body of one level has one kind, short or in full."""
    kinds = (one.kind, other.kind)
    ranks = [_RANKS.get(kind) for kind in kinds]
    centre = any(kind in _CENTRES for kind in kinds)
    if not (
        all(kind in _UNIONS for kind in kinds)
        or (ranks[0] in _OFFICES and ranks[1] in _OFFICES and set(kinds) != {"办公室", "办"})
        or (centre and "station" in ranks)
    ):
        return None
    a, b = _LEVELLED.match(one.stem), _LEVELLED.match(other.stem)
    if a is None or b is None or a["level"] != b["level"] or _NOT_ALONE.search(a["core"]):
        return None
    least = _LONG if centre else _SHORTENED
    same = a["core"] == b["core"] and len(a["core"]) >= least
    if not same and not _shortens(a["core"], b["core"]) and not _shortens(b["core"], a["core"]):
        return None
    return len(one.stem) - a.start("core"), len(other.stem) - b.start("core")


def _shortens(short: str, long: str) -> bool:
    """农技推广 of 农业技术推广 (or of 农业推广技术, where the words have changed places)."""
    usual = _SHORTENED < len(short) < len(long) <= 2 * len(short)
    return usual and short[0] == long[0] and set(short) < set(long)


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count


def _swapped(one: Name, other: Name) -> tuple[int, int] | None:
    """城市建设管理科, 城市管理建设科."""
    a, b = one.stem[-4:], other.stem[-4:]
    same = len(a) == len(b) == _LONG and a[:2] == b[2:] and a[2:] == b[:2] and a != b
    return (_LONG, _LONG) if same else None


def _longer(one: Name, other: Name) -> tuple[int, int] | None:
    """城市建设科, 城市建设管理科."""
    if _RANKS.get(one.kind) not in _OFFICES:
        return None
    for short, long, turned in ((one, other, False), (other, one, True)):
        for word in _EXTRA:
            at = long.stem.rfind(word)
            if at < 2 or long.stem == short.stem:
                continue
            rest = long.stem[:at] + long.stem[at + 2 :]
            shared = _shared(rest, short.stem)
            before = shared - (len(long.stem) - at - 2)
            if shared >= _LONG and before >= 2 and not short.stem.endswith(word):
                lengths = (shared, shared + 2)
                return lengths[::-1] if turned else lengths
    return None


def _sounds(one: Name, other: Name) -> tuple[int, int] | None:
    """锦绣花园, 锦秀花园: one character written with another of the same sound."""
    shared = _shared(one.stem, other.stem)
    a, b = (name.stem[: len(name.stem) - shared] for name in (one, other))
    if len(a) < 2 or len(b) < 2 or a[-2] != b[-2]:
        return None
    if _NOT_ALONE.match(a[-1]) or _NOT_ALONE.match(b[-1]):
        return None
    if shared + len(one.kind) < 2 or not _same_sound(a[-1], b[-1]):
        return None
    left = _own(a[len(a) - 1 - _shared(a[:-1], b[:-1]) : -1])
    return (shared + 1 + len(left),) * 2 if left and shared + len(left) >= 2 else None


def _own(stem: str) -> str:
    """Cut off what says of which street or village a body is."""
    return re.sub(r"^.*(?:街道|社区|[镇乡村区县市委])", "", stem)


def _same_sound(one: str, other: str) -> bool:
    from pipeline.typos.model import load

    model = load()
    if model is None:
        return False
    a, b = (model.syllables[int(model.alphabet.encode(char)[0])] for char in (one, other))
    return bool({int(x) for x in a if x} & {int(x) for x in b if x})


def commoner(pair: Pair) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The name to keep and the one to change: what is written oftener, else what comes first."""
    first, second = sorted((pair.first, pair.second))
    return (second, first) if len(second) > len(first) else (first, second)
