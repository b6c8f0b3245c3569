"""Odd texts through extraction: never an exception, never a guess passed off as a value."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import wire
from pipeline.extract import extract
from pipeline.extract.dates import find_dates
from pipeline.extract.numerals import fold
from pipeline.extract.quantities import find_quantities
from pipeline.schema import Document, Fact, Source

_TITLE = "东湖街道办事处本周工作汇报\n一、城市管理\n"


def facts(text: str) -> list[Fact]:
    document = Document(text, Source("text.txt", "0" * 64))
    return list(extract(document).facts())


ODD = {
    "nothing": "",
    "no figures": "加强领导，狠抓落实。",
    "only figures": "31 12 7.5 1,380\n98 36 62",
    "lone surrogates": "检查\ud83d31起\udc00，整改\udfff12处",
    "control characters": "检查\x00\x0131起\x1b，整改\x7f12处\x85",
    "invisible characters": "检查\u200b31起\ufeff，整改\u202e12处\u2060",
    "emoji": "检查😀31起👍🏽，整改👩‍👩‍👧12处",
    "traditional characters": "取締占道經營31起，清運垃圾5噸，發放傳單九百份",
    "letters for digits": "查处l2起，走访3O户，罚款I50元",
    "a numeral without end": "检查" + "九" * 4000 + "户，" + "1" * 4000 + "户",
    "an amount beyond all bounds": "投入" + "9" * 39 + "万亿元",
    "brackets that never close": "检查（31起" + "（“《【" * 300,
    "right to left": "检查31起 مرحبا 12处",
    "one line": _TITLE.strip() + "检查商户31家，" * 3000,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_an_odd_text_gives_facts_that_lie_in_it(text: str) -> None:
    for whole in (text, _TITLE + text):
        for fact in facts(whole):
            assert 0 <= fact.span.start < fact.span.end <= len(whole)


@pytest.mark.parametrize(
    "name", ["lone surrogates", "control characters", "invisible characters", "emoji"]
)
def test_figures_between_odd_characters_keep_their_values(name: str) -> None:
    found = [f.quantity.value for f in facts(_TITLE + ODD[name]) if f.quantity]
    assert found == [31, 12]


def test_letters_for_digits_are_doubtful_and_have_no_value() -> None:
    found = facts(_TITLE + ODD["letters for digits"])
    assert len(found) == 3
    for fact in found:
        assert fact.quantity is not None
        assert fact.quantity.value is None
        assert (fact.doubt, fact.confidence < 0.5) == ("misread", True)


@given(
    st.text(
        alphabet="检查整改31O l十万余户起处元%，。；：（）“”第一、二是\n\t\ud800\x00年月日",
        max_size=120,
    )
)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    document = Document(_TITLE + text, Source("text.txt", "0" * 64))
    first, second = (json.dumps(wire.extraction(extract(document))) for _ in range(2))
    assert first == second


TRADITIONAL = [
    ("取締占道經營約31起", "31起", 31, "起", "about"),
    ("清運垃圾兩噸", "兩噸", 2, "吨", "exact"),
    ("慰問三萬餘戶", "三萬餘戶", 30000, "户", "over"),
    ("投入貳拾萬圓", "貳拾萬圓", 200000, "元", "exact"),
    ("巡查車輛12輛", "12輛", 12, "辆", "exact"),
    ("提高50個百分點", "50個百分點", 50, "百分点", "exact"),
    ("持續兩個月", "兩個月", 2, "个月", "exact"),
    ("發動數百人", "數百人", None, "人", "several"),
]


@pytest.mark.parametrize(("text", "written", "value", "unit", "bound"), TRADITIONAL)
def test_traditional_characters_are_read_as_the_simplified_are(
    text: str, written: str, value: int | None, unit: str, bound: str
) -> None:
    (found,) = find_quantities(text)[0]
    assert text[found.start : found.end] == written
    quantity = found.quantity
    assert (quantity.value, quantity.unit, quantity.bound.value) == (value, unit, bound)


@pytest.mark.parametrize(
    ("text", "value"),
    [("3月5號", "XXXX-03-05"), ("2025年3月５號", "2025-03-05"), ("下午3點半", "T15:30")],
)
def test_traditional_dates_are_read(text: str, value: str) -> None:
    assert [each.value for each in find_dates(text)] == [value]


def test_folding_keeps_every_character_in_its_place() -> None:
    text = "３萬餘戶，２O２５年\ud800週報😀"
    assert len(fold(text)) == len(text)
    assert fold("没有要改的字") == "没有要改的字"


# A scan, a copied page, a wrong encoding: what may come between the digits of a number
NOISE = [
    *" \n.。·•",
    "\u200b",
    "\ufeff",
    "\x00",
    "\x1b",
    "\ufffd",
    "\ud800",
    "．",
    "， ",
    ", ",
]
LETTERS = str.maketrans("01", "Ol")


@given(number=st.integers(10, 10**7), noise=st.sampled_from(NOISE), data=st.data())
def test_a_spoilt_number_never_gives_another_value(
    number: int, noise: str, data: st.DataObject
) -> None:
    digits = str(number)
    at = data.draw(st.integers(1, len(digits) - 1))
    written = f"{digits[:at]}{noise}{digits[at:]}"
    if noise in (".", "．"):
        return  # 3.1 is a number of its own
    for each in find_quantities(f"本周共走访{written}户，", [])[0]:
        sure = each.doubt is None
        assert not sure or each.quantity.value == number


@given(number=st.integers(10, 10**7), data=st.data())
def test_a_number_with_letters_for_digits_has_no_value(number: int, data: st.DataObject) -> None:
    digits = str(number)
    spoilt = [at for at, c in enumerate(digits) if c in "01"]
    if not spoilt:
        return
    at = data.draw(st.sampled_from(spoilt))
    written = f"{digits[:at]}{digits[at].translate(LETTERS)}{digits[at + 1 :]}"
    for unit in ("户", "起", "%", "万元"):
        for each in find_quantities(f"共{written}{unit}。", [])[0]:
            assert (each.quantity.value, each.doubt) == (None, "misread")


ANYTHING = st.text(
    st.one_of(
        st.sampled_from(
            "检查整改一二三十百千万亿两几数余多起户处元%‰年月日周时点至—~，。、：；（）“”\n\t "
        ),
        st.sampled_from("0123456789OlI.,·○〇０１萬餘兩個第每本上半近约"),
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf"]),
    ),
    max_size=80,
)


@given(ANYTHING)
def test_no_text_at_all_makes_it_fail_or_gives_a_doubtful_value_as_sure(text: str) -> None:
    dates = find_dates(text)
    found, announced = find_quantities(text, dates)
    last = 0
    for each in found:
        assert last <= each.start < each.end <= len(text)
        last = each.end
        if each.doubt in ("misread", "unreadable"):
            quantity = each.quantity
            assert (quantity.value, quantity.low, quantity.high) == (None, None, None)
        assert each.confidence < 0.5 or each.doubt in (None, "elided_unit")
    for date in dates:
        assert text[date.start : date.end] == date.text
        assert date.doubt is None or date.value is None
    assert all(0 <= each.span.start < each.span.end <= len(text) for each in announced)


def test_a_text_without_figures_and_one_of_figures_alone_state_nothing() -> None:
    assert facts(_TITLE + ODD["no figures"]) == []
    for fact in facts(_TITLE + ODD["only figures"]):
        assert fact.quantity is None or fact.doubt is not None or fact.quantity.unit is None
