"""Cells, periods, and the one door by which figures enter."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.drafting.assemble import Style, chinese, label
from pipeline.drafting.door import Ledger, bare
from pipeline.drafting.titles import period_in, period_words, read_title
from pipeline.drafting.values import amount, clean, plain


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("45", "45", None),
        ("1,380", "1380", None),
        ("１，３８０份", "1380", "份"),
        ("87.5%", "87.5", "%"),
        ("1.2万", "12000", None),
        ("3.5亿元", "350000000", "元"),
        ("约50人次左右", "50", "人次"),
        ("110余处", "110", "处"),
        ("第4名", "4", "名"),
        ("-3", "-3", None),
        ("二十三", "23", None),
        ("0", "0", None),
        ("1000000000000000000", "1000000000000000000", None),
    ],
)
def test_a_cell_with_a_number_is_an_amount(words: str, value: str, unit: str | None) -> None:
    found = amount(words)
    assert found is not None
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "无",
        "已完成",
        "=cmd|'/C calc'!A0",
        "{{7*7}}",
        "12处（新增5处）",
        "10月14日",
        "1,2,3",
        "08:52",
        "零售药店",
        "三轮车",
        "五保户",
        "百货大楼",
    ],
)
def test_other_words_are_none(words: str) -> None:
    assert amount(words) is None


@given(st.decimals(min_value=0, max_value=10**15, places=2, allow_nan=False))
def test_a_number_written_plainly_reads_back(value: Decimal) -> None:
    found = amount(plain(value))
    assert found is not None
    assert found.value == value


@given(st.text())
def test_reading_any_cell_never_fails(words: str) -> None:
    amount(words)
    read_title(words)


@given(st.text())
def test_cleaned_words_hold_nothing_that_a_file_may_not_hold(words: str) -> None:
    kept = clean(words)
    assert clean(kept) == kept
    assert not any(character < " " or "\ufdd0" <= character <= "\ufdef" for character in kept)


@given(
    st.lists(st.tuples(st.text("甲乙。，", max_size=5), st.text("0123处", min_size=1, max_size=5)))
)
def test_marked_figures_come_out_at_their_places(parts: list[tuple[str, str]]) -> None:
    ledger = Ledger()
    marked = "".join(words + ledger.figure(figure, "data") for words, figure in parts)
    text, figures, _ = ledger.settle(marked)
    assert text == bare(marked) == "".join(words + figure for words, figure in parts)
    assert [figure.text for figure in figures] == [figure for _, figure in parts]
    assert all(text[f.span.start : f.span.end] == f.text for f in figures)


@pytest.mark.parametrize(
    ("words", "value", "written"),
    [
        ("2024年10月14日至10月20日", "2024-10-14/2024-10-20", "2024年10月14日至10月20日"),
        ("2026年6月29日—7月5日", "2026-06-29/2026-07-05", "2026年6月29日至7月5日"),
        ("2025年12月29日至2026年1月4日", "2025-12-29/2026-01-04", "2025年12月29日至2026年1月4日"),
        ("2025.8.18—8.24", "2025-08-18/2025-08-24", "2025年8月18日至8月24日"),
        ("2025-08-18至2025-08-24", "2025-08-18/2025-08-24", "2025年8月18日至8月24日"),
        ("2025年11月", "2025-11-01/2025-11-30", "2025年11月"),
        ("2025年第三季度", "2025-07-01/2025-09-30", "2025年第三季度"),
        ("2025年上半年", "2025-01-01/2025-06-30", "2025年上半年"),
        ("2025年度", "2025-01-01/2025-12-31", "2025年"),
    ],
)
def test_a_period_is_settled_and_written_out(words: str, value: str, written: str) -> None:
    period = period_in(words)
    assert period is not None
    assert period.value == value
    assert period_words(period) == written


@pytest.mark.parametrize(
    ("words", "title", "place"),
    [
        (
            "渔梁镇河长制工作周报数据表（2024年10月14日至10月20日）",
            "渔梁镇河长制工作周报",
            "渔梁镇",
        ),
        ("汀兰镇安全生产工作群  2024年11月22日", "汀兰镇安全生产工作", "汀兰镇"),
        ("鹿城街道城市管理月报数据（2025年11月）", "鹿城街道城市管理月报", "鹿城街道"),
        ("青石街道防汛备汛工作各科室报数", "青石街道防汛备汛工作", "青石街道"),
        ("填表说明", "", ""),
        ("本表由各部门填写", "", ""),
    ],
)
def test_a_title_tells_who_and_what(words: str, title: str, place: str) -> None:
    heading = read_title(words)
    assert (heading.title, heading.place) == (title, place)


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("一、", 12, "十二、"),
        ("（一）", 3, "（三）"),
        ("1.", 10, "10."),
        ("①", 2, "②"),
        ("", 1, ""),
    ],
)
def test_labels_follow_the_style(form: str, number: int, written: str) -> None:
    assert label(Style(numbering=(form,)), 1, number) == written


def test_chinese_numbers_up_to_ninety_nine_are_distinct() -> None:
    assert len({chinese(number) for number in range(1, 100)}) == 99
    assert chinese(10) == "十"
    assert chinese(21) == "二十一"
