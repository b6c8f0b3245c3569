"""Figures in text: span, kind, value, unit and bound; and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.dates import find_dates
from pipeline.extract.quantities import Mention, find_quantities


def figures(text: str) -> list[Mention]:
    return find_quantities(text, find_dates(text))[0]


FOUND = [
    # text, the figure as written, kind, value, unit, bound
    ("共取缔违章31起", "31起", "quantity", "31", "起", "exact"),
    ("清洗110余张(处)", "110余张(处)", "quantity", "110", "张(处)", "over"),
    ("清洗110余张（处）", "110余张（处）", "quantity", "110", "张(处)", "over"),
    ("发放九百份", "九百份", "quantity", "900", "份", "exact"),
    ("投资5万多元", "5万多元", "money", "50000", "元", "over"),
    ("罚款人民币200元", "200元", "money", "200", "元", "exact"),
    ("筹集5.6万元", "5.6万元", "money", "56000", "元", "exact"),
    ("收费5元3角", "5元3角", "money", "5.3", "元", "exact"),
    ("整改率92.9%", "92.9%", "percent", "92.9", "%", "exact"),
    ("整改率92.9％", "92.9％", "percent", "92.9", "%", "exact"),
    ("到位率达百分之九十五", "百分之九十五", "percent", "95", "%", "exact"),
    ("覆盖率超过九成", "九成", "percent", "90", "%", "over"),
    ("三分之二的楼栋", "三分之二", "percent", "66.6667", "%", "exact"),
    ("提高2.5个百分点", "2.5个百分点", "percent", "2.5", "百分点", "exact"),
    ("压减一半以上", "一半", "percent", "50", "%", "over"),
    ("清运约80吨", "80吨", "quantity", "80", "吨", "about"),
    ("清运近30吨", "30吨", "quantity", "30", "吨", "under"),
    ("附近30家", "30家", "quantity", "30", "家", "exact"),
    ("累计签约186户", "186户", "quantity", "186", "户", "exact"),
    ("65岁以上", "65岁", "quantity", "65", "岁", "over"),
    ("每月检查三次", "三次", "frequency", "3", "次/月", "exact"),
    ("获第二名", "第二名", "rank", "2", "名", "exact"),
    ("清除200平方", "200平方", "quantity", "200", "平方米", "exact"),
    ("用电4380万千瓦时", "4380万千瓦时", "quantity", "43800000", "千瓦时", "exact"),
    ("重二十五千克", "二十五千克", "quantity", "25", "千克", "exact"),
    ("新装探头60路", "60路", "quantity", "60", "路", "exact"),
    ("走访 31 起", "31 起", "quantity", "31", "起", "exact"),
]


@pytest.mark.parametrize(("text", "written", "kind", "value", "unit", "bound"), FOUND)
def test_a_figure_is_read(
    text: str, written: str, kind: str, value: str, unit: str, bound: str
) -> None:
    (mention,) = figures(text)
    assert text[mention.start : mention.end] == written
    assert (mention.kind.value, mention.quantity.unit) == (kind, unit)
    assert mention.quantity.value == Decimal(value)
    assert mention.quantity.bound.value == bound


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("30至40毫米", 30, 40),
        ("80—50毫米", 50, 80),
        ("5至8名", 5, 8),
        ("13万元~17万元", 130000, 170000),
        ("百八九十户", 180, 190),
    ],
)
def test_a_range_has_two_bounds_and_no_value(text: str, low: int, high: int) -> None:
    (mention,) = figures(text)
    assert mention.quantity.value is None
    assert (mention.quantity.low, mention.quantity.high) == (Decimal(low), Decimal(high))


def test_a_range_with_one_magnitude_is_marked_doubtful() -> None:
    (mention,) = figures("投资9~16亿元")
    assert mention.doubt == "ambiguous_range"
    assert mention.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "践行三个代表，落实十六大精神",
        "开展“五个一”活动，推行“四进”社区",
        "落实门前三包，规范两车停放",
        "鼓委文明办[2011]1号、〔2025〕12号文件",
        "拨打12345热线、110报警电话",
        "3号楼2单元301室，电话13800138000",
        "进一步统一思想，一把手亲自抓",
        "第一时间，第二期，第三方",
        "一户一档、一人一策",
        "对五一路、五四路集中整治",
        "《2025年工作要点100条》",
        "PM2.5、4G网络、V3.0",
        "文体队伍、捡拾烟头",
        "辖区面积平方公里",
    ],
)
def test_names_slogans_and_codes_are_no_figures(text: str) -> None:
    assert figures(text) == []


def test_touching_figures_are_two() -> None:
    text = "常住居民2655户6645人"
    assert [text[m.start : m.end] for m in figures(text)] == ["2655户", "6645人"]


def test_an_elided_unit_is_taken_from_the_list() -> None:
    found = figures("整改98处、立行立改36、限期整改62。")
    assert [(m.quantity.value, m.quantity.unit) for m in found] == [
        (Decimal(98), "处"),
        (Decimal(36), "处"),
        (Decimal(62), "处"),
    ]
    assert found[1].doubt == "elided_unit"


@pytest.mark.parametrize(
    ("text", "count"),
    [("采取三项措施：一是严查", 3), ("做好以下四个方面的工作", 4), ("依托六大服务体系", 6)],
)
def test_an_announced_count_is_no_figure(text: str, count: int) -> None:
    mentions, announced = find_quantities(text)
    assert mentions == []
    assert [a.count for a in announced] == [count]


@given(
    st.text(
        alphabet="0123456789零一二三十百千万亿几余多.,，。、户元%第至年月()（）“” 共约", max_size=80
    )
)
def test_mentions_lie_in_the_text_and_never_overlap(text: str) -> None:
    last = 0
    for mention in figures(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end


@pytest.mark.parametrize("piece", ["1", "一", "百分之", "1,", "“", "（", "十几万"])
def test_long_runs_stay_linear(piece: str) -> None:
    figures(piece * 20000)
