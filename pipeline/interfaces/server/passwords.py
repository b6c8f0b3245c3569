"""Passwords: how they are kept, and which are too easy."""

from __future__ import annotations

import re
import secrets
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from pipeline.errors import BadUsage

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 10
_PRETTY = "23456789abcdefghjkmnpqrstuvwxyz"
# a password costs 19 MB for a moment: many at once must not exhaust the computer
_AT_ONCE = BoundedSemaphore(2)


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """Give what is kept of a password."""
    with _AT_ONCE:
        return _hasher().hash(password)


def fits(stored: str, password: str) -> bool:
    """Say whether a password is the one that was kept."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            return _hasher().verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def judge_password(password: str, name: str) -> None:
    """See to it that a password is not easily guessed.

    Raises:
        BadUsage: it is too short, all figures, one sign over and over, or holds the name.
    """
    kinds = sum(bool(re.search(each, password)) for each in ("[a-z]", "[A-Z]", "[0-9]", r"[^\w]"))
    if len(password) < SHORTEST:
        raise BadUsage(f"密码至少{SHORTEST}个字符，请重设")
    if len(password) > 256:
        raise BadUsage("密码太长（上限256个字符）")
    if (kinds < 2 and password.isascii()) or len(set(password)) < 5:
        raise BadUsage("密码太简单，请用字母、数字、符号中的至少两种，不要重复同一个字")
    if name and name.lower() in password.lower():
        raise BadUsage("密码里不能有账号名")


def new_password() -> str:
    """Make a first password that can be read out over the telephone."""
    groups = ("".join(secrets.choice(_PRETTY) for _ in range(4)) for _ in range(4))
    return "-".join(groups)
