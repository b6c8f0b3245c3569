"""该有数字的地方没有数字。

为什么要查：“辖区面积平方公里”“占总户数的%”是等部门报数时留的空，最容易忘了填。
怎么改：补上数字；确实没有数据的，改掉这句话。
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from pipeline import lexicon
from pipeline.rules.base import Example
from pipeline.rules.prose import overlapping, prose
from pipeline.schema import Context, Finding, Report, Severity, Span

CODE = "NUM106"
NAME = "缺少数字"
SEVERITY = Severity.ERROR
BAD = [
    Example("⟦社区辖区面积平方公里⟧，常住居民2655户。"),
    Example("文明家庭1360户，⟦占社区总户数的%⟧。"),
    Example("⟦派出所出动执法人员人次⟧，检查门店11家。"),
    Example("⟦本周共清理小广告处⟧。"),
    Example("本周摆正非机动车1150辆次，⟦抄告机动车违停起⟧，复划停车泊位62个。"),
    Example("发放宣传资料，⟦累计份⟧；⟦受益群众共计人⟧。"),
]
GOOD = [
    Example("辖区面积1.2平方公里，每平方公里人口8000人。"),
    Example("服务人次、就诊人次均有提升，单位：万元。"),
    Example("共建单位、共计划三项，共同参与，共有人员12名，接待人次较上周增加。"),
    Example("受理投诉案件，查处违法行为23起，整顿农贸市场，表彰先进个人，完善台账12份。"),
    Example("每户每人发放一份，逐户逐人核对，做到应保尽保。"),
]
_N = "0-9０-９一二三四五六七八九十百千万亿两几数半余多零〇仟佰%％xX×*＊某N_○□"
_UNIT = (
    "平方公里|平方米|立方米|公顷|公里|人次|户次|车次|件次|场次|辆次|万元|亿元"
    "|万人|万户|万吨|万亩|万册|万株|余元|余份|余人|余户|余次|余处|余件"
)
_COMPOUND = re.compile(
    rf"(?<![{_N}每/／（(：:方立余万亿千百单位家逾超成上.．])(?:{_UNIT})(?=[，,。；;、！\n]|$)"
)
_PERCENT = re.compile(rf"(?<![{_N}余)）/])[%％](?=[，,。；;、！）)\n以左]|$)")
_COUNT = "户|人|名|处|起|件|个|家|份|辆|场|次|条|张|吨|元|台|座|所|亩|例|篇|幅"
_BARE = re.compile(
    rf"(?:共计|合计|总计|累计|共有|共|约|近|达到|达|计)[ 　]*(?:{_COUNT})(?=[，,。；;、！\n]|$)"
    rf"|(?:共|累计|先后|已)[\u4e00-\u9fff]{{2,10}}?(?<!各)(?<!每)(?:处|起|份|辆|吨|亩|幅|篇|户次)(?=[，,。；;！\n]|$)"
    rf"|[\u4e00-\u9fff][ 　]{{1,8}}(?:{_COUNT}|%)(?=[，,。；;、！\n]|$)"
)
# 悬挂宣传条幅条，更新公益广告135处: a counter that ends no word, beside clauses with figures
_COUNTERS = "条份处起吨辆盏棵株幅块个名场次人件"
_ENDS_WORD = re.compile(
    r"(?:[一各这那整几哪逐两每本首多某单数]个|[面线链苗信教粉枝油]条|[身月年成股省辈]份"
    r"|[各到去好何多随处四远近深该此惩查办事长用益害之调论判]处|[发一承掀竖引兴唤勾提突崛]起|车辆"
    r"|[姓报签点实命地著提冠挂署村排罪书化更]名"
    r"|[市广现农车操球林机会商立战剧到进退收登赛牧渔货养入清]场"
    r"|[层档批场人车版再首多每逐依名其初屡席航班主梯]次|[板地团石]块"
    r"|[案文稿信证邮物要条事零软硬配附组构原函来部急工]件|[^员者众工生民部象女童老]人)$"
)
_NAMED = re.compile(
    r"(?:服务|接待|参与|就诊|诊疗|培训|总|受益|客流|活动|访问|惠及|出动|接种|参观|借阅|门诊|均|按|以)$"
)
# 全周参加志愿服务人次: a period and an action, so a figure is due
# 现有党员名，党支部12个: a noun and the very word that counts it, with nothing between
_COUNTED_BY = {
    "名": "党员 队员 干部 人员 网格员 志愿者 教师 学生 职工 代表",
    "人次": "党员 队员 干部 人员 网格员 志愿者 教师 学生 职工 代表",
    "个": "支部 小组 小区 社区 网格 站点 项目 摄像头 充电桩 岗位 车位 泊位",
    "家": "企业 商户 单位 门店 店铺 超市 酒店 餐馆 饭店 场所 网吧 药店",
    "户": "困难家庭 贫困家庭 低保家庭 特困家庭",
    "起": "纠纷 案件 警情 事故 刑案 火情 违法行为",
    "处": "隐患 问题 垃圾 点位 摊点 违建 死角 乱象",
    "件": "工单 诉求 投诉 案件 提案 实事 议案 证件 建议 纠纷 警情",
    "份": "资料 传单 宣传单 宣传册 问卷 手册 协议书 责任书 承诺书 通知书 整改单 倡议书",
    "场": "会议 培训 演练 讲座 宣讲 比赛 招聘会 运动会 活动",
    "次": "会议 培训 演练 讲座 宣讲 比赛 招聘会 运动会 活动",
    "期": "培训 讲座 宣讲",
    "棵": "树木 树苗 苗木 行道树",
    "株": "树木 树苗 苗木 行道树",
    "亩": "耕地 林地 农田 土地 果园 绿地 茶园 水田",
    "元": "资金 补贴 补助 津贴 救助金 慰问金 奖金 贷款 经费 捐款",
}
_NOUNS = {counter: frozenset(nouns.split()) for counter, nouns in _COUNTED_BY.items()}
_COUNTER = re.compile(
    rf"(?:人次|[{''.join(c for c in _NOUNS if len(c) == 1)}])(?=[，,。；;、！\n]|$)"
)
_NOUN_LENGTHS = (2, 3, 4)
_COUNTS_SOMETHING = re.compile(
    rf"(?:[共现设]有|辖|拥有|配备|登记|共|累计|本[周月年季]|走访|慰问|调处|化解|排查|办理|受理|召开|组织|举办"
    rf"|开展|发放|检查|处理|整改|查处|清理|完成|投入|争取|拨付|筹[集措]|栽[种植]|新[增建]|出动)[^{_N}]*$"
)
_BLANK_DAY = re.compile(r"(?:截至|截止|[0-9]{4}年|(?<=[，。；\n])[于自从至])[ 　]*月[ 　]*日")
_BLANK_POINT = re.compile(r"[约了近达长高降落升低]个百分点")
_ACTED = re.compile(
    r"(?:本周|本月|全周|全月|全年|今年|上半年|一季度|共|累计|先后|以来)+(?:共|累计|已)?"
    r"(?:出动|参加|组织|开展|接待|走访|检查|劝导|发放|培训|宣传|受理|服务[\u4e00-\u9fff])"
)
_NOUN_OF = re.compile(
    r"(?:何|该|此|多|某|各|这|那|每|一|逐|首|本|别|长|益|好|坏|难|用|到|远|近|深|住|出|害|错|共|独|专|用|相|四|全|随|处)$"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Find units, percent signs and 共/累计 that no figure precedes."""
    text, span = report.document.text, report.span
    cells = [t.span for t in report.tables]
    taken: list[Span] = []
    for pattern in (_PERCENT, _COMPOUND, _BARE):
        for found in pattern.finditer(text, span.start, span.end):
            place = Span(_clause_start(text, found.start(), span.start), found.end())
            if any(c.holds(Span(found.start(), found.end())) for c in cells) or any(
                t.overlaps(place) for t in taken
            ):
                continue
            before = text[place.start : found.start()]
            if pattern is _COMPOUND and _NAMED.search(before) and not _ACTED.match(before):
                continue
            if pattern is _COMPOUND and not re.search(r"[\u4e00-\u9fff]{2}", before):
                continue
            if pattern is _BARE and not _plausible(text, found):
                continue
            if any(p[0] in "“《（(" for p in [text[found.start() - 1 : found.start()] or "，"]):
                continue
            taken.append(place)
            yield _finding(text, place)
    for place in _blanks(report):
        if not any(t.overlaps(place) for t in taken):
            taken.append(place)
            yield _finding(text, place)
    for place in _uncounted(report):
        if not any(t.overlaps(place) for t in taken):
            yield _finding(text, place, Severity.WARNING)


def _finding(text: str, place: Span, severity: Severity = SEVERITY) -> Finding:
    message = f"“{text[place.start : place.end][-18:]}”这里缺少数字，请补填"
    return Finding(CODE, severity, message, (place,))


def _blanks(report: Report) -> Iterator[Span]:
    """Days, points and counters of a noun that lost their figure."""
    text, begin, end = report.document.text, report.span.start, report.span.end
    for pattern in (_BLANK_DAY, _BLANK_POINT):
        for found in pattern.finditer(text, begin, end):
            yield Span(_clause_start(text, found.start(), begin), found.end())
    for found in _COUNTER.finditer(text, begin, end):
        nouns, at = _NOUNS[found[0]], found.start()
        if not any(text[max(begin, at - size) : at] in nouns for size in _NOUN_LENGTHS):
            continue
        start = _clause_start(text, at, max(begin, at - 30))
        if _COUNTS_SOMETHING.search(text[start : found.end()]):
            yield Span(start, found.end())


def _uncounted(report: Report) -> Iterator[Span]:
    """Clauses of a verb, a noun and a counter among clauses that hold figures."""
    text, verbs = report.document.text, _verbs()
    shown: Callable[[Span], bool] | None = None
    for found in _UNCOUNTED.finditer(text, report.span.start, report.span.end):
        words = found[0]
        if not (words[:2] in verbs or (words[2:4] in verbs and words[:2] in _OPENERS)):
            continue
        if _ENDS_WORD.search(words) or _FIGURED.search(words):
            continue
        begin = max(text.rfind(c, max(0, found.start() - 200), found.start()) for c in "。；\n")
        end = min(
            (at for c in "。；\n" if (at := text.find(c, found.end(), found.end() + 200)) >= 0),
            default=found.end(),
        )
        around = text[begin + 1 : found.start()] + text[found.end() : end]
        shown = shown or overlapping(p.span for p in prose(report))
        if _DIGIT.search(around) and shown(Span(*found.span())):
            yield Span(*found.span())


_UNCOUNTED = re.compile(
    rf"(?<![^，,；;。！？\n：: 　])[\u4e00-\u9fff]{{5,13}}(?<=[{_COUNTERS}])"
    r"(?=[，,；;。！？\n、])"
)
_DIGIT = re.compile(r"\d")
_FIGURED = re.compile(rf"[{_N}每各逐]")
_OPENERS = ("本周", "本月", "全年", "今年", "累计", "先后", "共计", "同时")


@cache
def _verbs() -> frozenset[str]:
    return frozenset(w for w in lexicon.words("verbs") if len(w) == 2)


def _plausible(text: str, found: re.Match[str]) -> bool:
    words = found.group()
    if re.match(r"[\u4e00-\u9fff][ 　]", words):
        return bool(
            re.search(
                r"共|计|约|近|达|有|占|为|面积|人口|资金|积|率|长|理|放|发|出|除|改|访|查", words[0]
            )
        )
    if re.fullmatch(rf"(?:共计|合计|总计|累计|约|达到|计)[ 　]*(?:{_COUNT})", words):
        return (
            text[found.start() - 1 : found.start()]
            not in ("公", "统", "设", "估", "审", "会", "签", "预", "条")
            or words[0] not in "计约"
        )
    if re.match(
        r"共有?[ 　]*(?:" + _COUNT + r")$|近(?:" + _COUNT + r")$|达(?:" + _COUNT + r")$", words
    ):
        return words not in (
            "共人",
            "近处",
            "近人",
            "共处",
            "达人",
            "共有人",
            "近户",
            "共有份",
            "近期",
        ) and text[found.start() - 1 : found.start()] not in (
            "公",
            "中",
            "附",
            "就",
            "最",
            "远",
            "到",
            "表",
            "传",
            "邻",
            "靠",
        )
    # 共清理小广告处: a verb, a noun and a counter with nothing between
    inner = words[:-1]
    if _NOUN_OF.search(inner) or re.search(rf"[{_N}]", inner):
        return False
    return bool(
        re.match(
            r"(?:共|累计|先后|已)(?:清理|清除|清运|取缔|拆除|整治|整改|发放|排查|查处|收缴|规范|纠正|劝导|走访|检查|出动|召开|组织|开展|发现|受理|办结|化解|处理|修复|更换|疏通|张贴|制作)",
            words,
        )
    ) and not re.search(
        r"(?:到|去|好|妥善处|办事处|问事处|何处|用处|深处|地处|惩处|查处|处处|多处|各处|联起|一起|掀起|发起|竖起|承担起|建立起|担负起|身份|月份|年份|成份|部分|篇)$",
        words,
    )


def _clause_start(text: str, at: int, floor: int) -> int:
    start = max((text.rfind(c, floor, at) for c in "，,。；;：:！？\n（("), default=-1) + 1
    start = max(start, floor)
    while start < at and text[start] in " 　、":
        start += 1
    return start
