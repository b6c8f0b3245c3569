"""One indicator under many wordings is one series; what people decide stays decided."""

from collections import defaultdict
from collections.abc import Callable

import pytest

from pipeline.archive import Archive
from pipeline.errors import BadArchive
from tests.archive.marked import marked

WEEKS = [f"2025-08-{day:02}/2025-08-{day + 6:02}" for day in (4, 11, 18, 25)]
REPORTS = [
    """柳林社区辖区现有住户⟦2346户|act=现有;obj=住户⟧，配备专职网格员⟦11名|act=配备;obj=专职网格员⟧。
一、环境整治
取缔占道经营、流动摊点等违章⟦31起|act=取缔;obj=占道经营、流动摊点等违章⟧，取缔乱挂晒⟦9起|act=取缔;obj=乱挂晒⟧。
清理楼道堆物⟦42处|act=清理;obj=楼道堆物⟧，7月份以来累计清理⟦268处|act=清理;obj=楼道堆物;agg=cumulative⟧。
二、安全生产
排查隐患⟦28处|act=排查;obj=隐患⟧，整改⟦24处|act=整改;obj=隐患⟧，整改率⟦85.7%|obj=整改率;agg=rate⟧。
三、信访
受理信访⟦12件|act=受理;obj=信访事项⟧，整改率⟦90%|obj=整改率;agg=rate⟧，入户走访⟦212户|act=入户走访⟧。""",
    """柳林社区住户⟦2346户|obj=住户⟧，网格员增至⟦12名|act=增至;obj=网格员⟧。
一、环境整治
取缔流动摊贩占道⟦28起|act=取缔;obj=流动摊贩占道⟧，取缔乱挂晒⟦7起|act=取缔;obj=乱挂晒⟧。
清除楼道堆物⟦39处|act=清除;obj=楼道堆物⟧，累计清理⟦307处|act=清理;obj=楼道堆物;agg=cumulative⟧。
二、安全生产
排查整治隐患⟦25处|act=排查整治;obj=安全隐患⟧，完成整改⟦22处|act=完成整改;obj=隐患⟧，隐患整改率⟦88%|obj=隐患整改率;agg=rate⟧。
三、信访
接收信访⟦9件|act=接收;obj=信访件⟧，整改率⟦77%|obj=整改率;agg=rate⟧，走访⟦236户|act=走访;obj=居民⟧。""",
    """一、环境整治
占道经营取缔数⟦30起|obj=占道经营取缔数⟧，乱挂晒取缔⟦8起|obj=乱挂晒取缔⟧，取缔⟦30起|act=取缔;obj=占道经营⟧。
二、安全生产
力争排查隐患⟦30处|act=排查;obj=隐患;status=planned⟧，上周排查⟦25处|act=排查;obj=隐患;t=上周⟧。""",
]


@pytest.fixture
def filled(archive: Archive) -> Archive:
    for number, (words, period) in enumerate(zip(REPORTS, WEEKS, strict=False)):
        archive.ingest(*marked(words, period=period, name=f"{number + 1}.txt"))
    return archive


def groups(archive: Archive) -> dict[int | None, list[str]]:
    found: dict[int | None, list[str]] = defaultdict(list)
    for each in archive.facts():
        found[each.series].append(each.text)
    return found


def number_of(archive: Archive, name: str) -> int:
    return next(each.id for each in archive.series() if name in each.wordings)


def test_one_indicator_is_one_series_under_all_its_wordings(filled: Archive) -> None:
    found = list(groups(filled).values())
    assert ["31起", "28起", "30起", "30起"] in found
    assert ["9起", "7起", "8起"] in found
    assert ["42处", "39处"] in found
    assert ["268处", "307处"] in found
    assert ["28处", "25处"] in found
    assert ["24处", "22处"] in found
    assert ["2346户", "2346户"] in found
    assert ["212户", "236户"] in found
    assert ["11名", "12名"] in found


def test_a_share_of_one_name_stays_with_its_section(filled: Archive) -> None:
    found = list(groups(filled).values())
    assert ["85.7%", "88%"] in found
    assert ["90%", "77%"] in found


def test_a_plan_is_its_own_series_and_last_week_s_figure_is_in_none(filled: Archive) -> None:
    found = groups(filled)
    assert ["30处"] in found.values()
    assert "25处" in found[None]


def test_a_month_s_count_stays_out_of_the_series_of_the_weeks(filled: Archive) -> None:
    words = "现有住户⟦2346户|act=现有;obj=住户⟧，取缔乱挂晒⟦24起|act=取缔;obj=乱挂晒⟧。"
    filled.ingest(*marked(words, period="2025-08", name="8月.txt", title="柳林社区8月月报"))
    found = list(groups(filled).values())
    assert ["9起", "7起", "8起"] in found
    assert ["24起"] in found
    assert ["2346户", "2346户", "2346户"] in found


def test_a_trend_gives_each_series_with_its_values_and_gaps(filled: Archive) -> None:
    filled.ingest(*marked("取缔乱挂晒⟦5起|act=取缔;obj=乱挂晒⟧。", period=WEEKS[3], name="4.txt"))
    (trend,) = filled.trend("乱挂晒")
    assert [str(point.value) for point in trend.points] == ["9", "7", "8", "5"]
    assert (trend.unit, trend.tempo, trend.gaps) == ("起", "period", ())
    (trend,) = filled.trend("受理信访")
    assert [point.text for point in trend.points] == ["12件", "9件"]
    assert {each.tempo for each in filled.trend("楼道堆物")} == {"period", "cumulative"}
    assert [p.text for p in filled.trend("乱挂晒", first="2025-08-11")[0].points] == [
        "7起",
        "8起",
        "5起",
    ]


def test_a_merge_holds_for_new_reports_and_can_be_undone(filled: Archive) -> None:
    one, other = number_of(filled, "取缔乱挂晒"), number_of(filled, "清理楼道堆物")
    before = groups(filled)
    decision = filled.merge(one, other)
    words = "清理楼道堆物⟦50处|act=清理;obj=楼道堆物⟧。"
    filled.ingest(*marked(words, period=WEEKS[3], name="4.txt"))
    assert groups(filled)[one] == ["9起", "42处", "7起", "39处", "8起", "50处"]
    filled.undo(decision)
    after = groups(filled)
    assert after[other] == before[other]
    with pytest.raises(BadArchive):
        filled.undo(decision)


def test_a_split_holds_for_new_reports(filled: Archive) -> None:
    old = number_of(filled, "取缔流动摊贩占道")
    fresh = filled.split(old, "取缔流动摊贩占道")
    words = "取缔流动摊贩占道⟦5起|act=取缔;obj=流动摊贩占道⟧，取缔⟦6起|act=取缔;obj=占道经营⟧。"
    filled.ingest(*marked(words, period=WEEKS[3], name="4.txt"))
    found = groups(filled)
    assert found[fresh] == ["28起", "5起"]
    assert found[old] == ["31起", "30起", "30起", "6起"]


def test_a_new_name_is_kept(filled: Archive) -> None:
    ident = number_of(filled, "取缔乱挂晒")
    decision = filled.rename(ident, "乱挂晒整治")
    assert [each.name for each in filled.series() if each.id == ident] == ["乱挂晒整治"]
    assert filled.trend("乱挂晒整治")[0].series == ident
    filled.undo(decision)
    assert [each.name for each in filled.series() if each.id == ident] == ["取缔乱挂晒"]


@pytest.mark.parametrize(
    "decide",
    [
        lambda a: a.merge(1, 1),
        lambda a: a.merge(1, 9999),
        lambda a: a.merge(number_of(a, "取缔乱挂晒"), number_of(a, "整改率")),
        lambda a: a.split(1, "没有的说法"),
        lambda a: a.rename(9999, "甲"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(
    filled: Archive, decide: Callable[[Archive], object]
) -> None:
    before = groups(filled)
    with pytest.raises(BadArchive):
        decide(filled)
    assert groups(filled) == before
