"""huibao ingest: files into the archive."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import click

from pipeline import core, wire
from pipeline.archive import Archive, Ingested, Prepared
from pipeline.errors import BadUsage, HuibaoError
from pipeline.interfaces.cli.archive_options import of_archive, opened
from pipeline.interfaces.cli.base import BAD, OK, Command, note, unexpected
from pipeline.interfaces.cli.files import Batch
from pipeline.interfaces.cli.spread import Progress
from pipeline.schema import Document

Ready = tuple[Document, bytes, Prepared | Exception]
STATES = {
    "stored": "已收录",
    "exists": "已存在",
    "new_version": "新版本",
    "similar": "已收录（相似）",
}


@click.command(
    cls=Command,
    name="ingest",
    help="""把材料收入档案：文件、文件夹、zip 都可以。同一内容只存一次，原件照样保留。

    例：
      huibao ingest 周报.docx
      huibao ingest 2025年/ 往年材料.zip --archive 档案.db
      huibao ingest --watch 收件夹/""",
)
@click.argument("paths", nargs=-1, required=True, metavar="路径...")
@of_archive
@click.option("--watch", is_flag=True, help="一直看着文件夹，放进新材料就收；按 Ctrl-C 停")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="格式",
    help="输出格式：text（默认）、json",
)
@click.option(
    "--cluster",
    metavar="地址",
    help="交给集群提取：local（本机 Ray）、ray+auto、ray+主机:6379、dask+tcp://主机:8786",
)
@click.option(
    "--sink",
    metavar="去处",
    help="同 --cluster 一起用：结果不进档案，写到 Parquet 文件夹或 postgresql:// 数据库",
)
def command(
    paths: tuple[str, ...],
    archive: str | None,
    form: str,
    cluster: str | None,
    sink: str | None,
    *,
    watch: bool,
) -> int:
    """Store every file wholly or not at all, and say what became of each."""
    if sink is not None:
        return _processed(Batch(paths), cluster, sink)
    store = opened(archive, make=True)
    batch, done = Batch(paths), []
    for outcome in _stored(batch, store, cluster):
        done.append(outcome)
        if form == "text":
            click.echo(_told(outcome))
    if form == "json":
        click.echo(wire.dumps([wire.ingested(each) for each in done], indent=1))
    new = sum(each.state.value != "exists" for each in done)
    note(f"共{len(done)}份：新收{new}份，已有{len(done) - new}份")
    if watch:
        _watch(paths, store)
    return BAD if batch.failed else OK


def _prepared(
    originals: Iterator[tuple[Document, bytes]], address: str | None, dialect: str
) -> Iterator[list[Ready]]:
    """Extract on the cores of this computer, or on those of a cluster."""
    if address is None:
        yield from core.prepare_many(originals, dialect)
        return
    from pipeline import cluster

    engine = cluster.engine_of(address)
    try:
        yield from cluster.prepare_many(originals, engine, dialect)
    finally:
        engine.close()


def _processed(batch: Batch, address: str | None, place: str) -> int:
    """Let a cluster process the files, and keep the results outside any archive."""
    from datetime import date

    from pipeline import cluster

    if address is None:
        raise BadUsage("--sink 要同 --cluster 一起用")
    sink, engine = cluster.sink_of(place), cluster.engine_of(address)
    settings = cluster.Settings(today=date.today())
    files = ((document.source.name, content) for document, content in batch.originals())
    new = 0
    try:
        for new, result in enumerate(cluster.run(files, engine, settings, sink), 1):
            if new % 1_000 == 0:
                note(f"… 已处理{new}份")
            if result.error is not None:
                batch.fail(f"{result.file}：{result.error}")
    finally:
        engine.close()
    note(f"已处理{batch.count}份：新处理{new}份，写入 {place}")
    return BAD if batch.failed else OK


def _stored(batch: Batch, store: Archive, cluster: str | None = None) -> Iterator[Ingested]:
    """Extract on all cores, store in their order; a bad file is named and left out.

    What the archive holds already is not extracted again: a broken-off call goes on where it was.
    """
    known: deque[Ingested] = deque()

    def fresh() -> Iterator[tuple[Document, bytes]]:
        for document, content in batch.originals():
            if (held := store.known(content, document.source.name)) is not None:
                known.append(held)
            else:
                yield document, content

    progress = Progress("已收录")
    for some in _prepared(fresh(), cluster, store.dialect):
        yield from _drained(known)
        ready = [(found, raw) for _, raw, found in some if not isinstance(found, Exception)]
        kept = store.ingest_many(ready)
        progress.end()
        for document, _, found in some:
            outcome = found if isinstance(found, Exception) else next(kept)
            if isinstance(outcome, Ingested):
                yield outcome
            elif isinstance(outcome, HuibaoError):
                line = str(outcome)
                batch.fail(line if outcome.file else f"{document.source.name}：{line}")
            else:
                batch.fail(f"{document.source.name}：{unexpected(outcome)}")
        progress.step(some[-1][0], len(some))
    progress.end()
    yield from _drained(known)


def _drained(known: deque[Ingested]) -> Iterator[Ingested]:
    while known:
        yield known.popleft()


_PAUSE = 2.0


def _watch(paths: tuple[str, ...], store: Archive) -> None:
    """Store what is put into the folders, once it has stopped growing."""
    folders = [Path(each) for each in paths if Path(each).is_dir()]
    if not folders:
        raise BadUsage("--watch 要给一个文件夹", file=paths[0])
    note("正在看着文件夹，按 Ctrl-C 停")
    seen = settled = _sizes(folders)
    while True:
        try:
            time.sleep(_PAUSE)
        except KeyboardInterrupt:
            note("已停")
            return
        now = _sizes(folders)
        fresh = [path for path, sign in now.items() if seen.get(path) == sign != settled.get(path)]
        settled = settled | {path: now[path] for path in fresh}
        seen = now
        for path in fresh:
            for outcome in _stored(Batch([path]), store):
                click.echo(_told(outcome))


def _sizes(folders: list[Path]) -> dict[str, tuple[int, int]]:
    found = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.name.startswith((".", "~$")):
                status = path.stat()
                found[str(path)] = (status.st_size, status.st_mtime_ns)
    return found


def _told(outcome: Ingested) -> str:
    held = f"，{outcome.reports}份报告、{outcome.facts}个数" if outcome.reports else ""
    why = f"（{outcome.reason}）" if outcome.reason else ""
    return f"{STATES[outcome.state.value]} {outcome.file}{held}{why}"
