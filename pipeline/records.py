"""Frozen records that are made by the thousand, made at a third of their price."""

from dataclasses import MISSING, field, fields, make_dataclass
from typing import Any, TypeVar

Record = TypeVar("Record")


def quick(record: type[Record]) -> type[Record]:
    """Give a maker of a frozen record with slots, called like the record itself.

    A frozen dataclass looks every slot up by name to fill it. The maker fills a twin that is not
    frozen, and turns that into the record. It does not ask the record's law: only what is lawful
    by the way it was found may be made so.
    """

    def seal(self: Any) -> None:  # noqa: ANN401 - the twin has no name
        self.__class__ = record

    twin: Any = make_dataclass(
        record.__name__,
        [
            (each.name, Any, field() if each.default is MISSING else field(default=each.default))
            for each in fields(record)  # type: ignore[arg-type]
        ],
        namespace={"__post_init__": seal},
        slots=True,
        repr=False,
        eq=False,
        match_args=False,
    )
    return twin  # type: ignore[no-any-return]
