"""Records <-> plain JSON, by the records' own types: for what must outlive the program.

Never pickle: who can write to the database must not be able to run code here.
"""

from __future__ import annotations

import base64
import dataclasses
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union

Kind = TypeVar("Kind")


def told(value: object) -> Any:  # noqa: ANN401 - JSON
    """Write a record as JSON holds it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: told(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, Mapping):
        return {str(key): told(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(told(each) for each in value)
    if isinstance(value, list | tuple):
        return [told(each) for each in value]
    return value


@cache
def _fields(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def made(kind: type[Kind], value: object) -> Kind:
    """Make a record again; a field that is not written keeps its default.

    Raises:
        ValueError, TypeError, KeyError: what is written is no such record.
    """
    again: Kind = _made(kind, value)
    return again


def _made(kind: Any, value: Any) -> Any:  # noqa: ANN401 - any type, any JSON
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        [plain] = [each for each in inner if each is not type(None)]
        return None if value is None else _made(plain, value)
    if origin is tuple:
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_made(each, part) for each, part in zip(kinds, value, strict=True))
    if origin in (list, frozenset):
        return origin(_made(inner[0], each) for each in value)
    if origin is dict:
        return {key: _made(inner[1], each) for key, each in value.items()}
    if dataclasses.is_dataclass(kind):
        hints = _fields(kind)  # type: ignore[arg-type]
        names = [each.name for each in dataclasses.fields(kind) if each.name in value]
        return kind(**{name: _made(hints[name], value[name]) for name in names})  # type: ignore[operator]
    if kind is bytes:
        return base64.b64decode(value)
    if kind in (str, int, float, bool, Any):
        return value
    return kind(value)
