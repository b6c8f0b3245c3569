"""What was found of the lines read last, so that an edited text costs only its new lines."""

from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

KEPT = 4000
K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """A bounded memory that forgets what was longest not asked for; safe between threads."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """Give what is remembered of a key, or None."""
        with self._lock:
            value = self._held.get(key)
            if value is not None:
                self._held.move_to_end(key)
            return value

    def put(self, key: K, value: V) -> None:
        """Remember a value, and forget the oldest beyond the limit."""
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
