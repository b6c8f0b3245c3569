"""``huibao train`` from end to end, with an encoder that is trained in a second."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import BadUsage
from pipeline.interfaces.cli import run
from pipeline.schema import Span
from pipeline.tagger.vocabulary import SPECIAL, Vocabulary

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]

TEXT = "执法中队清理死角24处，整改死角9处。"
FACTS = [
    {"k": "quantity", "start": 8, "end": 11, "act": "清理", "obj": "死角", "actor": "执法中队"},
    {"k": "quantity", "start": 16, "end": 18, "act": "整改", "obj": "死角"},
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "cun1.gold.json").write_text(json.dumps({"facts": FACTS}), encoding="utf-8")
    (folder / "cun1.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    path = tmp_path / "laws.txt"
    path.write_text("第一条为了规范清理死角，执法中队应当整改。\n" * 40, encoding="utf-8")
    return path


@pytest.fixture
def train() -> Callable[..., int]:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("onnx")
    pytest.importorskip("onnxruntime")

    def start(*arguments: str | Path) -> int:
        small = ("--layers", "1", "--width", "16", "--epochs", "2", "--made", "6", "-q")
        return run(["train", *map(str, arguments), *small])

    return start


def test_texts_and_annotations_become_a_model_that_answers(
    train: Callable[..., int],
    gold: Path,
    laws: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from pipeline.tagger.model import Tagger

    out = tmp_path / "model"
    assert train("--text", laws, "--gold", gold, "--out", out, "--minutes", "0.01") == 0
    names = {"tagger.onnx", "model.json", "vocab.txt", "model.sha256"}
    assert {path.name for path in out.iterdir()} == names
    settings = json.loads((out / "model.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in settings["read"]] == ["laws.txt", "cun1.gold.json"]
    assert all(len(each["sha256"]) == 64 for each in settings["read"])
    assert TEXT not in (out / "model.json").read_text(encoding="utf-8")
    tagger = Tagger(out)
    figures = [Span(8, 11), Span(16, 18)]
    found = tagger.answers(TEXT, figures)
    assert sorted(found) == [0, 1]
    assert all(0 <= answer.object.probability <= 1 for _, answer in found.values())
    assert found == tagger.answers(TEXT, figures)
    assert tagger.answers(TEXT, figures, [False, False]) == {}
    report = tmp_path / "report.txt"
    report.write_text(TEXT, encoding="utf-8")
    assert run(["extract", str(report), "--model", str(out), "--format", "json"]) == 0
    assert '"24处"' in capsys.readouterr().out


def test_a_training_that_was_stopped_goes_on_where_it_stood(
    train: Callable[..., int],
    gold: Path,
    laws: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from pipeline.training import tagger_fit

    out, plain = tmp_path / "model", tagger_fit.batched
    asked: list[int] = []

    def second_fails(*arguments: object) -> object:
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(tagger_fit, "batched", second_fails)
    given = ("--text", laws, "--gold", gold, "--out", out, "--minutes", "0.01")
    assert train(*given) == 2
    assert "已中断" in capsys.readouterr().err
    assert train(*given) == 2
    assert "--resume" in capsys.readouterr().err
    assert train(*given, "--resume") == 0
    assert len(asked) == 3
    assert not (out / "state").exists()


def test_other_texts_do_not_go_on_from_the_state_of_the_first(
    train: Callable[..., int], laws: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "model" / "state"
    state.mkdir(parents=True)
    (state / "read.json").write_text("[]", encoding="utf-8")
    given = ("--text", laws, "--out", tmp_path / "model", "--resume")
    assert train(*given) == 2
    assert "不是这些文件" in capsys.readouterr().err


def test_without_annotations_the_encoder_alone_is_made_and_can_be_given_again(
    train: Callable[..., int], gold: Path, laws: Path, tmp_path: Path
) -> None:
    out, model = tmp_path / "encoder", tmp_path / "model"
    assert train("--text", laws, "--out", out, "--minutes", "0.01") == 0
    assert train("--encoder", out / "encoder", "--gold", gold, "--out", model) == 0
    settings = json.loads((model / "model.json").read_text(encoding="utf-8"))
    assert settings["read"][0]["name"] == "laws.txt"


def test_any_encoder_of_single_characters_will_do(
    train: Callable[..., int], gold: Path, tmp_path: Path
) -> None:
    from transformers import BertConfig, BertModel

    vocabulary = Vocabulary([*SPECIAL, *sorted(set(TEXT))])
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=256,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(tmp_path / "tiny")
    vocabulary.write(tmp_path / "tiny" / "vocab.txt")
    out = tmp_path / "model"
    assert train("--encoder", tmp_path / "tiny", "--gold", gold, "--out", out) == 0
    assert (out / "tagger.onnx").stat().st_size < 25_000_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--gold", "GOLD"), "--text"),
        (("--text", "没有这个文件"), "找不到"),
        (("--text", "LAWS", "--gold", "没有这个文件夹"), "--gold"),
        (("--encoder", "没有这个编码器", "--gold", "GOLD"), "编码器"),
        (("--text", "LAWS", "--resume"), "--resume"),
    ],
)
def test_what_is_missing_is_said_in_one_line(
    train: Callable[..., int],
    gold: Path,
    laws: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    real = {"GOLD": gold, "LAWS": laws}
    given = [real.get(each, each) for each in arguments]
    assert train(*given, "--out", tmp_path / "model") == 2
    told = capsys.readouterr().err.strip().splitlines()
    assert len(told) == 1
    assert said in told[0]


def test_masked_characters_are_asked_and_no_others() -> None:
    import numpy as np

    from pipeline.training.encoder import IGNORED, mask_runs

    vocabulary = Vocabulary([*SPECIAL, *"清理卫生死角"])
    rows = np.tile(np.array(vocabulary.encode("清理\n卫生死角"), np.int64), (20, 8))
    holes, answers = mask_runs(rows, vocabulary, np.random.default_rng(1))
    assert ((answers == IGNORED) | (answers == rows)).all()
    assert (holes[answers == IGNORED] == rows[answers == IGNORED]).all()
    assert not (answers == vocabulary.stop).any()
    assert 0.1 < (answers != IGNORED).mean() < 0.3


def test_training_without_its_libraries_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
    laws: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pipeline.training.tagger", None)
    assert run(["train", "--text", str(laws), "--out", str(tmp_path / "model")]) == 2
    assert "huibao[train]" in capsys.readouterr().err


def test_a_folder_without_annotations_is_refused(gold: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from pipeline.training.tagger import Task, train

    with pytest.raises(BadUsage, match="--encoder"):
        train(Task(out=tmp_path / "model", gold=(gold,)))
