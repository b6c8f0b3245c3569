"""Characters <-> the numbers that the encoder reads; the file is that of BERT (vocab.txt)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

PAD, UNKNOWN, START, STOP, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"
SPECIAL = (PAD, UNKNOWN, START, STOP, MASK)


def fold(char: str) -> str:
    """Give the usual form of one character, as one character: （ as (, Ａ as a."""
    plain = unicodedata.normalize("NFKC", char).lower()
    return plain if len(plain) == 1 else char


class Vocabulary:
    """The tokens that the encoder knows, in the order of their numbers."""

    def __init__(self, tokens: Iterable[str]) -> None:
        self.tokens = tuple(tokens)
        numbers = {token: number for number, token in enumerate(self.tokens)}
        self.pad, self.unknown, self.start, self.stop, self.mask = (numbers[t] for t in SPECIAL)
        self._numbers = {token: number for token, number in numbers.items() if len(token) == 1}
        self._numbers["\n"] = self.stop

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, text: str) -> list[int]:
        """Give one number a character; a line break is the mark between two texts."""
        known = self._numbers
        try:
            return [known[char] for char in text]
        except KeyError:
            for char in set(text).difference(known):
                # what was met once is looked up once
                known[char] = known.get(fold(char), self.unknown)
            return [known[char] for char in text]

    @classmethod
    def read(cls, path: Path) -> Vocabulary:
        """Read a file of one token a line."""
        return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))

    def write(self, path: Path) -> None:
        """Write one token a line."""
        path.write_text("\n".join(self.tokens) + "\n", encoding="utf-8")
