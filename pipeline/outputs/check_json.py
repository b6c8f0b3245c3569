"""Verdicts to the contract's JSON."""

from collections.abc import Sequence

from pipeline import wire
from pipeline.schema import CheckResult


def render(results: Sequence[CheckResult], *, listed: bool = False) -> str:
    """Write one object, or a list where several files were named."""
    written = [wire.check(each) for each in results]
    return wire.dumps(written if listed else written[0], indent=1) + "\n"
