"""Data and notes -> a Brief -> a Draft -> a file: ``read_brief``, ``compose``, ``write``."""

from pipeline.drafting.brief import read_brief
from pipeline.drafting.compose import compose
from pipeline.drafting.write import write

__all__ = ["compose", "read_brief", "write"]
