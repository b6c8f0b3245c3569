"""One verdict to the text with its certain corrections made."""

from collections.abc import Sequence

from pipeline.outputs.mended import mend
from pipeline.schema import CheckResult


def render(results: Sequence[CheckResult], *, listed: bool = False) -> str:
    """Write the mended text."""
    [result] = results
    return mend(result).text
