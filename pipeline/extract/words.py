"""Verbs, bodies and stop words of the linker, looked up by first character."""

from functools import cache

from pipeline import lexicon


@cache
def verbs() -> dict[str, list[tuple[str, str]]]:
    """Verbs with their class, longest first, by first character."""
    index: dict[str, dict[str, str]] = {}
    for word, kind in lexicon.table("verbs", 2):
        index.setdefault(word[0], {})[word] = kind
    return {c: sorted(words.items(), key=lambda w: -len(w[0])) for c, words in index.items()}


@cache
def verb_class() -> dict[str, str]:
    """The class of every verb (see ``verbs.tsv``)."""
    return {row[0]: row[1] for row in lexicon.table("verbs", 2)}


@cache
def stops() -> dict[str, list[str]]:
    """Words that end a noun after a figure, longest first, by first character."""
    index: dict[str, list[str]] = {}
    for word in lexicon.words("tail_stops"):
        index.setdefault(word[0], []).append(word)
    return {c: sorted(words, key=len, reverse=True) for c, words in index.items()}


@cache
def body_suffixes() -> tuple[str, ...]:
    """What names of bodies end with."""
    return tuple(lexicon.words("body_suffixes"))


@cache
def joins() -> dict[str, str]:
    """One-character verbs that with one of these characters are another word."""
    table: dict[str, str] = lexicon.settings("linking")["verb_joins"]
    return table


@cache
def _manner() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in lexicon.settings("linking")["manner"]:
        index.setdefault(word[0], []).append(word)
    return {c: sorted(words, key=len, reverse=True) for c, words in index.items()}


def after_manner(text: str, at: int) -> int:
    """Pass over words of manner and time: where the verb can begin."""
    index = _manner()
    while at < len(text):
        word = next((w for w in index.get(text[at], ()) if text.startswith(w, at)), None)
        if word is None:
            return at
        at += len(word)
    return at


def verb_at(text: str, at: int) -> tuple[str, str] | None:
    """The longest verb that begins at an offset, with its class."""
    for word, kind in verbs().get(text[at], ()):
        if text.startswith(word, at):
            return word, kind
    return None


def stop_at(text: str, at: int) -> str | None:
    """The longest stop word that begins at an offset."""
    for word in stops().get(text[at], ()):
        if text.startswith(word, at):
            return word
    return None


def is_body(text: str) -> bool:
    """Say whether words end like the name of an acting body."""
    return text.endswith(body_suffixes())
