"""Set phrases with one character wrong."""

import pytest

from pipeline.typos import Basis, corrections


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("做好助残服务，持之以横。", "持之以横", "持之以恒"),
        ("干部队伍青黄不结。", "青黄不结", "青黄不接"),
        ("坚持防患与未然。", "防患与未然", "防患于未然"),
        ("人员鱼笼混杂。", "鱼笼混杂", "鱼龙混杂"),
    ],
)
def test_an_idiom_with_a_slip_is_mended(text: str, wrong: str, right: str) -> None:
    found = [(c.wrong, c.right) for c in corrections(text) if c.basis is Basis.PHRASE]
    assert found == [(wrong, right)]


@pytest.mark.parametrize(
    "text", ["其中反映噪声扰民的最多。", "以民为本，服务群众。", "一老一小服务到位。", "青黄不接。"]
)
def test_what_only_looks_like_an_idiom_is_left(text: str) -> None:
    assert not [c for c in corrections(text) if c.basis is Basis.PHRASE]


@pytest.mark.parametrize(
    ("text", "right"),
    [("乱象死灰复然，要长抓不懈。", "死灰复燃"), ("整治不能半涂而废。", "半途而废")],
)
def test_an_idiom_that_dictionaries_hold_miswritten_is_mended(text: str, right: str) -> None:
    assert right in {found.right for found in corrections(text)}
