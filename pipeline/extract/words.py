"""Verbs, bodies and stop words of the linker, looked up by their first characters."""

from collections.abc import Iterator
from functools import cache

from pipeline import lexicon

Verb = tuple[str, str]  # the word, and its class (see ``verbs.tsv``)


@cache
def _verb_index() -> tuple[dict[str, Verb], dict[str, tuple[Verb, ...]]]:
    """Verbs of one character, and longer ones by their first two, longest first."""
    single: dict[str, Verb] = {}
    longer: dict[str, list[Verb]] = {}
    for word, kind in sorted(verb_class().items(), key=lambda verb: -len(verb[0])):
        if len(word) == 1:
            single[word] = word, kind
        else:
            longer.setdefault(word[:2], []).append((word, kind))
    return single, {start: tuple(verbs) for start, verbs in longer.items()}


@cache
def verb_starts() -> frozenset[str]:
    """The characters that a verb may begin with."""
    return frozenset(word[0] for word in verb_class())


@cache
def verb_class() -> dict[str, str]:
    """The class of every verb (see ``verbs.tsv``)."""
    return {row[0]: row[1] for row in lexicon.table("verbs", 2)}


@cache
def _stops() -> dict[str, list[str]]:
    """Words that end a noun after a figure, longest first, by first character."""
    return _by_first(lexicon.words("tail_stops"))


@cache
def stop_starts() -> frozenset[str]:
    """The characters that a word that ends a noun may begin with."""
    return frozenset(_stops())


def _by_first(words: frozenset[str] | list[str]) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in words:
        index.setdefault(word[0], []).append(word)
    return {c: sorted(same, key=len, reverse=True) for c, same in index.items()}


@cache
def body_suffixes() -> dict[str, tuple[str, ...]]:
    """What names of bodies end with, by last character."""
    index: dict[str, list[str]] = {}
    for suffix in lexicon.words("body_suffixes"):
        index.setdefault(suffix[-1], []).append(suffix)
    return {last: tuple(suffixes) for last, suffixes in index.items()}


@cache
def joins() -> dict[str, str]:
    """One-character verbs that with one of these characters are another word."""
    table: dict[str, str] = lexicon.settings("linking")["verb_joins"]
    return table


@cache
def inside() -> dict[str, str]:
    """Verbs that after one of these characters are part of another word (运动员)."""
    table: dict[str, str] = lexicon.settings("linking")["verb_joins_before"]
    return table


@cache
def _manner() -> dict[str, list[str]]:
    return _by_first(lexicon.settings("linking")["manner"])


def after_manner(text: str, at: int) -> int:
    """Pass over words of manner and time: where the verb can begin."""
    index = _manner()
    while at < len(text):
        for word in index.get(text[at], ()):
            if text.startswith(word, at):
                at += len(word)
                break
        else:
            return at
    return at


def manner_ends(text: str, at: int) -> Iterator[int]:
    """Where the verb may begin after each word of manner: some (入户, 上门) are verbs too."""
    index = _manner()
    while at < len(text):
        word = next((w for w in index.get(text[at], ()) if text.startswith(w, at)), None)
        if word is None:
            return
        if (found := verb_at(text, at)) and len(found[0]) > 1:
            yield at
        at += len(word)
        if at < len(text):
            yield at


def without_manner(text: str) -> str:
    """Take words of manner off the end: 村医集中 -> 村医."""
    endings = _manner_endings()
    while text:
        word = next((w for w in endings.get(text[-1], ()) if text.endswith(w)), None)
        if word is None or len(word) == len(text):
            return text
        text = text[: -len(word)]
    return text


@cache
def _manner_endings() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in lexicon.settings("linking")["manner"]:
        if len(word) > 1:
            index.setdefault(word[-1], []).append(word)
    return {c: sorted(each, key=len, reverse=True) for c, each in index.items()}


def verb_at(text: str, at: int) -> Verb | None:
    """The longest verb that begins at an offset, with its class."""
    single, longer = _verb_index()
    start = text[at : at + 2]
    if start in longer:
        for verb in longer[start]:
            if text.startswith(verb[0], at):
                return verb
    return single.get(start[:1])


def stop_at(text: str, at: int) -> str | None:
    """The longest stop word that begins at an offset."""
    for word in _stops().get(text[at], ()):
        if text.startswith(word, at):
            return word
    return None


def is_body(text: str) -> bool:
    """Say whether words end like the name of an acting body."""
    return text.endswith(body_suffixes().get(text[-1:], ()))
