"""Measure an archive of many generated reports: ingest, size, and the answers to three questions.

    python benchmarks/archive.py [--reports 100000] [--archive PATH|postgresql://…] [--clients 1]

Figures go to standard output as one JSON line; beside them stand the same texts put in with plain
``sqlite3`` and its own FTS5, and, where they are installed, with ``sqlite-utils`` and read through
``datasette``, as the measure of what the database itself costs. Nothing fails here.
"""

import argparse
import hashlib
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from pipeline import core
from pipeline.archive import Archive, open_archive
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.schema import (
    Document,
    Extraction,
    Fact,
    FactKind,
    Period,
    Quantity,
    Report,
    Source,
    Span,
)

Made = Callable[[int], tuple[Extraction, bytes]]

_NAMES = "荷塘柳林东湖西河望江石桥梅岭竹园松岗枫桥兰溪云台青山碧水金沙银杏"
_PLACES = [_NAMES[at : at + 2] for at in range(0, len(_NAMES), 2)]
_WORKS = [
    ("取缔占道经营、流动摊点{}起", (10, 90)),
    ("清理楼道堆物{}处", (20, 200)),
    ("清运大件垃圾{}吨", (2, 30)),
    ("清洗墙面小广告{}处", (30, 300)),
    ("疏通下水道堵点{}处", (1, 20)),
    ("整治飞线充电{}处", (3, 40)),
    ("排查安全隐患{}处", (10, 80)),
    ("整改安全隐患{}处", (8, 60)),
    ("排查矛盾纠纷{}件", (3, 30)),
    ("调解矛盾纠纷{}件", (2, 25)),
    ("受理信访事项{}件", (1, 20)),
    ("发放宣传资料{}份", (200, 900)),
    ("入户走访居民{}户", (50, 400)),
    ("召开居民议事会{}场", (1, 6)),
    ("开展夜间治安巡逻{}次", (5, 9)),
    ("更换老化充电插座{}个", (3, 40)),
    ("修剪树木{}棵", (5, 90)),
    ("检查沿街商户{}家", (10, 120)),
    ("纠正非机动车乱停放{}辆次", (50, 500)),
    ("拆除违法建筑{}平方米", (10, 900)),
]
_FILLING = (
    "社区统筹物业、网格和志愿力量，分片包干、逐栋推进，对反复出现的点位建立台账、专人盯办，"
    "做到随时发现、随时处置、及时销号，居民反映较好，面上秩序总体平稳。"
)
_WORDS = [
    *("占道经营", "飞线充电", "议事会", "乱停放", "违法建筑", "志愿力量", "荷塘小区"),
    *("楼道堆物", "及时销号"),
]
_SECTIONS = ["环境整治", "市容秩序", "平安建设", "宣传发动"]


def text_of(number: int) -> str:
    """Write report ``number``: 2,000 characters, twenty figures."""
    draw = random.Random(number)
    body = f"{_PLACES[number % 16]}{_PLACES[number // 16 % 16]}社区"
    week = number // 256
    first = date(2015, 1, 5) + timedelta(weeks=week)
    last = first + timedelta(days=6)
    lines = [
        f"{body}工作周报",
        f"（第{week + 1}期）",
        f"统计时段：{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日",
        "",
        "苇桥街道办事处：",
        f"本周，{body}按照街道统一部署开展各项工作，现将有关情况报告如下：",
    ]
    for place, heading in enumerate(_SECTIONS):
        lines.append(f"{'一二三四'[place]}、{heading}")
        for words, (low, high) in _WORKS[place * 5 : place * 5 + 5]:
            names = draw.choice(_PLACES) + draw.choice(("小区", "路", "巷", "街"))
            filling = _FILLING[draw.randrange(20) : draw.randrange(45, len(_FILLING))]
            lines.append(f"在{names}{words.format(draw.randint(low, high))}。{filling}。")
    signed = last + timedelta(days=1)
    lines += [f"{body}居民委员会", f"{signed.year}年{signed.month}月{signed.day}日"]
    text = "\n".join(lines)
    while len(text) < 2000:
        text = text.replace("\n二、", f"\n{draw.choice(_PLACES)}片区{_FILLING}\n二、", 1)
    return text


def extraction_of(number: int) -> tuple[Extraction, bytes]:
    """Read and extract report ``number``, as ingest does."""
    content = text_of(number).encode()
    return extract(read_bytes(content, f"{number}.txt")), content


_FIGURE = re.compile(
    r"在..(?:小区|路|巷|街)(?P<act>..)(?P<obj>[^\d。，]+)(?P<n>\d+)(?P<u>[^\d。，]+)。"
)


def stated_of(number: int) -> tuple[Extraction, bytes]:
    """Give report ``number`` with the figures that it was written from: no extraction."""
    text = text_of(number)
    lines = text.split("\n")
    document = Document(text, Source(f"{number}.txt", hashlib.sha256(text.encode()).hexdigest()))
    facts = tuple(
        Fact(
            id=f"f{place}",
            kind=FactKind.QUANTITY,
            span=Span(found.start("n"), found.end("u")),
            quantity=Quantity(Decimal(found["n"]), unit=found["u"], dimension="count"),
            indicator=found["act"] + found["obj"],
            action=found["act"],
            object=found["obj"],
        )
        for place, found in enumerate(_FIGURE.finditer(text), 1)
    )
    first, last = (
        each.replace("日", "") for each in lines[2].removeprefix("统计时段：").split("至")
    )
    days = [date(*map(int, re.split("[年月]", each))).isoformat() for each in (first, last)]
    report = Report(
        document=document,
        span=Span(0, len(text)),
        title=lines[0],
        title_span=Span(0, len(lines[0])),
        kind="weekly",
        issuer=lines[-2],
        period=Period(lines[2], "/".join(days)),
        facts=facts,
    )
    return Extraction(document, (report,)), text.encode()


def timed(ask: Callable[[int], object], times: int = 40) -> dict[str, float]:
    """Ask a question many times; give the middle and the 95th percentile in milliseconds.

    Beside the time on the wall stands that of this process: what it costs on a machine that others
    share (with PostgreSQL, the client's part of it).
    """
    spent, own = [], []
    for number in range(times):
        start, busy = time.perf_counter(), time.process_time()
        ask(number)
        spent.append(1000 * (time.perf_counter() - start))
        own.append(1000 * (time.process_time() - busy))
    return {
        "p50": round(statistics.median(spent), 1),
        "p95": _p95(spent),
        "cpu_p95": _p95(own),
    }


def _p95(spent: list[float]) -> float:
    return round(sorted(spent)[int(0.95 * len(spent)) - 1], 1)


def questions(archive: Archive) -> Iterator[tuple[str, Callable[[int], object]]]:
    """Name what is asked of the archive, each a little different every time."""
    draw = random.Random(1)

    def body() -> str:
        return f"{draw.choice(_PLACES)}{draw.choice(_PLACES)}社区"

    words = _WORDS
    yield "search", lambda n: archive.search(words[n % len(words)])
    yield "search_one_character", lambda n: archive.search("竹松梅兰"[n % 4])
    yield "search_absent", lambda _: archive.search("小区占道经营的商户整改")
    yield "search_body", lambda n: archive.search(words[n % len(words)], issuer=body())
    yield "search_figure", lambda n: archive.search(f"占道 >{60 + n % 20} 起")
    yield "facts_of_body", lambda _: archive.facts(issuer=body(), indicator="占道")
    yield "facts_of_period", lambda _: archive.facts(indicator="信访", period="2016-05", limit=200)
    yield "facts_by_unit", lambda _: archive.facts(unit="吨", limit=200)
    yield "trend", lambda _: archive.trend("取缔占道经营", issuer=body())


def plain(path: Path, texts: list[str]) -> dict[str, float]:
    """Put the same texts into SQLite with nothing but insert and FTS5, then look a word up."""
    start = time.perf_counter()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE VIRTUAL TABLE f USING fts5(text, tokenize='trigram')")
        for text in texts:
            added = connection.execute("INSERT INTO t (text) VALUES (?)", (text,))
            connection.execute("INSERT INTO f (rowid, text) VALUES (?, ?)", (added.lastrowid, text))
    spent = time.perf_counter() - start
    found = "SELECT t.text FROM f JOIN t ON t.id = f.rowid WHERE f MATCH ? LIMIT 50"
    asked = timed(lambda n: connection.execute(found, (_WORDS[n % len(_WORDS)],)).fetchall())
    connection.close()
    return {"reports_per_second": round(len(texts) / spent, 1), **asked}


def sqlite_utils(path: Path, texts: list[str]) -> dict[str, float] | None:
    """Do the same with sqlite-utils."""
    try:
        from sqlite_utils import Database  # type: ignore[import-not-found]
    except ImportError:
        return None
    start = time.perf_counter()
    database = Database(path)
    table = database["t"]
    table.insert_all(({"id": n, "text": text} for n, text in enumerate(texts)), pk="id")
    table.enable_fts(["text"], tokenize="trigram", create_triggers=True)
    spent = time.perf_counter() - start
    asked = timed(lambda n: list(table.search(f'"{_WORDS[n % len(_WORDS)]}"', limit=50)))
    return {"reports_per_second": round(len(texts) / spent, 1), **asked}


def datasette(path: Path) -> dict[str, float] | None:
    """Ask datasette for the same page of hits, over what sqlite-utils filled."""
    try:
        import asyncio

        from datasette.app import Datasette  # type: ignore[import-not-found]
    except ImportError:
        return None
    served = Datasette([str(path)], settings={"sql_time_limit_ms": 10_000})

    async def ask(number: int) -> None:
        word = _WORDS[number % len(_WORDS)]
        query = f"/{path.stem}/t.json?_search={word}&_size=50&_nocount=1&_nofacet=1"
        (await served.client.get(query)).raise_for_status()

    with asyncio.Runner() as runner:
        return timed(lambda number: runner.run(ask(number)))


def main() -> None:
    """Fill, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--archive")
    parser.add_argument("--clients", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="ask an archive filled before")
    parser.add_argument("--peers", type=int, default=2000, help="texts that the others are given")
    parser.add_argument("--stated", action="store_true", help="leave the extraction out")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = chosen.archive or str(Path(folder) / "archive.db")
        archive = open_archive(place)
        found: dict[str, object] = {"reports": chosen.reports}
        if not chosen.keep:
            found |= fill(archive, chosen.reports, stated_of if chosen.stated else extraction_of)
        if chosen.peers:
            sample = [text_of(number) for number in range(min(chosen.reports, chosen.peers))]
            found["plain"] = plain(Path(folder) / "plain.db", sample)
            found["sqlite_utils"] = sqlite_utils(Path(folder) / "utils.db", sample)
            found["datasette"] = datasette(Path(folder) / "utils.db")
        for name, ask in questions(archive):
            found[name] = timed(ask)
        if chosen.clients > 1:
            found["clients"] = many(place, chosen.clients)
        if "://" not in place:
            size = sum(each.stat().st_size for each in Path(place).parent.glob("archive.db*"))
            text_size = sum(len(text_of(n).encode()) for n in range(20)) / 20 * chosen.reports
            found["size_ratio"] = round(size / text_size, 2)
        print(json.dumps(found, ensure_ascii=False))


def fill(archive: Archive, count: int, made: Made) -> dict[str, object]:
    """Ingest ``count`` reports; say how many a second, extraction and archive apart."""
    extracting = storing = 0.0
    for number in range(count):
        start = time.perf_counter()
        extraction, content = made(number)
        middle = time.perf_counter()
        archive.ingest(extraction, content)
        extracting += middle - start
        storing += time.perf_counter() - middle
        if number % 5000 == 4999:
            print(f"… {number + 1}", flush=True)
    return {
        "reports_per_second": round(count / (extracting + storing), 1),
        "extract_ms": round(1000 * extracting / count, 2),
        "store_ms": round(1000 * storing / count, 2),
    }


def many(place: str, clients: int) -> dict[str, object]:
    """Ask from several processes at once, each with its own connection."""
    with ProcessPoolExecutor(clients, mp_context=get_context("spawn")) as pool:
        answers = [dict(each) for each in pool.map(partial(_client, place), range(clients))]
    worst = {name: max(each[name] for each in answers) for name in answers[0]}
    return {"clients": clients, "worst_p95": max(worst.values()), "p95": worst}


def _client(place: str, number: int) -> list[tuple[str, float]]:
    with core.open_archive(place) as archive:
        asked = list(questions(archive))
        for _, question in asked:
            question(number)  # the first answer also opens the connection
        return [(name, timed(question, 20)["p95"]) for name, question in asked]


if __name__ == "__main__":
    main()
