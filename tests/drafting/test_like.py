"""A former report gives the form; its figures only the comparison, its news nothing."""

from pathlib import Path

import pytest

from pipeline.drafting import compose
from pipeline.extract import extract
from pipeline.reading import read, read_bytes
from pipeline.schema import Brief, Draft, FactKind, Period, Row

GOLD = Path(__file__).parents[2] / "corpora" / "gold" / "dev"
FORMER = """北坊社区安全生产工作周报
（第{issue}期，{period}）

现将本周安全生产情况汇报如下：

一、隐患排查
社区网格员排查隐患{found}处，整改18处，其余2处限期整改，整改率90%。5月6日组织观摩1次。
二、下周打算
继续巡查。

北坊社区居民委员会
2026年5月11日
"""


def brief(*rows: Row, period: str = "2026-05-11/2026-05-17") -> Brief:
    return Brief(rows, "北坊社区居民委员会", Period("2026年5月11日至5月17日", period))


def row(number: int, indicator: str, value: str, unit: str) -> Row:
    return Row("数据", number, "社区网格员", "隐患排查", indicator, value, unit, "本周")


def like(text: str, *rows: Row) -> Draft:
    return compose(brief(*rows), like=extract(read_bytes(text.encode(), "former.txt")))


def former(issue: str = "18", period: str = "2026年5月4日至5月10日", found: int = 20) -> str:
    return FORMER.format(issue=issue, period=period, found=found)


def test_the_next_week_counts_on_and_compares() -> None:
    draft = like(former(), row(1, "排查隐患", "26", "处"), row(2, "整改率", "92.3", "%"))
    assert draft.text.startswith("北坊社区安全生产工作周报\n（第19期，2026年5月11日至5月17日）\n")
    assert "6处" in draft.text
    assert "2.3个百分点" in draft.text
    assert "5月6日" not in draft.text
    assert "观摩" not in draft.text
    assert draft.text.endswith("北坊社区居民委员会\n2026年5月18日")


def test_an_equal_figure_is_said_to_be_unchanged() -> None:
    assert "与上周持平" in like(former(), row(1, "排查隐患", "20", "处")).text


def test_a_remainder_is_never_compared_with_the_whole() -> None:
    draft = like(former(), row(1, "剩余隐患", "5", "处"))
    assert "3处" in draft.text
    assert "15处" not in draft.text


def test_two_weeks_that_do_not_meet_leave_the_issue_open() -> None:
    draft = like(former(period="2026年4月20日至4月26日"), row(1, "排查隐患", "26", "处"))
    assert "【待补：期号】" in draft.text
    assert "较上周" not in draft.text


def test_a_month_is_no_measure_for_a_week() -> None:
    draft = like(former(period="2026年4月1日至4月30日"), row(1, "排查隐患", "26", "处"))
    assert "6处" not in draft.text.replace("26处", "")
    assert any("不作增减比较" in notice.message for notice in draft.notices)


def test_chinese_numbers_in_the_title_are_counted_on_too() -> None:
    draft = like(former(issue="十八"), row(1, "排查隐患", "26", "处"))
    assert "（第十九期，" in draft.text


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("北坊社区5月份工作月报", "北坊社区2026年5月11日至5月17日工作月报"),
        ("北坊社区二〇二六年五月工作情况", "北坊社区2026年5月11日至5月17日工作情况"),
        ("北坊社区工作周报", "北坊社区工作周报"),
    ],
)
def test_an_old_period_never_stays_in_the_title(title: str, wanted: str) -> None:
    text = former().replace("北坊社区安全生产工作周报", title)
    assert like(text, row(1, "排查隐患", "26", "处")).text.split("\n")[0] == wanted


def test_a_section_that_nobody_reported_stays_a_visible_gap() -> None:
    draft = like(former(), row(1, "排查隐患", "26", "处"))
    assert "二、下周打算\n【待补：下周打算】" in draft.text


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.txt"))[::4], ids=lambda path: path.stem)
def test_no_former_report_lends_a_figure(path: Path) -> None:
    draft = compose(
        brief(row(1, "排查隐患", "26", "处"), row(2, "清运垃圾", "3.5", "吨")),
        like=extract(read(path)),
    )
    for fact in extract(read_bytes(draft.text.encode(), "draft.txt")).facts():
        if fact.kind is not FactKind.DATE:
            words = draft.text[fact.span.start : fact.span.end]
            assert any(f.span.overlaps(fact.span) for f in draft.figures), words
    sources = [figure.source for figure in draft.figures]
    assert all(s.startswith(("data", "computed: ")) for s in sources)


def test_a_last_value_in_another_scale_of_money_is_compared() -> None:
    now = row(1, "投入资金", "41000", "元")
    last = Row("数据", 1, "社区网格员", "隐患排查", "投入资金", "3.6万元", None, "上周")
    assert "5000元" in compose(brief(now, last)).text


def test_a_figure_without_its_unit_is_asked_about_with_the_former_one() -> None:
    draft = like(former(), Row("数据", 1, "社区网格员", "隐患排查", "排查隐患", "26", None, "本周"))
    told = [notice.message for notice in draft.notices if notice.kind == "missing_unit"]
    assert told
    assert "26处" in draft.text
    assert "待核" in draft.text
