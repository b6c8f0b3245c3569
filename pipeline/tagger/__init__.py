"""The small model that decides what the rules leave open: whose figure, of what, done how."""

from pipeline.tagger.model import Tagger, load
from pipeline.tagger.refine import refine

__all__ = ["Tagger", "load", "refine"]
