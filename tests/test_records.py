"""Records made quickly are the records themselves."""

import pickle
from dataclasses import FrozenInstanceError

import pytest

from pipeline.records import quick
from pipeline.schema import Fact, FactKind, Quantity, Span


def test_what_is_made_quickly_is_the_record_and_frozen() -> None:
    span, amount = quick(Span)(1, 3), quick(Quantity)(None, unit="户")
    fact = quick(Fact)("f1", FactKind.QUANTITY, span, amount, actor="街道")
    assert type(fact) is Fact
    assert type(span) is Span
    whole = Fact("f1", FactKind.QUANTITY, Span(1, 3), Quantity(None, unit="户"), actor="街道")
    assert fact == whole
    assert hash(fact) == hash(whole)
    assert pickle.loads(pickle.dumps(fact)) == fact
    with pytest.raises(FrozenInstanceError):
        fact.id = "f2"  # type: ignore[misc]
