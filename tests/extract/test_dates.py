"""Dates in text: what is found, its EDTF value, and what it settles to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import dates
from pipeline.extract.dates import find_dates, resolve
from pipeline.extract.days import bounds
from pipeline.extract.quantities import find_quantities

VALUES = [
    ("2025年3月10日至3月16日", "2025-03-10/2025-03-16"),
    ("2024年11月25日至27日", "2024-11-25/2024-11-27"),
    ("二〇二五年六月二十三日至二十九日", "2025-06-23/2025-06-29"),
    ("1月10日至16日", "XXXX-01-10/XXXX-01-16"),
    ("10月1-7日", "XXXX-10-01/XXXX-10-07"),
    ("2023年1—6月", "2023-01/2023-06"),
    ("今年1至5月", "XXXX-01/XXXX-05"),
    ("2002年四月份", "2002-04"),
    ("7月份", "XXXX-07"),
    ("十一月", "XXXX-11"),
    ("2005年初", "2005"),
    ("2024年度", "2024"),
    ("2024年上半年", "2024-01/2024-06"),
    ("2025年一季度", "2025-33"),
    ("6月上旬", "XXXX-06-01/XXXX-06-10"),
    ("四月三十日", "XXXX-04-30"),
    ("2025-03-10", "2025-03-10"),
    ("下午三点", "T15:00"),
    ("8:00-11:30", "T08:00/T11:30"),
    ("9月15日8时", "XXXX-09-15T08:00"),
    ("２０２５年３月１日", "2025-03-01"),
    ("2018-11-29 18:59", "2018-11-29T18:59"),
    ("2024-03-01 08:30-2024-03-02 17:00", "2024-03-01T08:30/2024-03-02T17:00"),
    ("9月15日8时至10时", "XXXX-09-15T08:00/XXXX-09-15T10:00"),
    ("2021年4月20日11:00至4月25日17:00", "2021-04-20T11:00/2021-04-25T17:00"),
    ("八点半", "T08:30"),
    ("三点三刻", "T03:45"),
    ("十三点五分", "T13:05"),
    ("零点整", "T00:00"),
    ("98年4月", "1998-04"),
    ("八五年二月二十七日", "1985-02-27"),
    ("12月月底", "XXXX-12"),
    ("2013年一季度末", "2013-33"),
    ("2024年1—3季度", "2024-33/2024-35"),
    ("2023-2024学年", "2023/2024"),
    ("2023年3、4月", "2023-03/2023-04"),
    ("2023.1—2023.6", "2023-01/2023-06"),
    ("2023年第10周", "2023-W10"),
    ("7月中下旬", "XXXX-07-11/XXXX-07-31"),
    ("2023 年 3 月 5 日", "2023-03-05"),
    ("1月10日上午9时30分", "XXXX-01-10T09:30"),
    ("本月5日至8日", "XXXX-XX-05/XXXX-XX-08"),
    ("2023年5月1日起至6月1日", "2023-05-01/2023-06-01"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_a_date_has_its_edtf_value(text: str, value: str) -> None:
    assert [(m.text, m.value) for m in find_dates(text)] == [(text, value)]


@pytest.mark.parametrize("text", ["6月31日", "2025年2月29日", "13月5日", "25:10"])
def test_an_impossible_date_is_found_without_a_value(text: str) -> None:
    (mention,) = find_dates(text)
    assert mention.invalid
    assert mention.value is None


@pytest.mark.parametrize("text", ["2O25年3月l日", "2025年1O月", "3月l2日"])
def test_a_date_with_letters_for_digits_is_doubtful_and_has_no_value(text: str) -> None:
    (mention,) = find_dates(text)
    assert (mention.text, mention.value, mention.doubt) == (text, None, "misread")
    assert resolve(mention, "2025-03-10/2025-03-16") is None
    assert not mention.invalid


def test_the_label_of_an_item_is_no_part_of_its_date() -> None:
    (mention,) = find_dates("要求\n1.4月13日前完成")
    assert mention.value == "XXXX-04-13"


HOLIDAYS = (
    "春节 元宵节 清明节 五一劳动节 端午节 中秋节 国庆节 元旦 七一建党节 八一建军节 六一儿童节"
    " 三八妇女节 重阳节 九九重阳 五四青年节 十一黄金周 五一小长假 双十一 12·4国家宪法日 6·26禁毒日"
)


@pytest.mark.parametrize("name", HOLIDAYS.split())
def test_a_holiday_is_neither_a_date_nor_a_figure(name: str) -> None:
    for text in (f"{name}期间，走访慰问31户", f"“{name}”前夕走访慰问31户", f"{name}，走访慰问31户"):
        dates = find_dates(text)
        figures, announced = find_quantities(text, dates)
        assert (dates, announced) == ([], [])
        assert [text[m.start : m.end] for m in figures] == ["31户"]


@pytest.mark.parametrize(
    "text",
    [
        "3日内办结",
        "一、三中沟",
        "三日游",
        "每月三次",
        "01至05普法",
        "第3期",
        "五一路",
        "5号楼",
        "一日之计在于晨",
        "一日一报、一月一评比",
        "当日问题当日清",
        "◆下周安排",
        "六、下月打算\n",
        "五点建议",
        "得分九点五分",
        "上世纪60年代",
        "八五普法、九五期间、十四五",
        "今明两年",
        "第三周、第10周",
        "3月龄",
        "20年内",
        "当天",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text) == [] or text == "当天"


SETTLED = [
    ("本周", "2025-03-10/2025-03-16"),
    ("上周", "2025-03-03/2025-03-09"),
    ("本周三", "2025-03-12"),
    ("本月", "2025-03"),
    ("上月", "2025-02"),
    ("本月底", "2025-03"),
    ("上上个月", "2025-01"),
    ("下下周", "2025-03-24/2025-03-30"),
    ("今年", "2025"),
    ("去年同期", "2024-03-10/2024-03-16"),
    ("目前", "2025-03-16"),
    ("前三季度", "2025-01/2025-09"),
    ("3月20日", "2025-03-20"),
    ("今年1至2月", "2025-01/2025-02"),
    ("三年来", "2023/2025"),
    ("近一周", "2025-03-10/2025-03-16"),
    ("近两个月", "2025-02/2025-03"),
    ("近半年", "2024-10/2025-03"),
    ("近三个季度", "2024-07/2025-03"),
    ("本周末", "2025-03-15/2025-03-16"),
    ("上月20日", "2025-02-20"),
    ("本月中旬", "2025-03-11/2025-03-20"),
    ("下月5日至8日", "2025-04-05/2025-04-08"),
    ("12日", "2025-03-12"),
    ("12月20日至1月10日", "2024-12-20/2025-01-10"),
    ("12月", "2024-12"),
    ("11月", "2025-11"),
    ("2023年", "2023"),
]


@pytest.mark.parametrize(("text", "value"), SETTLED)
def test_a_relative_word_settles_against_the_period(text: str, value: str) -> None:
    (mention,) = find_dates(text)
    assert resolve(mention, "2025-03-10/2025-03-16") == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2023年以来", "2023/.."),
        ("今年以来", "2025/.."),
        ("4月以来", "2025-04/.."),
        ("2002年9月成立以来", "2002-09/.."),
        ("近一周以来", "2025-03-10/.."),
        ("自2023年5月1日起，", "2023-05-01/.."),
        ("从3月10日起执行", "2025-03-10/.."),
        ("截至3月10日", "2025-03-10"),
        ("3月10日起草", "2025-03-10"),
    ],
)
def test_a_time_without_end_settles_to_an_open_interval(text: str, value: str) -> None:
    (mention,) = find_dates(text)
    assert resolve(mention, "2025-03-10/2025-03-16") == value


def test_a_deadline_at_the_end_of_the_year_lies_ahead() -> None:
    (mention,) = find_dates("12月底前完成")
    assert resolve(mention, "2025-01-06/2025-01-12") == "2025-12"


def test_a_bare_day_lies_within_a_period_of_two_months() -> None:
    for text, day in (("28日", "2025-03-28"), ("2日", "2025-04-02")):
        (mention,) = find_dates(f"于{text}开会")
        assert resolve(mention, "2025-03-27/2025-04-02") == day


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023/..", "2023-01-01", "2023-12-31"),
        ("2025-33", "2025-01-01", "2025-03-31"),
        ("2025-24", "2025-12-01", "2026-02-28"),
        ("2025-W11", "2025-03-10", "2025-03-16"),
        ("2025-03-05T14:00", "2025-03-05", "2025-03-05"),
    ],
)
def test_a_value_has_its_first_and_last_day(value: str, first: str, last: str) -> None:
    found = bounds(value)
    assert found is not None
    assert (found[0].isoformat(), found[1].isoformat()) == (first, last)


@pytest.mark.parametrize("value", ["XXXX-03", "T09:00", "2025-13", "2025-W99", "", None, "..", "/"])
def test_an_unsettled_value_has_no_days(value: str | None) -> None:
    assert bounds(value) is None


def test_nothing_settles_without_a_period() -> None:
    (mention,) = find_dates("本周")
    assert resolve(mention, None) is None


@given(st.text(alphabet="0123456789年月日至—-.:：时点号一二三十〇本上下周今去 ", max_size=60))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    last = 0
    for mention in find_dates(text):
        assert last <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        last = mention.end


def test_a_part_of_a_text_is_read_as_the_whole_is() -> None:
    text = "2024年3月1日，１０月５日至８日，本周三上午9时"
    whole = find_dates(text)
    for mention in whole:
        assert mention in find_dates(text, mention.start)


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "一", "年", "月", "至", " ", "10月", "2025年1", "十点", "零", "八五年"),
        *("2018-11-29 18:59", "9月15日8时至", "5日8:00-", "点五", "上", "下下", "近3", "1:"),
    ],
)
def test_long_runs_stay_linear(piece: str) -> None:
    assert len(find_dates(piece * 20000)) <= 20000


_PIECES = """
2 12 31 98 2023 二〇二五 一 十 十五 三十 两 第 半 l O 年 月 日 号 时 点 季度
周 星期 个 来 至 到 — - ~ / . : ： 、 T
今年 去年 上 下 本 前 当 近 全年 目前 至今 大前天 上午 晚 凌晨 夜间 上半年
上旬 底 初 份 刻 整 以来 起 ， 。 工作 户
"""


@given(st.lists(st.sampled_from([*_PIECES.split(), " ", "\n"]), max_size=10).map("".join))
def test_no_date_begins_where_none_is_looked_for(text: str) -> None:
    tried = {found.start() for found in dates._START.finditer(text)}
    assert {found.start() for found in dates._PATTERN.finditer(text)} <= tried


@pytest.mark.parametrize(
    ("text", "dates_"),
    [
        ("年底前化解6件积案。", ["年底"]),
        ("比年初的33家增加5家。", ["年初"]),
        ("2024年底完成。", ["2024年底"]),
        ("岁末年初安全防范。每年底慰问。大年初一值班。有百年底蕴。", []),
    ],
)
def test_the_ends_of_a_year_are_told_from_words(text: str, dates_: list[str]) -> None:
    assert [date.text for date in find_dates(text)] == dates_
