"""``huibao train``: texts and annotated reports -> ``models/tagger``."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pipeline.errors import BadUsage
from pipeline.schema import Span
from pipeline.tagger.model import INPUTS, MODEL, SETTINGS, VOCABULARY
from pipeline.tagger.vocabulary import SPECIAL, Vocabulary
from pipeline.tagger.windows import LONGEST, to_batch, windows
from pipeline.training.encoder import fingerprint, pretrain, text_of, vocabulary_from
from pipeline.training.examples import Example, read_gold
from pipeline.training.sentences import sentences
from pipeline.training.tagger_fit import Plan, fit
from pipeline.training.tagger_net import Tagger

READ = "read.json"
STATE = "state"
# the texts after the first are few and of the trade: they are read more often
OWN_TIMES = 20
ROUGH = {"object": 0.6, "action": 0.6, "actor": 0.6, "aggregate": 0.8}

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Task:
    """What to train on, for how long, and where the result goes."""

    out: Path
    texts: tuple[Path, ...] = ()
    gold: tuple[Path, ...] = ()
    encoder: str | None = None
    minutes: float = 60.0
    epochs: int = 12
    made: int = 200
    layers: int = 3
    width: int = 192
    seed: int = 1


def train(task: Task, tell: Tell = print) -> Path:
    """Train from where the state in ``out`` stands, and leave the weights there.

    Without annotated reports the encoder alone is made; its folder can be given as ``encoder``.

    Raises:
        BadUsage: there is nothing to learn from, or the encoder cannot be used.
    """
    if not task.encoder and not task.texts:
        raise BadUsage("要么用 --text 给出训练用的文字，要么用 --encoder 给出现成的编码器")
    state = task.out / STATE
    state.mkdir(parents=True, exist_ok=True)
    encoder, vocabulary, read = _encoder(task, state, tell)
    if not task.gold:
        for each in ("encoder", READ):
            _move(state / each, task.out / each)
        shutil.rmtree(state)
        return task.out
    examples = [each for folder in task.gold for each in read_gold(folder)]
    if not examples:
        names = "、".join(str(folder) for folder in task.gold)
        raise BadUsage("没有标注过的汇报（*.gold.json 和同名的 .txt）", file=names)
    read += fingerprint(sorted(p for folder in task.gold for p in folder.glob("*.gold.json")))
    model = Tagger(encoder, vocabulary.pad)
    plan = Plan(task.epochs, seed=task.seed, state=state / "fitting.pt")

    def made(epoch: int) -> list[Example]:
        return sentences(task.made, task.seed * 1000 + epoch)

    tell(f"标注{sum(len(each.asked) for each in examples)}个数字，{len(examples)}段")
    fit(model, examples, vocabulary, plan, made=made, tell=tell)
    export(model, vocabulary, task.out)
    settings = {"thresholds": ROUGH, "seed": task.seed, "epochs": task.epochs, "read": read}
    written = json.dumps(settings, ensure_ascii=False, indent=1)
    (task.out / SETTINGS).write_text(written + "\n", encoding="utf-8")
    write_hashes(task.out)
    shutil.rmtree(state)
    return task.out


def _move(source: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    source.replace(target)


def _encoder(task: Task, state: Path, tell: Tell) -> tuple[Any, Vocabulary, list[dict[str, Any]]]:
    if task.encoder:
        return load_encoder(task.encoder)
    listed = state / READ
    read: list[dict[str, Any]] = fingerprint(task.texts)
    if listed.exists() and json.loads(listed.read_text(encoding="utf-8")) != read:
        raise BadUsage("上次训练读的不是这些文件，请换一个 --out，或先删掉它", file=str(state))
    if not (state / "encoder").exists():
        first, *others = (text_of(path) for path in task.texts)
        texts = [first, "\n".join(others) * OWN_TIMES]
        vocabulary = vocabulary_from(texts)
        numbers = np.array(vocabulary.encode("\n".join(texts)), np.int64)
        tell(f"文字{len(numbers)}个，字表{len(vocabulary)}个")
        listed.write_text(json.dumps(read, ensure_ascii=False), encoding="utf-8")
        pretrain(
            numbers,
            vocabulary,
            state,
            minutes=task.minutes,
            layers=task.layers,
            width=task.width,
            seed=task.seed,
            tell=tell,
        )
    encoder, vocabulary, _ = load_encoder(str(state / "encoder"))
    return encoder, vocabulary, read


def load_encoder(place: str) -> tuple[Any, Vocabulary, list[dict[str, Any]]]:
    """Load an encoder from a folder or by its hub id: any whose tokens are single characters.

    Raises:
        BadUsage: it cannot be read, or its tokens are no characters.
    """
    from transformers import AutoModel, AutoTokenizer

    folder = Path(place)
    try:
        if (folder / VOCABULARY).exists():
            vocabulary = Vocabulary.read(folder / VOCABULARY)
        else:
            numbers = AutoTokenizer.from_pretrained(place).get_vocab()
            vocabulary = Vocabulary(sorted(numbers, key=numbers.__getitem__))
        encoder = AutoModel.from_pretrained(
            place, add_pooling_layer=False, attn_implementation="eager"
        )
    except (OSError, ValueError, KeyError) as error:
        raise BadUsage(
            f"编码器读不出来或不是按字的（要有 {'、'.join(SPECIAL)}），请检查文件夹或编号",
            file=place,
        ) from error
    if encoder.config.max_position_embeddings <= LONGEST:
        raise BadUsage(f"编码器一次要能读{LONGEST + 1}个字", file=place)
    listed = folder.parent / READ
    read = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else []
    return encoder, vocabulary, read or [{"name": place}]


def export(model: Tagger, vocabulary: Vocabulary, out: Path) -> None:
    """Write the model with whole numbers of 8 bits for onnxruntime, and its vocabulary."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]

    text, figures = "全街道共清理卫生死角24处，整改39处。", [Span(11, 14), Span(17, 20)]
    batch = to_batch(text, figures, windows(text, figures), vocabulary)
    model.eval()
    whole = out / "whole.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            tuple(
                torch.from_numpy(each)
                for each in (batch.numbers, batch.marks, batch.asked, batch.hints)
            ),
            whole,
            input_names=list(INPUTS),
            output_names=["scores", "classes"],
            dynamic_axes={
                "numbers": {0: "windows", 1: "size"},
                "marks": {0: "windows", 1: "size"},
                "asked": {0: "figures"},
                "hints": {0: "figures"},
                "scores": {0: "figures", 2: "size"},
                "classes": {0: "figures"},
            },
            dynamo=False,
        )
        # onnxruntime's advice on better models is nothing for whoever trains
        logging.disable(logging.WARNING)
        # 7 bits of weight: all that processors without VNNI can add up safely
        quantize_dynamic(
            whole, out / MODEL, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True
        )
        logging.disable(logging.NOTSET)
    whole.unlink()
    vocabulary.write(out / VOCABULARY)


def write_hashes(folder: Path) -> None:
    """List the SHA-256 of every file of the model."""
    names: Sequence[str] = sorted((MODEL, SETTINGS, VOCABULARY))
    rows = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in names]
    (folder / "model.sha256").write_text("\n".join(rows) + "\n", encoding="utf-8")
