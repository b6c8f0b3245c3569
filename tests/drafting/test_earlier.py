"""A draft speaks in the office's own earlier sentences; no event of an earlier week comes along."""

import re
from decimal import Decimal

import pytest

from pipeline.drafting import compose
from pipeline.drafting.earlier import reads_back, residue
from pipeline.drafting.settle import settle
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.schema import Brief, Draft, FactKind, Period, Report, Row

FORM = """青田街道环境整治工作周报
（{period}）

本周，青田街道以{event}为重点推进整治。现将有关情况汇报如下：

一、市容秩序

{market}，街道综合执法队本周共取缔占道经营{a}起，今年以来累计取缔{b}起；经商户自查自纠后规范店外经营{c}户，{squad}暂扣占道物品{d}件。{told}。

二、环境卫生

{cleaners}被区指挥部通报表扬{e}次，其中点名表扬{f}次。在{place}清运积存垃圾{g}吨。

青田街道办事处
2026年3月{day}日
"""
WEEKS = [
    {
        "period": "2026年3月2日至3月8日",
        "event": "春季爱国卫生运动",
        "market": "节后摊贩增多",
        "a": 42,
        "b": 242,
        "c": 26,
        "squad": "",
        "d": 14,
        "told": "3月5日，会同区公安分局拆除望江路岗亭1座",
        "cleaners": "环卫所",
        "e": 3,
        "f": 1,
        "place": "柳树巷",
        "g": 5.2,
        "day": 9,
    },
    {
        "period": "2026年3月9日至3月15日",
        "event": "“清脏行动”",
        "market": "连日阴雨",
        "a": 37,
        "b": 279,
        "c": 31,
        "squad": "二中队",
        "d": 9,
        "told": "夜宵摊主王建国被约谈3次",
        "cleaners": "环卫所",
        "e": 2,
        "f": 1,
        "place": "柳树巷",
        "g": 4.8,
        "day": 16,
    },
]
LEAKS = (
    "爱国卫生", "清脏", "节后", "阴雨", "公安分局", "望江路", "王建国", "二中队", "柳树巷",
    "岗亭", "3月5日", "42起", "37起", "242", "279",
)  # fmt: skip
ROWS = [
    ("街道综合执法队", "市容秩序", "取缔占道经营", "33", "起", "本周"),
    ("街道综合执法队", "市容秩序", "累计取缔占道经营", "312", "起", "今年以来"),
    ("街道综合执法队", "市容秩序", "规范店外经营", "29", "户", "本周"),
    ("街道综合执法队", "市容秩序", "暂扣占道物品", "11", "件", "本周"),
    ("环卫所", "环境卫生", "区指挥部通报表扬", "4", "次", "本周"),
    ("环卫所", "环境卫生", "点名表扬", "2", "次", "本周"),
    ("环卫所", "环境卫生", "清运积存垃圾", "6.1", "吨", "本周"),
]


def reports(*weeks: dict[str, object]) -> list[Report]:
    return [
        extract(read_bytes(FORM.format(**week).encode(), "周报.txt")).reports[0]
        for week in weeks or WEEKS
    ]


def brief(rows: list[tuple[str, str, str, str, str, str]] = ROWS) -> Brief:
    period = Period("2026年3月16日至3月22日", "2026-03-16/2026-03-22")
    made = tuple(Row("数据", number, *row) for number, row in enumerate(rows, 1))
    return Brief(made, "青田街道办事处", period, title="青田街道环境整治工作周报")


def drafted(**given: object) -> Draft:
    return compose(brief(), template="plain", earlier=reports(), **given)  # type: ignore[arg-type]


def test_a_clause_takes_the_words_of_the_office() -> None:
    text = drafted().text
    assert "街道综合执法队本周共取缔占道经营33起" in text
    assert "今年以来累计取缔312起" in text
    assert "其中点名表扬2次" in text


@pytest.mark.parametrize("template", ["plain", "weekly", None])
def test_no_event_name_day_or_figure_of_an_earlier_week_comes_along(template: str | None) -> None:
    draft = compose(brief(), template=template, earlier=reports())
    body = re.sub(r"【待补：[^】]*】", "", draft.text)
    assert [leak for leak in LEAKS if leak in body] == []


def test_what_stands_in_one_report_alone_is_an_event() -> None:
    text = drafted().text
    assert "自查自纠" in text  # 两期都这么写，是惯用语
    once = {**WEEKS[0], "market": "雨天"}, {**WEEKS[1], "e": 5}
    changed = [FORM.replace("经商户自查自纠后", "") if at else FORM for at in range(2)]
    made = [
        extract(read_bytes(form.format(**week).encode(), "周报.txt")).reports[0]
        for form, week in zip(changed, once, strict=True)
    ]
    assert "自查自纠" not in compose(brief(), template="plain", earlier=made).text


def test_every_figure_of_such_a_draft_is_the_data_s() -> None:
    draft = drafted()
    values = {Decimal(row[3]) for row in ROWS}
    facts = extract(read_bytes(draft.text.encode(), "d.txt")).facts()
    said = [f for f in facts if f.kind is not FactKind.DATE and f.quantity]
    computed = {f.text for f in draft.figures if f.source.startswith("computed")}
    for fact in said:
        words = draft.text[fact.span.start : fact.span.end]
        assert fact.quantity is not None
        assert fact.quantity.value in values or words in computed, words
    assert values <= {f.quantity.value for f in said if f.quantity}


def test_another_office_s_words_are_not_taken() -> None:
    rows = [("巡查二组", *row[1:]) for row in ROWS[:4]]
    text = compose(brief(rows), template="plain", earlier=reports()).text
    assert "执法队" not in text


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        ("共取缔占道经营", ["共"]),
        ("在望江路取缔占道经营", ["在望江路"]),
        ("取缔早市占道经营", ["早市"]),
        ("取缔占道经营", []),
    ],
)
def test_what_a_clause_says_beyond_the_data_is_found(words: str, extra: list[str]) -> None:
    items, _ = settle(brief().rows)
    assert residue(words, items[0]) == extra


@pytest.mark.parametrize(
    ("sentence", "fine"),
    [
        ("取缔占道经营33起，规范店外经营29户", True),
        ("取缔占道经营29起，规范店外经营33户", False),
        ("取缔占道经营33起，另有29户", False),
        ("计划取缔占道经营33件，规范店外经营29户", False),
    ],
)
def test_a_sentence_that_does_not_read_back_is_refused(sentence: str, *, fine: bool) -> None:
    items, _ = settle(brief().rows)
    assert reads_back(sentence, [items[0], items[2]]) is fine
