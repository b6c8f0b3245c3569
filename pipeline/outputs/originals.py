"""A verdict together with the bytes that it is about, for formats that write into the file."""

from dataclasses import dataclass

from pipeline.schema import CheckResult, Extraction


@dataclass(frozen=True, slots=True)
class Original:
    """What was found in a file, and the file."""

    result: CheckResult
    content: bytes

    @property
    def extraction(self) -> Extraction:
        """Name the document as every result does."""
        return self.result.extraction
