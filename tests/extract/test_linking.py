"""What a figure counts: action, object, actor, aggregate, and the figures it is tied to."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from pipeline.extract import extract
from pipeline.extract.linking import SentenceLinker
from pipeline.extract.quantities import find_quantities
from pipeline.reading import read_bytes
from pipeline.schema import Aggregate, Fact, FactKind, Report, Status


def report_of(text: str) -> Report:
    document = read_bytes(f"某街道工作周报\n\n一、工作情况\n\n{text}".encode(), "报告.txt")
    return extract(document).reports[0]


def figures(text: str) -> list[Fact]:
    return [f for f in report_of(text).facts if f.kind is not FactKind.DATE]


LINKED = [
    # text, then (action, object) of each figure
    ("本周共取缔占道经营、流动摊点等违章31起。", [("取缔", "占道经营、流动摊点等违章")]),
    ("拆除破损店招5块、过期横幅12条。", [("拆除", "破损店招"), ("拆除", "过期横幅")]),
    ("常住居民2655户6645人。", [(None, "常住居民"), (None, "常住居民")]),
    ("28家共建单位参加。", [("参加", "共建单位")]),
    (
        "市场监管所对辖区2个农贸市场、6家商超开展食品安全检查。",
        [("检查", "农贸市场"), ("检查", "商超")],
    ),
    (
        "发现隐患7处，当场整改5处，其余2处限期整改。",
        [("发现", "隐患"), ("整改", "隐患"), (None, "隐患")],
    ),
    ("给养殖大户授信90万元，已用信36万元。", [("授信", "养殖大户"), ("用信", "养殖大户")]),
    (
        "代办医保补录47件，已办结45件，余2件待补材料。",
        [("代办", "医保补录"), ("办结", "医保补录"), ("代办", "医保补录")],
    ),
    (
        "受理纠纷29起，漏水、停车、噪声三类分别为13起、9起、7起，占比依次为44.8%、31.0%、24.1%。",
        [
            ("受理", "纠纷"),
            *[("受理", "漏水"), ("受理", "停车"), ("受理", "噪声")],
            *[(None, "漏水"), (None, "停车"), (None, "噪声")],
        ],
    ),
    ("二是物业费收缴率偏低，仅为61%。", [(None, "物业费收缴率")]),
    (
        "调解成功31起，成功率91.2%，涉及金额38.6万元。",
        [("调解成功", None), (None, "成功率"), (None, "涉及金额")],
    ),
    (
        "放映公益电影38场，镇区10场、村里28场。",
        [("放映", "公益电影"), ("放映", "公益电影"), ("放映", "公益电影")],
    ),
    ("7月完成投资570万元。", [("完成", "投资")]),
    ("检查餐馆6家、培训机构2家。", [("检查", "餐馆"), ("检查", "培训机构")]),
    (
        "出动执法队员38人次、执法车辆6台次，较上周分别增加8人次和2台次。",
        [("出动", "执法队员"), ("出动", "执法车辆"), ("出动", "执法队员"), ("出动", "执法车辆")],
    ),
    (
        "开展活动31场次，其中理论宣讲8场次、文化文艺11场次、便民服务12场次。",
        [("开展", "活动"), ("开展", "理论宣讲"), ("开展", "文化文艺"), ("开展", "便民服务")],
    ),
    (
        "受理诉求112件，其中施工扰民47件、征收补偿21件、其他44件。",
        [("受理", "诉求"), ("受理", "施工扰民"), ("受理", "征收补偿"), ("受理", "其他")],
    ),
    ("收缴土枪两支、管制刀具十一把。", [("收缴", "土枪"), ("收缴", "管制刀具")]),
    ("走访患者83人，社区矫正对象19人。", [("走访", "患者"), ("走访", "社区矫正对象")]),
    ("排查出租房屋120户。", [("排查", "出租房屋")]),
    (
        "检查场所80家，涵盖餐饮店61家、旅馆19家。",
        [("检查", ""), ("检查", "餐饮店"), ("检查", "旅馆")],
    ),
    ("劝导不文明交通行为312人次。", [("劝导", "不文明交通行为")]),
    ("行政拘留2人。", [("行政拘留", None)]),
    ("分6个检查组，检查企业12家。", [("分", "检查组"), ("检查", "企业")]),
    ("分三组巡查，推送病虫情报九期。", [("分", None), ("推送", "病虫情报")]),
    ("对××公司无证焊工2人予以清退。", [("清退", "××公司无证焊工")]),
    ("对涉粉企业11家逐家会诊。", [("会诊", "涉粉企业")]),
    ("对独居老人94户实行结对送水。", [("送水", "独居老人")]),
    ("生产便道工程，长1.35公里、宽3.5米。", [(None, "生产便道工程"), (None, "生产便道工程")]),
    (
        "支付垃圾清运费6200元，路灯电费1846元。",
        [("支付", "垃圾清运费"), ("支付", "路灯电费")],
    ),
    ("给予党纪处分2人。", [("给予", "党纪处分")]),
    ("评出“最美庭院”12户、“清洁户”85户。", [("评出", "“最美庭院”"), ("评出", "“清洁户”")]),
    ("对66家合作社全面“体检”。", [("体检", "合作社")]),
    (
        "投入资金80万元，其中财政补助60万元、社区自筹20万元。",
        [("投入", "资金"), ("", "财政补助"), (None, "社区自筹")],
    ),
    ("用电负荷较去年同期增长11%。", [(None, "用电负荷")]),
    ("查获带泥上路7辆、未密闭运输4辆。", [("查获", "带泥上路"), ("查获", "未密闭运输")]),
    ("签订清单，列出项目19项，年内办成17项。", [("列出", "项目"), ("办成", "项目")]),
    (
        "受理申请23件，不符合条件退回4件。",
        [("受理", "申请"), ("退回", "申请")],
    ),
    ("培训安全员176人，首考通过167人。", [("培训", "安全员"), ("首考通过", "安全员")]),
    ("8月20日前完成4座垃圾房的改造。", [("改造", "垃圾房")]),
    ("安装路灯150盏，路灯每盏1200元。", [("安装", "路灯"), ("安装", "路灯")]),
    ("430名群众到场听课。", [("听课", "群众")]),
    ("保安54人参加演练，平均2.5分钟到场。", [("参加", "保安"), ("到场", "保安")]),
    ("引进设备2套，总投资64万元。", [("引进", "设备"), (None, "总投资")]),
    ("停电的1130户用户中已有1096户恢复供电。", [("停电", "用户"), ("", "")]),
    ("停水类诉求126件。", [(None, "停水类诉求")]),
    (
        "下达检查记录68份、责令限期整改指令书15份。",
        [("下达", "检查记录"), ("下达", "责令限期整改指令书")],
    ),
    ("为立功官兵家庭送喜报7份。", [("送", "喜报")]),
    ("干部和志愿者累计出动430人次。", [("出动", "干部和志愿者")]),
    ("在职党员报到63名。", [("报到", "在职党员")]),
    ("申请辅助器具14件，已到位三分之二。", [("申请", "辅助器具"), ("到位", "辅助器具")]),
    ("日工资由180元涨到220元。", [(None, "日工资"), (None, "日工资")]),
    ("单餐成本压到8元。", [(None, "单餐成本")]),
    ("建成小区3个，完成计划的50%。", [("建成", "小区"), ("完成", "计划")]),
    ("查出隐患574项，每家单位平均1.9项。", [("查出", "隐患"), ("查出", "隐患")]),
    ("兑换物品134件，折合1608元。", [("兑换", "物品"), ("兑换", "物品")]),
    ("流转土地320亩，折合每亩收益860元。", [("流转", "土地"), ("流转", "土地")]),
    ("改造住宅88户，户均投入4200元。", [("改造", "住宅"), ("投入", "住宅")]),
    ("广场演出16场，平均每场观众450人。", [(None, "广场演出"), (None, "观众")]),
    ("开展为期20天的“清风”集中行动。", [("开展", "“清风”集中行动")]),
    ("组织防汛演练，310人参演，历时2小时。", [("参演", "防汛演练"), ("历时", "防汛演练")]),
    ("春茶采摘历时46天。", [("历时", "春茶采摘")]),
    ("冒雨查看3个村的值守情况。", [("查看", "村")]),
    (
        "拆除破旧雨棚31处，铁皮屋12处，废弃广告架7处。",
        [("拆除", "破旧雨棚"), ("拆除", "铁皮屋"), ("拆除", "废弃广告架")],
    ),
    ("护工12名参加技能考试，通过11名。", [("参加", "护工"), ("通过", "护工")]),
    ("技术员15名进村指导。", [("进村", "技术员")]),
    ("检查餐馆14家，落实到位的12家。", [("检查", "餐馆"), ("落实到位", "餐馆")]),
    ("抽检食用农产品60批次，不合格的2批次。", [("抽检", "食用农产品"), ("不合格", "食用农产品")]),
    ("加装电梯9部，在建3部。", [("加装", "电梯"), ("在建", "电梯")]),
    ("检查作坊26家，责令改正2家。", [("检查", "作坊"), ("责令改正", "作坊")]),
    ("发布信息8条，被区级媒体采用3条。", [("发布", "信息"), ("采用", "信息")]),
    ("为老年人办理高龄补贴318人次。", [("办理", "高龄补贴")]),
    ("网格员会同物业整治飞线充电14处。", [("整治", "飞线充电")]),
    ("组织劳力疏通排水沟渠6500米。", [("疏通", "排水沟渠")]),
    ("拆除私搭乱建19处、面积860平方米。", [("拆除", "私搭乱建"), ("拆除", "私搭乱建")]),
    (
        "60周岁以上老年人2084人，其中80周岁以上918人。",
        [("", ""), (None, "60周岁以上老年人"), ("", ""), (None, "80周岁以上老年人")],
    ),
    ("现有4家社区食堂，4家社区食堂中仍有1家亏损。", [(None, "社区食堂"), ("", ""), ("亏损", "")]),
    ("对整改不力的2个社区进行约谈。", [("约谈", "社区")]),
    ("12家共建单位的180余名志愿者参加。", [("参加", "共建单位"), (None, "志愿者")]),
    ("受理投诉11起，较上周的15起减少4起。", [("受理", "投诉"), ("受理", "投诉"), ("受理", "投诉")]),
    ("每月开展应急演练1次。", [("开展", "应急演练")]),
    (
        "立案处罚3起，罚款1500元，平均每起500元。",
        [("立案处罚", None), ("罚款", None), ("罚款", None)],
    ),
    (
        "上报事件215件，社区自行办结189件，提请街道协调26件。",
        [("上报", "事件"), ("办结", "事件"), ("", "")],
    ),
    ("适老化改造去年完成64户，今年已完成59户。", [("完成", "适老化改造")] * 2),
    ("新建改建的168户卫生厕所投入使用。", [("新建改建", "卫生厕所")]),
    ("到课率98.5%。", [(None, "到课率")]),
    ("特困老人免费就餐215名。", [("就餐", "特困老人")]),
    ("社区合唱队在文艺汇演中荣获第一名。", [("荣获", "文艺汇演")]),
    ("公共收益本月入账2.35万元。", [("入账", "公共收益")]),
    ("校医室筛查出视力不良学生571名。", [("筛查", "视力不良学生")]),
    ("已完工4个、尚未开工1个。", [("完工", None), ("尚未开工", None)]),
]


@pytest.mark.parametrize(("text", "pairs"), LINKED)
def test_a_figure_is_linked_to_what_it_counts(
    text: str, pairs: list[tuple[str | None, str | None]]
) -> None:
    found = [(f.action, f.object) for f in figures(text)]
    assert len(found) == len(pairs)
    for (action, thing), (want_action, want_thing) in zip(found, pairs, strict=True):
        if want_action:
            assert action == want_action
        if want_thing:
            assert thing == want_thing


@pytest.mark.parametrize(
    ("text", "aggregates"),
    [
        ("共收集材料132份，其中文字95份、图片37份。", ["total", "part", "part"]),
        ("今年以来累计清运垃圾320吨。", ["cumulative"]),
        ("办结95件，办结率96.9%。", [None, "rate"]),
        ("出动412人次，较上周的375人次增加37人次，增长9.9%。", [None, None, "change", "change"]),
        ("罚款1500元，平均每起500元。", [None, "average"]),
        ("拆除广告9处、灯箱4处，合计拆除13处。", ["part", "part", "total"]),
    ],
)
def test_the_aggregate_of_a_figure_is_told(text: str, aggregates: list[str | None]) -> None:
    assert [f.aggregate.value if f.aggregate else None for f in figures(text)] == aggregates


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("街道综合执法队对文昌路错时值守，清理堆物27处。", "街道综合执法队"),
        ("（一）纠纷调解。社区调委会排查矛盾纠纷12件。", "社区调委会"),
        ("街道综治中心本月排查矛盾纠纷85件。", "街道综治中心"),
        ("清理堆物27处。", None),
    ],
)
def test_the_acting_body_is_found(text: str, actor: str | None) -> None:
    assert figures(text)[-1].actor == actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("省督察组交办油烟信访4件。", "省督察组"),  # a verb inside the name
        ("督查人员夜间抽查值班点16个。", "督查人员"),
        ("白蚁防治员清除蚁巢3窝。", "白蚁防治员"),
        ("园长带队每周排查隐患12处。", "园长"),
        ("网格员当月入户1460户次。", "网格员"),
        ("乡防汛办5月14日启动应急响应2次。", "乡防汛办"),
        ("中队会同市场监管所清查门店312家。", "中队会同市场监管所"),
        ("婚姻登记处办理结婚登记183对。", "婚姻登记处"),
        ("指导员对数据逐户审核，查出差错264条。", "指导员"),
        ("巡防队16人每晚巡逻两次，盘问可疑人员9名。", "巡防队"),
        ("户籍室办证19张。中医馆门诊1830人次，推广适宜技术6项。", "中医馆"),
        ("盐井派出所实有民警9名，管辖2个乡镇。", "盐井派出所"),
        ("（一）党建办。组织学习6次，发展党员3名。", "党建办"),
        ("平安办：调处纠纷25起，化解23起。", "平安办"),
        ("镇民政办复核困难家庭318户。", "镇民政办"),
        ("道路养护公司修补坑槽230平方米。", "道路养护公司"),
        ("镇服务中心组建文艺队8支，演出64场。", "镇服务中心"),
        ("镇人居办检查3次，村民每人每月缴纳卫生费2元。", "村民"),
        ("网格服务中心培训1期，优秀网格员每人奖励200元。", "网格服务中心"),
        ("全体民警放弃休假，抓获逃犯2名。", "全体民警"),
        ("68个党支部依托主题党日开展学习，组织讨论272次。", "党支部"),
        ("“四点半课堂”接收小学生42人。", "“四点半课堂”"),
        ("镇财政投入30万元，县级下拨18万元。", "县级"),
        ("老年人日间照料中心开放302天。", "老年人日间照料中心"),
        ("镇财政拨付经费8万元，其中店主自筹2万元、村里自筹3万元。", "村里"),
        ("组织村医集中核查档案3次。", "村医"),
        ("安全办检查企业6家，督促企业加装火花探测器9套。", "安全办"),
        ("中队出动90人次，群众来电反映问题36个，查处违停20起。", "中队"),
        ("中队出动90人次。群众反映问题36个。查处违停20起。", "中队"),
        ("群众参评864件，表示满意821件。", "群众"),
        ("本月社区办结事项30件，金色家园就被投诉31次。", "社区"),
    ],
)
def test_those_who_act_are_told_from_those_who_are_served(text: str, actor: str) -> None:
    assert figures(text)[-1].actor == actor


def test_parts_are_tied_to_their_whole() -> None:
    report = report_of("共收集材料132份，其中文字95份、图片37份。")
    whole, *parts = [f for f in report.facts if f.kind is not FactKind.DATE]
    assert [p.ties.whole for p in parts] == [whole.id, whole.id]


def test_what_is_intended_is_planned() -> None:
    assert figures("下一步，力争新建充电桩20个。")[0].status is Status.PLANNED
    assert figures("新建充电桩20个。")[0].status is Status.DONE


def test_cells_take_unit_and_indicator_from_their_titles() -> None:
    text = "村\t反馈问题（个）\t已整改（个）\t整改率\n东村\t18\t16\t88.9%\n合计\t18\t16\t88.9%"
    facts = figures(text)
    found = [(f.indicator, f.quantity.unit if f.quantity else None, f.place) for f in facts[:3]]
    assert found == [
        ("反馈问题", "个", "东村"),
        ("整改反馈问题", "个", "东村"),
        ("整改率", "%", "东村"),
    ]
    assert facts[1].action == "整改"
    assert facts[3].aggregate is Aggregate.TOTAL


def test_money_in_a_column_of_ten_thousands_is_multiplied_out() -> None:
    (fact,) = figures("项目\t预算（万元）\n管网改造\t45.0")
    assert fact.kind is FactKind.MONEY
    assert fact.quantity is not None
    assert fact.quantity.value == 450000


def test_the_same_text_gives_the_same_facts() -> None:
    text = "本周清理堆物27处，整改率92.9%。"
    assert report_of(text) == report_of(text)


@pytest.mark.parametrize("text", ["", "。", "\t", "一", "无任何数字的一段话。", "𠀀😀\x0b31起"])
def test_odd_text_never_fails(text: str) -> None:
    report_of(text)


def _calls(work: Callable[[], object]) -> int:
    """Count the functions that some work calls: the same on a busy machine and an idle one."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


ENDLESS = [
    "检查31家",
    "文字95份、",
    "其中检查商户31家，",
    "占任务3户的5%",
    "（检查31家",
    "按类型分3类",
    "分别走访0户、",
    "3月5日检查3家，较上周的3家增加0家，",
]


@pytest.mark.parametrize("words", ENDLESS)
def test_a_sentence_twice_as_long_costs_twice_as_much(words: str) -> None:
    def linked(times: int) -> Callable[[], object]:
        text = words * times
        mentions, _ = find_quantities(text, [], [])
        return lambda: SentenceLinker(text, [], planned=False).link(0, len(text), mentions)

    linked(20)()  # tables are read once
    once, twice = _calls(linked(150)), _calls(linked(300))
    assert twice < 2.2 * once


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("按计划拆除违建12处。", "done"),
        ("计划拆除违建12处。", "planned"),
        ("争取补贴资金20万元。", "done"),
        ("力争年内争取资金50万元。", "planned"),
    ],
)
def test_what_was_done_as_planned_is_done(text: str, status: str) -> None:
    assert figures(text)[-1].status.value == status


def test_the_time_that_a_figure_is_compared_with_is_not_that_of_the_next() -> None:
    found = figures("本周清运垃圾30吨，较上周的25吨增加5吨，清理死角8处。")
    assert [f.time.text if f.time else None for f in found] == ["本周", "上周", "本周", "本周"]
