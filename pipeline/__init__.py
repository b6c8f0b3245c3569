"""huibao (汇报): read work reports into facts, check their figures, draft the next one.

``import pipeline`` costs nothing; each name below is fetched from its room at first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.core import check, draft, extract, ingest, read
    from pipeline.errors import BadArchive, BadData, BadTemplate, BadUsage, HuibaoError
    from pipeline.errors import UnreadableFile as UnreadableFile
    from pipeline.schema import (
        CheckResult,
        Document,
        Draft,
        Extraction,
        Fact,
        Finding,
        Report,
        Span,
    )

__version__ = "0.1.0"

_HOMES = {
    "pipeline.core": ("check", "draft", "extract", "ingest", "read"),
    "pipeline.errors": (
        "BadArchive",
        "BadData",
        "BadTemplate",
        "BadUsage",
        "HuibaoError",
        "UnreadableFile",
    ),
    "pipeline.schema": (
        "CheckResult",
        "Document",
        "Draft",
        "Extraction",
        "Fact",
        "Finding",
        "Report",
        "Span",
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BadArchive",
    "BadData",
    "BadTemplate",
    "BadUsage",
    "CheckResult",
    "Document",
    "Draft",
    "Extraction",
    "Fact",
    "Finding",
    "HuibaoError",
    "Report",
    "Span",
    "UnreadableFile",
    "__version__",
    "check",
    "draft",
    "extract",
    "ingest",
    "read",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if home := _HOME.get(name):
        return getattr(import_module(home), name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
