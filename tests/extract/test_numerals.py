"""One value, every way to write it; and back again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.numerals import chinese_from_int, chinese_integer, fold, parse, parse_number
from pipeline.schema import Bound

WRITTEN = {
    "31": ["31", "３１", "三十一", "卅一"],
    "34": ["34", "叁拾肆", "三十四"],
    "534": ["534", "五百卅四"],
    "152": ["152", "壹百五十二", "壹佰伍拾贰"],
    "10012": ["10012", "一万零十二", "10 012"],
    "54600": ["54600", "5万4千6百", "五万四千六", "54,600", "54'600"],
    "10600": ["1万600", "一万零六百"],
    "20300000": ["2千零30万", "二千零三十万"],
    "107854": ["十万柒仟捌佰伍拾肆", "107,854"],
    "1.056": ["1.056", "一点零五六"],
    "1720.134": ["一七二零点一三四"],
    "1111111111111111": ["一千一百一十一万一千一百一十一亿一千一百一十一万一千一百一十一"],
    "200": ["200", "二百", "两百", "贰佰"],
    "1380": ["1380", "1,380", "1 380", "1,\n380", "1，380", "1\u2009380", "一千三百八十"],
    "12600": ["1.26万", "12600", "一万二千六百", "１.26万"],
    "1280000000": ["12.8亿", "十二亿八千万"],
    "1200000000000": ["1.2万亿"],
    "1040": ["一千零四十", "1040"],
    "0": ["0万", "零万", "0亿", "0.0万"],
    "3.8": ["3.8", "三点八"],
    "2025": ["二〇二五", "2025"],
}


@pytest.mark.parametrize(("value", "text"), [(v, t) for v, texts in WRITTEN.items() for t in texts])
def test_every_way_of_writing_gives_the_same_value(value: str, text: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high", "bound"),
    [
        ("110余", 110, None, Bound.OVER),
        ("5万多", 50000, None, Bound.OVER),
        ("三十余万", 300000, None, Bound.OVER),
        ("上百", 100, None, Bound.OVER),
        ("八九十", 80, 90, Bound.RANGE),
        ("十五六", 15, 16, Bound.RANGE),
        ("三四百", 300, 400, Bound.RANGE),
        ("三五", 3, 5, Bound.RANGE),
        ("三五千", 3000, 5000, Bound.RANGE),
        ("四十五六", 45, 46, Bound.RANGE),
        ("一两", 1, 2, Bound.RANGE),
        ("廿余", 20, None, Bound.OVER),
        ("几仟", 2000, 9999, Bound.SEVERAL),
        ("十几", 11, 19, Bound.SEVERAL),
        ("20几", 21, 29, Bound.SEVERAL),
        ("数百", 200, 999, Bound.SEVERAL),
    ],
)
def test_a_vague_numeral_keeps_its_bounds(
    text: str, low: int, high: int | None, bound: Bound
) -> None:
    number = parse(text)
    assert number is not None
    wanted = (Decimal(low), None if high is None else Decimal(high), bound)
    assert (number.low, number.high, number.bound) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "人",
        "三人",
        "一二三四五万六",
        "万从",
        "三十两",
        "八两",
        "五十千",
        "三万五万",
        "3千5",
        "1.2.3",
    ],
)
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert parse_number(text) is None or text == ""


@given(st.integers(0, 10**12 - 1))
def test_an_integer_written_in_chinese_is_read_back(value: int) -> None:
    assert chinese_integer(chinese_from_int(value)) == value


@given(st.decimals(0, 10**9, places=2))
def test_an_amount_written_in_digits_is_read_back(value: Decimal) -> None:
    assert parse_number(f"{value:,}") == value
    assert parse_number(str(value)) == value


@given(
    st.text(
        alphabet="0123456789.,， 零一二两三五十百千万亿兆廿点余多几数上壹拾佰\ud800", max_size=50
    )
)
def test_a_numeral_has_a_value_or_bounds_in_order_or_none(text: str) -> None:
    number = parse(text)
    if number and number.low is not None and number.high is not None:
        assert number.low <= number.high


@given(st.text())
def test_folding_keeps_every_offset_and_parsing_never_fails(text: str) -> None:
    assert len(fold(text)) == len(text)
    parse(text)
