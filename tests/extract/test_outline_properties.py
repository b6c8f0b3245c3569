"""What holds of the outline of any text."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.outline import outline
from pipeline.extract.periods import find_period
from pipeline.schema import Document, Source

_WORDS = (
    "第一篇 第二篇 一、 二、 （一） (二) 1. 2、 （3） ① ② 一是 二是 第一， 首先， 其次，"
    " 工作周报 工作总结 关于 街道办事处 社区 2025年3月17日 二〇二五年六月 至"
    " （2025年3月10日至3月16日） 统计时段： 特此报告 附件 汇报如下："
)
_TEXT = st.lists(
    st.one_of(
        st.sampled_from([*_WORDS.split(), "\n", "。", "，", "；", "：", "\t", "　"]),
        st.text(max_size=4),
    ),
    max_size=50,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(_TEXT)
def test_reports_sections_and_furniture_stand_in_the_text_and_nest(text: str) -> None:
    reports, outside = outline(Document(text, Source("例.txt", "0")))
    assert reports
    for before, report in pairwise(reports):
        assert before.span.end <= report.span.start
    for report in reports:
        assert report.span.end <= len(text)
        assert report.span.holds(report.title_span) or not report.title
        for section in report.sections:
            assert report.span.holds(section.span)
            assert section.span.holds(section.heading_span)
            assert text[section.span.start :].startswith(section.label)
            parent = report.section(section.parent)
            assert parent is None or parent.span.holds(section.span)
            assert section.level == (parent.level + 1 if parent else 1)
    assert all(span.end <= len(text) for span in outside)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789二〇五年月日至到-—第季度上下半 ", max_size=24))
def test_a_period_is_found_where_it_stands_or_not_at_all(text: str) -> None:
    found = find_period(text)
    assert found is None or text[found.start : found.end] == found.text
