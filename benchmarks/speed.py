"""Measure extraction beside its peers in one run, and how its cost grows with the text.

    python benchmarks/speed.py [--text FILE…] [--sizes 10000 100000 1000000] [--peers] [--runs 3]

Speaks in ratios, since a machine that others share has no seconds of its own: every measure is the
best of several runs in processor time, all in one process. Peers that are not installed are left
out (``pip install jieba recognizers-text-suite jionlp`` in a throw-away environment, then run this
file there with the repository on PYTHONPATH). Recognizers-Text and JioNLP read sentence by
sentence, as their own tests do. Nothing fails here; the figures go to standard output as JSON.
"""

import argparse
import hashlib
import importlib
import json
import re
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from pipeline import wire
from pipeline.extract import extract
from pipeline.extract.dates import find_dates
from pipeline.extract.quantities import find_quantities
from pipeline.reading import read_bytes

_CORPORA = Path(__file__).parent.parent / "corpora"
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")
_PEER_CHARACTERS = 4000  # peers are slow: they get the beginning of the text only

Work = Callable[[str], object]


def _best(work: Work, text: str, runs: int) -> float:
    """Characters a second of processor time, the best of several runs."""
    times = []
    for _ in range(runs):
        begin = time.process_time()
        work(text)
        times.append(time.process_time() - begin)
    return len(text) / max(min(times), 1e-9)


def _mentions(text: str) -> object:
    return find_quantities(text, find_dates(text))


def _extract(text: str) -> object:
    return extract(read_bytes(text.encode(), "text.txt"))


def _jieba() -> Work:
    jieba = importlib.import_module("jieba")
    jieba.initialize()
    return lambda text: list(jieba.cut(text))


def _jionlp() -> Work:
    jionlp = importlib.import_module("jionlp")

    def run(text: str) -> object:
        return [
            (jionlp.ner.extract_money(s, with_parsing=True), jionlp.ner.extract_time(s))
            for s in _SENTENCE.findall(text)
        ]

    return run


def _recognizers() -> Work:
    number = importlib.import_module("recognizers_number")
    measure = importlib.import_module("recognizers_number_with_unit")
    moment = importlib.import_module("recognizers_date_time")
    chinese = number.Culture.Chinese
    models = (
        number.recognize_number,
        number.recognize_ordinal,
        number.recognize_percentage,
        measure.recognize_age,
        measure.recognize_currency,
        measure.recognize_dimension,
        measure.recognize_temperature,
        moment.recognize_datetime,
    )
    return lambda text: [m(s, chinese) for s in _SENTENCE.findall(text) for m in models]


_PEERS: dict[str, Callable[[], Work]] = {
    "jieba.cut": _jieba,
    "jionlp money+time": _jionlp,
    "recognizers-text": _recognizers,
}


def _peers(text: str, runs: int) -> dict[str, float]:
    speeds = {}
    for name, load in _PEERS.items():
        try:
            work = load()
        except ImportError:
            continue
        work(text[:200])  # warm: models load on first use
        part = text if name == "jieba.cut" else text[:_PEER_CHARACTERS]
        speeds[name] = _best(work, part, runs)
    return speeds


def _growth(text: str, sizes: list[int]) -> dict[str, float]:
    """Cost per character at each size, as a multiple of that at the first; 1.0 is linear."""
    costs = []
    for size in sizes:
        grown = (text * (size // len(text) + 1))[:size]
        costs.append(1 / _best(_extract, grown, 3 if size <= 100_000 else 1))
    return {f"{size:,}": round(cost / costs[0], 2) for size, cost in zip(sizes, costs, strict=True)}


def _digest(text: str) -> str:
    facts = wire.extraction(extract(read_bytes(text.encode(), "text.txt")))
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--text", type=Path, nargs="+", help="texts; by default our own corpora")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    paths = options.text or sorted(_CORPORA.glob("clean/*.txt"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    _extract(text)
    mentions = _best(_mentions, text, options.runs)
    whole = _best(_extract, text, options.runs)
    peers = _peers(text, options.runs)
    report = {
        "characters": len(text),
        "characters a second": {
            "mentions with values": round(mentions),
            "whole extraction": round(whole),
            **{name: round(speed) for name, speed in peers.items()},
        },
        "mentions, times as fast as": {n: round(mentions / v, 1) for n, v in peers.items()},
        "extraction, times as fast as": {n: round(whole / v, 2) for n, v in peers.items()},
        "cost per character by size": _growth(text, options.sizes),
        "same bytes again": _digest(text) == _digest(text),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
