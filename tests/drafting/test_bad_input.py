"""Data as nobody wishes it: a clear line or a notice, the characters unharmed, nothing executed."""

import json
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from pipeline.drafting import compose, read_brief, write
from pipeline.errors import BadData, HuibaoError
from pipeline.reading import read
from pipeline.schema import Draft

HEAD = ["部门", "事项", "指标", "数值", "单位", "时间", "说明"]
TITLE = ["东河街道城管周报（2025年3月3日至3月9日）"]


def book(folder: Path, *rows: Sequence[object]) -> Path:
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(list(row))
    path = folder / "数据.xlsx"
    made.save(path)
    return path


def drafted(folder: Path, *rows: Sequence[object]) -> Draft:
    return compose(read_brief([book(folder, TITLE, HEAD, *rows)]))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [HEAD],
        [["城管办", "市容", "清理垃圾", 5, "吨"]],
        [HEAD, ["城管办", "市容", "清理垃圾", None, "吨"]],
    ],
)
def test_a_sheet_without_header_or_figures_is_one_line(
    rows: list[list[object]], tmp_path: Path
) -> None:
    with pytest.raises(HuibaoError) as refused:
        read_brief([book(tmp_path, *rows)])
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.json", "[]"),
        ("坏.json", '{"records": [1,2'),
        ("串.json", '"x"'),
        ("锚.yaml", "a: &a [1]\nb: *a\n"),
        ("空.csv", ""),
        ("二.csv", "\0\1\2" * 50),
        ("假.xlsx", "not a zip"),
        ("假.docx", "x"),
    ],
)
def test_a_file_that_is_no_data_is_one_line(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(HuibaoError) as refused:
        read_brief([path])
    assert "\n" not in refused.value.message


def test_a_second_header_row_is_no_data(tmp_path: Path) -> None:
    below = ["（部门）", "（事项）", "（名称）", "（本周）", "（计量）"]
    draft = drafted(tmp_path, below, ["城管办", "市容", "清理垃圾", 5, "吨"])
    assert "清理垃圾5吨" in draft.text
    assert "（名称）" not in draft.text


def test_a_formula_without_a_value_leaves_a_gap_and_says_so(tmp_path: Path) -> None:
    draft = drafted(
        tmp_path,
        ["城管办", "市容", "清理垃圾", "=SUM(1,2)", "吨"],
        ["城管办", "市容", "检查门店", 12, "家"],
    )
    assert "清理垃圾【待补：吨数】" in draft.text
    assert any("公式" in notice.message for notice in draft.notices)


@pytest.mark.parametrize(
    ("row", "said", "told"),
    [
        (["城管办", "市容", "清理{{ 7*7 }}垃圾", 8, "处"], "清理{{ 7*7 }}垃圾8处", ""),
        (["城管办", "市容", "更换<w:br/>A & B 灯箱", 9, "个"], "更换<w:br/>A & B 灯箱9个", ""),
        (["城管办", "# 市容|标题", "> 悬挂横幅", 6, "条"], "> 悬挂横幅6条", ""),
        (["城管办", "市容", "投入资金", 10**18, "元"], f"投入资金{10**18}元", "数特别大"),
        (["城管办", "市容", "减少点位", -5, "处"], "【待核：-5处】", "负数"),
        (["城管办", "市容", "整改率", 120, "%"], "120%", "超过100%"),
        (["城管办", "市容", "清运垃圾", 5, "吨", "2019年3月"], "2019年3月清运垃圾5吨", "2019年"),
        (["城管办", "市容", None, 3, "处"], "【待补：指标名称】3处", "没有指标名称"),
        (["城管办", "市容", "=cmd|' /C calc'!A0", 3, "处"], "3处", "没有指标名称"),
    ],
)
def test_an_odd_row_stands_unharmed(
    row: list[object], said: str, told: str, tmp_path: Path
) -> None:
    draft = drafted(tmp_path, row, ["城管办", "市容", "检查门店", 12, "家"])
    assert said in draft.text
    assert "12家" in draft.text
    assert told in "".join(notice.message for notice in draft.notices)
    assert [p.role for p in draft.paragraphs].count("title") == 1
    write(draft, tmp_path / "草稿.docx")
    assert said in read(tmp_path / "草稿.docx").text


@pytest.mark.parametrize("value", [float("inf"), float("nan"), None, True, "", "-"])
def test_a_value_that_is_none_leaves_a_gap(value: object, tmp_path: Path) -> None:
    records = [
        {"部门": "城管办", "事项": "市容", "指标": "清理垃圾", "数值": value, "单位": "吨"},
        {"部门": "城管办", "事项": "市容", "指标": "检查\x01门店\x07", "数值": 12, "单位": "家"},
    ]
    path = tmp_path / "数据.json"
    path.write_text(json.dumps({"unit_name": "东河\0街道", "records": records}), encoding="utf-8")
    draft = compose(read_brief([path]))
    assert "清理垃圾【待补：吨数】" in draft.text
    assert "检查门店12家" in draft.text
    assert not any(ord(character) < 32 and character != "\n" for character in draft.text)


def test_notes_of_many_reports_are_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "群消息.txt"
    path.write_text("城管办：拆除违建3处，" * 10_000, encoding="utf-8")
    with pytest.raises(BadData, match="不像一期的数据"):
        read_brief([path])
