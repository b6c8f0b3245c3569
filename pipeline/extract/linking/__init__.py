"""Mentions of a sentence -> what each counts: action, object, actor, aggregate.

Works on characters: the words between the last clause mark (or figure) and a figure are its *lead*,
those up to the next mark its *tail*. The lead gives verb and object (清理卫生死角24处), the tail
the noun of 28家共建单位参加; what neither says comes from the figure before (整改39处、其余3处).

``sentence`` walks the figures of a paragraph, ``chain`` tries the cases on each in a fixed order;
every case stands in one function with an example.
"""

from pipeline.extract.linking.links import Link
from pipeline.extract.linking.sentence import SentenceLinker

__all__ = ["Link", "SentenceLinker"]
