"""Batch of files -> results: the pure function behind every engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline import core, wire
from pipeline.errors import HuibaoError
from pipeline.schema import Document


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run does with each file; ``today`` is given once, the same for every worker."""

    today: date
    checked: bool = False
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Files as bytes, each with its name."""

    number: int
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: its extraction and findings as JSON, or the refusal.

    ``key`` is the hash of the bytes as received: the same file twice has one key.
    """

    key: str
    file: str
    extraction: str | None = None
    check: str | None = None
    error: str | None = None
    code: str | None = None


def process(batch: Batch, settings: Settings) -> list[Result]:
    """Read, extract and check each file; one that fails stops no other."""
    return [_result(name, data, settings) for name, data in batch.files]


def _result(name: str, data: bytes, settings: Settings) -> Result:
    key = hashlib.sha256(data).hexdigest()
    try:
        document = core.read_bytes(data, name)
        return _found(key, document, settings)
    except HuibaoError as error:
        return Result(key, name, error=error.message, code=error.code)
    except Exception as error:  # a fault of ours must not cost the others their results
        return Result(key, name, error=f"未能处理（{type(error).__name__}）", code="UNEXPECTED")


def _found(key: str, document: Document, settings: Settings) -> Result:
    if not settings.checked:
        extraction = core.extract(document)
        return Result(key, document.source.name, wire.dumps(wire.extraction(extraction)))
    result = core.check(document, today=settings.today, ignore=settings.ignore)
    return Result(
        key,
        document.source.name,
        wire.dumps(wire.extraction(result.extraction)),
        wire.dumps(wire.check(result)),
    )


def digest(results: Iterable[Result]) -> str:
    """Give one hash for many results, whatever their order: equal output has an equal hash."""
    lines = {
        hashlib.sha256(
            wire.dumps([r.key, r.file, r.extraction, r.check, r.code]).encode()
        ).hexdigest()
        for r in results
    }
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
