"""Mentions of a sentence -> what each counts: action, object, actor, aggregate.

Works on characters: the words between the last clause mark (or figure) and a figure are its *lead*,
those up to the next mark its *tail*. The lead gives verb and object (清理卫生死角24处), the tail the noun
of 28家共建单位参加; what neither says comes from the figure before (整改39处、其余3处).
"""

import re
from dataclasses import dataclass, field

from pipeline.extract import words
from pipeline.extract.dates import DateMention
from pipeline.extract.quantities import Mention
from pipeline.schema import Aggregate, Bound, FactKind, Status

_MARKS = "，,；;：:。！？!?\n（(“”"
_SENTENCE = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[^，,；;：:。！？!?\n]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(slots=True)
class Link:
    """What was found of one mention while its sentence is read."""

    mention: Mention
    action: str | None = None
    object: str | None = None
    actor: str | None = None
    place: str | None = None
    change: str | None = None
    aggregate: Aggregate | None = None
    status: Status = Status.DONE
    base: "Link | None" = None  # the figure whose indicator this one shares
    whole: "Link | None" = None  # the figure that this one is a part of
    compared: bool = False  # 比上周的30处: the value of another period
    listed: bool = False  # joined to the figure before by 、 or 和
    tail_end: int = 0  # end of the noun after the figure, when that is what it counts
    time: DateMention | None = None
    confidence: float = 1.0
    sources: list["Link"] = field(default_factory=list)  # 分别占: what a share is of

    @property
    def indicator(self) -> str | None:
        """Action, object and change word in the text's words."""
        joined = (self.action or "") + (self.object or "") + (self.change or "")
        return joined or None


# 共 counts, unless it is part of a word
_TOTAL = re.compile(r"一共|共计|合计|总计|总共|共有|总数|总量|总额|总面积|总人数|(?<![公中])共(?![建同享产青和治管商进识赢创筹青鸣性])|^计$")
_CUMULATIVE = re.compile(r"累计|截至|截止")
_AVERAGE = re.compile(r"平均|人均|户均|日均|月均|年均|周均|场均|村均|亩均|均为|每(?:人|户|起|台|件|亩|名|个|份|家|处|场|辆|吨|块|套|株|只|次)$")
_TRAIL = re.compile(
    r"(?:不少于|不低于|不超过|不高于|不多于|至少|最多|大约|约为|约有|约占|(?<![签违预节公合续履邀])约|将近|接近|(?<!均)超过|突破|不足|不到|达到了?|高达|多达|共达|(?<![到抵传下送])达|共计|合计|总计|总共|累计|共有|一共|共|"
    r"(?<![统审设估会])计|(?<![评行作创成列转变定分])为|(?<![就而倒])是|各类别|(?<![在])各|仅有|仅|只有|只|了|(?<![通超经])过|已有|已|均(?<=[^日月年人户村场周亩件次户平]均)|就|总数|总量|总额|(?<![联结配符整混综])合|另有|还有|又|再|即|至|(?<![收接达受报])到|于|近(?<=[^附邻就最靠]近)|逾|(?<![差级])分别|的|(?<![现实拥设建享占具所])有|人民币|：|:|\s)+$"
)
_LEADING = re.compile(
    r"^(?:[、，,；;\s]|其中|此外|另外|同时|目前|期间|并且|以及|及时(?!率)|先后|已经|全部|全面(?!建|发)|共计|累计|一共|合计|总计|共有|以来|晚上|上午|下午|以上|以下|以内|左右|"
    r"集中(?!供养|隔离|充电|安置|收|居)|陆续|持续|继续|进一步|积极(?!分子)|按时(?!率)|如期|成功(?!率)|有效(?!率)|切实|主动(?!脱)|认真|扎实|正式(?!党员)|正在|力争|争取(?!资金|到|项目|上级)|计划(?!生育)|预计|确保|努力|各类别|"
    r"辖区内|截至|截止|为此|随后|当场|当天|当日|共同|其余|剩余(?!劳动)|余下|另有|还有|尚有|分别|即|坚持|"
    r"并|且|还(?!建|田)|也|又|再(?!生|就业)|和(?!谐|解)|与|及(?!时)|或|另|已|均|都(?!市)|现(?!场|金|有|代|役|状)|共(?!建|同|享|产|青|治|富)|来(?!信|访|电|宾)|起(?!诉|草)|止(?!付)|底(?!数|册)|前(?!置|三|两|往|台)|"
    r"后(?!续|勤|备|进)|内(?!部|容|涝|河)|中(?!队|心|学|小|介|药|医|国|老|等|央|层|年|标|毒)|里(?!程)|晚(?!会)|的|多(?!功|元|层|种|部)|余(?!热)|将|拟(?!定|订|建)|要(?!素)|须|其(?!他|它|余)|到(?!会|场|位|岗|期|访)|之|约|份|日(?!均|常|间))+"
)
_SCOPE = re.compile(r"^(?:全|我|本|该)(?:镇|乡|街道|社区|村|区|县|市|校|所|院|辖区|站|办|局|居|中心)(?!道)|^辖区(?:内)?(?!面积|小街|内?人口|常住)")
_EXTREME = re.compile(r"(?:单(?:笔|个|次|户|人|件|日|项目|个项目))?(?:最高|最低|最大|最小|最多|最少|最长|最短)(?:达|为)?$|单笔$")
_AVERAGE_LEAD = re.compile(r"(?:平均)?(?:每(?:[一百千万亩]?[\u4e00-\u9fff]{1,2}?)(?:每[天日周月年季])?|[日月年人户村场周亩件次]均|平均|每天|每日|每月|每年|单次|单价)(?:投资|补助|补贴|奖励|容量|均价|造价|便宜|发放|预计|标准|用时|收费|支出|增收|工资)?$")
_PER_UNIT = re.compile(r"每(?!月|年|周|天|日|季|半|学|逢|旬|晚)[一百千万]?[\u4e00-\u9fff]{1,2}(?:每[天日周月年季])?$|单价$|每(?:天|日|月|年|周|人|户|次)$")
_GENERIC = re.compile(r"^(?:涉及|计|总|合计|共计|累计|涉案|发放|补助|救助|总计)?(?:金额|面积|总面积|长度|总长|总长度|价值|重量|总重|总额|资金|建筑面积|占地面积|款项|经费|库容|容量|造价|总价|货值|案值|数量|人数|户数)$")
_COMPLEMENT = re.compile(r"^(?:成功|到位|完毕|完成|结束|完结|妥当|落实|落地|出|回|掉|入|进|到|走|上|下)(?=$|[\u4e00-\u9fff])")
_FINISH = {"到位", "完毕", "完成", "完结", "成功", "结束", "妥当", "出", "回", "到", "走"}
_NOT_GOVERNED = re.compile(r"^(?:资金|经费|款项?|工作|活动|人员|队伍|会议?|班|力量|措施|任务|材料|台账|点|站|队|员|率|总量|总数|数|量|面积|费用|费|设施|设备|项目|工程|服务|通知书|告知书|记录|物资|单|卡|证|书|机构|场所|区域|情况|对象|问题|企业|单位|中心|能力|系统|平台|车辆?|机|器|线|箱|桶|桩|牌|栏|图|表|册|室|场|价|额|期)")
_PREPOSITION = re.compile(r"^(?:在|对|向|于|从|由|为|给|把|将|以|沿|就|往|因|被)")
_CHANGE_END = re.compile(
    r"(节约|节省|增加|增长|增多|增幅|上升|上涨|提高|提升|减少|下降|降低|回落|下滑|多|少|净增|净减|攀升|扩大|缩减|缩短|降幅|增收|减收|升高|压降|压减|新增|升|降|增|减|上浮|下浮|跌|涨)(?:了|幅度?|为|约|近|超过|超|达|达到|不足|逾)*$"
)
_NEW_LEVEL = re.compile(r"(增加到|增至|减至|减少到|提高到|提升到|提升至|上升到|上升至|下降到|下降至|降到|降至|提高至|增长到|升至|扩大到|压减到|压降至|达到|缩短至|回落至|由|从)(?:了|约|近|超过|原来的|原|全区的)*$")
_COMPARED = re.compile(r"(?:比|较|与|同|从|由)[^，,；;]{0,12}$")
_SHARE_OF = re.compile(r"占(?!道|用|领|地|压|据)(?:到|比为|比达|比|全部|总|了)?")
_CREATE = {"成立", "组建", "设立", "建立", "建成", "建", "打造", "新建", "创建", "设"}
_BODY_AFTER = re.compile(r"[\u4e00-\u9fff]{0,2}?(?:所(?!有)|站(?!点)|办公室|办(?![理结证复])|中队|大队|队(?!伍)|组(?![织建成])|中心|委员会|指挥部|平台|专班|局(?!面))|员(?!工|会)")
_PEOPLE_END = re.compile(r"(?:人员|队员|党员|团员|网格员|工作者|队伍|力量|干部|群众|居民|村民|志愿者|劳力|职工|师生|学生|代表|单位|企业|民警|队|家长|教师|医生|医务人员|骨干|机械|车辆|人|部门|商户|社区|村|员)$")
_EVENT_END = re.compile(r"(?:活动|培训|会议|会|讲座|演练|竞赛|比赛|赛|检查|行动|巡查|宣讲|评选|测试|班|课|节|展|演出|普法|学习|体检|义诊|整治|普查|考试|调研|参观)$")
_REST = re.compile(r"其余|剩余|余下|尚有|还剩")
_PLANNED = re.compile(r"力争|争取|计划|拟(?![定订])|预计|目标|将(?!近|有关|信息|问题|其)|确保|下一步|下步|明年|下周|下月|下季度|不低于|不少于|务必|努力|预期|打算|要(?=[完建新实达])")
_DONE_WORDS = re.compile(r"已|完成了|实际")
_PASSIVE = re.compile(r"被([\u4e00-\u9fff]{2,10}?)(采用|采纳|评为|转发|表彰|刊发|刊登|授予|录用|通报|报道|刊载|确定|命名|列为|收录|借鉴)")
_WHOLE_VERBS = {"发现", "排查", "受理", "收集", "交办", "反馈", "接报", "排查化解", "摸排", "收集整理", "收到", "登记", "检查", "接到", "转办", "调处", "查出", "梳理", "抽查", "接收", "受理办理", "巡查发现", "抽检", "签约", "摸底", "走访", "接访", "筛查", "应检", "办理"}
_PART_VERBS = {
    "整改", "办结", "化解", "调解成功", "调解", "销号", "满意", "上报", "解决", "完成", "当场整改", "立行立改", "限期整改", "未整改", "未办结",
    "未化解", "未销号", "未完成", "移交", "落实监测措施", "处置", "办复", "答复", "反馈", "合格", "复查合格", "逾期", "超期", "参评", "注销", "变更", "制止", "当场制止", "拒收", "回收", "回复", "采用", "化解成功", "劝返", "提请协调", "处理", "自行处理", "结案", "合格", "达标", "采纳", "破获", "参与评价", "转办", "消除", "回复", "验收", "整改到位", "入库", "转诊",
}  # fmt: skip
_AS_OF = re.compile(r"截至|截止|到[^，。]{1,12}为止")
_EARLIER = re.compile(r"上[周月期年季]|去年|此前|前期|遗留|往年")
_SORTED = re.compile(r"按[^，。：:]{1,8}(?:分|划分|统计|看)[，：:、]?|从[^，。：:]{1,8}看")
_TYPE = re.compile(r"(?:类|型|种|渠道|等级|一级|二级|三级)$")


_LABEL = re.compile(r"^\s*(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、．](?![0-9])|[①-⑳◆●■★])\s*")
_BRACKET = re.compile(r"[（(][^（）()]{1,20}[）)]$")


def _strip_lead(lead: str) -> str:
    """Take the connecting and hedging words off both ends of a lead."""
    lead = _LABEL.sub("", lead.strip(" 　\t\"'"))
    lead = _BRACKET.sub("", lead)
    if lead[:1] in "“”" and lead.count("“") != lead.count("”"):
        lead = lead.strip("“”")
    for _ in range(3):
        before = lead
        lead = _TRAIL.sub("", lead)
        lead = _LEADING.sub("", lead)
        lead = _SCOPE.sub("", lead)
        if lead == before:
            break
    return lead


def _first_verb(lead: str) -> tuple[int, str, str] | None:
    """The verb that governs a lead: offset, word, class (co-verbs and parts of names are passed over)."""
    at = 0
    size = len(lead)
    while at < size:
        found = words.verb_at(lead, at)
        if found is None:
            at += 1
            continue
        word, kind = found
        end = at + len(word)
        joined_next = lead[at + 1 : at + 2]
        if len(word) == 1 and size > 1 and (not joined_next or joined_next in _SINGLE_JOINS.get(word, "") or not (at == 0 or lead[at - 1] in "了新已共村区员院组队所办")):
            at += 1
            continue
        if kind == "C" or (kind == "X" and 0 < at and end < size):
            at = end
            continue
        if end < size and word not in _CREATE:
            name = _BODY_AFTER.match(lead, end)
            after = words.verb_at(lead, end)
            if name and not (after and len(after[0]) > 1) and name.end() < size:
                at = name.end()
                continue
            if lead[end] in "率者员费量额数证站所" and not lead.startswith(("员工", "证件", "费用", "所有"), end):
                at = end + 1
                continue
        if len(word) > 1 and end == size - 1 and lead[end] in _NOUN_ENDS:
            at = size
            continue
        if at > 1 and _SUFFIX_ONLY.fullmatch(lead, end):
            at = end
            continue
        if kind == "" and at > 1 and end == size and not words.is_body(lead[:at].rstrip("共已均先后累计")) and lead[at - 1] not in "了对将已共" and not _OBJECT_FIRST.search(lead[:at]):
            # 医务人员编制, 固定资产投资: a noun that looks like a verb closes the phrase
            if word in _NOUNISH:
                at = end
                continue
        return at, word, kind
    return None


# a one-character verb that with the next character is another word (建筑, 补助)
_SINGLE_JOINS = {
    "建": "筑设立成档议造制", "修": "订正", "补": "贴助充给水", "发": "现放电票动展言热改生", "制": "度造式", "种": "类植子养粮", "装": "修备置", "改": "革善造厕",
    "收": "入支益成", "产": "品量业值妇后", "写": "作", "画": "廊面", "出": "租动生口行勤警席", "换": "届", "获": "得", "送": "达", "领": "导域", "抓": "手", "印": "刷",
    "配": "电套合送", "借": "款", "设": "施备立计", "贴": "息", "卖": "淫", "罚": "款没", "租": "金户赁", "挖": "掘", "办": "公法学案事证", "代": "表理办", "剪": "纸", "拍": "卖",
    "有": "害毒机效关利奖限偿轨线", "测": "评试温量算绘", "破": "案损获解坏", "用": "水电户地药火人工餐于", "清": "洁", "捡": "拾", "拾": "", "铲": "车", "添": "", "栽": "种", "播": "种放", "拨": "付", "录": "像音", "制备": "", "捐": "款赠", "绘": "画", "摆": "设渡",
}  # fmt: skip
_NOUN_ENDS = "泵塔闸机器车船员师板牌箱桩桶池站厅室屋棚杆管网具剂液品物证卡书表册簿点费款金率量类型面栏屏窗库站箱柜"
_SUFFIX_ONLY = re.compile(r"(?:类|型|性|资金|经费|费用|费|工作|活动|面积|总量|数量|人员|队伍|项目|工程|任务|设施|设备|总数|能力)(?:等|事项|工单|问题)?")
_NOUNISH = {"投资", "编制", "宣传", "培训", "救助", "补助", "补贴", "投入", "支出", "整治", "收入", "奖励", "捐款", "罚款", "建设", "治理", "检查", "拨付", "登记", "考核", "评议", "帮扶", "慰问", "测评", "种植", "普查", "监测", "采购", "贷款", "报销", "赔偿", "补偿", "试点", "创建", "清运", "体检", "配送", "就诊", "住院", "讲座"}
_OBJECT_FIRST = re.compile(r"^(?:对|将|把|经|被|由)|人员|力量$")


def _verb_object(lead: str) -> tuple[str, str | None, str]:
    """Split a cleaned lead: what stands before the verb, the verb, the object after it."""
    found = _first_verb(lead)
    if found is None:
        return "", None, lead
    at, verb, kind = found
    subject, rest = lead[:at], lead[at + len(verb) :]
    for _ in range(4):
        rest = rest.removeprefix("了").removeprefix("过")
        if not rest:
            break
        if rest in _FINISH:
            return subject, verb + rest, ""
        if rest.startswith("成功") and not rest.startswith("成功率"):
            return subject, verb + "成功", rest[2:]
        later = _first_verb(rest)
        if later is None:
            break
        gap, second, second_kind = later
        between, after = rest[:gap], rest[gap + len(second) :]
        governed = bool(after.strip("了的")) and not _NOT_GOVERNED.match(after)
        if not between:
            if second == "发现" or (kind == "O" and governed) or (verb == "检查" and governed):
                verb, rest, kind = second, after, second_kind
                continue
            if kind == "O" and second_kind == "L":
                verb, rest = second, after
                break
            if second_kind in ("", "X") and governed and len(second) > 1 and second not in _NOUNISH and not _EVENT_END.search(rest) and kind != "L":
                verb, rest = verb + second, after
                continue
            if kind == "L" and second_kind == "" and governed and not _EVENT_END.search(rest):
                verb, rest, kind = second, after, ""
                continue
            break
        if kind == "A" and (words.is_body(between) or _PEOPLE_END.search(between)) and after:
            verb, rest, kind = verb + second, after, second_kind
            continue
        if kind in ("O", "A") and _PEOPLE_END.search(between) and not _EVENT_END.search(rest) and (governed or (not after and len(between) > 1)):
            if not after:
                subject, verb, rest = "", second, between
                break
            verb, rest, kind = second, after, second_kind
            continue
        if second == "发现" and after:
            verb, rest, kind = second, after, second_kind
            continue
        if verb in _MOTION and governed and len(between) >= 2:
            subject, verb, rest, kind = subject + verb + between, second, after, second_kind
            continue
        break
    return subject, verb, rest.removeprefix("了").removeprefix("的")


_MOTION = {"深入", "入户", "上门", "下沉", "走进", "进驻", "入驻", "前往", "出动", "派出", "抽调", "调派", "召集", "带领", "动用", "调用", "利用"}


_TAIL_MARK = re.compile(r"[，,；;：:。！？!?\n（(）)“\t]")


def _tail_noun(text: str, start: int, limit: int) -> str:
    """The noun right after a figure, up to a mark, a verb of its own or another figure."""
    stop = _TAIL_MARK.search(text, start, min(limit, start + 40))
    end = stop.start() if stop else min(limit, start + 40)
    if stop and stop.group() == "“" and stop.start() == start:
        close = text.find("”", start, start + 24)
        end = close + 1 if close > 0 else end
    tail = text[start:end]
    possessive = tail.startswith("的")
    tail = tail.removeprefix("的")
    for prefix in ("以上的", "以上", "左右的", "以下的", "长", "高", "宽"):
        if tail.startswith(prefix) and len(tail) > len(prefix) + 1 and not (prefix in "长高宽" and tail[1:2] in "期效度"):
            tail = tail.removeprefix(prefix)
            break
    at = 0
    while at < len(tail):
        c = tail[at]
        if c in "、和及与" and at == 0:
            return ""
        word = words.stop_at(tail, at)
        if word and not (word in ("共", "可", "中", "后", "前", "内", "时", "到", "能", "用", "等", "给", "可", "需", "应", "要", "有", "是", "在", "对", "以", "为", "未", "不", "转", "因", "和", "与", "比", "占", "无") and _inside_word(tail, at, word)):
            break
        at += 1
    noun = tail[:at].rstrip("、和及与的 　")
    if at == 0 and not possessive:
        return ""
    if len(noun) > 24:
        return ""
    if len(noun) == 1 and noun not in "人户村车狗树":
        return ""
    return noun


_JOINED = {
    "中": "学心队型小华介药医国控考年", "后": "勤备续台盾进", "前": "台端", "内": "部容涝河", "时": "代间", "到": "", "能": "源力手", "用": "电户水品地房火工气药餐人", "等": "级",
    "给": "水排养", "需": "求", "应": "急对", "要": "素道点地求", "有": "机害限线奖轨", "是": "", "在": "建册校职岗编线途地住籍", "对": "象口", "以": "", "为": "民",
    "共": "建享同产青治", "已": "", "各": "", "可": "回再", "用于": "", "没有": "", "未": "成", "不": "锈动", "转": "运化型", "因": "素", "和": "谐平", "与": "", "比": "例赛", "占": "道用地", "无": "证障物牌人主名烟线",
}  # fmt: skip


def _inside_word(tail: str, at: int, word: str) -> bool:
    return tail[at + 1 : at + 2] != "" and tail[at + 1] in _JOINED.get(word, "")


_ACTOR_CUT = re.compile(r"^(?:根据|按照|在|为了?|对|对照|结合|围绕|针对|通过|依托|截至|截止|据|自|从|随着|由于|鉴于|经|把|将|向|以|于|如|若|因|确保|使|让|给|与|是|有|该|其|受|被|即|前往)")
_BOUNDARY = (
    "对", "把", "将", "在", "为", "向", "由", "从", "于", "以", "共", "已", "均", "先", "就", "被", "也", "还", "现", "各", "按", "每", "本", "上", "下", "今", "去", "全", "至", "截", "累计", "积极", "认真", "坚持", "及时",
    "主动", "逐", "充分", "紧紧", "始终", "严格", "切实", "高度", "进一步", "不断", "扎实", "多次", "注册", "定期", "经常", "分别", "立足", "着力", "没有", "无", "重点", "牵头", "率先", "实行", "实际", "持续", "轮流", "下辖", "常住",
    "针对", "自", "通", "采", "新", "集中", "会同", "联合", "带队", "冒雨", "辖区", "面积", "党员", "户籍", "继续", "迅速", "随即", "履行", "发挥", "抓", "依托", "最", "总", "平均", "人均", "日均", "月均", "深入", "可", "能", "负责", "承担", "作为", "正", "随", "与", "协同", "联动", "结合", "提供", "出", "备", "储", "配", "建", "设", "辖", "系", "是", "位", "地处", "因", "未", "不",
)  # fmt: skip
_NOT_BOUNDARY = ("对外", "在职", "在册", "共建单位", "共产党", "共青团", "下属", "上级", "本级", "建设", "配电", "出租", "设计", "总工会", "总队", "总支", "新区", "新村", "自然", "自来水", "以上", "以下", "就业", "被征", "按摩", "不动产", "无线", "全体", "各类", "备案", "每")
_WHOLE_PLACE = re.compile(r"(?:全|我)(?:街道|社区|镇|乡|村|县|区|市|校|院|园|所|局|办|站|中心)(?=[\u4e00-\u9fff])(?![党委政府领导民干两])")
_JOINT = re.compile(r"(?:会同|联合|协同|和|与)([\u4e00-\u9fff、]{2,24}?)(?=对|在|共|开展|检查|出动|组织|进行|排查|清理|查处|召开|整治|走访|到|赴|联办|举办|$)")


def find_actor(clause: str) -> str | None:
    """The acting body that a clause begins with (街道综合执法队对…, 社区调委会排查…)."""
    clause = clause.lstrip(" 　、")
    if len(clause) < 3 or _ACTOR_CUT.match(clause):
        return None
    if whole := _WHOLE_PLACE.match(clause):
        return whole.group()
    limit = min(len(clause), 24)
    at = 0
    while at < limit:
        if not _HAN.match(clause[at]) and clause[at] not in "、（）()*x×XABC“”":
            return None
        verb = words.verb_at(clause, at)
        if verb and len(verb[0]) > 1:
            name_end = _BODY_AFTER.match(clause, at + len(verb[0]))
            after = words.verb_at(clause, at + len(verb[0])) if at + len(verb[0]) < len(clause) else None
            if name_end and not (after and len(after[0]) > 1):
                at = name_end.end()
                verb = None
                if at >= limit:
                    break
        if at >= 2 and words.is_body(clause[:at]):
            if (verb and (len(verb[0]) > 1 or verb[0] in "有辖设")) or (clause.startswith(_BOUNDARY, at) and (not clause.startswith(_NOT_BOUNDARY, at) or clause[at] == "每")):
                return _named(clause, at)
        if verb and len(verb[0]) > 1 and verb[1] != "C":
            return None
        at += 1
    return None


def _named(clause: str, at: int) -> str | None:
    name = clause[:at]
    joint = _JOINT.match(clause, at)
    if joint and words.is_body(joint[1]):
        name += joint.group()
    return None if _SCOPE_ONLY.fullmatch(name) else name


_SCOPE_ONLY = re.compile(r"辖区|上[级周]|各(?:村|社区|单位|部门|组|镇|县区|科室)|其他.*|有关.*|相关.*")


def _sum_up(links: list[Link]) -> None:
    """Figures that a 合计 right after them adds up are its parts."""
    for i, total in enumerate(links):
        if total.aggregate is not Aggregate.TOTAL or total.mention.quantity.value is None:
            continue
        run: list[Link] = []
        left = total.mention.quantity.value
        for x in reversed(links[:i]):
            value = x.mention.quantity.value
            if x.mention.quantity.unit != total.mention.quantity.unit or value is None or x.aggregate not in (None, Aggregate.PART):
                break
            run.append(x)
            left -= value
            if left <= 0:
                break
        if left == 0 and len(run) > 1:
            for x in run:
                x.aggregate, x.whole = Aggregate.PART, total


class SentenceLinker:
    """Links the figures of one paragraph, sentence by sentence, keeping what later ones inherit."""

    def __init__(self, text: str, dates: list[DateMention], *, planned: bool, heading_object: str | None = None) -> None:
        self.text = text
        self.dates = dates
        self.planned = planned
        self.actor: str | None = None
        self.paragraph_time: DateMention | None = None
        self.previous: Link | None = None
        self.sentence_start = 0
        self.last_sentence: list[Link] = []
        self.paragraph: list[Link] = []
        self.part_opens = False  # 其中 at the start of a sentence governs all of it

    def link(self, start: int, end: int, mentions: list[Mention]) -> list[Link]:
        """Link the mentions of one sentence [start, end)."""
        text = self.text
        self.sentence_start = start
        links: list[Link] = []
        part_of: Link | None = None
        self.part_opens = False
        date_at = 0
        inside = [d for d in self.dates if start <= d.start < end]
        clause_at = start
        sentence_time: DateMention | None = None
        clauses_from = start
        for i, mention in enumerate(mentions):
            floor = mentions[i - 1].end if i else start
            limit = mentions[i + 1].start if i + 1 < len(mentions) else end
            lead_start = floor
            for j in range(mention.start - 1, floor - 1, -1):
                if text[j] in _MARKS:
                    if text[j] == "”" or (text[j] == "“"):
                        continue
                    if text[j] in "（(" and ")" in text[j : mention.start].replace("）", ")"):
                        continue
                    lead_start = j + 1
                    break
            if i and lead_start == floor and links[-1].tail_end > floor:
                lead_start = min(links[-1].tail_end, mention.start)
                joined = True
            else:
                joined = bool(i) and lead_start == floor
            if not joined:
                clause_at = lead_start
                for piece in _CLAUSE.finditer(text, clauses_from, mention.start):
                    if actor := self._clause_actor(piece.group(), inside, piece.start()):
                        self.actor = actor
                clauses_from = mention.start
            while date_at < len(inside) and inside[date_at].end <= mention.start:
                sentence_time = inside[date_at]
                date_at += 1
            link = Link(mention, actor=self.actor, time=sentence_time or self.paragraph_time)
            between = text[floor:lead_start] if i else ""
            if (";" in between or "；" in between) and not self.part_opens:
                part_of = None
            raw = text[lead_start : mention.start]
            if "其中" in text[floor : mention.start]:
                if i:
                    part_of = self._whole_of([x for x in links if x.mention.quantity.unit == mention.quantity.unit] or links)
                else:
                    same = [x for x in self.last_sentence if x.mention.quantity.unit == mention.quantity.unit]
                    part_of = self._whole_of(same) if same else None
                    self.part_opens = True
            self._relate(link, links, raw, text[clause_at : mention.start], limit, joined=joined, part_of=part_of)
            self._status(link, text[max(start, mention.start - 60) : min(end, mention.end + 12)])
            links.append(link)
            self.previous = link
        if not mentions:
            for piece in _CLAUSE.finditer(text, start, end):
                if actor := self._clause_actor(piece.group(), inside, piece.start()):
                    self.actor = actor
                    break
        if sentence_time is None and inside:
            sentence_time = inside[-1]
        if inside:
            self.paragraph_time = inside[0] if inside[0].relative else self.paragraph_time
        self._distribute(start, end, links)
        _sum_up(links)
        if links:
            self.last_sentence = links
            self.paragraph.extend(links)
        return links

    def _clause_actor(self, clause: str, dates: list[DateMention], offset: int) -> str | None:
        for d in dates:
            if offset <= d.start < offset + len(clause) and d.start - offset <= 2:
                clause = clause[d.end - offset :].lstrip("以来，、（）晚上午下早前后")
                break
        clause = re.sub(r"^(?:其中|同时|此外|另外|目前|会上|会后|期间|近期|日前|一是|二是|三是|四是|五是|六是|并)", "", clause)
        if passive := _PASSIVE.search(clause):
            return passive[1]
        return find_actor(clause)

    def _whole_of(self, links: list[Link]) -> Link | None:
        for link in reversed(links):
            if link.aggregate not in (Aggregate.PART, Aggregate.RATE, Aggregate.CHANGE, Aggregate.AVERAGE) and not link.compared:
                return link
        return links[-1] if links and links[-1].aggregate not in (Aggregate.CHANGE, Aggregate.AVERAGE) else None

    def _anchor(self, links: list[Link], unit: str | None, *, share: bool = False, nearest: bool = False) -> Link | None:
        """The earlier figure that an elided object is taken from; ``nearest`` for comparisons."""
        pool = [x for x in links if x.aggregate is not Aggregate.CHANGE and x.object]
        if nearest:
            for link in reversed(pool):
                if link.mention.quantity.unit == unit:
                    return link
        for link in reversed(pool):
            if link.mention.quantity.unit == unit and link.aggregate is not Aggregate.PART and link.whole is None:
                return link
        for link in reversed(pool):
            if link.mention.quantity.unit == unit:
                return link
        if share and pool:
            return pool[-1]
        for link in reversed(self.last_sentence):
            if link.mention.quantity.unit == unit and link.object and link.aggregate not in (Aggregate.CHANGE, Aggregate.PART):
                return link
        return None

    def _relate(self, link: Link, links: list[Link], raw: str, clause: str, limit: int, *, joined: bool, part_of: Link | None) -> None:
        mention, text = link.mention, self.text
        unit = mention.quantity.unit
        previous = links[-1] if links else None
        cut = 0
        for d in self.dates:
            if mention.start - len(raw) <= d.start and d.end <= mention.start:
                cut = d.end - (mention.start - len(raw))
            elif d.start >= mention.start:
                break
        lead_full = raw
        lead = raw[cut:]
        compared = bool(cut and _COMPARED.search(raw[:cut])) and not _CHANGE_END.search(lead)
        if joined and previous is not None and not lead.strip(" 　、和及与至到"):
            listed = bool(lead.strip())
            self._copy(link, previous, listed=listed)
            if not listed and previous.aggregate not in (Aggregate.CHANGE,):
                link.aggregate = previous.aggregate if previous.aggregate in (Aggregate.TOTAL, Aggregate.PART, Aggregate.CUMULATIVE) else None
                if link.aggregate is Aggregate.TOTAL:
                    link.aggregate = None
                if link.aggregate is Aggregate.PART and previous.whole is not None and previous.whole.mention.quantity.unit == unit:
                    link.whole = previous.whole
            tail = self._tail(mention, limit)
            if listed and tail:
                link.object, link.action = tail, previous.action
            return
        window = clause if not joined else raw
        if mention.kind is FactKind.PERCENT:
            self._percent(link, links, lead, raw, part_of)
            return
        if compared and not _first_verb(_strip_lead(lead)):
            anchor = self._anchor(links, unit, nearest=True)
            noun = _strip_lead(lead)
            if anchor and not noun:
                self._copy(link, anchor)
                link.aggregate, link.compared = None, True
                return
            link.compared = True
        change = _CHANGE_END.search(lead.rstrip())
        if change and change[1] in ("新增", "多", "少", "升", "降", "增", "减") and not re.search(r"[比较同环]", raw):
            change = None if change[1] != "净增" else change
        if change and not _NEW_LEVEL.search(lead):
            anchor = self._anchor(links, unit, nearest=True)
            noun = _strip_lead(lead[: change.start()])
            noun = re.sub(r"^(?:同比|环比|比|较|与|同)[^，]*$|(?:同比|环比)$", "", noun)
            if anchor is None and links and not noun:
                anchor = next((x for x in reversed(links) if x.aggregate is not Aggregate.CHANGE), None)
            if noun and not noun.startswith(("比", "较")):
                _, link.action, obj = _verb_object(noun)
                link.object = obj or (anchor.object if anchor else None)
            elif anchor:
                self._copy(link, anchor)
            if anchor or noun:
                link.change, link.aggregate = change[1], Aggregate.CHANGE
                link.base = anchor
                return
        if level := _NEW_LEVEL.search(lead):
            noun = _strip_lead(lead[: level.start()])
            anchor = self._anchor(links, unit)
            if not noun and anchor and level[1] not in ("达到",):
                self._copy(link, anchor)
                link.aggregate = None
                if level[1] not in ("由", "从"):
                    link.change = level[1]
                return
            lead = lead[: level.start()] if level[1] not in ("达到",) else lead
        self._aggregate(link, window, part_of)
        if (per_unit := mention.kind is not FactKind.FREQUENCY and _AVERAGE_LEAD.search(lead.rstrip("约近达到为是超过是计"))):
            lead = lead[: per_unit.start()]
            link.aggregate = Aggregate.RATE if _PER_UNIT.search(per_unit.group()) and "平均" not in raw else Aggregate.AVERAGE
        if extreme := _EXTREME.search(lead.rstrip()):
            lead = lead[: extreme.start()]
        stripped = _strip_lead(lead)
        if previous is not None and _GENERIC.match(stripped):
            named = re.sub(r"^(?:涉及|计|总|合计|共计|累计|涉案|总计)?(?:金额|面积|总面积|长度|总长|总长度|价值|重量|总重|总额|建筑面积|占地面积|造价|总价|货值|案值|数量|人数|户数)$", "", stripped)
            if not named:
                self._copy(link, previous)
                self._part(link, part_of)
                return
        rest_of = bool(_REST.search(lead)) and len(stripped) <= 6
        subject, verb, obj = _verb_object(stripped)
        if verb and words.verb_class().get(verb) == "X":
            verb, obj = None, stripped
        if verb and obj and words.is_body(subject) and not joined:
            self.actor = link.actor = find_actor(stripped) or link.actor
        tail = self._tail(mention, limit)
        list_item = joined and lead.lstrip()[:1] in ("、", "和", "及", "与", "以") and previous is not None
        if passive := _PASSIVE.search(lead):
            link.action, link.actor = passive[2], passive[1]
            if anchor := self._anchor(links, unit):
                link.object = anchor.object
            return
        if joined and previous is not None and not list_item and not verb and lead.startswith("的") is False and stripped and tail:
            # 12家共建单位的180余名志愿者: the words between belong to the figure before
            if lead.rstrip().endswith("的"):
                link.action, link.object = previous.action, tail
                self._part(link, part_of)
                return
        if verb is None:
            noun = _noun_only(stripped)
            bodyish = bool(noun) and words.is_body(noun) and not noun.endswith(("人员", "干部", "党员", "群众", "居民", "企业", "小学", "幼儿园", "学校", "单位", "网站"))
            preposed = (
                bool(_PREPOSITION.match(stripped))
                or stripped.endswith(("等", "对", "向", "在", "将", "把", "给", "从"))
                or bool(tail)
                or lead.rstrip().endswith("的")
            )
            if tail and (preposed or not noun or rest_of or bodyish):
                self._take_tail(link, tail)
                link.action = (previous.action if previous else None) if list_item else self._predicate(mention.end, limit, tail)
                if list_item and not link.action:
                    link.action = self._predicate(mention.end, limit, tail)
                if link.action is None and part_of is not None:
                    link.action = part_of.action
                if link.action is None and not stripped and previous is not None and previous.tail_end and not joined:
                    link.action = previous.action
            elif noun and bodyish and (after := self._verb_after(mention.end, limit))[0]:
                link.action, link.object = after[0], after[1] or self._event_before(mention.start) or (previous.object if previous else None)
            elif noun and not preposed and not rest_of:
                link.object = noun
                if list_item and previous is not None:
                    link.action = previous.action
                elif part_of is not None and part_of is not link:
                    link.action = part_of.action
                link.listed = list_item
            elif noun and preposed and not tail:
                link.object = _noun_only(_PREPOSITION.sub("", noun))
            else:
                anchor = self._anchor(links, unit)
                kept = link.aggregate
                after, obj_after = self._verb_after(mention.end, limit)
                if anchor and kept in (Aggregate.AVERAGE, Aggregate.RATE):
                    anchor = self._anchor(links, unit, nearest=True) or anchor
                if anchor is None and kept in (Aggregate.AVERAGE, Aggregate.RATE, Aggregate.TOTAL) and previous is not None:
                    anchor = previous
                if anchor:
                    self._copy(link, anchor)
                    link.aggregate = kept
                    if rest_of:
                        link.action = "剩余" if "剩余" in lead else None
                    if after and link.action != "剩余" and kept not in (Aggregate.AVERAGE, Aggregate.RATE):
                        link.action = after
                        if "其中" in raw and obj_after:
                            link.object = obj_after
                elif after:
                    link.action, link.object = after, obj_after or self._event_before(mention.start)
                elif mention.kind is FactKind.FREQUENCY:
                    link.action = self._predicate(mention.end, limit, "")
            if mention.kind is FactKind.FREQUENCY and link.action is None:
                self._frequency(link, stripped, mention, limit)
        else:
            if verb in ("剩余", "其余", "尚未"):
                rest_of = True
            if part_of is not None and mention.kind is FactKind.MONEY and not obj and len(subject) >= 2 and not words.is_body(subject):
                subject, verb, obj = "", None, stripped  # 其中财政补助60万元
            link.action = verb
            obj = _clean_object(obj)
            if words.verb_class().get(verb or "") == "S" and verb not in ("现有", "下辖", "下设", "辖"):
                link.action = None
            if tail and words.verb_class().get(verb or "") == "L" and not obj:
                self._light(link, tail, subject)
            elif obj and not (tail and (obj.endswith(("等", "的", "对")) or lead.rstrip().endswith("的") or "、" in obj or (verb in _PLACE_VERBS and _PREPOSITION.match(obj)))):
                link.object = _noun_only(obj)
            elif tail:
                self._take_tail(link, tail)
            elif obj:
                link.object = _noun_only(obj)
            else:
                front = _noun_only(_clean_object(subject)) if subject and not words.is_body(subject) and not _PREPOSITION.match(subject) else None
                anchor = self._anchor(links, unit)
                governed = re.match(r"^.{0,14}?(?:对|将|把)([^，]{2,20})$", subject)
                if governed:
                    link.object = _noun_only(governed[1])
                elif mention.kind is FactKind.MONEY:
                    self._money(link, previous, mention.end)
                elif front and not _LEADING.fullmatch(front) and len(front) > 1:
                    link.object = front
                elif anchor:
                    link.object = anchor.object
                    link.base = anchor
            if mention.kind is FactKind.FREQUENCY:
                self._frequency(link, stripped, mention, limit)
        self._part(link, part_of)
        if list_item and link.aggregate is None and previous is not None and previous.aggregate is Aggregate.CUMULATIVE:
            link.aggregate = Aggregate.CUMULATIVE
        if link.aggregate in (None, Aggregate.TOTAL) and not links and _AS_OF.search(self.text[self.sentence_start : mention.start]):
            link.aggregate = Aggregate.CUMULATIVE
        self._subset(link, links, raw, rest_of=rest_of)

    def _take_tail(self, link: Link, tail: str) -> None:
        link.object = tail
        at = self.text.find(tail, link.mention.end, link.mention.end + len(tail) + 6)
        link.tail_end = at + len(tail) if at >= 0 else 0

    def _light(self, link: Link, tail: str, subject: str) -> None:
        """进行了一次全面清查: the noun after a light verb carries the action."""
        governed = re.match(r"^.{0,14}?(?:对|为|将|把|向)([^，]{2,20})$", subject)
        for at in range(max(0, len(tail) - 4), len(tail)):
            found = words.verb_at(tail, at)
            if found and at + len(found[0]) == len(tail) and governed:
                link.action, link.object = found[0], _noun_only(governed[1])
                return
        self._take_tail(link, tail)

    def _verb_after(self, at: int, limit: int) -> tuple[str | None, str | None]:
        """A verb right after a figure with its object: 31人参加体能测试; 其余2件移交司法所."""
        if at >= len(self.text):
            return None, None
        stop = _TAIL_MARK.search(self.text, at, min(limit, at + 30))
        clause = self.text[at : stop.start() if stop else min(limit, at + 30)]
        clause = re.sub(r"^(?:已|均|全部|正在|正|当场|及时|随即|主动|现场|继续|按期|按时|自愿|成功|顺利|先后|都|也|被)+", "", clause)
        found = words.verb_at(clause, 0) if clause else None
        if found is None or found[1] in ("C", "X", "S"):
            return None, None
        _, verb, obj = _verb_object(clause)
        return verb, _noun_only(obj)

    def _event_before(self, at: int) -> str | None:
        """The event of the clause before (组织规上企业开展应急演练，95人参加)."""
        start = max(self.text.rfind(c, 0, at) for c in "。\n；")
        clauses = [c for c in re.split(r"[，,：:]", self.text[start + 1 : at]) if c.strip()]
        for clause in reversed(clauses[-2:]):
            found = re.search(r"(?:开展|举办|举行|召开|组织|进行|参加|承办)了?(?!规|全)([^，]{2,16})$", clause)
            if found and _EVENT_END.search(found[1]):
                return found[1]
        return None

    def _money(self, link: Link, previous: Link | None, at: int) -> None:
        """What money was spent on: named after it, or the thing counted before it."""
        if link.action in _MONEY_ALONE:
            return
        follow = re.match(r"[^。；\n]{0,14}?(?:用于|建立|新建|建设|建成|修建|购置|购买|采购|改造|安装|装修|实施|完成|打造|设立)了?(?:社区|街道|全镇)?([^，。；、0-9一二三四五六七八九十]{2,16})", self.text[at : at + 60])
        if previous is not None and previous.object and link.action in _MONEY_OF and not follow:
            link.object = previous.object
        elif follow:
            link.object = _noun_only(follow[1])
        elif previous is not None and previous.object and link.action in _MONEY_OF:
            link.object = previous.object

    def _tail(self, mention: Mention, limit: int) -> str:
        if mention.end >= len(self.text):
            return ""
        return _tail_noun(self.text, mention.end, limit)

    def _predicate(self, at: int, limit: int, noun: str) -> str | None:
        """The verb after the noun of a figure (28家共建单位参加; 6家商超开展食品安全检查)."""
        stop = _SENTENCE.search(self.text, at)
        tail = self.text[at : min(stop.start() if stop else len(self.text), at + 48)]
        tail = re.sub(r"[、和及与][0-9一二三四五六七八九十两]+[\u4e00-\u9fff]{1,2}", "", tail)
        clause = re.split(r"[，,；;：:]", tail.replace(noun, "", 1), maxsplit=1)[0]
        for light in ("开展", "进行", "实施"):
            if light in clause:
                after = clause.split(light, 1)[1]
                for j in range(max(0, len(after) - 8), len(after)):
                    found = words.verb_at(after, j)
                    if found and found[1] == "" and j + len(found[0]) >= len(after.rstrip("了活动工作行动")):
                        return found[0]
                return light
        found_verb = _first_verb(clause.lstrip("逐一均已全部都"))
        if found_verb and found_verb[2] in ("", "O", "L"):
            return found_verb[1]
        return None

    def _frequency(self, link: Link, stripped: str, mention: Mention, limit: int) -> None:
        per = mention.per or ""
        words_ = stripped
        for mark in (per, "定期", "不定期", "不少于"):
            words_ = words_.replace(mark, "")
        words_ = _strip_lead(words_)
        subject, verb, obj = _verb_object(words_)
        tail = self._tail(mention, limit)
        if verb:
            link.action = verb
            link.object = _noun_only(_clean_object(obj)) or tail or _noun_only(subject) or None
        elif tail:
            verb_tail = _verb_object(tail)
            if verb_tail[1] and not verb_tail[0]:
                link.action, link.object = verb_tail[1], _noun_only(verb_tail[2]) or _noun_only(words_)
            else:
                link.object = tail if not words_ else tail
                link.action = self._predicate(mention.end, limit, tail)
        else:
            follow = words.verb_at(self.text, mention.end) if mention.end < len(self.text) else None
            if follow:
                link.action = follow[0]
                link.object = _noun_only(words_)
            else:
                link.object = _noun_only(words_)
                link.action = link.action or self._predicate(mention.end, limit, "")

    def _copy(self, link: Link, other: Link, *, listed: bool = False) -> None:
        link.action, link.object, link.actor = other.action, other.object, other.actor or link.actor
        link.base, link.listed = other, listed

    def _aggregate(self, link: Link, window: str, part_of: Link | None) -> None:
        window = window[-40:]
        if _CUMULATIVE.search(window) and not re.search(r"累计(?:清理|未)?$^", window):
            link.aggregate = Aggregate.CUMULATIVE
        elif _AVERAGE.search(window):
            link.aggregate = Aggregate.AVERAGE
        elif _TOTAL.search(window) and window.rfind("共") >= max(window.rfind("，"), window.rfind("、") if "、" in window and "共" in window.rpartition("、")[2] else -1, -1):
            link.aggregate = Aggregate.TOTAL
        elif _TOTAL.search(window):
            link.aggregate = Aggregate.TOTAL

    def _part(self, link: Link, part_of: Link | None) -> None:
        if part_of is not None and link.aggregate in (None, Aggregate.TOTAL) and link is not part_of:
            link.aggregate, link.whole = Aggregate.PART, part_of
        elif self.part_opens and link.aggregate is None and link.mention.kind in (FactKind.QUANTITY, FactKind.MONEY):
            link.aggregate = Aggregate.PART

    def _subset(self, link: Link, links: list[Link], raw: str, *, rest_of: bool) -> None:
        """A subset of a whole just named: 发现隐患7处，当场整改5处，其余2处."""
        if link.aggregate is not None or link.mention.kind not in (FactKind.QUANTITY, FactKind.MONEY):
            return
        typed = bool(_TYPE.search(link.object or "")) and (link.action is None or link.listed)
        if _EARLIER.search(raw):
            return
        sorted_by = bool(_SORTED.search(self.text[self.sentence_start : link.mention.start]))
        pool = [*self.last_sentence[-12:], *links] if not links or rest_of or sorted_by or not any(x.mention.quantity.unit == link.mention.quantity.unit for x in links) else links
        if sorted_by:
            pool = [x for x in [*self.paragraph, *links] if x.mention.start < self.sentence_start or x.mention.end <= self._sorted_at(link)]
        whole = next(
            (x for x in reversed(pool) if not (typed and _TYPE.search(x.object or "")) and x.mention.quantity.unit == link.mention.quantity.unit and x.aggregate not in (Aggregate.PART, Aggregate.CHANGE, Aggregate.AVERAGE) and not x.compared),
            None,
        )  # fmt: skip
        if whole is None:
            if rest_of or (typed and (link.object or "").endswith("类")):
                link.aggregate = Aggregate.PART
            return
        value, other = link.mention.quantity.value, whole.mention.quantity.value
        if value is None or other is None or value > other:
            return
        action = link.action or ""
        both = action in _WHOLE_VERBS and not re.search(r"已|当场|成功", raw)
        if rest_of or (not both and (action in _PART_VERBS or action.startswith(("未", "尚未", "当场", "已"))) and (whole.action in _WHOLE_VERBS or link.object == whole.object)):
            link.aggregate, link.whole = Aggregate.PART, whole
        elif value < other and (typed or (sorted_by and (link.action is None or link.listed))):
            link.aggregate, link.whole = Aggregate.PART, whole
            link.action = link.action or whole.action

    def _sorted_at(self, link: Link) -> int:
        found = None
        for found in _SORTED.finditer(self.text, self.sentence_start, link.mention.start):
            pass
        return found.start() if found else link.mention.start

    def _percent(self, link: Link, links: list[Link], lead: str, raw: str, part_of: Link | None) -> None:
        mention = link.mention
        change = _CHANGE_END.search(lead.rstrip())
        anchor = next((x for x in reversed(links) if x.aggregate is not Aggregate.CHANGE and not x.compared), None)
        if mention.quantity.unit == "百分点" or (change and not _NEW_LEVEL.search(lead)):
            noun = _strip_lead(lead[: change.start()] if change else lead)
            noun = re.sub(r"(?:同比|环比|同期)$", "", re.sub(r"^(?:同比|环比|比|较)[^，]*$", "", noun))
            source = next((x for x in reversed(links) if x.mention.kind is FactKind.PERCENT and x.aggregate is not Aggregate.CHANGE), anchor) if mention.quantity.unit == "百分点" else anchor
            if source is None:
                source = self.last_sentence[-1] if self.last_sentence else None
            if noun and not noun.startswith(("比", "较")) and len(noun) > 1:
                _, link.action, obj = _verb_object(noun)
                link.object = _noun_only(obj) or noun
            elif source:
                self._copy(link, source)
            link.change, link.aggregate, link.base = (change[1] if change else None), Aggregate.CHANGE, source
            return
        link.aggregate = Aggregate.RATE
        if level := _NEW_LEVEL.search(lead):
            noun = _strip_lead(lead[: level.start()])
            if not noun and anchor is not None and level[1] != "达到":
                rate = next((x for x in reversed(links) if x.mention.kind is FactKind.PERCENT), None)
                self._copy(link, rate or anchor)
                link.aggregate = Aggregate.RATE
                return
        else:
            noun = ""
        share = None
        for share in _SHARE_OF.finditer(lead):
            pass
        if share is not None:
            front = _strip_lead(lead[: share.start()])
            front = re.sub(r"(?:分别|约|各)$", "", front)
            link.base = anchor
            if front and len(front) > 1 and not _LEADING.fullmatch(front):
                _, verb, obj = _verb_object(front)
                link.object = _noun_only(obj) or front
                link.action = verb
            elif anchor:
                self._copy(link, anchor)
                link.aggregate = Aggregate.RATE
            return
        stripped = _strip_lead(lead) if not noun else noun
        if not stripped and anchor is not None:
            rate = next((x for x in reversed(links) if x.mention.kind is FactKind.PERCENT), None)
            self._copy(link, rate or anchor)
            link.aggregate = Aggregate.RATE
            link.compared = bool(_COMPARED.search(raw))
            return
        subject, verb, obj = _verb_object(stripped)
        if re.search(r"(?:率|比例|比重|占比|指数|度|面|幅)$", stripped):
            link.object = _rate_name(stripped)
        elif verb and obj:
            link.action, link.object = verb, _noun_only(_clean_object(obj))
        else:
            link.object = stripped or None
        link.base = anchor

    def _distribute(self, start: int, end: int, links: list[Link]) -> None:
        """Give the figures of a 分别为/分别占 list the nouns that it answers, in order."""
        text = self.text
        at = text.find("分别", start, end)
        if at < 0 or not links:
            return
        following = [x for x in links if x.mention.start > at]
        run: list[Link] = []
        for x in following:
            gap = text[run[-1].mention.end : x.mention.start] if run else ""
            if run and gap.strip("、和及与，, ") != "":
                break
            run.append(x)
        if len(run) < 2:
            return
        before = [x for x in links if x.mention.end <= at and x.aggregate is not Aggregate.CHANGE]
        if run[0].mention.kind is FactKind.PERCENT and len(before) >= len(run) and text[at + 2 : at + 3] == "占":
            for x, source in zip(run, before[-len(run) :], strict=True):
                self._copy(x, source)
                x.aggregate = Aggregate.RATE
                x.base = source
            return
        clause_at = max(text.rfind(c, start, at) for c in "，,；;：:。")
        nouns = text[max(clause_at + 1, start) : at]
        verb_after = words.verb_at(text, at + 2) if at + 2 < end else None
        _, verb, obj = _verb_object(_strip_lead(nouns))
        names = [n for n in re.split(r"[、和及与]", obj) if n]
        if len(names) == len(run):
            for x, name in zip(run, names, strict=True):
                x.object, x.action = name, verb or (verb_after[0] if verb_after and verb_after[1] == "" else None)

    def _status(self, link: Link, window: str) -> None:
        if self.planned:
            link.status = Status.PLANNED
            return
        clause = re.split(r"[。；;]", window[: window.find(self.text[link.mention.start : link.mention.end])])[-1]
        last = re.split(r"[，,]", clause)[-1]
        if _PLANNED.search(last) and not _DONE_WORDS.search(last):
            link.status = Status.PLANNED


_MONEY_ALONE = {"罚款", "罚没", "捐款", "罚", "处以罚款", "追缴", "减免"}
_MONEY_OF = {"支出", "花费", "耗资", "投入", "使用", "拨付", "发放", "支付", "兑付", "补助", "补贴", "救助", "奖励", "报销", "赔付", "赔偿", "筹集", "投资", "补偿", "办理"}
_PLACE_VERBS = {"设置", "安装", "设立", "建立", "投放", "建成", "新建", "种植"}
_LOCATION = re.compile(r"^(?:在|对|向|于|从|由|为|给|把|将|以|沿|就|往|因|被)")


def _clean_object(words_: str) -> str:
    words_ = _TRAIL.sub("", words_.strip(" 　、"))
    return words_.removeprefix("了").removeprefix("的")


def _noun_only(words_: str | None) -> str | None:
    """Trim an object to its noun phrase; None when nothing is left."""
    if not words_:
        return None
    noun = words_.strip(" 　、，,：:的")
    noun = re.sub(r"(?:共|计|约|近|各|已|达|为)+$", "", noun)
    if len(noun) > 40:
        noun = noun[-40:]
    return noun or None


def _rate_name(words_: str) -> str:
    """The name of a rate: 物资到位率 of 使物资到位率."""
    found = re.search(r"[^，。；：、]*$", words_)
    name = found.group() if found else words_
    for stop in ("实现", "使得", "使", "让", "确保", "力争", "其", "的"):
        if stop in name and len(name.rpartition(stop)[2]) >= 3:
            name = name.rpartition(stop)[2]
    return name


def bound_is_open(bound: Bound) -> bool:
    """Say whether a bound leaves the exact value open."""
    return bound is not Bound.EXACT
