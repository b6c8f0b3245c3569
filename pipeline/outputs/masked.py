"""A masked document to plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.schema import Extraction

if TYPE_CHECKING:
    from pipeline.rules.masking import Masked


@dataclass(frozen=True, slots=True)
class MaskedDocument:
    """What was found in a document, and its text without personal data."""

    extraction: Extraction
    masked: Masked


def render(results: Sequence[MaskedDocument], *, listed: bool = False) -> str:
    """Write the masked text."""
    [result] = results
    return result.masked.text
