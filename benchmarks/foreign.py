"""Read, extract and check every file below some folders, each in a child of its own with limits.

usage: python -m benchmarks.foreign FOLDER… [--most 3000] [--seconds 90] [--memory 2000] [--no-ocr]

Prints how many were read or refused (by code), and every file that raised, hung, crashed, took
longest or most memory; ``-o`` writes one JSON line a file. Needs a system with fork.
"""

import argparse
import json
import os
import pickle
import random
import re
import resource
import select
import signal
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import core
from pipeline.errors import HuibaoError, UnreadableFile
from pipeline.reading import ocr, read_all

_CHINESE = re.compile("[一-鿿]")
SHEETS = frozenset((".xlsx", ".xlsm", ".xls", ".csv"))
Outcome = dict[str, Any]


def examine(path: Path) -> Outcome:
    """Do the whole job on one file and say what came out."""
    if path.suffix.lower() in SHEETS:
        return _as_data(path)
    found: Outcome = {"state": "read", "members": 0, "characters": 0, "facts": 0, "codes": []}
    for document in read_all(path):
        found["members"] += 1
        if isinstance(document, UnreadableFile):
            line = str(document)
            said = _CHINESE.search(document.message) and "\n" not in line and document.file
            found["codes"].append(document.code)
            found["message"] = document.message
            if not said or document.code in ("ERROR", "UNREADABLE"):
                found["state"], found["error"] = "raised", f"bad refusal: {line!r}"
            continue
        result = core.check(document, today=date(2026, 11, 23))
        found["characters"] += len(document.text)
        found["facts"] += sum(1 for _ in result.extraction.facts())
    if found["state"] == "read" and found["members"] == len(found["codes"]):
        found["state"] = "refused"
    return found


def _as_data(path: Path) -> Outcome:
    """Read a sheet as data for a draft."""
    try:
        brief = core.read_brief([path])
    except HuibaoError as error:
        line = str(error)
        good = _CHINESE.search(error.message) and "\n" not in line and error.file
        return {
            "state": "refused" if good else "raised",
            "codes": [error.code],
            "message": error.message,
            "error": line,
        }
    return {"state": "read", "members": 1, "rows": len(brief.rows), "codes": []}


def _child(path: Path, memory: int) -> Outcome:
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        return examine(path)
    except BaseException as error:  # the very thing that is looked for
        trace = traceback.format_exc().strip().splitlines()
        return {"state": "raised", "error": f"{type(error).__name__}: {error}", "trace": trace[-7:]}


def run(path: Path, seconds: float, memory: int) -> Outcome:
    """Examine a file in a fork."""
    reading, writing = os.pipe()
    begin = time.monotonic()
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        outcome = _child(path, memory)
        outcome["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        with os.fdopen(writing, "wb") as out:
            pickle.dump(outcome, out)
        os._exit(0)
    os.close(writing)
    written, state = b"", ""
    while not state:
        ready, _, _ = select.select([reading], [], [], max(0.0, begin + seconds - time.monotonic()))
        if not ready:
            state = "hung"
            os.kill(pid, signal.SIGKILL)
        elif piece := os.read(reading, 1 << 20):
            written += piece
        else:
            state = "ended"
    os.close(reading)
    _, status = os.waitpid(pid, 0)
    if state == "hung":
        outcome = {"state": "hung"}
    elif os.WIFSIGNALED(status) or not written:
        outcome = {"state": "crashed", "error": f"status {status}"}
    else:
        outcome = pickle.loads(written)  # our own child's words
    return {"file": str(path), **outcome, "seconds": round(time.monotonic() - begin, 2)}


def files_of(folders: list[Path], most: int) -> list[Path]:
    """List the files, a fixed choice of them where there are more."""
    found = [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]
    if len(found) > most:
        found = sorted(random.Random("huibao").sample(found, most))
    return found


def main() -> int:
    """Run and report; 1 if anything raised, hung or crashed."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=3_000)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--memory", type=int, default=0, help="megabytes of address space")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--no-ocr", action="store_true", help="as where the extra is missing")
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    if options.no_ocr:
        ocr.installed = lambda: False
    paths = files_of(options.folders, options.most)
    core.check(core.document_from_text("本周排查隐患31处。"))  # all that is loaded is loaded once
    outcomes: list[Outcome] = []
    with ThreadPoolExecutor(options.workers) as pool:
        work = (pool.submit(run, p, options.seconds, options.memory * 1_000_000) for p in paths)
        for done in list(work):
            outcomes.append(done.result())
            if outcomes[-1]["state"] in ("raised", "hung", "crashed"):
                print(json.dumps(outcomes[-1], ensure_ascii=False), flush=True)
    if options.out:
        lines = (json.dumps(each, ensure_ascii=False) for each in outcomes)
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    states = Counter(each["state"] for each in outcomes)
    codes = Counter(code for each in outcomes for code in each.get("codes", ()))
    kinds = Counter((Path(e["file"]).suffix.lower(), e["state"]) for e in outcomes)
    print(json.dumps({"files": len(outcomes), **states, "refusals": codes}, ensure_ascii=False))
    print({f"{kind} {state}": n for (kind, state), n in sorted(kinds.items())})
    for name in ("seconds", "megabytes"):
        for each in sorted(outcomes, key=lambda e: -e.get(name, 0))[:8]:
            print(f"{name} {each.get(name, 0)}: {each['file']}")
    return int(any(states[bad] for bad in ("raised", "hung", "crashed")))


if __name__ == "__main__":
    sys.exit(main())
