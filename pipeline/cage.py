"""Runs a function on foreign bytes in a child process, and gives it up after its time or memory.

What native code does to a hostile file (a crash, a loop, all memory) then happens to the child. The
child is kept for the next call. What it answers is not trusted: only our own records are unpickled.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from pipeline.errors import HuibaoError, UnreadableFile

_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from pipeline import cage; cage.serve()"
)
_ROOMS = ("pipeline.schema", "pipeline.errors", "pipeline.reading.compose")
_NAMES = {
    ("builtins", "frozenset"),
    ("builtins", "set"),
    ("copyreg", "_reconstructor"),
    ("builtins", "object"),
    ("decimal", "Decimal"),
    ("pipeline.drafting.grid", "Cell"),
}
_MOST_IDLE = 2
Made = TypeVar("Made")
_HEAD = 8
_LOCK = threading.Lock()
_idle: list[_Child] = []


class _OwnRecords(pickle.Unpickler):
    """Builds records of ours and plain values, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        """Refuse every name that is none of ours."""
        if module in _ROOMS or (module, name) in _NAMES:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


class _Child:
    """A process that waits for calls; a thread reads its answers, so that waiting can end."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", _START, json.dumps(sys.path)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._answers: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        pipe = self._process.stdout
        while pipe is not None and (answer := _received(pipe)):
            self._answers.put(answer)
        self._answers.put(b"")

    def call(self, task: tuple[Any, ...], seconds: float) -> bytes:
        """Give the task's answer, nothing when the child died; TimeoutError when time is over."""
        pipe = self._process.stdin
        with contextlib.suppress(OSError):
            if pipe is not None:
                _send(pipe, pickle.dumps(task))
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None

    def end(self) -> None:
        """End the process and wait for it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                if pipe is not None:
                    pipe.close()


def run(
    function: Callable[..., Any], *arguments: object, seconds: float, memory: int | None = None
) -> Any:  # noqa: ANN401
    """Call a function of a module in a child.

    Raises:
        HuibaoError: what the function raised, or that it was given up (TIMEOUT, MEMORY, CRASHED).
    """
    task = (function.__module__, function.__qualname__, arguments, memory)
    child = _take()
    kept = False
    try:
        answer = child.call(task, seconds)
        if not answer:
            raise _given_up("CRASHED", "读取时程序崩溃，文件多半已损坏，请用原软件打开另存后再试")
        try:
            succeeded, result = _OwnRecords(io.BytesIO(answer)).load()
        except (pickle.UnpicklingError, EOFError, TypeError, ValueError, AttributeError) as error:
            raise _given_up("CRASHED", "读取的结果不可信，文件不予处理") from error
        # after a MemoryError a library may be half imported: such a child is not asked again
        kept = bool(succeeded) or isinstance(result, HuibaoError)
    except TimeoutError:
        message = f"读取超过 {seconds:.0f} 秒，已放弃；请拆分文件，或另存为 .docx 后再试"
        raise _given_up("TIMEOUT", message) from None
    finally:
        if kept:
            _give_back(child)
        else:
            child.end()
    if succeeded:
        return result
    if isinstance(result, HuibaoError):
        raise result
    if result == "MemoryError" and memory:
        most = f"{memory // 1_000_000} MB"
        raise _given_up("MEMORY", f"读取需要的内存超过上限（{most}），已放弃；请拆分后再试")
    raise RuntimeError(str(result))


def bounded(
    function: Callable[..., Made], *arguments: object, seconds: float, memory: int | None = None
) -> Made:
    """Call a function of our own in this very process, and give it up after its time or memory.

    ``seconds`` are those of the processor, so that a busy computer costs no file its result. Only
    the main thread of a process can be stopped so, and not on every system: elsewhere the function
    just runs.

    Raises:
        UnreadableFile: it was given up (TIMEOUT, MEMORY).
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGPROF"):
        return function(*arguments)
    before = signal.signal(signal.SIGPROF, _stop)
    limit = _bound(memory) if memory else None
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        return function(*arguments)
    except _OverTime:
        message = f"处理超过 {seconds:.0f} 秒，已放弃；请拆分文件后再试"
        raise _given_up("TIMEOUT", message) from None
    except MemoryError:
        most = f"{(memory or 0) // 1_000_000} MB"
        message = f"处理需要的内存超过上限（{most}），已放弃；请拆分后再试"
        raise _given_up("MEMORY", message) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        if limit is not None:
            _set_bound(limit)


class _OverTime(BaseException):
    """Time is over; no ``except Exception`` on the way may take it for its own."""


def _stop(number: int, frame: object) -> None:
    raise _OverTime


def _given_up(code: str, message: str) -> UnreadableFile:
    return UnreadableFile(message, code=code)


def _take() -> _Child:
    with _LOCK:
        return _idle.pop() if _idle else _Child()


def _give_back(child: _Child) -> None:
    with _LOCK:
        if len(_idle) < _MOST_IDLE:
            _idle.append(child)
            return
    child.end()


@atexit.register
def close() -> None:
    """End the children that wait."""
    with _LOCK:
        while _idle:
            _idle.pop().end()


def _send(pipe: BinaryIO | Any, message: bytes) -> None:  # noqa: ANN401
    pipe.write(len(message).to_bytes(_HEAD, "big"))
    pipe.write(message)
    pipe.flush()


def _received(pipe: BinaryIO | Any) -> bytes:  # noqa: ANN401
    head = pipe.read(_HEAD)
    size = int.from_bytes(head, "big")
    message: bytes = pipe.read(size) if len(head) == _HEAD else b""
    return message if len(message) == size else b""


def serve() -> None:
    """Do what the parent sends until it goes away: the child's side."""
    import os

    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not be taken for an answer
    while message := _received(asked):
        module, name, arguments, memory = pickle.loads(message)  # our own parent's words
        _bound(memory)
        try:
            answer = pickle.dumps((True, getattr(import_module(module), name)(*arguments)))
        except HuibaoError as error:
            answer = pickle.dumps((False, error))
        except MemoryError:
            answer = pickle.dumps((False, "MemoryError"))
        except Exception as error:  # told to the parent, who decides
            answer = pickle.dumps((False, f"{type(error).__name__}: {error}"))
        try:
            _send(answers, answer)
        except OSError:
            return


def _bound(memory: int | None) -> int | None:
    """Bound the memory of this process, where the system can; give the bound that held before."""
    if sys.platform == "win32":
        return None
    import resource

    before, hard = resource.getrlimit(resource.RLIMIT_AS)
    # what the libraries of earlier calls hold is not the next file's
    _set_bound(hard if memory is None else memory + _held(resource.getpagesize()))
    return before


def _set_bound(soft: int) -> None:
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _held(page: int) -> int:
    """Say how many bytes of addresses this process has already, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * page
    except (OSError, ValueError, IndexError):
        return 0
