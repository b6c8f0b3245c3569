"""The modules of the rules to what people read of them: the lists of help, README and page."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.errors import BadUsage
from pipeline.schema import Severity


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule as it is explained: ``title`` is its first line, ``explanation`` what follows."""

    code: str
    name: str
    severity: Severity
    title: str
    explanation: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    optional: bool = False


@cache
def rules() -> tuple[RuleText, ...]:
    """Describe every rule in the order of their codes."""
    from pipeline.rules import RULES

    told = []
    for module in RULES:
        title, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n")
        told.append(
            RuleText(
                module.CODE,
                module.NAME,
                module.SEVERITY,
                title.strip().rstrip("。"),
                rest.strip(),
                tuple(each.text for each in module.BAD),
                tuple(each.text for each in module.GOOD),
                getattr(module, "OPTIONAL", False),
            )
        )
    return tuple(sorted(told, key=lambda each: each.code))


def rule(code: str) -> RuleText:
    """Describe one rule.

    Raises:
        BadUsage: there is none of that code.
    """
    for each in rules():
        if each.code == code.strip().upper():
            return each
    raise BadUsage(f"没有“{code}”这条规则，全部规则见 huibao rules")


def extended(chosen: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Add rules to those chosen, or to those that run unasked where none are."""
    if not more:
        return chosen
    return (*(chosen or (each.code for each in rules() if not each.optional)), *more)


def codes(given: Iterable[str]) -> tuple[str, ...]:
    """Split what a person wrote at commas: codes, or the beginning of several (NUM, TXT4).

    Raises:
        BadUsage: no rule is called so.
    """
    parts = (code.strip().upper() for each in given for code in re.split("[,，、\\s]+", each))
    wanted = tuple(code for code in parts if code)
    for code in wanted:
        if not any(each.code.startswith(code) for each in rules()):
            raise BadUsage(f"没有“{code}”这条或这类规则，全部规则见 huibao rules")
    return wanted
