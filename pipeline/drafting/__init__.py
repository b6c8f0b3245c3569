"""Data and notes -> a Brief -> a Draft -> a file: ``read_brief``, ``compose``, ``write``.

``preview`` says what was understood of a brief, ``check_template`` what is wrong with a template.
"""

from pipeline.drafting.brief import read_brief
from pipeline.drafting.compose import compose, title_of
from pipeline.drafting.models import rewriter
from pipeline.drafting.polish import polish
from pipeline.drafting.preview import preview
from pipeline.drafting.rollup import parts_of, period_days, roll_up
from pipeline.drafting.template_check import check_template
from pipeline.drafting.templates import names as template_names
from pipeline.drafting.templates import style_of
from pipeline.drafting.write import write

__all__ = [
    "check_template",
    "compose",
    "parts_of",
    "period_days",
    "polish",
    "preview",
    "read_brief",
    "rewriter",
    "roll_up",
    "style_of",
    "template_names",
    "title_of",
    "write",
]
