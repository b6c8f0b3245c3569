"""Measure every stage in one run and write docs/benchmarks.md: what anyone can run for himself.

    nice -n -10 python -m benchmarks.table [-o docs/benchmarks.md] [--quick]

Processor time, best of several runs, one core; a shared machine has no seconds of its own, so the
ratios are what counts. Peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.speed import _PEERS
from pipeline import core, paths, wire
from pipeline.rules import check as check_rules
from pipeline.schema import Context, Document

_ROOT = paths.PACKAGE.parent
_TODAY = date(2026, 11, 23)
_PEER_CHARACTERS = 2_000


def best(work: Callable[[], object], runs: int = 3) -> float:
    """Give the least processor seconds of some runs."""
    times = []
    for _ in range(runs):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return max(min(times), 1e-9)


def cold(*words: str) -> float:
    """Give the least processor seconds of starting a command anew."""
    times = []
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(4):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-P", "-m", "pipeline", *words]
        subprocess.run(command, env=environment, capture_output=True, check=False)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
    return min(times)


def texts() -> list[str]:
    """Give the sample reports."""
    found = sorted((paths.shipped("corpora") / "clean").glob("*.txt"))
    return [path.read_text(encoding="utf-8") for path in found]


def document(text: str) -> Document:
    """Take a text as read."""
    return core.document_from_text(text)


def stages(samples: list[str], folder: Path) -> list[tuple[str, float, str]]:
    """Measure each stage on all samples: name, characters a second, what was measured."""
    size = sum(map(len, samples))
    raw = [text.encode() for text in samples]
    words = folder / "周报.docx"
    _as_word(samples[0], words)
    packed = words.read_bytes()
    documents = [document(text) for text in samples]
    extractions = [core.extract(each) for each in documents]
    rows = []

    def measured(name: str, work: Callable[[], object], of: int, what: str) -> None:
        rows.append((name, of / best(work), what))

    whole = "\n".join(samples)
    measured("底线：一个正则走一遍", lambda: re.findall(r"\d+", whole), size, "`re` 找数字")
    measured("底线：SQLite 写一遍", lambda: _inserted(samples), size, "每份一行")
    measured("读 txt", lambda: [core.read_bytes(each, "a.txt") for each in raw], size, "")
    measured("读 docx", lambda: core.read_bytes(packed, "a.docx"), len(samples[0]), "一份")
    measured("取", lambda: [core.extract(each) for each in documents], size, "全部事实和归属")
    measured(
        "取，写成 JSON", lambda: [wire.dumps(wire.extraction(e)) for e in extractions], size, ""
    )

    def checked(*ignore: str) -> None:
        for each in extractions[1:]:
            check_rules(each, Context(today=_TODAY, extraction=each), ignore=ignore)

    fresh = size - len(samples[0])
    measured("查，不含错别字", lambda: checked("TXT403"), fresh, "取出之后")
    # TXT403 remembers lines that it has read: only the first time counts
    rows.append(("查，全部规则", fresh / best(checked, 1), "取出之后，每行都是第一次读"))
    measured("查，全部规则，再查一遍", checked, fresh, "读过的行不再读")
    data = folder / "数据.csv"
    lines = ["部门,事项,指标,数值,单位"]
    lines += [f"城管中队,市容整治,第{n}类占道经营取缔,{n + 3},起" for n in range(60)]
    data.write_text("\n".join(lines), encoding="utf-8")
    drafted = core.draft([data])
    measured("起草", lambda: core.draft([data]), len(drafted.text), "60 行数据")
    return rows


def _as_word(text: str, path: Path) -> None:
    import docx

    made = docx.Document()
    for line in text.split("\n"):
        made.add_paragraph(line)
    made.save(str(path))


def _inserted(samples: list[str]) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE t (x TEXT)")
        connection.executemany("INSERT INTO t VALUES (?)", [(each,) for each in samples])


def peers(text: str) -> list[tuple[str, float]]:
    """Measure the peers that are installed on the beginning of the same text."""
    rows = []
    for name, load in _PEERS.items():
        try:
            work = load()
        except ImportError:
            continue
        part = text[:_PEER_CHARACTERS]
        work(part[:200])
        rows.append((name, len(part) / best(lambda w=work, t=part: w(t), 2)))  # type: ignore[misc]
    return rows


def growth(samples: list[str], sizes: list[int]) -> list[tuple[int, float, int]]:
    """Extract texts of several sizes, each in a process of its own: size, seconds, megabytes."""
    whole = "\n".join(samples)
    rows = []
    for size in sizes:
        text = (whole * (size // len(whole) + 1))[:size]
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            seconds = best(lambda text=text: core.extract(document(text)), 1)  # type: ignore[misc]
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            os.write(writing, f"{seconds} {most}".encode())
            os._exit(0)
        os.waitpid(pid, 0)
        seconds, most = os.read(reading, 100).decode().split()
        rows.append((size, float(seconds), int(most)))
        os.close(reading)
        os.close(writing)
    return rows


def flat(samples: list[str], counts: list[int]) -> list[tuple[int, int]]:
    """Extract many reports one after the other in one process: how many, most megabytes so far."""
    rows = []
    done = 0
    for count in counts:
        while done < count:
            text = samples[done % len(samples)]
            core.extract(document(f"{text[:1_500]}\n第{done}份"))
            done += 1
        rows.append((count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
    return rows


def page(*, quick: bool) -> str:
    """Measure and write the page."""
    warnings.simplefilter("ignore")
    samples = texts()
    whole = "\n".join(samples)
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        (folder / "周报.txt").write_text(samples[0], encoding="utf-8")
        core.check(document(samples[0]), today=_TODAY)
        found = stages(samples, folder)
        starts = [
            ("huibao --version", cold("--version")),
            ("huibao extract 周报.txt", cold("extract", str(folder / "周报.txt"))),
            ("huibao check 周报.txt", cold("check", str(folder / "周报.txt"))),
        ]
    beside = peers(whole)
    sizes = [10_000, 100_000] if quick else [10_000, 100_000, 1_000_000]
    grown = growth(samples, sizes)
    held = flat(samples, [50, 200] if quick else [100, 500, 1_000])
    speed = {name: rate for name, rate, _ in found}
    lines = [
        "# 快慢",
        "",
        "本页由 `python -m benchmarks.table` 一次量出来，谁都可以重跑。",
        "单核处理器时间，取几次里最快的；",
        f"样本是 `corpora/clean` 的 {len(samples)} 份材料，共 {len(whole):,} 字。",
        f"Python {platform.python_version()}，{platform.machine()}，{os.cpu_count()} 核，",
        "与别的工作共用，所以看比例，不看绝对值。",
        "",
        "## 各步",
        "",
        "| 步骤 | 每秒字数 | 说明 |",
        "|---|---:|---|",
        *(f"| {name} | {rate:,.0f} | {what} |" for name, rate, what in found),
        "",
        "## 启动（处理器时间，含 Python 自己的启动）",
        "",
        "| 命令 | 秒 |",
        "|---|---:|",
        *(f"| `{name}` | {seconds:.2f} |" for name, seconds in starts),
        "",
        "## 同类工具，同一次运行、同一段文字",
        "",
        "| 工具 | 每秒字数 | huibao 取出全部事实是它的几倍 |",
        "|---|---:|---:|",
        *(f"| {name} | {rate:,.0f} | {speed['取'] / rate:.1f} |" for name, rate in beside),
        "",
        "## 费用随长度",
        "",
        "| 字数 | 取，秒 | 每万字，秒 | 内存最多 MB |",
        "|---:|---:|---:|---:|",
        *(f"| {n:,} | {s:.2f} | {s / n * 10_000:.3f} | {m} |" for n, s, m in grown),
        "",
        "## 内存随份数（同一进程，每份约 1500 字）",
        "",
        "| 份数 | 内存最多 MB |",
        "|---:|---:|",
        *(f"| {count:,} | {most} |" for count, most in held),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-o", "--out", type=Path, default=_ROOT / "docs" / "benchmarks.md")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.out.write_text(page(quick=options.quick), encoding="utf-8")


if __name__ == "__main__":
    main()
