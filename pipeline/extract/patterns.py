"""Patterns that cost nothing where their first or last character is not in the words."""

import re


class Ending:
    """A pattern that ends with the words; its last character must be written out in it."""

    __slots__ = ("_last", "_search")

    def __init__(self, pattern: str) -> None:
        self._last = frozenset(pattern)
        self._search = re.compile(pattern).search

    def search(self, text: str) -> re.Match[str] | None:
        """Search words for the pattern."""
        return self._search(text) if text and text[-1] in self._last else None

    def cut(self, text: str) -> str:
        """Take the pattern off the end of words."""
        found = self.search(text)
        return text[: found.start()] if found else text


class Opening:
    """A pattern that begins the words; its first character is written out in it or in ``more``."""

    __slots__ = ("_first", "_match")

    def __init__(self, pattern: str, more: str = "") -> None:
        self._first = frozenset(pattern + more)
        self._match = re.compile(pattern).match

    def match(self, text: str) -> re.Match[str] | None:
        """Match the beginning of words."""
        return self._match(text) if text and text[0] in self._first else None

    def cut(self, text: str) -> str:
        """Take the pattern off the beginning of words."""
        found = self.match(text)
        return text[found.end() :] if found else text
