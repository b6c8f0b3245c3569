"""Text -> what the search index holds, and query words -> what to ask it; both cut alike.

Chinese has no spaces, and the word splitters of SQLite and PostgreSQL find nothing in it. So the
index holds every pair of neighbouring characters. A query of two or more characters is a run of
such pairs, one of a single character the beginning of a pair. Punctuation and spaces divide runs.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_RUN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in comparable form; ``at[i]`` is where its character ``i`` stands in the original."""

    text: str
    at: tuple[int, ...]


def fold(text: str) -> str:
    """Make full and half width, upper and lower case, spacing and line breaks equal."""
    if text.isascii():
        return "".join(text.lower().split())
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


_IDEOGRAPHS = re.compile("[\u4e00-\u9fff]+")
_VARIANTS = re.compile(
    "[\u2e80-\u2fdf\u3038-\u303a\u3192-\u33ff\uf900-\ufaff\U0001f200-\U0001f265\U0002f800-\U0002fa1f]"
)


def may_hold(text: str, folded: list[str]) -> bool:
    """Say, without folding the text where that can be spared, whether it holds all words folded."""
    if all(map(_IDEOGRAPHS.fullmatch, folded)) and not _VARIANTS.search(text):
        plain = "".join(text.split())  # folding makes an ideograph of nothing but these variants
    else:
        plain = fold(text)
    return all(word in plain for word in folded)


@lru_cache(maxsize=20_000)
def _fold_letter(letter: str) -> str:
    return fold(letter)


def fold_with_places(text: str) -> Folded:
    """Fold a text and remember where each character came from."""
    letters: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(text):
        for each in _fold_letter(letter):
            letters.append(each)
            at.append(place)
    at.append(len(text))
    return Folded("".join(letters), tuple(at))


def runs(folded: str) -> list[str]:
    """Cut a folded text at all that is neither letter nor digit."""
    return _RUN.findall(folded)


def pairs(run: str) -> list[str]:
    """Give the pairs of neighbouring characters of a run, the last character alone at the end."""
    return [run[i : i + 2] for i in range(len(run))]


def index_text(text: str) -> str:
    """Write the pairs of a text, divided by spaces, for SQLite's index."""
    return " ".join(pair for run in runs(fold(text)) for pair in pairs(run))


def index_list(text: str) -> list[str]:
    """Give the distinct pairs and characters of a text for PostgreSQL's index."""
    found: set[str] = set()
    for run in runs(fold(text)):
        found.update(pairs(run))
        found.update(run)
    return sorted(found)


def index_of(content: str, dialect: str) -> str | list[str]:
    """Cut a text as the search index of a database wants it."""
    return index_text(content) if dialect == "sqlite" else index_list(content)


def sqlite_query(word: str) -> str | None:
    """Write an FTS5 expression that no text holding ``word`` fails; None when nothing can be asked.

    The last pair of a run is asked as the two characters, since the text may go on there.
    """
    parts = []
    for run in runs(fold(word)):
        if len(run) == 1:
            parts.append(f'"{run}"*')
        else:
            asked = " ".join(pairs(run)[:-1])
            parts.append(f'"{asked}"')
    return " AND ".join(parts) or None


def postgres_query(word: str) -> list[str]:
    """List the pairs and characters that every text holding ``word`` has."""
    found: set[str] = set()
    for run in runs(fold(word)):
        found.update([run] if len(run) == 1 else pairs(run)[:-1])
    return sorted(found)
