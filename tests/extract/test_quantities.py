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
    ("合格率八成五", "八成五", "percent", "85", "%", "exact"),
    ("故障率2‰", "2‰", "percent", "0.2", "%", "exact"),
    ("万分之三的费率", "万分之三", "percent", "0.03", "%", "exact"),
    ("达到100 %以上", "100 %", "percent", "100", "%", "over"),
    ("占1/4的商户", "1/4", "percent", "25", "%", "exact"),
    ("同比增长-3.2%", "-3.2%", "percent", "-3.2", "%", "exact"),
    ("最低零下5℃", "零下5℃", "quantity", "-5", "℃", "exact"),
    ("自负30%", "30%", "percent", "30", "%", "exact"),
    ("摄入1420千卡", "1420千卡", "quantity", "1420", "千卡", "exact"),
    ("流量3200立方米/秒", "3200立方米/秒", "quantity", "3200", "立方米/秒", "exact"),
    ("用量120克/平方米", "120克/平方米", "quantity", "120", "克/平方米", "exact"),
    ("单价35元/平方米", "35元", "money", "35", "元", "exact"),
    ("消杀3次/周", "3次/周", "frequency", "3", "次/周", "exact"),
    ("接种113针次", "113针次", "quantity", "113", "针次", "exact"),
    ("检查13轮次。", "13轮次", "quantity", "13", "轮次", "exact"),
    ("限5个工作日内办结", "5个工作日", "quantity", "5", "个工作日", "exact"),
    ("24小时值守", "24小时", "quantity", "24", "小时", "exact"),
    ("计壹拾壹万叁仟元整", "壹拾壹万叁仟元", "money", "113000", "元", "exact"),
    ("计贰佰伍拾元叁角伍分", "贰佰伍拾元叁角伍分", "money", "250.35", "元", "exact"),
    ("经费1 234 567元", "1 234 567元", "money", "1234567", "元", "exact"),
    ("拨款5万4千6百元", "5万4千6百元", "money", "54600", "元", "exact"),
    ("历时两个半月", "两个半月", "quantity", "2.5", "个月", "exact"),
    ("历时一个半小时", "一个半小时", "quantity", "1.5", "小时", "exact"),
    ("重三斤半，", "三斤半", "quantity", "3.5", "斤", "exact"),
    ("历时两年多，", "两年", "quantity", "2", "年", "over"),
    ("动员近百户", "百户", "quantity", "100", "户", "under"),
    ("动员上百人", "上百人", "quantity", "100", "人", "over"),
    ("白银三十两", "三十两", "quantity", "30", "两", "exact"),
    ("精简报表31张", "31张", "quantity", "31", "张", "exact"),
    ("整修三条主路，", "三条", "quantity", "3", "条", "exact"),
    ("调解工地欠薪两起，", "两起", "quantity", "2", "起", "exact"),
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
        ("300至500千克", 300, 500),
        ("13万元~17万元", 130000, 170000),
        ("百八九十户", 180, 190),
        ("一两年", 1, 2),
        ("十五六人", 15, 16),
        ("三五千元", 3000, 5000),
        ("8500到3万元", 8500, 30000),
        ("六至七成", 60, 70),
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
        "三棵松村开展整治",
        "五里桥社区、三元桥、九龙湾、三家店村",
        "驻三棵松村工作队",
        "推进五个振兴，建三格化粪池",
        "四川、九年义务教育",
        "一座难求",
        "名列前三名",
        "得分60/70，值班24/7",
        "3·15晚会",
        "二十四节气、三八节",
        "队伍万众一心，收拾房间，大陆地区",
    ],
)
def test_names_slogans_and_codes_are_no_figures(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("查处l2起", "走访3O户", "整改1O处", "罚款I50元", "拆除O8处", "合格率9O%", "查处l起"),
        *("走访3〇户", "合格率98·5%", "增长1O.5%"),
    ],
)
def test_a_misread_digit_gives_a_doubtful_figure_and_no_value(text: str) -> None:
    (mention,) = figures(text)
    quantity = mention.quantity
    assert (quantity.value, quantity.low, quantity.high) == (None, None, None)
    assert mention.doubt == "misread"
    assert mention.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("清运1,2 00吨", "2 00吨"),
        ("走访9 8户", "9 8户"),
        ("走访12\n8户", "12\n8户"),
        ("合格率98。5%", "98。5%"),
        ("投入12..5万元", "12..5万元"),
        ("投入2 .5万元", "2 .5万元"),
        ("投入12.\n5万元", "12.\n5万元"),
        ("投入1，2亿元", "1，2亿元"),
        ("下降.5%", ".5%"),
    ],
)
def test_a_torn_number_is_doubtful_and_has_no_value(text: str, torn: str) -> None:
    (mention,) = figures(text)
    assert text[mention.start : mention.end] == torn
    quantity = mention.quantity
    assert (quantity.value, quantity.low, quantity.high) == (None, None, None)
    assert (mention.doubt, mention.confidence < 0.5) == ("split_number", True)


@pytest.mark.parametrize(
    ("text", "value"), [("走访1 380户", 1380), ("走访1,\n380户", 1380), ("满意率985%", 985)]
)
def test_a_figure_that_may_be_whole_keeps_its_value_and_a_doubt(text: str, value: int) -> None:
    (mention,) = figures(text)
    assert mention.quantity.value == value
    assert mention.doubt in ("split_number", "lost_point")
    assert mention.confidence < 0.5


@pytest.mark.parametrize(
    "text",
    [
        *("2025年3月 12户参加", "8:30 12户参加", "1. 31家商户", "走访1,380户", "走访1\u00a0380户"),
        *("PM2.5 35微克", "31、32户", "超额完成，完成率150%", "增长985%", "合格率98.5%"),
    ],
)
def test_a_whole_figure_is_not_doubted(text: str) -> None:
    assert [m.doubt for m in figures(text)][-1:] == [None]


@pytest.mark.parametrize("text", ["3万5户", "五十千户", "三万五万户"])
def test_what_may_be_read_two_ways_is_doubtful_and_has_no_value(text: str) -> None:
    found = figures(text)
    assert [(m.quantity.value, m.doubt) for m in found] == [(None, "unreadable")] * len(found)
    assert found


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


@pytest.mark.parametrize(
    "piece",
    [
        *("1", "一", "百分之", "1,", "“", "（", "十几万", "1/", "1/2", "分之", "l", "O1", "1万"),
        *("1 234 ", "1,\n", "5万4千", "壹", "拾", "个半", "条路", "（处", "/", "A1", "1.", "号楼"),
        *("整改9、", "【待补：", "每周", "-", "零下", "\u4e8c", "1-", "1至", "三棵", "村"),
    ],
)
def test_long_runs_stay_linear(piece: str) -> None:
    figures(piece * 20000)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345 678.9 3/4 ，，，",
        "取締占道經營31起，清運垃圾５噸，發放傳單九百份",
        "检查😀31起👍🏽，整改\U0001f1e8\U0001f1f312处",
        "检查\x00\x0131起\x1b[0m，整改\u200b12处\ufeff",
        "检查\ud83d31起\udc00，本周\udfff",
        "九" * 5000 + "户",
        "1" * 5000 + "户",
        "9" * 400 + "万亿元",
        "0.0000000000000000000000000000001%",
    ],
)
def test_no_text_makes_it_fail(text: str) -> None:
    for mention in figures(text):
        assert 0 <= mention.start < mention.end <= len(text)


def test_figures_among_odd_characters_are_still_read() -> None:
    for text in ("检查😀31起👍🏽", "检查\x0031起\x1b", "检查\ud83d31起\udc00", "取締31起"):
        assert [m.quantity.value for m in figures(text)] == [Decimal(31)]


def test_a_megabyte_in_one_line_is_read() -> None:
    text = "本周持续开展巡查，会同社区网格员走访沿街商铺，共检查商户31家，督促立行立改，" * 9000
    assert len(text.encode()) > 1_000_000
    assert len(figures(text)) == 9000


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("侦破一起跨省网络刷单诈骗案。", ["一起"]),
        ("移交派出所处理一起。", ["一起"]),
        ("与群众一起，清理河道。", []),
        ("全年无一起上交。", []),
        ("做到不漏一户。", []),
        ("最大阵风十级，", ["十级"]),
        ("争创三级养老院。", []),
        ("水位上涨一点六米。", ["一点六米"]),
        ("推广安装反诈APP1260人。", ["1260人"]),
        ("型号A1260人", []),
        ("秘密★1年\n", []),
        ("庆祝建党104周年，慰问党员3人。", ["3人"]),
        ("落实二十四小时值班制度。", []),
    ],
)
def test_one_case_a_level_and_a_decimal_are_told_from_words(text: str, figures: list[str]) -> None:
    found, _ = find_quantities(text)
    assert [text[m.start : m.end] for m in found] == figures
