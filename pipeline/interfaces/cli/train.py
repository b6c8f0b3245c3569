"""huibao train: texts and annotated reports -> a model for what the rules leave open."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.errors import BadUsage
from pipeline.interfaces.cli.base import OK, Command, note

_STATE = "state"


@click.command(
    cls=Command,
    name="train",
    help="""训练数字归属模型：数的是什么、谁做的（要先装 train 组件）。

    先用普通文字让模型认识词句（预训练），再用标注过的汇报学会归属（微调）。
    中途停下，加 --resume 接着做。只把权重写进 --out，不含训练用的文字；
    读过哪些文件、各自的散列值记在 model.json 里。

    例：
      huibao train --text 法规.txt.xz --gold corpora/gold/dev --out 我的模型
      huibao train --text 法规.txt.xz --gold corpora/gold/dev --out 我的模型 --resume
      huibao train --text 法规.txt --text 往年汇报 --minutes 80 --out 编码器
      huibao train --encoder 编码器/encoder --gold corpora/gold/dev --out 我的模型""",
)
@click.option(
    "--text",
    "texts",
    multiple=True,
    metavar="文件",
    help="预训练用的文字：文件（可以是 .txt.xz）或文件夹，"
    "可写多次；第一份之后的当作本行当的，多读二十遍",
)
@click.option(
    "--gold",
    multiple=True,
    metavar="文件夹",
    help="标注过的汇报（名.txt 和 名.gold.json），可写多次；不写就只做预训练",
)
@click.option("--out", required=True, metavar="文件夹", help="权重写到哪里")
@click.option("--resume", is_flag=True, help="接着上次停下的地方做")
@click.option("--encoder", metavar="文件夹或编号", help="不预训练，用现成的按字编码器（BERT 一类）")
@click.option(
    "--minutes", type=click.FloatRange(0), default=60, metavar="分钟", help="预训练多久，默认60"
)
@click.option(
    "--epochs", type=click.IntRange(1), default=12, metavar="轮数", help="微调几轮，默认12"
)
@click.option(
    "--made",
    type=click.IntRange(0),
    default=200,
    metavar="段数",
    help="每轮另造几段练习句，默认200",
)
@click.option(
    "--layers", type=click.IntRange(1), default=3, metavar="层数", help="编码器几层，默认3"
)
@click.option(
    "--width", type=click.IntRange(8), default=192, metavar="维数", help="编码器多宽，默认192"
)
def command(
    texts: tuple[str, ...],
    gold: tuple[str, ...],
    out: str,
    resume: bool,  # noqa: FBT001
    encoder: str | None,
    minutes: float,
    epochs: int,
    made: int,
    layers: int,
    width: int,
) -> int:
    """Check the arguments, then train."""
    target = Path(out)
    state = target / _STATE
    if state.exists() and not resume:
        raise BadUsage("上次训练没有做完；加 --resume 接着做，或删掉它重来", file=str(state))
    if resume and not state.exists():
        raise BadUsage("没有可以接着做的训练，请去掉 --resume", file=str(state))
    for folder in gold:
        if not Path(folder).is_dir():
            raise BadUsage("--gold 要写一个文件夹，这里没有", file=folder)
    try:
        from pipeline.training.tagger import Task, train
    except ImportError as error:
        raise BadUsage("训练要先装 train 组件：pip install 'huibao[train]'") from error
    task = Task(
        out=target,
        texts=tuple(_files(texts)),
        gold=tuple(Path(folder) for folder in gold),
        encoder=encoder,
        minutes=minutes,
        epochs=epochs,
        made=made,
        layers=layers,
        width=width,
    )
    train(task, tell=note)
    note(f"已写入 {out}")
    return OK


def _files(places: tuple[str, ...]) -> list[Path]:
    found: list[Path] = []
    for place in places:
        path = Path(place)
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if each.is_file())
        elif path.is_file():
            found.append(path)
        else:
            raise BadUsage("找不到，请检查路径", file=place)
    return found
