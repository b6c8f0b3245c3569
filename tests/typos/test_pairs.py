"""The table of known wrong words, and the guards of its rows."""

import pytest

from pipeline import lexicon
from pipeline.typos import corrections
from pipeline.typos.pairs import known_errors


def mended(text: str) -> str:
    for correction in sorted(corrections(text), key=lambda c: -c.span.start):
        edit = correction.edit()
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("与共建单位签定协议", "与共建单位签订协议"),
        ("街道拟计划下月启动", "街道计划下月启动"),
        ("赃、乱、差现象", "脏、乱、差现象"),
        ("视群众的疾苦为已任", "视群众的疾苦为己任"),
        ("形成整体联运的创建格局", "形成整体联动的创建格局"),
        ("城交结合部", "城郊结合部"),
        ("截止2024年底", "截至2024年底"),
        ("截止目前", "截至目前"),
        ("付主任带队", "副主任带队"),
        ("党委付书记", "党委副书记"),
        ("本周末完成的事项 本周已任务清", "本周末完成的事项 本周已任务清"),
        ("支付主任医师津贴", "支付主任医师津贴"),
        ("书记委托；问题高发；资深人士", "书记委托；问题高发；资深人士"),
        ("活动现场安排察看", "活动现场安排察看"),
        ("报名截止2024年5月1日", "报名截止2024年5月1日"),
    ],
)
def test_a_known_wrong_word_is_mended_and_its_lookalikes_are_left(text: str, right: str) -> None:
    assert mended(text) == right


def test_no_row_changes_a_digit() -> None:
    for wrong, right, *_ in lexicon.table("wrong_words", 7):
        assert [c for c in wrong if c.isdigit()] == [c for c in right if c.isdigit()]


def test_mending_twice_changes_nothing_more() -> None:
    for wrong, right, *_ in lexicon.table("wrong_words", 7):
        assert not [c.wrong for c in known_errors(right)], (wrong, right)


def test_an_edit_is_the_smallest_that_covers_a_character() -> None:
    found = next(known_errors("拟计划"))
    edit = found.edit()
    assert (edit.span.start, edit.span.end, edit.replacement) == (0, 1, "")
