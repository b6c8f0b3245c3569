"""A verdict together with the bytes that it is about, for formats that write into the file."""

from dataclasses import dataclass
from datetime import date

from pipeline.schema import CheckResult, Extraction


@dataclass(frozen=True, slots=True)
class Original:
    """What was found in a file, the file, and the day of the check."""

    result: CheckResult
    content: bytes
    today: date | None = None

    @property
    def extraction(self) -> Extraction:
        """Name the document as every result does."""
        return self.result.extraction
