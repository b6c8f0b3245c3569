"""Whatever is sent in: a draft whose every figure stands where it says, or one clear line."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.drafting import compose, read_brief
from pipeline.drafting.notes import take_notes
from pipeline.errors import HuibaoError
from pipeline.extract import extract
from pipeline.reading import read_bytes

CELLS = st.sampled_from(
    [
        *["", "12", "1,380", "3.5万", "约50", "87.5%", "第4名", "-3", "0", "９９", "二十三"],
        *["处", "起", "%", "元", "本周", "累计", "上周", "截至7月6日", "7月份以来", "2025年3月"],
        *["环卫所", "东村", "西村", "清运垃圾", "发现隐患", "整改率", "其中党员", "非法电鱼案件"],
        *["平安考评名次", "12345热线工单", "含新增3处", "按台账汇总", "更正，以此为准", "作废"],
        *["{{ 7*7 }}", "=cmd|'/C calc'!A0", "<w:br/>", "# 标题", "@ 主送", "\ufdd0", "\x07"],
        *["𠮷㙍", "合计", "12（含3处）", "百分之九十", "1e9", "—", "存在问题", "下周打算"],
    ]
)
KEYS = ("部门", "事项", "指标", "数值", "单位", "时间", "说明")
RECORDS = st.lists(st.tuples(*[CELLS] * 7), min_size=1, max_size=8)
SAYS = st.sampled_from(
    [
        *["环卫所老李 09:00", "东村 09:05", "[09:10] 派出所：夜查5晚", "垃圾拉了16车"],
        *["更正，垃圾是18车，不是16车", "昨天清运52车", "今天食堂吃鱼", "下周计划查20家"],
        *["我们登记的是20车，跟环卫所对不上", "一、水务站", "巡堤3.6公里、清沟800米"],
        *["社区\t数量\t单位", "东社区\t5\t处", "合计\t5\t处", "208室开会", "剩下7处限期改"],
        *["少报了2车", "按18车写", "@全体成员 报本周（2025年3月3日至3月9日）数据"],
        *["？", "①", "12", "→", ""],
    ]
)
FORMER = """东村周报
（第8期）
现将情况汇报如下：
一、环境整治
清运垃圾11车，整改率80%。
二、下周打算
继续。
东村
2025年3月2日
"""
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("former", [None, FORMER])
@QUIET
@given(records=RECORDS)
def test_any_records_give_a_draft_or_one_line(
    tmp_path: Path, former: str | None, records: list[tuple[str, ...]]
) -> None:
    path = tmp_path / "数据.json"
    rows = [dict(zip(KEYS, record, strict=True)) for record in records]
    content = {"records": rows, "narrative": {"环境整治": [records[0][6]], "下周打算": ["好"]}}
    path.write_text(json.dumps(content), encoding="utf-8")
    like = extract(read_bytes(former.encode(), "former.txt")) if former else None
    try:
        draft = compose(read_brief([path]), like=like)
    except HuibaoError as error:
        assert "\n" not in str(error)
        return
    assert all(draft.text[f.span.start : f.span.end] == f.text for f in draft.figures)
    ends = [p.span for p in draft.paragraphs]
    assert "\n".join(draft.text[s.start : s.end] for s in ends) == draft.text
    assert "\ufdd0" not in draft.text
    assert not re.search(r"(?<![\d.])49(?![\d.])", draft.text)  # {{ 7*7 }}


@QUIET
@given(st.lists(SAYS, max_size=14))
def test_any_chat_is_read_without_failing(lines: list[str]) -> None:
    notes = take_notes("\n".join(lines), "群.txt", 1)
    assert [row.number for row in notes.rows] == sorted(row.number for row in notes.rows)
