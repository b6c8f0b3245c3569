"""的 before an action."""

import pytest

from pipeline.typos.particles import misused_particles


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("巡访队伍不间断的在辖区巡访", 1),
        ("认真的做好防汛工作", 1),
        ("积极的在线宣传", 1),
        ("不断的提高了服务水平", 1),
        ("有效的措施，科学的方法", 0),
        ("全面的在于落实", 0),
        ("认真地做好防汛工作", 0),
    ],
)
def test_a_word_of_manner_before_an_action_takes_another_particle(text: str, count: int) -> None:
    assert len(list(misused_particles(text, 0, len(text)))) == count
