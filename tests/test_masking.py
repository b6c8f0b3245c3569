"""Masking: what the law protects goes, what an office must say stays."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import core
from pipeline.interfaces import cli
from pipeline.rules import masking
from pipeline.rules.masking import Masked
from tests.reading import word

ID = "11010519491231002X"


def masked(text: str, *, strict: bool = False) -> Masked:
    extraction = core.extract(core.document_from_text(text))
    return core.mask(extraction, strict=strict)


GONE = [
    (f"身份证号{ID}已登记。", "身份证号**************002X已登记。"),
    ("身份证号110105194912310021已登记。", "身份证号**************0021已登记。"),
    ("身份证号110105491231002已登记。", "身份证号***********1002已登记。"),
    ("联系电话13812345678。", "联系电话138****5678。"),
    ("联系电话138 1234 5678。", "联系电话138****5678。"),
    ("家里电话0551-63456789。", "家里电话0551-********。"),
    ("（010）62345678", "（010）********"),
    ("开户银行卡号6222021234567890128。", "开户银行卡号***************0128。"),
    ("车牌皖A12345的车辆。", "车牌*******的车辆。"),
    ("邮箱zhang.san@qq.com。", "邮箱***。"),
    ("家住望圩小区3号楼2单元501室。", "家住望圩小区**。"),
    ("家住望圩小区3-2-501。", "家住望圩小区**。"),
    ("家住东埭村5组12号。", "家住东埭村5组**。"),
    (
        "为患尿毒症的低保户孙立田申请医疗救助金12000元。",
        "为患尿毒症的低保户孙某某申请医疗救助金12000元。",
    ),
    ("低保户陈小华、华惠根还享受了临时救助。", "低保户陈某某、华某某还享受了临时救助。"),
    (
        "为2岁女孩薛小禾（联系电话13900001234）发放救助。",
        "为2岁女孩薛某某（联系电话139****1234）发放救助。",
    ),
]
STAYS = [
    "下午两点在三楼302室过稿，监督电话：0739-6612345。",
    "拨打12345热线，工单号202503140012345678已办结，产品编号123456789012345678。",
    "统一社会信用代码91110000600037341L。",
    "街道党工委书记李明带队慰问低保户12户。",
    "本周整治3号楼楼道堆物12处，2026年3月5日完成，第3栋拆除雨棚4个。",
    "工作邮箱xiangzheng@yanpu.gov.cn。",
    "投入资金6222021元，办理13812345678.5元以外的事项1360户。",
    "在301室会议室，12室内训练。",
]


def _luhn(digits: str) -> str:
    return next(digits + str(d) for d in range(10) if masking._luhn(digits + str(d)))


@pytest.mark.parametrize(("text", "after"), GONE)
def test_personal_data_goes(text: str, after: str) -> None:
    card = _luhn("622202123456789012")
    text = text.replace("6222021234567890128", card)
    after = after.replace("0128", card[-4:])
    assert masked(text).text == after


@pytest.mark.parametrize("text", STAYS)
def test_what_an_office_must_say_stays(text: str) -> None:
    assert masked(text).text == text


def test_one_person_has_one_mask_and_two_persons_have_two() -> None:
    text = (
        "走访情况\n一、救助\n为患尿毒症的低保户孙立田申请医疗救助金12000元。"
        "为患肺癌的低保户孙桂花申请救助金3000元。\n二、回访\n孙立田表示感谢，孙桂花已出院。\n"
    )
    after = masked(text).text
    assert "孙立田" not in after
    assert "孙桂花" not in after
    assert after.count("孙某某") == 2
    assert after.count("孙某乙") == 2


def test_names_of_a_table_of_recipients_go_and_those_of_officials_stay() -> None:
    recipients = word.table(
        ["姓名", "身份证号", "救助金额"], ["陶桂英", ID, "1000元"], ["方玉梅", ID, "2000元"]
    )
    officials = word.table(["姓名", "职务", "联系电话"], ["李明远", "副主任", "12345"])
    body = word.p("救助名册") + recipients + word.p("值班表") + officials
    extraction = core.extract(core.read_bytes(word.docx(body), "册.docx"))
    after = core.mask(extraction).text
    assert "陶桂英" not in after
    assert "方玉梅" not in after
    assert "李明远" in after
    assert ID not in after


def test_strict_leaves_no_character() -> None:
    after = masked(f"低保户孙立田身份证号{ID}，电话13812345678。", strict=True).text
    assert "002X" not in after
    assert "5678" not in after
    assert "孙" not in after


def test_a_number_that_fails_its_check_digit_is_masked_and_told_of() -> None:
    found = masked("身份证号110105194912310021已登记。")
    assert [(s.start, s.end) for s in found.doubtful] == [(4, 22)]


@given(st.randoms(use_true_random=False))
def test_every_valid_identity_number_is_masked(chance: random.Random) -> None:
    body = f"{chance.randrange(110000, 660000):06}{chance.randrange(1930, 2020)}"
    body += f"{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}{chance.randrange(1000):03}"
    number = next(body + c for c in "0123456789X" if masking._checks(body + c))
    assert number not in masked(f"登记{number}。").text


def test_masking_twice_changes_nothing_more() -> None:
    once = masked("\n".join(text for text, _ in GONE)).text
    assert masked(once).text == once


Run = Callable[..., int]


@pytest.mark.parametrize("suffix", ["txt", "docx"])
def test_the_command_writes_a_copy_and_says_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    source = tmp_path / "册.docx"
    hidden = f"<w:p><w:del w:id='1' w:author='甲'>{word.r('13912345678', tag='delText')}</w:del>"
    body = word.p(f"救助名册{ID}") + hidden + f"{word.r('完')}</w:p>"
    source.write_bytes(word.docx(body))
    before = source.read_bytes()
    out = tmp_path / f"出.{suffix}"
    assert cli.run(["mask", str(source), "-o", str(out)]) == 0
    told = capsys.readouterr()
    assert "身份证号1处" in told.err
    assert ID not in told.err + told.out
    assert core.read(out).text == "救助名册**************002X\n完"
    assert source.read_bytes() == before
    if suffix == "docx":
        assert b"13912345678" not in out.read_bytes()
        assert "139" not in docx.Document(str(out)).element.xml
    assert cli.run(["mask", str(source), "-o", str(source)]) == 2


def test_an_office_can_settle_what_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("册.txt").write_text(f"身份证号{ID}，家里电话0551-63456789。", encoding="utf-8")
    Path("huibao.toml").write_text('[mask]\nstrict = true\nkeep = ["landline"]\n', encoding="utf-8")
    assert cli.run(["mask", "册.txt", "-o", "出.txt"]) == 0
    after = Path("出.txt").read_text(encoding="utf-8")
    assert after == f"身份证号{'*' * 18}，家里电话0551-63456789。"
    for wrong in ('keep = ["x"]', "strict = 1", "kept = []"):
        Path("huibao.toml").write_text(f"[mask]\n{wrong}\n", encoding="utf-8")
        assert cli.run(["mask", "册.txt", "-o", "出.txt"]) == 2
