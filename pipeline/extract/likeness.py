"""Two facts -> how likely they count the same thing (0..1), whatever their values and periods.

A weekly count, a running total, a rate, a change and a plan are different things even under one
name. Beyond that the verb decides first (现有住户 is not 走访住户), then the noun: words that
one side merely adds (疑似电信诈骗) weigh little, words that stand against each other weigh much
(楼道堆物, 占道堆物). Which words mean the same stands in ``data/synonyms.tsv``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.schema import Aggregate, Fact, FactKind, Status

_SINCE = re.compile(r"以来|累计|截至|截止|至今|年初|开展至|启动至")
_JOINTS = re.compile(r"[\W_]+|的")
_LIST = re.compile(r"[、，,/；;]|以及|及(?!时)|和(?![谐平])|与(?!会)")
_SHARE_TAIL = re.compile(r"(?:占比|比例|比重|百分比|率|度)$")
_LISTED = 0.85  # one of several things listed (占道经营、流动摊点) is named alone on the other side
_MEASURES = {"面积", "金额", "长度", "重量", "体积"}
_SESSION = re.compile(r"(?<=培训|演练|宣讲|辅导)(?:班|会|课|讲座)$")
_SAME_THING = 0.8
_CONTRAST, _EXTRA, _MOST_EXTRA = 2.0, 0.2, 4


@dataclass(frozen=True, slots=True)
class Key:
    """What a fact counts, in comparable form (canonical words)."""

    kind: str
    unit: str
    tempo: str
    planned: bool
    verbs: tuple[str, ...]
    words: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    negated: bool


def canonical(fact: Fact) -> Key:
    """Reduce a fact to what it counts."""
    amount = fact.quantity
    action, thing = fact.action, fact.object
    if not action and not thing:
        thing = fact.indicator
    return _key(
        fact.kind,
        (amount.unit if amount else None) or "",
        (amount.dimension if amount else None) or "",
        tempo(fact),
        fact.status is Status.PLANNED,
        action or "",
        thing or "",
    )


def tempo(fact: Fact) -> str:
    """Name how a figure runs: period, cumulative, rate, average or change."""
    if fact.aggregate in (Aggregate.CUMULATIVE, Aggregate.AVERAGE, Aggregate.CHANGE):
        return fact.aggregate.value
    if fact.kind is FactKind.PERCENT:
        return Aggregate.RATE.value
    if fact.aggregate is Aggregate.RATE:
        return Aggregate.RATE.value
    if fact.time and _SINCE.search(fact.time.text):
        return Aggregate.CUMULATIVE.value
    return "period"


def likeness(a: Fact, b: Fact) -> float:
    """Say how likely two facts count the same thing: 1 surely, 0 surely not."""
    return key_likeness(canonical(a), canonical(b))


@lru_cache(maxsize=100_000)
def key_likeness(a: Key, b: Key) -> float:
    """Compare what two facts count."""
    if (a.kind, a.tempo, a.planned, a.negated) != (b.kind, b.tempo, b.planned, b.negated):
        return 0.0
    unit = _unit_likeness(a.unit, b.unit)
    if unit == 0:
        return 0.0
    verb = _verb_likeness(a.verbs, b.verbs)
    if verb == 0:
        return 0.0
    word = _word_likeness(a.words, b.words)
    if word < _LISTED and (len(a.parts) > 1 or len(b.parts) > 1):
        best = max(
            (_word_likeness(one, other) for one in a.parts for other in b.parts), default=0.0
        )
        word = max(word, _LISTED * best)
    return unit * verb * word


def verb_likeness(a: Key, b: Key) -> float:
    """Compare what is done in two facts, whatever it is done to."""
    return _verb_likeness(a.verbs, b.verbs)


@lru_cache(maxsize=10_000)
def units_differ(a: str, b: str) -> bool:
    """Say whether what is counted in two units can never be one thing."""
    return _unit_likeness(a, b) == 0


def _unit_likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    names = _tables().units
    if names.get(a, a) == names.get(b, b):
        return 0.95
    loose = _tables().loose
    return 0.7 if a in loose and b in loose else 0.0


def _verb_likeness(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    if a == b:
        return 1.0
    if not a or not b:
        return 0.95 if (a or b) == (_HAVE,) else 0.7
    one, other = set(a), set(b)
    if one == other:
        return 0.97
    if one <= other or other <= one:
        return 0.88 if a[0] == b[0] else 0.65
    if one & other:
        return 0.6 if a[0] == b[0] else 0.45
    if _HAVE in (a[0], b[0]):
        return 0.0
    if a[0] in b[0] or b[0] in a[0]:
        return 0.85
    if any(a[0] in family and b[0] in family for family in _tables().families):
        return 0.45
    if any(_apart(a, b, stage) for stage in _tables().stages):
        return 0.0
    return 0.35 if set(a[0]) & set(b[0]) else 0.0


def _apart(a: tuple[str, ...], b: tuple[str, ...], stage: tuple[frozenset[str], ...]) -> bool:
    """Say whether one verb is the first step and the other the next (发现, 整改)."""
    first, second = stage
    one, other = set(a), set(b)
    return bool(one & first and other & second) or bool(one & second and other & first)


@lru_cache(maxsize=100_000)
def may_be_one(a: Key, b: Key) -> bool:
    """Say whether two facts may count the same thing though their verbs have nothing in common.

    取缔占道经营 and 清场占道经营: no list knows the verb, but the thing is the very same, the
    unit too, and the verbs are not two steps of one matter. It proves nothing where another fact
    of the same thing is about.
    """
    return (
        (a.kind, a.tempo, a.planned, a.negated) == (b.kind, b.tempo, b.planned, b.negated)
        and a.unit == b.unit
        and _HAVE not in (*a.verbs, *b.verbs)
        and bool(a.verbs and b.verbs and a.words)
        and _word_likeness(a.words, b.words) >= _SAME_THING
        and not any(_apart(a.verbs, b.verbs, stage) for stage in _tables().stages)
    )


def _word_likeness(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    if a == b:
        return 1.0
    if not a or not b:
        return 0.5
    one, other = Counter(a), Counter(b)
    both = _weight(one & other)
    only_a, only_b = _weight(one - other), _weight(other - one)
    if not both:
        return 0.0
    contrast, extra = min(only_a, only_b), abs(only_a - only_b)
    if not contrast and not extra:
        return 0.98
    return both / (both + _CONTRAST * contrast + _EXTRA * min(extra, _MOST_EXTRA))


def _weight(words: Counter[str]) -> int:
    return sum(min(len(word), 2) * times for word, times in words.items())


_HAVE = "有"


@dataclass(frozen=True, slots=True)
class _Tables:
    verbs: dict[str, str]
    plain_verbs: frozenset[str]
    light: frozenset[str]
    nots: frozenset[str]
    nouns: dict[str, str]
    tails: tuple[str, ...]
    units: dict[str, str]
    loose: frozenset[str]
    families: tuple[frozenset[str], ...]
    stages: tuple[tuple[frozenset[str], ...], ...]


@cache
def _tables() -> _Tables:
    by_kind: dict[str, dict[str, str]] = {}
    families, stages = [], []
    for kind, name, others in lexicon.table("synonyms", 3):
        if kind == "family":
            families.append(frozenset([name, *others.split("、")]))
            continue
        if kind == "stage":
            stages.append(tuple(frozenset(side.split("、")) for side in others.split(":")))
            continue
        group = by_kind.setdefault(kind, {})
        for word in (name, *others.split("、")):
            if word:
                group.setdefault(_fold(word), name)
    verbs = by_kind["verb"] | by_kind["stock"]
    tails = {*by_kind["tail"]}
    known = verbs.keys() | by_kind["light"].keys() | by_kind["not"].keys()
    plain = {word for word in lexicon.words("verbs") if len(word) > 1} - known
    plain = {word for word in plain if not _falls_apart(word, known | plain)}
    return _Tables(
        verbs=verbs,
        plain_verbs=frozenset(plain),
        light=frozenset(by_kind["light"]),
        nots=frozenset(by_kind["not"]),
        nouns=by_kind["noun"],
        tails=tuple(sorted(tails, key=len, reverse=True)),
        units=by_kind["unit"],
        loose=frozenset(by_kind["loose"]),
        families=tuple(families),
        stages=tuple(stages),
    )


def _falls_apart(word: str, known: set[str]) -> bool:
    """Say whether a verb is two known ones put together (督促更换)."""
    return any(word[:cut] in known and word[cut:] in known for cut in range(1, len(word)))


def _fold(words: str) -> str:
    return _JOINTS.sub("", unicodedata.normalize("NFKC", words).lower())


@lru_cache(maxsize=50_000)
def _key(
    kind: FactKind,
    unit: str,
    dimension: str,
    tempo_: str,
    planned: bool,  # noqa: FBT001
    action: str,
    thing: str,
) -> Key:
    verbs, negated = _verbs_of(_fold(action))
    share = kind is FactKind.PERCENT
    words = _stripped(_fold(thing), share=share)
    parts = [_stripped(_fold(part), share=share) for part in _LIST.split(thing)]
    if not verbs:
        verbs, words, negated_here = _verb_in(words)
        negated = negated or negated_here
    elif led := _leading_verb(words):
        verbs = tuple(dict.fromkeys([*verbs, _tables().verbs[led]]))
        words = words[len(led) :]
    measured = dimension not in ("", "count", "money") and kind is FactKind.QUANTITY
    return Key(
        kind=kind.value,
        unit=dimension if measured else unit,
        tempo=tempo_,
        planned=planned,
        verbs=verbs,
        words=_tokens(words),
        parts=tuple(_tokens(part) for part in parts if len(part) > 1),
        negated=negated,
    )


def _verbs_of(action: str) -> tuple[tuple[str, ...], bool]:
    """Cut an action into its telling verbs, in canonical form, and say whether it is negated."""
    tables = _tables()
    found: list[str] = []
    unknown, negated, at = "", False, 0
    while at < len(action):
        for size in range(min(8, len(action) - at), 0, -1):
            piece = action[at : at + size]
            if piece in tables.nots:
                negated = True
            elif piece in tables.verbs:
                found.append(tables.verbs[piece])
            elif piece in tables.plain_verbs:
                found.append(piece)
            elif piece not in tables.light:
                continue
            at += size
            break
        else:
            unknown += action[at]
            at += 1
    if unknown and not found:
        found.append(unknown)
    telling = [verb for verb in found if verb != _HAVE] or found
    return tuple(dict.fromkeys(telling)), negated


def _stripped(words: str, *, share: bool) -> str:
    """Take off what stands around a thing without naming it: 等违章, 数量, 辖区内."""
    if share:
        shorter = _SHARE_TAIL.sub("", words)
        words = shorter or words
    words = _SESSION.sub("", words)
    changed = True
    while changed:
        changed = False
        for tail in _tables().tails:
            if len(words) > len(tail) + 1 and len(tail) > 1 and words.startswith(tail):
                words, changed = words[len(tail) :], True
            elif len(words) > len(tail) and words.endswith(tail):
                words, changed = words[: -len(tail)], True
    return "" if words in _MEASURES else words


def _verb_in(words: str) -> tuple[tuple[str, ...], str, bool]:
    """Find the verb at the head or tail of a thing that came without one: 占道经营取缔."""
    tables = _tables()
    known = (tables.verbs, tables.plain_verbs)
    for group in known:
        for at_head in (True, False):
            for size in range(min(6, len(words)), 1, -1):
                piece = words[:size] if at_head else words[-size:]
                if piece in group or piece in tables.nots:
                    rest = words[size:] if at_head else words[:-size]
                    if at_head and rest.startswith("度"):  # 满意度 is no verb
                        continue
                    while at_head and (more := _leading_verb(rest, least=0)):
                        piece, rest = piece + more, rest[len(more) :]
                    verbs, negated = _verbs_of(piece)
                    return verbs, rest, negated
    return (), words, False


def _leading_verb(words: str, least: int = 2) -> str | None:
    """Find the verb that a thing wrongly begins with (入户登记 | 排查安全隐患)."""
    tables = _tables()
    if any(words[:size] in tables.nouns for size in range(3, 8)):
        return None
    for size in range(min(4, len(words) - least), 1, -1):
        if tables.verbs.get(words[:size], _HAVE) != _HAVE:
            return words[:size]
    return None


def _tokens(words: str) -> tuple[str, ...]:
    """Cut a thing into known nouns, in canonical form, and single characters."""
    nouns, found, at = _tables().nouns, [], 0
    while at < len(words):
        for size in range(min(10, len(words) - at), 1, -1):
            piece = words[at : at + size]
            if piece in nouns:
                found.append(nouns[piece])
                at += size
                break
        else:
            found.append(words[at])
            at += 1
    return tuple(found)
