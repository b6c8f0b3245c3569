"""The reports, heads and sections that ``outline`` finds."""

import pytest

from pipeline.extract.outline import outline
from pipeline.extract.periods import find_period, integer
from pipeline.schema import Block, Document, Report, Source, Span

WEEKLY = """霞溪街道城市管理工作周报

（2025年3月10日至3月16日）

临川区城管委办公室：

本周，霞溪街道统筹推进各项工作。现将有关情况汇报如下：

一、专项整治组

（一）市容整治

1.占道经营。街道执法队劝离流动摊贩46个。

2、3号楼门前堆物已清理。

2.户外广告。拆除破损店招5块。

（二）交通秩序整治

改造管网3.5公里。

二、存在问题

存在两个不足：一是停车难；二是利用率不高。今后将逐步解决。

三、下步打算

做好以下工作：

一是紧盯重点。

二是补齐短板。

特此报告。

霞溪街道办事处

2025年3月17日
"""


def read(text: str) -> Document:
    return Document(text, Source("报告.txt", "0"))


def one(text: str) -> Report:
    reports, _ = outline(read(text))
    assert len(reports) == 1
    return reports[0]


def tree(report: Report) -> list[tuple[int, str, str]]:
    return [(s.level, s.label, s.heading) for s in report.sections]


def test_a_weekly_report_gives_its_head_and_foot() -> None:
    report = one(WEEKLY)
    assert report.title == "霞溪街道城市管理工作周报"
    assert report.words(report.title_span) == report.title
    assert report.kind == "weekly"
    assert report.issuer == "霞溪街道办事处"
    assert report.recipient == "临川区城管委办公室"
    assert report.period and report.period.value == "2025-03-10/2025-03-16"
    assert report.signed and report.signed.value == "2025-03-17"
    assert report.signed.span and report.words(report.signed.span) == "2025年3月17日"


def test_sections_form_a_tree_with_run_in_headings() -> None:
    report = one(WEEKLY)
    assert tree(report) == [
        (1, "一、", "专项整治组"),
        (2, "（一）", "市容整治"),
        (3, "1.", "占道经营"),
        (3, "2.", "户外广告"),
        (2, "（二）", "交通秩序整治"),
        (1, "二、", "存在问题"),
        (2, "一是", ""),
        (2, "二是", ""),
        (1, "三、", "下步打算"),
        (2, "一是", ""),
        (2, "二是", ""),
    ]
    run_in = report.sections[2]
    assert run_in.run_in
    assert report.words(run_in.body).startswith("街道执法队")
    assert run_in.parent == report.sections[1].id
    assert report.sections[1].category == "市容市貌"
    assert report.sections[5].category == "存在问题"


def test_an_enumeration_does_not_take_the_text_after_it() -> None:
    report = one(WEEKLY)
    items = [report.words(s.span) for s in report.sections if s.style == "一是"]
    assert items == ["一是停车难；", "二是利用率不高。", "一是紧盯重点。", "二是补齐短板。"]


def test_the_last_section_ends_before_the_signature() -> None:
    report = one(WEEKLY)
    assert report.words(report.sections[-3].span).endswith("二是补齐短板。")


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第一部分 主要工作\n1、安全教育\n第二部分 打算\n", ["第一部分", "1、", "第二部分"]),
        ("做好工作：①建台账；②勤排查；③严整改。\n", ["①", "②", "③"]),
        ("一要加强培训。二要严格执法。\n", ["一要", "二要"]),
        ("首先，力量不足。其次，落实不够。最后，资金短缺。\n", ["首先，", "其次，", "最后，"]),
        ("我们一是建画廊；二是挂标牌。\n", ["一是", "二是"]),
        ("清理垃圾1.2万吨，改造道路3.5公里。\n", []),
        ("3、4号楼已完工。\n", []),
        ("12345热线受理工单5件。\n", []),
        ("村名\t1.\t5\n1、东村\t3\n", []),
        ("对一、三中沟进行整治。\n", []),
        ("五一是劳动节，十一是国庆节。\n", []),
        ("2．2025年工作安排\n做好准备。\n", ["2．"]),
    ],
)
def test_labels_are_told_from_numbers(text: str, labels: list[str]) -> None:
    assert [s.label for s in one(text).sections] == labels


def test_a_compilation_is_split_and_page_furniture_is_outside() -> None:
    text = (
        "汇报材料【最新2篇】\n\n网友 分享 时间:\n\n"
        "创建汇报材料【第一篇】\n\n温泉街道本周开展了工作。\n\n"
        '创建汇报材料【第二篇】\n\n社区做了宣传。\n\n70 657068\n");'
    )
    reports, outside = outline(read(text))
    assert [r.title for r in reports] == ["创建汇报材料【第一篇】", "创建汇报材料【第二篇】"]
    assert [text[s.start : s.end] for s in outside] == [
        "汇报材料【最新2篇】",
        "网友 分享 时间:",
        "70 657068",
        '");',
    ]


def test_a_title_to_win_is_no_issuer() -> None:
    assert one("文明社区创建汇报\n东湖社区按照部署开展工作，取得了成效。\n").issuer == "东湖社区"


@pytest.mark.parametrize("text", ["", "\n\n", "。", "一、", "\t\t", "第一篇\n第二篇\n"])
def test_odd_texts_give_a_report_all_the_same(text: str) -> None:
    reports, _ = outline(read(text))
    assert reports
    assert all(r.span.end <= len(text) for r in reports)


def test_headings_by_style_and_notes_are_told_from_the_text() -> None:
    text = (
        "工作汇报\n宣传发动\n张贴标语86张。\n（一）入户\n走访12户。\n"
        "东湖社区居委会\n2025年3月1日\n注：本周数。"
    )
    spans = [Span(text.index(line), text.index(line) + len(line)) for line in text.split("\n")]
    kinds = {1: ("heading", "heading 1"), 7: ("footnote", None)}
    blocks = tuple(
        Block(kinds.get(i, ("paragraph", None))[0], span, style=kinds.get(i, ("", None))[1])
        for i, span in enumerate(spans)
    )
    reports, _ = outline(Document(text, Source("报告.docx", "0"), blocks))
    assert [(s.level, s.label, s.heading) for s in reports[0].sections] == [
        (1, "", "宣传发动"),
        (2, "（一）", "入户"),
    ]
    assert reports[0].issuer == "东湖社区居委会"
    assert reports[0].span.end == len(text)


def test_section_spans_nest() -> None:
    report = one(WEEKLY)
    for section in report.sections:
        parent = report.section(section.parent)
        assert parent is None or parent.span.holds(section.span)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("（2025年3月10日至3月16日）", "2025-03-10/2025-03-16"),
        ("（第23期，2025年6月2日—8日）", "2025-06-02/2025-06-08"),
        ("（二〇二五年六月二十三日至二十九日）", "2025-06-23/2025-06-29"),
        ("2024年度工作总结", "2024"),
        ("（2025年5月）", "2025-05"),
        ("2025年1—6月", "2025-01/2025-06"),
        ("2025年第一季度", "2025-01/2025-03"),
        ("2025年上半年", "2025-01/2025-06"),
        ("2025.3.10-3.16", "2025-03-10/2025-03-16"),
        ("3月10日至16日", "XXXX-03-10/XXXX-03-16"),
        ("2025年6月31日", None),
    ],
)
def test_periods(text: str, value: str | None) -> None:
    found = find_period(text)
    assert found is not None
    assert found.value == value


def test_chinese_integers() -> None:
    assert [integer(t) for t in ("十", "十六", "二十九", "二〇二五", "12", "百")] == [
        10,
        16,
        29,
        2025,
        12,
        None,
    ]
