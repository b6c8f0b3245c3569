"""What offices send in, read as it is meant, and refused in one clear line where it cannot be."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.drafting import compose, read_brief
from pipeline.errors import BadData, HuibaoError, UnreadableFile
from pipeline.schema import Brief

HEADER = ["部门", "事项", "指标", "数值", "单位", "时间", "说明"]


def book(folder: Path, *rows: list[Any], form: dict[str, str] | None = None) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, number_format in (form or {}).items():
        sheet[place].number_format = number_format
    path = folder / "数据.xlsx"
    made.save(path)
    return path


def brief(folder: Path, *rows: list[Any], form: dict[str, str] | None = None) -> Brief:
    return read_brief([book(folder, *rows, form=form)])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("空.xlsx", b"", "空的"),
        ("坏.xlsx", b"PK\x03\x04 not a zip at all", "打不开"),
        ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加密"),
        ("假.csv", b"a,b\x00\x01\x02,c\n", "二进制"),
        ("无表头.csv", "楼道,45,处\n垃圾,3,吨\n".encode(), "表头"),
        ("无数字.csv", "部门,事项,指标,数值,单位\n社区,清理,垃圾,,\n".encode(), "没有找到任何数字"),
        ("坏.json", b'{"records": [', "JSON"),
        ("空.json", b"{}", "records"),
        ("坏.yaml", b"records: [a: b: c", "YAML"),
        ("炸弹.yaml", b"a: &a [x]\nb: [*a, *a]\n", "锚点"),
        ("条目.json", b'{"records": [3]}', "字段"),
        ("数据.exe", b"MZ", "格式"),
    ],
)
def test_unusable_data_is_refused_in_one_line(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(HuibaoError) as caught:
        read_brief([path])
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"没有\.xlsx"):
        read_brief([tmp_path / "没有.xlsx"])


def test_an_empty_sheet_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="没有内容"):
        brief(tmp_path)


def test_a_merged_title_gives_period_and_title(tmp_path: Path) -> None:
    read = brief(
        tmp_path,
        ["柳溪镇环境整治工作周报数据表（2026年3月2日至3月8日）"],
        HEADER,
        ["环卫所", "保洁", "清运垃圾", 5, "吨", "本周", None],
    )
    assert read.title == "柳溪镇环境整治工作周报"
    assert read.unit_name == "柳溪镇"
    assert read.period is not None
    assert read.period.value == "2026-03-02/2026-03-08"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.875, "0.0%", "87.5%"),
        (1, "0%", "100%"),
        (12.0, "General", "12"),
        (0.1 + 0.2, "General", "0.3"),
        (1234.5, "#,##0.0", "1234.5"),
        (10**18, "0", "1000000000000000000"),
        ("１２", "General", "１２"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(
    tmp_path: Path, value: object, form: str, shown: str
) -> None:
    read = brief(tmp_path, HEADER, ["甲", "乙", "办理事项", value, "件", "", ""], form={"D2": form})
    assert read.rows[0].value == shown


def test_a_shortened_value_is_told(tmp_path: Path) -> None:
    read = brief(
        tmp_path, HEADER, ["甲", "乙", "平均用时", 2.3456, "天", "", ""], form={"D2": "0.0"}
    )
    assert read.rows[0].value == "2.3"
    assert ("2.3", "2.3456") in [notice.values for notice in read.notices]


def test_a_formula_without_a_value_stays_a_gap(tmp_path: Path) -> None:
    read = brief(
        tmp_path,
        HEADER,
        ["甲", "乙", "办理事项", "=1+2", "件", "", ""],
        ["甲", "乙", "接待群众", 4, "人次", "", ""],
    )
    assert "gap" in [notice.kind for notice in read.notices]
    assert "办理事项【待补" in compose(read).text


def test_two_header_rows_are_one_header(tmp_path: Path) -> None:
    read = brief(
        tmp_path,
        ["部门", "事项", "指标", "数量", None],
        [None, None, None, "数值", "单位"],
        ["甲", "乙", "接待群众", 4, "人次"],
    )
    assert [(row.value, row.unit) for row in read.rows] == [("4", "人次")]


def test_a_cross_table_gives_a_row_per_cell(tmp_path: Path) -> None:
    read = brief(
        tmp_path,
        ["村名", "部门", "走访农户（户）", "清运垃圾（吨）"],
        ["东村", "东村", 35, 2.5],
        ["西村", "西村", 28, 1.5],
        ["合计", "合计", 63, 4],
    )
    found = [(row.department, row.indicator, row.value, row.unit) for row in read.rows]
    assert ("东村", "走访农户", "35", "户") in found
    assert ("西村", "清运垃圾", "1.5", "吨") in found
    totals = [row for row in read.rows if row.value == "63"]
    assert [(row.department, row.time) for row in totals] == [("", "合计")]


def test_a_total_that_is_not_the_sum_of_its_lines_is_told_and_not_used(tmp_path: Path) -> None:
    read = brief(
        tmp_path,
        ["村名", "走访农户（户）", "清运垃圾（吨）"],
        ["东村", 35, 2.5],
        ["西村", 28, 1.5],
        ["合计", 64, 4],
    )
    assert "64" not in {row.value for row in read.rows}
    assert [n.values for n in read.notices if n.kind == "conflict"] == [("64", "63")]


@pytest.mark.parametrize(
    ("rows", "kind", "values", "text"),
    [
        (
            [("检查商铺", 8, "家"), ("检查商铺", 9, "家")],
            "conflict",
            ("8", "9"),
            "【待核：8家/9家】",
        ),
        ([("检查商铺", 8, "家"), ("检查商铺", 8, "家")], "duplicate", ("8",), "检查商铺8家"),
        ([("检查商铺", 8, "家"), ("检查商铺", "8家", None)], "duplicate", ("8",), "检查商铺8家"),
        ([("检查商铺", 8, None)], "missing_unit", ("8",), "检查商铺8家【单位待核】"),
        ([("检查商铺", -8, "家")], "doubt", ("-8",), "【待核：-8家】"),
        ([("完成率", 120, "%")], "doubt", ("120",), "完成率"),
        ([("检查商铺", "8件", "家")], "conflict", ("8件", "8家"), "【待核：8件/8家】"),
    ],
)
def test_what_is_odd_is_told_and_shown(
    tmp_path: Path,
    rows: list[tuple[str, object, str | None]],
    kind: str,
    values: tuple[str, ...],
    text: str,
) -> None:
    draft = compose(
        brief(tmp_path, HEADER, *[["甲办", "乙事", n, v, u, "本周", ""] for n, v, u in rows])
    )
    assert (kind, values) in [(notice.kind, notice.values) for notice in draft.notices]
    assert text in draft.text


def test_villages_that_count_their_own_are_no_conflict(tmp_path: Path) -> None:
    draft = compose(
        brief(
            tmp_path,
            HEADER,
            ["东村", "走访", "走访农户", 35, "户", "本周", ""],
            ["西村", "走访", "走访农户", 28, "户", "本周", ""],
        )
    )
    assert "conflict" not in [notice.kind for notice in draft.notices]
    assert "35户" in draft.text
    assert "28户" in draft.text


def test_a_row_marked_as_corrected_wins_and_is_told(tmp_path: Path) -> None:
    draft = compose(
        brief(
            tmp_path,
            HEADER,
            ["甲办", "乙事", "检查商铺", 8, "家", "本周", ""],
            ["甲办", "乙事", "检查商铺", 9, "家", "本周", "更正，以此为准"],
        )
    )
    assert "检查商铺9家" in draft.text
    assert "8家" not in draft.text
    assert "correction" in [notice.kind for notice in draft.notices]


def test_a_column_of_last_week_gives_the_change(tmp_path: Path) -> None:
    draft = compose(
        brief(
            tmp_path,
            ["部门", "事项", "指标", "上周", "本周", "计量单位"],
            ["甲办", "乙事", "检查商铺", 8, 11, "家"],
        )
    )
    assert "检查商铺11家" in draft.text
    assert "3家" in draft.text
    source = next(f.source for f in draft.figures if f.text == "3家")
    assert source.startswith("computed: 11 - 8")


def test_odd_characters_are_unharmed_and_nothing_is_executed(tmp_path: Path) -> None:
    told = "甲 & 乙 <w:br/> <丙> {{ 7*7 }} {% raw %} # 标题"
    path = tmp_path / "数据.json"
    record = {"部门": "甲办", "事项": "乙事", "指标": "检查商铺", "数值": 3, "单位": "家"}
    content = {"records": [record], "narrative": {"乙事": [told, "# 不是标题\x00\x0b。"]}}
    path.write_text(json.dumps(content), encoding="utf-8")
    text = compose(read_brief([path])).text
    assert told in text
    assert "# 不是标题。" in text
    assert "49" not in text


def test_what_is_given_by_name_wins(tmp_path: Path) -> None:
    path = book(tmp_path, HEADER, ["甲办", "乙事", "检查商铺", 3, "家", "", ""])
    read = read_brief(
        [path], unit_name="丙街道", period="2026年5月", recipient="丁区", title="丙街道工作月报"
    )
    draft = compose(read)
    assert draft.text.startswith("丙街道工作月报\n（2026年5月）\n丁区：")
    assert draft.text.endswith("丙街道\n2026年5月31日")


def test_a_duplicate_keeps_the_note_that_one_of_its_rows_has(tmp_path: Path) -> None:
    draft = compose(
        brief(
            tmp_path,
            HEADER,
            ["甲办", "乙事", "检查商铺", 8, "家", "本周", ""],
            ["甲办", "乙事", "检查商铺", 8, "家", "本周", "含夜间检查2家"],
        )
    )
    assert "检查商铺8家（含夜间检查2家）" in draft.text
    assert draft.text.count("8家") == 1


def test_a_thousand_rows_are_settled_without_delay(tmp_path: Path) -> None:
    rows = [
        ["甲办", f"事项{n // 20}", f"检查点位{n}", n + 1, "处", "本周", ""] for n in range(1000)
    ]
    draft = compose(brief(tmp_path, HEADER, *rows))
    assert len(draft.figures) >= 1000


def test_a_date_of_another_year_is_told(tmp_path: Path) -> None:
    read = brief(
        tmp_path,
        ["柳溪镇工作周报（2026年3月2日至3月8日）"],
        HEADER,
        ["甲办", "乙事", "检查商铺", 8, "家", "2025年3月5日", ""],
    )
    assert ("doubt", ("2025年",)) in [(n.kind, n.values) for n in read.notices]


def test_notes_in_word_are_read_with_their_tables(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    for words in ("青石街道防汛工作各科室报数", "统计时段：2025年6月9日至6月15日", "一、水务站"):
        document.add_paragraph(words)
    document.add_paragraph("巡查堤防3.6公里，疏通雨水篦子236个。")
    document.add_paragraph("二、各社区报数")
    cells = [["社区", "清理落叶（吨）", "入户提醒（户）"], ["桂花社区", "2.5", "310"]]
    cells += [["梧桐社区", "1.8", "276"], ["合计", "4.3", "586"]]
    table = document.add_table(rows=4, cols=3)
    for row, words_ in zip(table.rows, cells, strict=True):
        for cell, words in zip(row.cells, words_, strict=True):
            cell.text = words
    path = tmp_path / "各科室报数.docx"
    document.save(str(path))
    read = read_brief([path])
    found = {(row.department, row.indicator, row.value) for row in read.rows}
    assert ("水务站", "巡查堤防", "3.6") in found
    assert ("桂花社区", "清理落叶", "2.5") in found
    assert ("梧桐社区", "入户提醒", "276") in found
    totals = {(row.department, row.time) for row in read.rows if row.value == "586"}
    assert totals == {("", "合计")}
    assert read.period is not None
    assert read.period.value == "2025-06-09/2025-06-15"


def test_a_sheet_and_a_chat_that_disagree_are_laid_side_by_side(tmp_path: Path) -> None:
    sheet = book(tmp_path, HEADER, ["宣传办", "氛围营造", "发放宣传单", 420, "份", "本周", ""])
    chat = tmp_path / "群.txt"
    chat.write_text(
        "党政办 08:00\n请报本周（2026年3月2日至3月8日）数据\n宣传办小叶 09:00\n发了宣传单400份\n",
        encoding="utf-8",
    )
    draft = compose(read_brief([sheet, chat]))
    assert "发放宣传单【待核：420份/400份】" in draft.text
    assert ("conflict", ("420", "400")) in [(n.kind, n.values) for n in draft.notices]


def test_a_sheet_of_last_week_serves_for_comparison_only(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for number, (name, value) in enumerate((("本周", 11), ("上周", 8), ("样表", 99))):
        sheet = made.active if not number else made.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(HEADER)
        sheet.append(["甲办", "乙事", "检查商铺", value, "家", "", ""])
    path = tmp_path / "数据.xlsx"
    made.save(path)
    draft = compose(read_brief([path]))
    assert "检查商铺11家" in draft.text
    assert "3家" in draft.text
    assert "99" not in draft.text
    assert "conflict" not in [notice.kind for notice in draft.notices]


def test_what_is_told_of_rival_rows_stands_too(tmp_path: Path) -> None:
    draft = compose(
        brief(
            tmp_path,
            HEADER,
            ["甲办", "乙事", "检查商铺", 8, "家", "本周", "按各村台账汇总"],
            ["甲办", "乙事", "检查商铺", 9, "家", "本周", "对复查不合格的已登记造册"],
        )
    )
    assert "【待核：8家/9家】，对复查不合格的已登记造册" in draft.text
    assert "台账" not in draft.text


def test_a_change_that_the_data_states_is_not_said_twice(tmp_path: Path) -> None:
    draft = compose(
        brief(
            tmp_path,
            ["部门", "事项", "指标", "上周", "本周", "计量单位", "说明"],
            ["甲办", "乙事", "检查商铺", 8, 11, "家", "较上周增加3家"],
        )
    )
    assert draft.text.count("3家") == 1
