"""Measure what a second core and a second Ray worker are worth, five pairs of each.

    python -m benchmarks.scale [--reports 400] [--pairs 5] [--ray]

A pair is the same reports once on one core and once on two, in turns, each in a process of its own
with an archive of its own; the time is that of the whole command, the start of its helpers and
their words included. With ``--ray`` the processors are Ray's workers and the pair is one and two of
them, the start of Ray left out. Prints one JSON line. Needs a system that can bind a process to
cores.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.archive import text_of


def write(folder: Path, reports: int) -> None:
    """Write so many reports as text files."""
    folder.mkdir()
    for number in range(reports):
        (folder / f"{number:06}.txt").write_text(text_of(number), encoding="utf-8")


def ingest(folder: Path, cores: int) -> float:
    """Put the folder into a new archive with ``huibao ingest`` on so many cores; give seconds."""
    chosen = set(sorted(os.sched_getaffinity(0))[:cores])
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "pipeline", "ingest", str(folder)]
        begin = time.perf_counter()
        subprocess.run(
            [*command, "--archive", str(Path(place) / "archive.db")],
            check=True,
            capture_output=True,
            preexec_fn=lambda: os.sched_setaffinity(0, chosen),
        )
        return time.perf_counter() - begin


def on_ray(folder: Path, workers: int) -> float:
    """Process the folder with so many local Ray workers; give seconds without Ray's start."""
    from pipeline import cluster

    files = [(path.name, path.read_bytes()) for path in sorted(folder.iterdir())]
    settings = cluster.Settings(today=date(2026, 11, 23))
    engine = cluster.engine_of("local", workers)
    try:
        warm = [("x.txt", b"x")] * 64
        list(cluster.run(warm, engine, settings))
        begin = time.perf_counter()
        count = sum(1 for _ in cluster.run(files, engine, settings))
        spent = time.perf_counter() - begin
    finally:
        engine.close()
    if count != len(files):
        raise RuntimeError(f"{count} of {len(files)}")
    return spent


def main() -> None:
    """Measure the pairs and print them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--ray", action="store_true")
    chosen = parser.parse_args()
    measure = on_ray if chosen.ray else ingest
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "reports"
        write(folder, chosen.reports)
        pairs = [(measure(folder, 1), measure(folder, 2)) for _ in range(chosen.pairs)]
    found = {
        "measure": "ray" if chosen.ray else "ingest",
        "reports": chosen.reports,
        "ratio": round(statistics.median(one / two for one, two in pairs), 2),
        "ratios": [round(one / two, 2) for one, two in pairs],
        "reports_per_second": [
            round(chosen.reports / statistics.median(each), 1) for each in zip(*pairs, strict=True)
        ],
    }
    print(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    main()
