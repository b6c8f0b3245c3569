"""Frames whose two ends do not fit."""

import pytest

from pipeline.typos.frames import wrong_frames


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("成立了以社区党总支书记任组长的创建小组", "任"),
        ("由社区党总支书记任组长", None),
        ("以社区党总支书记为组长，主任任副组长", None),
        ("本着便民利民为原则", "本着"),
        ("本着便民利民的原则", None),
        ("防止此类问题不再发生", "不再"),
        ("确保此类问题不再发生", None),
        ("达到了便民的目地，", "目地"),
        ("赴项目地，在现场", None),
        ("在摸底排查的基础下，", "基础下"),
        ("在区委的正确领导上，", "上"),
        ("在区委的领导上下功夫", None),
    ],
)
def test_a_frame_whose_ends_do_not_fit_is_found(text: str, wrong: str | None) -> None:
    assert [found.wrong for found in wrong_frames(text, 0, len(text))] == ([wrong] if wrong else [])


def test_long_text_without_an_end_is_passed() -> None:
    assert not list(wrong_frames("以" * 100_000, 0, 100_000))
    assert not list(wrong_frames("在的" * 50_000, 0, 100_000))
