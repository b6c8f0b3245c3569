"""Patterns and words of ``data/practice_*.tsv`` -> labelled sentences that nobody wrote.

They show the tagger more verbs, nouns and bodies than the annotated reports hold; how sentences
of reports are really built it learns from those.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from pipeline import lexicon
from pipeline.training.examples import Example, from_facts

_PIECE = re.compile(r"\{(\w+)\}|\[([^|\]]+)\|(\S+) (\S+) (\S+) (\S+)\]")
_OTHERS = {"主体": "A", "结果": "R", "时间": "T"}
_NOTHING = "-"


def sentences(count: int, seed: int = 1) -> list[Example]:
    """Make so many windows, the same for the same seed."""
    rng = random.Random(seed)
    made: list[Example] = []
    while len(made) < count:
        text, facts = paragraph(rng)
        made += from_facts(text, facts)
    return made[:count]


def paragraph(rng: random.Random) -> tuple[str, list[dict[str, Any]]]:
    """Put two or three sentences together, as one office would write them."""
    text = ""
    facts: list[dict[str, Any]] = []
    for _ in range(rng.randint(1, 3)):
        pattern = rng.choice(lexicon.table("practice_sentences", 1))[0]
        for piece, fact in _fill(pattern, _words(rng), rng):
            if fact is not None:
                facts.append({**fact, "start": len(text), "end": len(text) + len(piece)})
            text += piece
    return text, facts


def _words(rng: random.Random) -> dict[str, str]:
    rows = lexicon.table("practice_nouns", 3)
    named = {row[0]: row[2].split("|") for row in rows if row[0] in _OTHERS}
    words = {short: rng.choice(named[long]) for long, short in _OTHERS.items()}
    words["R"], words["R2"] = rng.sample(named["结果"], 2)
    things = rng.sample([row for row in rows if row[0] not in _OTHERS], 3)
    for number, (units, verbs, nouns) in enumerate(things, 1):
        words[f"U{number}"] = rng.choice(units.split("|"))
        words[f"V{number}"] = rng.choice(verbs.split("|"))
        names = rng.sample(nouns.split("|"), 3)
        for suffix, name in zip(("", "b", "c"), names, strict=True):
            words[f"N{number}{suffix}"] = name
    return words


def _fill(
    pattern: str, words: dict[str, str], rng: random.Random
) -> Iterator[tuple[str, dict[str, str] | None]]:
    at = 0
    for found in _PIECE.finditer(pattern):
        if found.start() > at:
            yield pattern[at : found.start()], None
        at = found.end()
        if name := found[1]:
            yield words[name], None
            continue
        unit, *parts = (words.get(part, part) for part in found.groups()[1:])
        act, obj, actor, aggregate = ("" if part == _NOTHING else part for part in parts)
        yield (
            number(rng, share=unit == "%") + unit,
            {"act": act, "obj": obj, "actor": actor, "agg": aggregate},
        )
    if at < len(pattern):
        yield pattern[at:], None


def number(rng: random.Random, *, share: bool = False) -> str:
    """Make up a number as it is mostly written."""
    if share:
        return f"{rng.uniform(1, 100):.{rng.choice((0, 1, 1, 2))}f}"
    size = rng.choice((9, 30, 100, 100, 500, 2000, 20000))
    whole = str(rng.randint(1, size))
    match rng.random():
        case x if x < 0.08:
            return whole + rng.choice(("余", "多"))
        case x if x < 0.16 and size > 30:
            return f"{whole}.{rng.randint(1, 99)}"
        case _:
            return whole
