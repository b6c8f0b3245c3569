"""What is said in a work group, and the rows that a report needs of it."""

import pytest

from pipeline.drafting.chat import part_sender, read_messages
from pipeline.drafting.listen import Notes
from pipeline.drafting.notes import take_notes
from pipeline.drafting.settle import settle

HEAD = (
    "云溪镇人居环境工作群\n\n党政办小方 08:00\n@全体成员 请报本周（2025年3月3日至3月9日）数据\n\n"
)


def said(*messages: str) -> Notes:
    """Read messages of one sender, or of the one named before a bar."""
    text = HEAD
    for minute, message in enumerate(messages):
        sender, _, words = message.rpartition("|")
        text += f"{sender or '环卫所老李'} 09:{minute:02}\n{words}\n\n"
    return take_notes(text, "群.txt", 1)


def rows(notes: Notes) -> list[tuple[str, str, str | None]]:
    return [(row.indicator, row.value, row.unit) for row in notes.rows]


SAID = [
    ("垃圾拉了61车", [("清运垃圾", "61", "车")]),
    ("特种设备查了12台，小作坊查了9家", [("检查特种设备", "12", "台"), ("检查小作坊", "9", "家")]),
    ("换老旧电表箱22个", [("更换老旧电表箱", "22", "个")]),
    ("夜查5晚，罚款3000块", [("夜查", "5", "晚"), ("罚款", "3000", "元")]),
    ("拆掉破旧广告牌9块，罚了2起", [("拆除破旧广告牌", "9", "块"), ("处罚", "2", "起")]),
    ("发了300份倡议书", [("发放倡议书", "300", "份")]),
    ("取缔占道经营、流动摊点37起", [("取缔占道经营、流动摊点", "37", "起")]),
    (
        "发现隐患31处，当场改了24处，剩下7处限期改",
        [("发现隐患", "31", "处"), ("当场整改隐患", "24", "处"), ("剩余隐患", "7", "处")],
    ),
    (
        "发现问题9个，已整改7个，2个限期整改",
        [("发现问题", "9", "个"), ("整改问题", "7", "个"), ("限期整改问题", "2", "个")],
    ),
    (
        "检查企业15家（其中危化2家）",
        [("检查企业", "15", "家"), ("其中危化", "2", "家")],
    ),
    (
        "接待群众来访11批23人次",
        [("接待群众来访", "11", "批"), ("接待群众来访", "23", "人次")],
    ),
    ("劝离流动摊贩42，暂扣物品5件", [("劝离流动摊贩", "42", None), ("暂扣物品", "5", "件")]),
    ("对辖区12家餐饮单位进行了检查", [("检查辖区餐饮单位", "12", "家")]),
    (
        "调解矛盾纠纷9件，成功8件，1件引导走司法程序",
        [
            ("调解矛盾纠纷", "9", "件"),
            ("调解成功矛盾纠纷", "8", "件"),
            ("引导走司法程序", "1", "件"),
        ],
    ),
    ("协调贷款2笔共计480万元", [("协调贷款", "2", "笔"), ("协调贷款", "480万", "元")]),
    ("垃圾清运：3月3日8车，3月4日7车", [("垃圾清运", "8", "车"), ("垃圾清运", "7", "车")]),
    ("劝导骑电动车不戴头盔的217人次", [("劝导骑电动车不戴头盔", "217", "人次")]),
    ("办班1期60人", [("举办培训班", "1", "期"), ("举办培训班", "60", "人")]),
    ("争取资金1.5万", [("争取资金", "1.5万", None)]),
    ("各单位来1人开会，带好笔记本", []),
    ("硬化路面1200平方", [("硬化路面", "1200", "平方米")]),
    ("疫苗接种316针次", [("疫苗接种", "316", "针次")]),
    ("昨天清运垃圾52车，今天清运垃圾58车", [("清运垃圾", "58", "车")]),
    ("今天收垃圾费的事找303室小王，电话6688", []),
    ("今天食堂有红烧肉，去晚了没有", []),
    ("定稿会两点到208室开，带12份材料", []),
    ("我这边还差2个村没报", []),
    ("检查外卖商户12家", [("检查外卖商户", "12", "家")]),
    ("追讨拖欠工资158.6万元", [("追讨拖欠工资", "158.6万", "元")]),
    ("中午谁去食堂帮我带2份饭", []),
    ("出动除雪车312台次，今早又出了8台车，这8台已含在312台次里", [("出动除雪车", "312", "台次")]),
    ("检查企业32家，2月检查企业28家", [("检查企业", "32", "家")]),
    ("返还被骗资金42.8万", [("返还被骗资金", "42.8万", None)]),
    ("三个社区汇总：入户走访547户", [("入户走访", "547", "户")]),
]


@pytest.mark.parametrize(("words", "wanted"), SAID)
def test_figures_are_read_in_the_words_of_a_report(
    words: str, wanted: list[tuple[str, str, str | None]]
) -> None:
    assert rows(said(words)) == wanted


CORRECTED = [
    ("清运垃圾61车", "更正，垃圾是16车，不是61车", "61", "16"),
    ("清运垃圾61车", "不好意思，不是61车，是16车", "61", "16"),
    ("清运垃圾61车", "上面61车应为16车", "61", "16"),
    ("清运垃圾61车", "垃圾61车写错了，应该是16车", "61", "16"),
    ("清运垃圾61车", "垃圾那个数报错了，是16车", "61", "16"),
    ("清运垃圾61车", "刚才数错了，清运垃圾应是16车", "61", "16"),
    ("清运垃圾61车", "更正一下，垃圾应为16车，刚才打错了", "61", "16"),
    ("清运垃圾61车", "把我刚才报的垃圾61车改成16车", "61", "16"),
    ("清运垃圾61车", "@小方 帮我改一下，垃圾是16车", "61", "16"),
    ("清运垃圾61车", "上面那个数不对，是16车", "61", "16"),
    ("清运垃圾61车", "报错了！16车", "61", "16"),
    ("清运垃圾61车", "61车→16车", "61", "16"),
    ("清运垃圾61车", "垃圾61车写多了，16车", "61", "16"),
    ("清运垃圾61车", "说明一下，清运垃圾以16车为准", "61", "16"),
    ("清运垃圾61车", "数据更正如下：清运垃圾16车", "61", "16"),
    ("清运垃圾14车", "垃圾少报了2车", "14", "16"),
    ("清运垃圾61车", "撤回一下，清运垃圾是16车，有一车记重了", "61", "16"),
    ("清运垃圾61车", "【更正】垃圾应是16车，手滑", "61", "16"),
    ("清运垃圾61车", "口误，垃圾16车", "61", "16"),
    ("清运垃圾14车", "垃圾再加2车，刚运完", "14", "16"),
    ("出动洒水车42车次", "更正一下：洒水车出动应为24车次，前面写反了", "42", "24"),
]


@pytest.mark.parametrize(("first", "then", "old", "new"), CORRECTED)
def test_a_correction_replaces_the_figure_and_is_told(
    first: str, then: str, old: str, new: str
) -> None:
    notes = said(first, then)
    name, unit = rows(said(first))[0][::2]
    assert rows(notes) == [(name, new, unit)]
    assert [(n.kind, n.values) for n in notes.notices] == [("correction", (old, new))]


def test_a_thing_counted_in_pieces_is_no_money() -> None:
    notes = said("门牌补办137块", "更正：门牌补办应为173块")
    assert rows(notes) == [("门牌补办", "173", "块")]


def test_a_question_corrects_nothing() -> None:
    notes = said("妇联|走访留守儿童26名", "团委|是26名吗，不是24名？")
    assert rows(notes)[0] == ("走访留守儿童", "26", "名")


TWO = [
    # 两个部门说同一件事
    ("城管队|规范占道经营31起", "督查办|规范占道经营29起", {"31", "29"}),
    ("司法所|排查矛盾纠纷53起", "综治中心|系统里排查矛盾纠纷是51起，对不上", {"53", "51"}),
    ("执法队|取缔流动摊点23处", "创建办|执法队取缔流动摊点我们核的是21处，不是23处", {"23", "21"}),
    ("妇联|走访留守儿童26名", "团委|走访留守儿童我们签到表上是24名", {"26", "24"}),
    # 各报各的
    ("东埠村|规范占道经营31起", "蒲湾村|规范占道经营29起", set()),
    ("执法一中队|规范占道经营31起", "执法二中队|规范占道经营29起", set()),
    ("宣传办|发放宣传单860份", "消防站|发放宣传单420份", set()),
    ("派出所|出动警力12人次", "交警队|出动警力9人次", set()),
    ("城管队|规范占道经营31起", "督查办|规范占道经营31起", set()),
    ("城管队|检查门店31家", "消防站|检查工地29个", set()),
    ("红岩派出所|止付账户38个", "沙坝派出所|止付账户29个", set()),
]


@pytest.mark.parametrize(("first", "second", "rivals"), TWO)
def test_two_departments_contradict_each_other_and_two_villages_do_not(
    first: str, second: str, rivals: set[str]
) -> None:
    _, notices = settle(said(first, second).rows)
    told = {value for notice in notices if notice.kind == "conflict" for value in notice.values}
    assert told == rivals


def test_three_departments_with_one_word_each_count_their_own() -> None:
    notes = said("住建局|整改问题41件", "人社局|整改问题28件", "交通局|整改问题19件")
    assert [n for n in settle(notes.rows)[1] if n.kind == "conflict"] == []


def test_a_figure_in_a_kept_sentence_can_be_corrected() -> None:
    text = (
        "云溪镇2025年3月工作材料\n热线办：全月受理诉求2846件，其中网络受理743件，均按期答复。\n"
        "热线办补充：网络受理应为734件，原743件系录入错误。\n"
    )
    notes = take_notes(text, "材料.txt", 1)
    assert "734件" in "".join(f"{row.note}{row.value}{row.unit}" for row in notes.rows)
    assert "743" not in "".join(f"{row.note}{row.value}" for row in notes.rows)
    assert [n.values for n in notes.notices if n.kind == "correction"] == [("743", "734")]


def test_a_settled_figure_of_one_squad_leaves_the_other_s_alone() -> None:
    notes = said(
        "执法一中队|取缔流动摊点23处",
        "执法二中队|取缔流动摊点19处",
        "创建办|执法一中队取缔流动摊点我们核的是21处，不是23处",
        "执法一中队|以我们报的23处为准",
    )
    assert [(row.department, row.value) for row in notes.rows] == [
        ("执法一中队", "23"),
        ("执法二中队", "19"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "2025-03-21 08:50:40 农技站-小潘(30991)",
        "农技站-小潘<pan@example.cn> 2025/3/21 8:50:40",
        "[2025-03-21 08:50] 农技站 小潘：办培训班4期",
        "农技站小潘 2025年3月21日 08:50",
        "执法1中队 08:50",
        "2025-03-21 08:50 第3网格",
    ],
)
def test_the_heads_of_many_chat_programs_are_known(line: str) -> None:
    text = f"{line}\n培训农户312人次\n\n环卫所 09:00\n清运垃圾3车\n"
    _, messages, chat = read_messages(text)
    assert chat
    assert len(messages) == 2
    assert messages[0].office in ("农技站", "执法1中队", "第3网格")


def test_what_the_exporting_program_wrote_is_no_message() -> None:
    text = (
        "消息记录（此消息记录为文本格式，不支持重新导入）\n================\n消息分组:我的QQ群\n"
        "消息对象:石门镇春耕工作群\n———— 2025-03-21 ————\n农技站 08:50\n[图片]\n培训农户312人次\n"
        "小潘撤回了一条消息\n环卫所 09:00\n清运垃圾3车\n"
    )
    before, messages, _ = read_messages(text)
    assert before == ["我的QQ群", "石门镇春耕工作群"] or before == ["石门镇春耕工作群"]
    assert [m.lines for m in messages] == [("培训农户312人次",), ("清运垃圾3车",)]


def test_a_correction_above_its_figure_counts_too() -> None:
    notes = said("清理沟渠800米写错了，应该是680米", "清理沟渠800米")
    assert rows(notes) == [("清理沟渠", "680", "米")]


def test_two_offices_that_disagree_share_one_indicator() -> None:
    notes = said(
        "宣传办|参加群众163人", "综治办|演练参加群众我们登记本上写的145人，跟宣传办的数对不上啊"
    )
    assert rows(notes) == [("参加群众", "163", "人"), ("参加群众", "145", "人")]


def test_a_settled_disagreement_leaves_one_figure() -> None:
    notes = said(
        "宣传办|参加群众163人",
        "综治办|参加群众签到表上是145人，跟宣传办对不上",
        "宣传办|核实了，参加群众就按145人写",
    )
    assert rows(notes) == [("参加群众", "145", "人")]


def test_what_is_planned_becomes_no_figure() -> None:
    notes = said("拆除危房2间，下周计划再拆5间")
    assert rows(notes) == [("拆除危房", "2", "间")]
    assert notes.narrative == []
    assert [notice.kind for notice in notes.notices] == ["unused"]


@pytest.mark.parametrize(
    ("sender", "wanted"),
    [
        ("消防站老邱", ("消防站", "老邱")),
        ("督查办-陈主任", ("督查办", "陈主任")),
        ("应急办（小秦）", ("应急办", "")),
        ("东埠村", ("东埠村", "")),
        ("小李", ("", "小李")),
    ],
)
def test_a_sender_is_an_office_and_a_person(sender: str, wanted: tuple[str, str]) -> None:
    assert part_sender(sender) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "消防站老邱 08:52\n查商铺46家\n\n环卫所 09:00\n清运垃圾3车\n",
        "[08:52] 消防站老邱：查商铺46家\n[09:00] 环卫所：清运垃圾3车\n",
        "消防站老邱 2025-03-09 08:52:01\n查商铺46家\n环卫所 2025-03-09 09:00:00\n清运垃圾3车\n",
        "2025年3月9日 08:52 消防站老邱\n查商铺46家\n2025年3月9日 09:00 环卫所\n清运垃圾3车\n",
        "消防站：查商铺46家\n环卫所：清运垃圾3车\n",
        "一、消防站\n查商铺46家\n二、环卫所\n清运垃圾3车\n",
    ],
)
def test_exports_of_many_kinds_are_parted_into_messages(text: str) -> None:
    _, messages, _ = read_messages(text)
    assert [(m.office, m.lines) for m in messages] == [
        ("消防站", ("查商铺46家",)),
        ("环卫所", ("清运垃圾3车",)),
    ]


def test_two_corrections_of_one_sentence_are_both_applied() -> None:
    notes = said("查沿街商铺46家，发现隐患31处", "商铺46家应为64家，隐患31处应为33处")
    assert rows(notes) == [("检查沿街商铺", "64", "家"), ("发现隐患", "33", "处")]


def test_a_figure_that_was_added_later_is_computed_and_says_how() -> None:
    notes = said("清运垃圾14车", "垃圾少报了2车")
    assert notes.rows[0].where.startswith("computed: 14 + 2（data row 1")


def test_a_question_about_another_office_s_figure_is_a_rival() -> None:
    notes = said(
        "应急办|组织演练1场，参加92人", "武装部|演练参加人员点名册是88人，应急办那边写92？"
    )
    assert rows(notes)[1:] == [("参加人员", "92", "人"), ("参加人员", "88", "人")]


def test_a_rival_may_name_only_the_other_s_number() -> None:
    notes = said(
        "志愿者协会|参加志愿者87人次",
        "网格员小孙|志愿活动参加人数，我这边签到是78人次，和协会的87不一样",
    )
    assert [row[1] for row in rows(notes)] == ["87", "78"]
    assert len({row[0] for row in rows(notes)}) == 1


def test_a_settled_figure_stays_with_the_office_that_gave_it() -> None:
    notes = said(
        "志愿者协会|参加志愿者87人次",
        "网格员小孙|志愿者我这边签到是78人次，和协会的87不一样",
        "志愿者协会|核过了，是78人次，按78报",
    )
    assert [(row.department, row.value) for row in notes.rows] == [("志愿者协会", "78")]


def test_a_markdown_rule_that_never_ends_costs_nothing() -> None:
    text = f"城管办：拆除违建3处\n|{'-' * 5000}x|\n"
    assert [row.value for row in take_notes(text, "报数.txt", 1).rows][:1] == ["3"]


def test_parts_go_on_until_the_whole_is_used_up() -> None:
    text = "派出所 09:00\n接警20起，其中刑事3起、治安12起、纠纷9起\n司法所 09:05\n调解纠纷4件\n"
    names = [row.indicator for row in take_notes(text, "报数.txt", 1).rows]
    assert names == ["接警", "其中刑事", "其中治安", "纠纷", "调解纠纷"]
