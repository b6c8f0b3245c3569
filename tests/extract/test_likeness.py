"""The same indicator under other words is found again, and two indicators never fall together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.likeness import canonical, likeness
from pipeline.schema import Aggregate, Fact, FactKind, Period, Quantity, Span, Status

JOINS = 0.6


def stated(words: str, unit: str = "处", **more: object) -> Fact:
    """Build a fact from 动词|事物; ``dimension`` and the fields of Fact may be given."""
    action, _, thing = words.rpartition("|")
    dimension = more.pop("dimension", "count")
    fields: dict[str, object] = {
        "id": "f",
        "kind": FactKind.QUANTITY,
        "span": Span(0, 0),
        "quantity": Quantity(None, unit=unit, dimension=str(dimension)),
        "indicator": f"{action}{thing}" or None,
        "action": action or None,
        "object": thing or None,
    }
    return Fact(**(fields | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("取缔|占道经营、流动摊点等违章", "取缔|流动摊贩占道"),
        ("取缔|占道经营、流动摊点等违章", "占道经营取缔数"),
        ("督促更换|老化充电插座", "更换|老化充电插座"),
        ("排查|矛盾纠纷", "排查化解|矛盾纠纷"),
        ("清理|楼道堆物", "清除|楼道堆物"),
        ("配备|专职网格员", "增至|专职网格员"),
        ("开展|夜间治安巡逻", "组织开展|治安巡逻"),
        ("劝阻|疑似电信诈骗", "成功劝阻|电信网络诈骗"),
        ("发放|宣传单", "散发|各类宣传资料"),
        ("整改|安全隐患", "完成整改|隐患"),
        ("隐患排查", "排查|安全隐患"),
        ("召开|居民议事会", "召开|议事会"),
        ("清运|大件垃圾", "清运|大型垃圾"),
        ("现有|住户", "住户"),
        ("|整治飞线充电", "整治|飞线充电"),
    ],
)
def test_other_words_for_the_same_thing_are_recognised(one: str, other: str) -> None:
    assert likeness(stated(one), stated(other)) >= JOINS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("取缔|占道经营", "取缔|乱挂晒"),
        ("清理|楼道堆物", "清理|占道堆物"),
        ("现有|住户", "入户走访|住户"),
        ("排查|安全隐患", "整改|安全隐患"),
        ("整改|问题", "未整改|问题"),
        ("整改|安全隐患", "剩余|安全隐患"),
        ("清运|生活垃圾", "清运|建筑垃圾"),
        ("排查|矛盾纠纷", "排查|安全隐患"),
        ("排查|矛盾纠纷", "调解成功|矛盾纠纷"),
        ("受理|信访事项", "办结|信访事项"),
    ],
)
def test_two_things_never_fall_together(one: str, other: str) -> None:
    assert likeness(stated(one), stated(other)) < JOINS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (stated("清理|堆物"), stated("清理|堆物", aggregate=Aggregate.CUMULATIVE)),
        (stated("清理|堆物"), stated("清理|堆物", time=Period("7月份以来"))),
        (stated("清理|堆物"), stated("清理|堆物", aggregate=Aggregate.CHANGE)),
        (stated("清理|堆物"), stated("清理|堆物", status=Status.PLANNED)),
        (stated("走访|居民", "户"), stated("走访|居民", "人")),
        (stated("培训|网格员", "人"), stated("培训|网格员", "人次")),
        (stated("整改|隐患"), stated("整改|隐患", "%", kind=FactKind.PERCENT, dimension="ratio")),
    ],
)
def test_another_tempo_plan_or_unit_is_another_thing(one: Fact, other: Fact) -> None:
    assert likeness(one, other) == 0


def test_units_of_one_dimension_are_one() -> None:
    one, other = stated("拆除|违建", "平方米"), stated("拆除|违章建筑", "亩")
    measured = {"dimension": "area"}
    assert likeness(one, other) == 0
    assert (
        likeness(stated("拆除|违建", "平方米", **measured), stated("拆除|违建", "亩", **measured))
        == 1
    )


def test_a_share_is_named_by_what_it_is_the_share_of() -> None:
    share = {"kind": FactKind.PERCENT, "dimension": "ratio"}
    one, other = stated("隐患整改率", "%", **share), stated("整改|隐患", "%", **share)
    assert likeness(one, other) >= JOINS
    assert likeness(stated("调解成功率", "%", **share), one) < JOINS


WORDS = ["取缔", "占道经营", "、", "未", "摊点", "清理", "等违章", "率", "督促", "隐患", "数"]
PIECES = st.lists(st.sampled_from(WORDS), max_size=5).map("".join)


@given(PIECES, PIECES, PIECES, PIECES)
def test_likeness_is_symmetric_and_a_fact_is_like_itself(a: str, b: str, c: str, d: str) -> None:
    one, other = stated(f"{a}|{b}"), stated(f"{c}|{d}")
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert likeness(one, one) == 1
    assert 0 <= likeness(one, other) <= 1
    assert canonical(one) == canonical(one)
