"""A language model may smooth the prose; it may not touch a fact, lie, or lose a source."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pipeline.drafting import compose
from pipeline.drafting.models import rewriter
from pipeline.drafting.polish import Rewrite, polish
from pipeline.errors import BadUsage
from pipeline.schema import Brief, Draft, Period, Row


def draft() -> Draft:
    rows = tuple(
        Row("数据", number, "环卫所", "环境卫生", indicator, value, unit, "本周")
        for number, (indicator, value, unit) in enumerate(
            [("清运垃圾", "16", "车"), ("冲洗路面", "23", "公里"), ("清理卫生死角", "8", "处")], 1
        )
    )
    period = Period("2026年3月2日至3月8日", "2026-03-02/2026-03-08")
    told = (("环境卫生", ("3月5日对农贸市场周边开展大扫除。",)),)
    return compose(Brief(rows, "柳桥街道办事处", period, narrative=told))


def test_a_model_that_only_smooths_is_taken() -> None:
    before = draft()
    after = polish(before, lambda sentence: sentence.replace("清理", "全面清理"))
    assert "全面清理卫生死角8处" in after.text
    assert [f.text for f in after.figures] == [f.text for f in before.figures]
    assert [f.source for f in after.figures] == [f.source for f in before.figures]
    assert all(after.text[f.span.start : f.span.end] == f.text for f in after.figures)
    assert all("\n" not in after.text[p.span.start : p.span.end] for p in after.paragraphs)


@pytest.mark.parametrize(
    "lie",
    [
        lambda sentence: sentence.replace("⟦1⟧", "99车"),
        lambda sentence: sentence + "另查处违法行为5起。",
        lambda sentence: sentence.replace("。", "，同比增长十倍。"),
        lambda sentence: sentence.replace("⟦2⟧", ""),
        lambda sentence: sentence.replace("⟦1⟧", "⟦1⟧⟦1⟧"),
        lambda sentence: sentence.replace("。", "，受到清河街道办事处表扬。"),
        lambda sentence: sentence[:0] + "好的，以下是润色后的句子：",
        lambda sentence: sentence[:0],
        lambda sentence: sentence.replace("⟦1⟧", "⟦x⟧").replace("⟦2⟧", "⟦1⟧").replace("⟦x⟧", "⟦2⟧"),
        lambda sentence: (
            sentence.replace("垃圾", "某").replace("路面", "垃圾").replace("某", "路面")
        ),
        lambda sentence: sentence.replace("清运垃圾", "计划清运垃圾"),
        lambda sentence: sentence.replace("。", "") + "其余情况" * 40 + "。",
    ],
)
def test_a_model_that_lies_changes_nothing(lie: Rewrite) -> None:
    before = draft()
    after = polish(before, lie)
    assert [f.text for f in after.figures] == [f.text for f in before.figures]
    assert "清运垃圾16车" in after.text
    assert "冲洗路面23公里" in after.text
    for wrong in ("99车", "5起", "十倍", "清河街道", "润色后", "其余情况", "计划"):
        assert wrong not in after.text
    assert after.notices[-1].kind == "polish"


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        sentence = asked["messages"][0]["content"].rsplit("\n", 1)[1]
        said = {"choices": [{"message": {"content": sentence.replace("清理", "集中清理")}}]}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


def test_a_service_of_the_district_is_asked_sentence_by_sentence() -> None:
    with HTTPServer(("127.0.0.1", 0), _Answer) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        after = polish(draft(), rewriter(f"http://127.0.0.1:{server.server_port}/v1"))
        server.shutdown()
        thread.join()
    assert "集中清理卫生死角8处" in after.text


def test_a_service_that_is_away_is_one_clear_line() -> None:
    with pytest.raises(BadUsage, match="语言模型"):
        polish(draft(), rewriter("http://127.0.0.1:9/v1"))


def saying(words: str) -> bytes:
    return json.dumps({"choices": [{"message": {"content": words}}]}).encode()


LIES = [
    saying("本周清运垃圾99车，同比增长50%。"),
    saying("⟦1⟧⟦2⟧⟦3⟧⟦4⟧⟦5⟧另查处违法行为7起。"),
    saying("⟦2⟧，⟦1⟧。"),
    saying(""),
]


class _Liar(BaseHTTPRequestHandler):
    lies = iter(LIES * 50)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(next(self.lies))

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class _Broken(_Liar):
    lies = iter([b"<html>502</html>"] * 50)


def asked(handler: type[BaseHTTPRequestHandler]) -> Draft:
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            return polish(draft(), rewriter(f"http://127.0.0.1:{server.server_port}/v1"))
        finally:
            server.shutdown()
            thread.join()


def test_a_service_that_lies_changes_no_character() -> None:
    before, after = draft(), asked(_Liar)
    assert after.text == before.text
    assert after.figures == before.figures
    assert "保持原样" in after.notices[-1].message


def test_a_service_that_answers_nonsense_is_one_clear_line() -> None:
    with pytest.raises(BadUsage, match="没有正常回答"):
        asked(_Broken)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_model_in_a_folder_that_talks_nonsense_changes_no_figure(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    tokenizers = pytest.importorskip("tokenizers")
    pytest.importorskip("torch")
    before = draft()
    characters = sorted({*before.text, *"请润色下面这句工作汇报⟦⟧0123456789，。\n"})
    words = {"[UNK]": 0, **{character: at for at, character in enumerate(characters, 1)}}
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    made.pre_tokenizer = tokenizers.pre_tokenizers.Split("", "isolated")
    fast = transformers.PreTrainedTokenizerFast(tokenizer_object=made, unk_token="[UNK]")
    fast.save_pretrained(tmp_path)
    config = transformers.GPT2Config(
        vocab_size=len(words), n_positions=1024, n_embd=8, n_layer=1, n_head=1, eos_token_id=0
    )
    transformers.GPT2LMHeadModel(config).save_pretrained(tmp_path)
    after = polish(before, rewriter(str(tmp_path)))
    assert [f.text for f in after.figures] == [f.text for f in before.figures]
    assert after.text == before.text
