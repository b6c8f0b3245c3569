"""What is read at a glance is what the full reading says of it."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract import quantities
from pipeline.extract.plain import plain_at
from pipeline.extract.quantities import find_quantities

_WORDS = """
3 31 12 020 0 1,380 1.5 8万 3万余 2023 1 380 一 三 十五 几 个 户 起 元 % 级 路 年 天 公里 次 场 块
人次 百分点 项 措施 问题 ： 一是 约 近 以上 以下 左右 之内 多 余 半 至 5 — 到 / ， 。 、 （ ） ( ) .
第 表 图 热线 前 下 - 负 增长 清理 商户 居民 每月 周 下降 温度 ℃ m² 栋 号楼 室 “ ” 角 分 起来 人员
间 月 日 成
"""
WORDS = st.sampled_from([*_WORDS.split(), " ", "\n", "\t", "\u200b", "\ufffd", "\ud800"])


@given(st.lists(WORDS, min_size=2, max_size=9).map("".join))
@settings(max_examples=1500, deadline=None)
def test_a_figure_read_at_a_glance_is_the_one_read_with_all_cases(text: str) -> None:
    quick = find_quantities(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quantities, "plain_at", lambda *_: None)
        patch.setattr(quantities, "_may_count", lambda *_: True)
        assert find_quantities(text) == quick


def test_most_figures_of_a_report_are_read_at_a_glance() -> None:
    text = "共清理卫生死角31处，投入资金8.5万元，整改率96.5%，走访居民2655户。"
    found, _ = find_quantities(text)
    starts = [mention.start for mention in found]
    assert len(starts) == 4
    ends = [re.compile("[0-9.万]+").match(text, start) for start in starts]
    assert all(end and plain_at(text, end.start(), end.end()) for end in ends)
