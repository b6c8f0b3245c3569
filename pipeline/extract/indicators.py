"""Mentions of a sentence -> what each counts: action, object, actor, aggregate.

Works on characters: the words between the last clause mark (or figure) and a figure are its *lead*,
those up to the next mark its *tail*. The lead gives verb and object (清理卫生死角24处), the tail
the noun of 28家共建单位参加; what neither says comes from the figure before (整改39处、其余3处).
"""

import re
from dataclasses import dataclass, field

from pipeline.extract import words
from pipeline.extract.actors import clause_parts, find_actor
from pipeline.extract.dates import DateMention
from pipeline.extract.leads import (
    EVENT_END,
    PREPOSITION,
    clean_object,
    first_verb,
    noun_only,
    rate_name,
    strip_lead,
    verb_object,
    word_class,
)
from pipeline.extract.quantities import Mention
from pipeline.extract.tails import TAIL_MARK, tail_noun
from pipeline.schema import Aggregate, FactKind, Status

_MARKS = "，,；;：:。！？!?\n（(“”"

_SENTENCE = re.compile(r"[。！？!?\n]")

_CLAUSE = re.compile(r"[^，,；;：:。！？!?\n]+")


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
_TOTAL = re.compile(
    r"一共|共计|合计|总计|总共|共有|总数|总量|总额|总面积|总人数|(?<![公中医教])共(?![建同享产青和治管商进识赢创筹青鸣性])|^计$"
)

_CUMULATIVE = re.compile(r"累计|截至|截止")

_AVERAGE = re.compile(
    r"平均|人均|户均|日均|月均|年均|周均|场均|村均|亩均|均为|每(?:人|户|起|台|件|亩|名|个|份|家|处|场|辆|吨|块|套|株|只|次)$"
)

_HEDGED = re.compile(r"[约近达到为是超过计]+$")
_EVENT_NOUN = re.compile(r"(?:了|活动|工作|行动)+$")
_PER_VERB = re.compile(r"(?:补助|补贴|奖励|奖补|发放|收费|支出|增收)$")
_FOR_EACH = re.compile(
    r"每(?:[名家个户座支班盏辆块份村校园镇社亩头台栋]|个?(?:社区|支部|团队|网格|小区))"
    r"[^，、；：]{0,10}$"
)
_DIMENSION = re.compile(r"(?:[桥路渠管沟墙坝]|全|总|均|水)?(?:长|宽|高|厚|深)度?|红线宽")
_EXTREME = re.compile(
    r"(?:单(?:笔|个|次|户|人|件|日|项目|个项目))?(?:最高|最低|最大|最小|最多|最少|最长|最短|最深|最快|最慢|最远|最近|最早|最晚)(?:达|为)?$|单笔$"
)

_AVERAGE_LEAD = re.compile(
    r"(?:平均)?(?:每(?:[一百千万亩]?[\u4e00-\u9fff]{1,2}?)(?:每[天日周月年季])?|[日月年人户村场周亩件次]均|平均|每天|每日|每月|每年|单次|单价)(?:投资|补助|补贴|奖励|容量|均价|造价|便宜|发放|预计|标准|用时|收费|支出|增收|工资)?$"
)

_PER_UNIT = re.compile(
    r"每(?!月|年|周|天|日|季|半|学|逢|旬|晚)[一百千万]?[\u4e00-\u9fff]{1,2}(?:每[天日周月年季])?$|单价$|每(?:天|日|月|年|周|人|户|次)$"
)

_GENERIC = re.compile(
    r"^(?:涉及|计|总|合计|共计|累计|涉案|发放|补助|救助|总计)?(?:金额|面积|总面积|长度|总长|总长度|价值|重量|总重|总额|资金|建筑面积|占地面积|款项|经费|库容|容量|造价|总价|货值|案值|数量|人数|户数)$"
)

_CHANGE_END = re.compile(
    r"(节约|节省|增加|增长|增多|增幅|上升|上涨|提高|提升|减少|下降|降低|回落|下滑|多|少|净增|净减|攀升|扩大|缩减|缩短|降幅|增收|减收|升高|压降|压减|新增|升|降|增|减|上浮|下浮|跌|涨)(?:了|幅度?|为|约|近|超过|超|达|达到|不足|逾)*$"
)

_NEW_LEVEL = re.compile(
    r"(增加到|增至|减至|减少到|提高到|提升到|提升至|上升到|上升至|下降到|下降至|降到|降至|提高至|增长到|升至|扩大到|压减到|压降至|达到|缩短至|回落至|控制在|保持在|稳定在|维持在|压缩到|精简到|精简至|压缩至|扩大至|增加至|由|从)(?:了|约|近|超过|原来的|原|全区的)*$"
)

# 正确投放率由6月的81.4%升至…: the noun stands before the date
_FROM_DATE = re.compile(r"(.{2,}(?:由|从))[^由从]{1,12}$")

_PLAIN_COMPARED = re.compile(
    r"[，]?(?:比|较)(?:年初|期初|计划|往年|常年|预期|前期|此前|开学初|月初)(?:的)?(?=$|增|减|上|下|提|降|多|少|净|回)"
)

_COMPARED = re.compile(r"(?:比|较|与|同|从|由)[^，,；;]{0,12}$")

_SHARE_OF = re.compile(
    r"占(?!比(?:控制|保持|稳定|在)|道|用|领|地|压|据)(?:到|比为|比达|比|全部|总|了)?"
)

_REST = re.compile(r"其余|剩余|余下|尚有|还剩")

_PLANNED = re.compile(
    r"力争|争取|计划|拟(?![定订])|预计|目标|将(?!近|有关|信息|问题|其)|确保|下一步|下步|明年|下周|下月|下季度|不低于|不少于|务必|努力|预期|打算|要(?=[完建新实达])"
)

_DONE_WORDS = re.compile(r"已|完成了|实际")

_DISPOSAL = re.compile(r"(?:[^，]{0,12}?[^面应核比])?(?:对(?!口|象|外)|将|把|给)")

# 石门村得分96.5分, 映山街道信访总量73件: a named body, then what was counted of it
_OF_PLACE = re.compile(
    r"((?!行政|自然|中心|贫困|示范|先进|城乡|试点|脱贫|帮扶|重点|各|全|本|该|我|每|老旧)"
    r"[\u4e00-\u9fff]{2,4}?(?<!农)(?<!乡)(?:街道|社区|镇|乡(?!村)|村(?!民|委|级|组|干|庄|医|支|集体|容))|[\u4e00-\u9fff“”]{2,10}?"
    r"(?:执法队|工作站|派出所|服务中心|综治中心|窗口|卫生院|服务站|调解室|议事厅|驿站|大厅|医馆|警务群|公众号"
    r"|中队|巡防队|工作队|服务队)(?!面积|总|人数|数量|建设|改造|项目|工程|经费))"
    r"((?![党居干两委工医卫民公级办服的])[\u4e00-\u9fff“”]{2,12})"
)

_VERB_THEN_DATE = re.compile(
    r"(?:^|[，、已共])([\u4e00-\u9fff]{2})(?:全年|年度|上半年|下半年|全月|今年|上年|去年)?$"
)
_OF_WHICH = re.compile(
    r"的?([\u4e00-\u9fff“”]{0,12}?)(?:当)?中，?(?:[\u4e00-\u9fff]{0,8}?)(?:仍|还|已|只|仅|就|共|尚)?有"
)
_SUBJECT_GOES_ON = re.compile(r"(?![和与及余多])[\u4e00-\u9fff]{2}")
_COUNTED_ACTOR = re.compile(
    r"(?:党员|干部|教师|老师|班主任|志愿者|民警|辅警|队员|网格员|人员|医生|医护|护士|团队?|小组|巡防队|巡逻队|宣讲团|讲师团”?|老人|村民|居民|群众|工作组|队伍"
    r"|校车|车辆|专家|骨干|代表|成员|调解员|普查员|保洁员|工人|社工|公司|企业|单位|支部|社区|员)$"
)
_ACTOR_UNITS = frozenset("名位人个支组辆家")

_BASE = re.compile(r"占|完成|达到|为(?=[^，]{0,4}(?:计划|目标|任务|预算))")

_AMONG = re.compile(
    r"(?:在|居|列|位居|位列|排名)?全?[省市区县局镇乡村街道校]*|(?:街道|乡镇|社区|村)"
)

_THRESHOLD = re.compile(r"(?:周岁)?(?:及|（含）|\(含\))?(?:以上|以下|以内)(?!的?[占有])的?")

_PASSIVE = re.compile(
    r"被([\u4e00-\u9fff]{2,10}?)(采用|采纳|评为|转发|表彰|刊发|刊登|授予|录用|通报|报道|刊载|确定|命名|列为|收录|借鉴)"
)

_AS_OF = re.compile(r"截至|截止|到[^，。]{1,12}为止")

_EARLIER = re.compile(r"上[周月期年季]|去年|此前|前期|遗留|往年")

_SORTED = re.compile(r"按[^，。：:]{1,8}(?:分|划分|统计|看)[，：:、]?|从[^，。：:]{1,8}看")

_TYPE = re.compile(r"(?:类|型|种|渠道|等级|领域|一级|二级|三级)$")


def _sum_up(links: list[Link]) -> None:
    """Figures that a 合计 right after them adds up are its parts."""
    for i, total in enumerate(links):
        if total.aggregate is not Aggregate.TOTAL or total.mention.quantity.value is None:
            continue
        run: list[Link] = []
        left = total.mention.quantity.value
        for x in reversed(links[:i]):
            value = x.mention.quantity.value
            if (
                x.mention.quantity.unit != total.mention.quantity.unit
                or value is None
                or x.aggregate not in (None, Aggregate.PART)
            ):
                break
            run.append(x)
            left -= value
            if left <= 0:
                break
        if left == 0 and len(run) > 1:
            for x in run:
                x.aggregate, x.whole = Aggregate.PART, total


def _sum_down(links: list[Link]) -> None:
    """A run right after a figure that adds up to it divides it: 开出罚单19张，个人14张、单位5张."""
    for i, whole in enumerate(links):
        quantity = whole.mention.quantity
        if quantity.value is None or whole.aggregate in (
            Aggregate.PART,
            Aggregate.CHANGE,
            Aggregate.RATE,
            Aggregate.AVERAGE,
        ):
            continue
        run: list[Link] = []
        left = quantity.value
        for x in links[i + 1 :]:
            value = x.mention.quantity.value
            if x.mention.quantity.unit != quantity.unit:
                if x.aggregate is Aggregate.RATE:
                    continue
                break
            if (
                value is None
                or x.aggregate not in (None, Aggregate.PART)
                or x.status != whole.status
            ):
                break
            run.append(x)
            left -= value
            if left <= 0:
                break
        if left == 0 and len(run) > 1 and all(x.whole in (None, whole) for x in run):
            for x in run:
                x.aggregate, x.whole = Aggregate.PART, whole
                if x.action is None:
                    x.action = whole.action


def _named_change(noun: str) -> str:
    """What changed, without what it is compared with: 同比火警 -> 火警, 比上周 -> nothing."""
    if found := re.match(r"(?:同比|环比)([^去上同]{2,8})$", noun):
        return found[1]
    noun = re.sub(r"^(?:同比|环比|比|较|与|同)[^，]*$", "", noun)
    return re.sub(r"(?:同比|环比|同期|同口径)$", "", noun)


def _work_on(tail: str) -> tuple[str, str] | None:
    """小区改造 -> 小区, 改造: the work at the end of a noun."""
    for at in range(max(2, len(tail) - 4), len(tail) - 1):
        found = words.verb_at(tail, at)
        if found and found[1] == "" and at + len(found[0]) == len(tail):
            return tail[:at], found[0]
    return None


def _same_unit(link: Link, unit: str | None) -> bool:
    """人均3次 of 63人次."""
    own = link.mention.quantity.unit
    return own == unit or bool(own and unit and own != unit and own.endswith(unit))


def _of_a_kind(noun: str, previous: Link, unit: str | None) -> bool:
    """接种流感疫苗486剂，HPV疫苗65剂: one action, things of one name."""
    tail = noun[-2:]
    same_unit = previous.mention.quantity.unit == unit
    return same_unit and len(noun) > 2 and (previous.object or "").endswith(tail)


class SentenceLinker:
    """Links the figures of one paragraph, sentence by sentence, keeping what later ones inherit."""

    def __init__(self, text: str, dates: list[DateMention], *, planned: bool) -> None:
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
        restore: tuple[str | None] | None = None
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
                    part_of = self._whole_of(
                        [x for x in links if x.mention.quantity.unit == mention.quantity.unit]
                        or links
                    )
                else:
                    same = [
                        x
                        for x in self.last_sentence
                        if x.mention.quantity.unit == mention.quantity.unit
                    ]
                    part_of = self._whole_of(same) if same else None
                    self.part_opens = True
            self._relate(
                link,
                links,
                raw,
                text[clause_at : mention.start],
                limit,
                joined=joined,
                part_of=part_of,
            )
            self._status(link, text[max(start, mention.start - 60) : min(end, mention.end + 12)])
            if link.whole is not None and link.whole.status is not link.status:
                link.aggregate = link.whole = None  # 计划2360亩，已完成1416亩
            links.append(link)
            self.previous = link
            if counted := self._counted_actor(link):
                counting, self.actor = self.actor, counted
                restore = restore if restore is not None else (counting,)
        if restore is not None:
            self.actor = restore[0]
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
        _sum_down(links)
        self._divide_earlier(links)
        if links:
            self.last_sentence = links
            self.paragraph.extend(links)
        return links

    def _clause_actor(self, clause: str, dates: list[DateMention], offset: int) -> str | None:
        for d in dates:
            if offset <= d.start < offset + len(clause) and d.start - offset <= 2:
                clause = clause[d.end - offset :].lstrip("以来，、（）晚上午下早前后")
                break
        clause = re.sub(
            r"^(?:其中|同时|此外|另外|目前|会上|会后|期间|近期|日前|一是|二是|三是|四是|五是|六是|并)",
            "",
            clause,
        )
        if passive := _PASSIVE.search(clause):
            return passive[1]
        return find_actor(clause)

    def _counted_actor(self, link: Link) -> str | None:
        """52名班主任走访…, 6辆校车接送…: those counted act in the rest of the sentence."""
        if link.whole is not None:
            return None
        if (
            link.tail_end <= 0
            and link.mention.quantity.unit in ("名", "人", "位")
            and link.object
            and self._opens_clause(link.mention.start - len(link.object), link.object)
            and _COUNTED_ACTOR.search(link.object)
            and _SUBJECT_GOES_ON.match(self.text, link.mention.end)
        ):
            return link.object  # 心理教师1名兼管24个班
        if link.action is None or link.tail_end <= 0:
            return None
        if self.text[max(0, link.mention.start - 1) : link.mention.start] not in "，。；\n：":
            return None
        noun = link.object or ""
        if not _COUNTED_ACTOR.search(noun) or link.mention.quantity.unit not in _ACTOR_UNITS:
            return None
        return noun

    def _verb_before_date(self, before: str) -> str:
        """完成|全年|任务: a date inside the object leaves the verb its place."""
        found = _VERB_THEN_DATE.search(before)
        return found[1] if found and found[1] in words.verb_class() else ""

    def _opens_clause(self, at: int, noun: str) -> bool:
        return self.text.startswith(noun, at) and (at == 0 or self.text[at - 1] in "，。；：、）\n")

    def _whole_of(self, links: list[Link]) -> Link | None:
        """The figure that 其中 divides: the nearest that is no share, change or other period."""
        divided = (Aggregate.RATE, Aggregate.CHANGE, Aggregate.AVERAGE)
        return next(
            (x for x in reversed(links) if x.aggregate not in divided and not x.compared), None
        )

    def _anchor(self, links: list[Link], unit: str | None, *, nearest: bool = False) -> Link | None:
        """The earlier figure that an elided object is taken from; ``nearest`` for comparisons."""
        pool = [x for x in links if x.aggregate is not Aggregate.CHANGE and x.object]
        if nearest:
            for link in reversed(pool):
                if link.mention.quantity.unit == unit:
                    return link
        for link in reversed(pool):
            if (
                link.mention.quantity.unit == unit
                and link.aggregate is not Aggregate.PART
                and link.whole is None
            ):
                return link
        for link in reversed(pool):
            if link.mention.quantity.unit == unit:
                return link
        for link in reversed(self.last_sentence):
            if (
                link.mention.quantity.unit == unit
                and link.object
                and link.aggregate not in (Aggregate.CHANGE, Aggregate.PART)
            ):
                return link
        return None

    def _relate(
        self,
        link: Link,
        links: list[Link],
        raw: str,
        clause: str,
        limit: int,
        *,
        joined: bool,
        part_of: Link | None,
    ) -> None:
        mention, _text = link.mention, self.text
        unit = mention.quantity.unit
        previous = links[-1] if links else None
        cut = 0
        for d in self.dates:
            if mention.start - len(raw) <= d.start and d.end <= mention.start:
                cut = d.end - (mention.start - len(raw))
            elif d.start >= mention.start:
                break
        lead = raw[cut:]
        if cut and (ahead := self._verb_before_date(raw[: cut - 1])):
            lead = ahead + lead
        if risen := _FROM_DATE.match(raw) if cut and not lead.strip("的 ") else None:
            lead = risen.group(1)
            link.compared = True
        if cut == 0 and (plain := _PLAIN_COMPARED.match(lead)):
            cut = plain.end()
            lead = raw[cut:]
        compared = bool(cut and _COMPARED.search(raw[:cut])) and not _CHANGE_END.search(lead)
        if (
            joined
            and previous is not None
            and previous.object
            and (edge := _THRESHOLD.match(self.text, previous.mention.end, mention.start))
            and not self.text[edge.end() : mention.start].startswith("，")
            and not lead.strip(" 　、和及与至到共约有")
        ):
            self._take_threshold(link, previous, previous.object, part_of)
            return
        if joined and previous is not None and not lead.strip(" 　、和及与至到"):
            listed = bool(lead.strip())
            self._copy(link, previous, listed=listed)
            if not listed and previous.aggregate not in (Aggregate.CHANGE,):
                link.aggregate = (
                    previous.aggregate
                    if previous.aggregate in (Aggregate.TOTAL, Aggregate.PART, Aggregate.CUMULATIVE)
                    else None
                )
                if link.aggregate is Aggregate.TOTAL:
                    link.aggregate = None
                if (
                    link.aggregate is Aggregate.PART
                    and previous.whole is not None
                    and previous.whole.mention.quantity.unit == unit
                ):
                    link.whole = previous.whole
            tail = self._tail(mention, limit)
            if listed and tail:
                link.object, link.action = tail, previous.action
            return
        if (
            joined
            and previous is not None
            and previous.mention.quantity.unit == unit
            and mention.kind is FactKind.QUANTITY
            and (among := _OF_WHICH.fullmatch(lead))
        ):
            # 4家社区食堂中仍有1家亏损
            link.object = noun_only(among[1]) or previous.object
            link.action = self._verb_after(mention.end, limit)[0] or previous.action
            link.aggregate, link.whole = Aggregate.PART, previous
            previous.object = previous.object or link.object
            return
        window = clause if not joined else raw
        if mention.kind is FactKind.PERCENT:
            self._percent(link, links, lead, raw)
            return
        if compared and not first_verb(strip_lead(lead)):
            anchor = self._anchor(links, unit, nearest=True)
            noun = strip_lead(lead)
            if anchor and not noun:
                self._copy(link, anchor)
                link.aggregate, link.compared = None, True
                return
            link.compared = True
        change = _CHANGE_END.search(lead.rstrip())
        if (
            change
            and change[1]
            in ("新增", "多", "少", "升", "降", "增", "减", "增收", "减收", "节约", "节省")
            and not re.search(r"[比较同环]", raw)
        ):
            change = None if change[1] != "净增" else change
        if change and not _NEW_LEVEL.search(lead):
            anchor = self._anchor(links, unit, nearest=True)
            noun = strip_lead(lead[: change.start()])
            noun = _named_change(noun)
            if anchor is None and links and not noun:
                anchor = next(
                    (x for x in reversed(links) if x.aggregate is not Aggregate.CHANGE), None
                )
            if noun and not noun.startswith(("比", "较")):
                _, link.action, obj = verb_object(noun)
                link.object = obj or (anchor.object if anchor else None)
            elif anchor:
                self._copy(link, anchor)
            if anchor or noun:
                link.change, link.aggregate = change[1], Aggregate.CHANGE
                link.base = anchor
                return
        if level := _NEW_LEVEL.search(lead):
            noun = strip_lead(lead[: level.start()])
            anchor = self._anchor(links, unit)
            if not noun and anchor and level[1] not in ("达到",):
                self._copy(link, anchor)
                link.aggregate = None
                if level[1] not in ("由", "从"):
                    link.change = level[1]
                return
            lead = lead[: level.start()] if level[1] not in ("达到",) else lead
        self._aggregate(link, window)
        if per_unit := mention.kind is not FactKind.FREQUENCY and _AVERAGE_LEAD.search(
            _HEDGED.sub("", lead)
        ):
            lead = lead[: per_unit.start()]
            spent = _PER_VERB.search(per_unit.group())
            link.aggregate = (
                Aggregate.RATE
                if _PER_UNIT.search(
                    per_unit.group()[: spent.start()] if spent else per_unit.group()
                )
                and "平均" not in raw
                else Aggregate.AVERAGE
            )
        if (
            link.aggregate is None
            and mention.kind in (FactKind.QUANTITY, FactKind.MONEY)
            and _FOR_EACH.search(lead)
        ):
            link.aggregate = Aggregate.RATE
        while extreme := _EXTREME.search(lead.rstrip()):
            lead = lead[: extreme.start()]
        stripped = strip_lead(lead)
        if per_unit and spent and not stripped and previous is not None:
            self._copy(link, previous)
            link.action = spent.group()
            return
        if previous is not None and _GENERIC.match(stripped):
            named = re.sub(
                r"^(?:涉及|计|总|合计|共计|累计|涉案|总计)?(?:金额|面积|总面积|长度|总长|总长度|价值|重量|总重|总额|建筑面积|占地面积|造价|总价|货值|案值|数量|人数|户数)$",
                "",
                stripped,
            )
            if not named:
                self._copy(link, previous)
                self._part(link, part_of)
                return
        if previous is not None and previous.object and _DIMENSION.fullmatch(stripped):
            self._copy(link, previous)
            link.action = None
            return
        rest_of = bool(_REST.search(lead)) and len(stripped) <= 6
        verb: str | None
        subject, verb, obj = clause_parts(stripped)
        if verb and words.verb_class().get(verb) == "X":
            verb, obj = None, stripped
        own_actor = find_actor(stripped) if subject else None
        if own_actor is None and self.actor and stripped.startswith(self.actor):
            own_actor = self.actor if len(self.actor) > 1 else None
        if own_actor and not joined and (verb or stripped != own_actor):
            self.actor = link.actor = own_actor
            if not verb and stripped.startswith(own_actor):
                stripped = stripped[len(own_actor) :]
        if joined and previous is not None and (edge := _THRESHOLD.match(lead)):
            # 60周岁以上老年人2084人: the threshold belongs to the noun
            named = noun_only(_HEDGED.sub("", strip_lead(lead[edge.end() :])))
            if not named and part_of is not None and part_of.object:
                # 其中80周岁以上918人
                head = re.sub(r".*(?:以上|以下|以内)的?", "", part_of.object)
                link.object = self.text[previous.mention.start : mention.start].strip("的") + head
                link.action = part_of.action
                self._part(link, part_of)
                previous.aggregate = previous.whole = None
                return
            if named and (not verb or verb in named):
                self._take_threshold(link, previous, named, part_of)
                return
        tail = self._tail(mention, limit)
        list_item = (
            joined and lead.lstrip()[:1] in ("、", "和", "及", "与", "以") and previous is not None
        )
        if passive := _PASSIVE.search(lead):
            link.action, link.actor = passive[2], passive[1]
            if anchor := self._anchor(links, unit):
                link.object = anchor.object
            return
        if (
            joined
            and previous is not None
            and not list_item
            and not verb
            and lead.startswith("的") is False
            and stripped
            and tail
            and lead.rstrip().endswith("的")
        ):
            # 12家共建单位的180余名志愿者: the words between belong to the figure before
            link.action, link.object = previous.action, tail
            self._part(link, part_of)
            return
        if verb is None:
            own = noun_only(stripped) or ""
            placed = _OF_PLACE.fullmatch(own) if own and not joined else None
            if placed and not words.is_body(own):
                self.actor = link.actor = placed[1]
                own = placed[2]
            bodyish = (
                bool(own)
                and words.is_body(own)
                and not own.endswith(
                    (
                        "人员",
                        "干部",
                        "党员",
                        "群众",
                        "居民",
                        "企业",
                        "小学",
                        "幼儿园",
                        "学校",
                        "单位",
                        "网站",
                    )
                )
            )
            preposed = (
                bool(PREPOSITION.match(stripped))
                or stripped.endswith(("等", "对", "向", "在", "将", "把", "给", "从"))
                or bool(tail)
                or lead.rstrip().endswith("的")
            )
            if tail and (preposed or not own or rest_of or bodyish):
                self._take_tail(link, tail)
                link.action = (
                    (previous.action if previous else None)
                    if list_item
                    else self._predicate(mention.end, tail)
                )
                if list_item and not link.action:
                    link.action = self._predicate(mention.end, tail)
                if link.action is None and part_of is not None:
                    link.action = part_of.action
                if (
                    link.action is None
                    and not stripped
                    and previous is not None
                    and previous.tail_end
                    and not joined
                ):
                    link.action = previous.action
            elif own and bodyish and (after := self._verb_after(mention.end, limit))[0]:
                link.action, link.object = (
                    after[0],
                    after[1]
                    or self._event_before(mention.start)
                    or (previous.object if previous else None),
                )
            elif own and not preposed and not rest_of:
                link.object = own
                if list_item and previous is not None:
                    link.action = previous.action
                elif part_of is not None and part_of is not link:
                    link.action = part_of.action
                elif previous is not None and _of_a_kind(own, previous, unit):
                    link.action = previous.action
                link.listed = list_item
            elif own and preposed and not tail:
                link.object = noun_only(PREPOSITION.sub("", own))
            else:
                anchor = self._anchor(links, unit)
                kept = link.aggregate
                follows, obj_after = self._verb_after(mention.end, limit)
                if kept in (Aggregate.AVERAGE, Aggregate.RATE):
                    same = [x for x in links if _same_unit(x, unit) and x.object]
                    anchor = same[-1] if same else (previous or anchor)
                if (
                    anchor is None
                    and kept in (Aggregate.AVERAGE, Aggregate.RATE, Aggregate.TOTAL)
                    and previous is not None
                ):
                    anchor = previous
                if anchor:
                    self._copy(link, anchor)
                    link.aggregate = kept
                    if rest_of:
                        link.action = "剩余" if "剩余" in lead else None
                    if (
                        follows
                        and link.action != "剩余"
                        and kept not in (Aggregate.AVERAGE, Aggregate.RATE)
                    ):
                        link.action = follows
                        if "其中" in raw and obj_after:
                            link.object = obj_after
                elif follows:
                    link.action = follows
                    link.object = obj_after or self._event_before(mention.start)
                elif mention.kind is FactKind.FREQUENCY:
                    link.action = self._predicate(mention.end, "")
            if mention.kind is FactKind.FREQUENCY and link.action is None:
                self._frequency(link, stripped, mention, limit)
        elif (
            tail
            and lead.rstrip().endswith("的")
            and _DISPOSAL.match(stripped)
            and (predicate := self._predicate(mention.end, tail))
        ):
            link.action = predicate  # 对整改不力的2个社区进行约谈
            self._take_tail(link, tail)
        else:
            if verb in ("剩余", "其余", "尚未"):
                rest_of = True
            if (
                part_of is not None
                and mention.kind is FactKind.MONEY
                and not obj
                and len(subject) >= 2
                and (verb in word_class("noun_verbs") or not words.is_body(subject))
            ):
                subject, verb, obj = "", None, stripped  # 其中财政补助60万元
            link.action = f"未{verb}" if subject.endswith("未") else verb
            obj = clean_object(obj)
            if words.verb_class().get(verb or "") == "S" and verb not in (
                "现有",
                "下辖",
                "下设",
                "辖",
            ):
                link.action = None
            if tail and verb in word_class("fulfil_verbs") and (done := _work_on(tail)):
                link.action, link.object = done[1], done[0]
            elif tail and words.verb_class().get(verb or "") == "L" and not obj:
                self._light(link, tail, subject)
            elif obj and not (
                tail
                and (
                    obj.endswith(("等", "的", "对", "辖区"))
                    or lead.rstrip().endswith("的")
                    or "、" in obj
                    or (verb in word_class("place_verbs") and PREPOSITION.match(obj))
                )
            ):
                link.object = noun_only(obj)
            elif tail:
                self._take_tail(link, tail)
            elif obj:
                link.object = noun_only(obj)
            else:
                front = (
                    noun_only(clean_object(subject))
                    if subject and not words.is_body(subject) and not PREPOSITION.match(subject)
                    else None
                )
                anchor = self._anchor(links, unit)
                governed = re.match(
                    r"^.{0,14}?(?:对|将|把|为(?=[^，]*[人户员者])|给)([^，]{2,20})$", subject
                )
                if governed:
                    link.object = noun_only(governed[1])
                elif mention.kind is FactKind.MONEY and part_of is not None and own_actor:
                    link.object = noun_only(part_of.object)  # 其中上级下拨80万元
                elif mention.kind is FactKind.MONEY:
                    self._money(link, previous, mention.end)
                elif front and strip_lead(front) and len(front) > 1:
                    link.object = front
                elif joined and previous is not None and previous.tail_end:
                    link.object = previous.object  # 为65岁以上老年人免费体检876人
                elif anchor:
                    link.object = anchor.object
                    link.base = anchor
                elif (
                    mention.kind is FactKind.QUANTITY
                    and previous is not None
                    and len(verb or "") < 4
                ):
                    link.object = previous.object
            if verb in word_class("fulfil_verbs") and link.object in words.verb_class():
                # 已完成整改27处: the object names the action
                anchor = self._anchor(links, unit)
                link.action = link.object
                link.object = anchor.object if anchor else None
            if mention.kind is FactKind.FREQUENCY:
                self._frequency(link, stripped, mention, limit)
        if mention.kind is FactKind.RANK:
            self._rank(link, previous)
        self._part(link, part_of)
        if (
            list_item
            and link.aggregate is None
            and previous is not None
            and previous.aggregate is Aggregate.CUMULATIVE
        ):
            link.aggregate = Aggregate.CUMULATIVE
        if (
            link.aggregate in (None, Aggregate.TOTAL)
            and not links
            and _AS_OF.search(self.text[self.sentence_start : mention.start])
        ):
            link.aggregate = Aggregate.CUMULATIVE
        self._subset(link, links, raw, rest_of=rest_of)

    def _rank(self, link: Link, previous: Link | None) -> None:
        """综合得分93.6分，排名第4位: a rank is of what was scored before it."""
        if link.object and not _AMONG.fullmatch(link.object):
            return
        link.object = previous.object if previous is not None else None

    def _take_threshold(self, link: Link, previous: Link, named: str, part_of: Link | None) -> None:
        at = self.text.find(named, previous.mention.end, link.mention.start)
        link.object = self.text[previous.mention.start : at + len(named)] if at >= 0 else named
        if previous.aggregate is Aggregate.PART:
            previous.aggregate, previous.whole = None, None
        link.action = part_of.action if part_of is not None else previous.action
        self._part(link, part_of)

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
                link.action, link.object = found[0], noun_only(governed[1])
                return
        self._take_tail(link, tail)

    def _verb_after(self, at: int, limit: int) -> tuple[str | None, str | None]:
        """A verb right after a figure with its object: 31人参加体能测试; 其余2件移交司法所."""
        if at >= len(self.text):
            return None, None
        stop = TAIL_MARK.search(self.text, at, min(limit, at + 30))
        clause = self.text[at : stop.start() if stop else min(limit, at + 30)]
        clause = re.sub(
            r"^(?:已|均|全部|正在|正|当场|及时|随即|主动|现场|继续|按期|按时|自愿|成功|顺利|先后|都|也|被)+",
            "",
            clause,
        )
        found = words.verb_at(clause, 0) if clause else None
        if found is None or found[1] in ("C", "X", "S"):
            return None, None
        _, verb, obj = verb_object(clause)
        return verb, noun_only(obj)

    def _event_before(self, at: int) -> str | None:
        """The event of the clause before (组织规上企业开展应急演练，95人参加)."""
        start = max(self.text.rfind(c, 0, at) for c in "。\n；")
        clauses = [c for c in re.split(r"[，,：:]", self.text[start + 1 : at]) if c.strip()]
        for clause in reversed(clauses[-2:]):
            found = re.search(
                r"(?:开展|举办|举行|召开|组织|进行|参加|承办)了?(?!规|全)([^，]{2,16})$", clause
            )
            if found and EVENT_END.search(found[1]):
                return found[1]
        return None

    def _money(self, link: Link, previous: Link | None, at: int) -> None:
        """What money was spent on: named after it, or the thing counted before it."""
        if link.action in word_class("money_alone"):
            return
        follow = re.match(
            r"[^。；\n]{0,14}?(?:用于|建立|新建|建设|建成|修建|购置|购买|采购|改造|安装|装修|实施|完成|打造|设立)了?(?:社区|街道|全镇)?([^，。；、0-9一二三四五六七八九十]{2,16})",
            self.text[at : at + 60],
        )
        if (
            previous is not None
            and previous.object
            and link.action in word_class("money_of")
            and not follow
        ):
            link.object = previous.object
        elif follow:
            link.object = noun_only(follow[1])
        elif previous is not None and previous.object and link.action in word_class("money_of"):
            link.object = previous.object

    def _tail(self, mention: Mention, limit: int) -> str:
        if mention.end >= len(self.text):
            return ""
        return tail_noun(self.text, mention.end, limit)

    def _predicate(self, at: int, noun: str) -> str | None:
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
                    if (
                        found
                        and found[1] == ""
                        and j + len(found[0]) >= len(_EVENT_NOUN.sub("", after))
                    ):
                        return found[0]
                return light
        found_verb = first_verb(clause.lstrip("逐一均已全部都"))
        if found_verb and found_verb[2] in ("", "O", "L"):
            return found_verb[1]
        return None

    def _frequency(self, link: Link, stripped: str, mention: Mention, limit: int) -> None:
        per = mention.per or ""
        words_ = stripped
        for mark in (per, "定期", "不定期", "不少于"):
            words_ = words_.replace(mark, "")
        words_ = strip_lead(words_)
        subject, verb, obj = verb_object(words_)
        tail = self._tail(mention, limit)
        if verb:
            link.action = verb
            link.object = noun_only(clean_object(obj)) or tail or noun_only(subject) or None
        elif tail:
            verb_tail = verb_object(tail)
            if verb_tail[1] and not verb_tail[0]:
                link.action, link.object = (
                    verb_tail[1],
                    noun_only(verb_tail[2]) or noun_only(words_),
                )
            else:
                link.object = tail
                link.action = self._predicate(mention.end, tail)
        else:
            follow = words.verb_at(self.text, mention.end) if mention.end < len(self.text) else None
            if follow:
                link.action = follow[0]
                link.object = noun_only(words_)
            else:
                link.object = noun_only(words_)
                link.action = link.action or self._predicate(mention.end, "")

    def _copy(self, link: Link, other: Link, *, listed: bool = False) -> None:
        link.action, link.object, link.actor = other.action, other.object, other.actor or link.actor
        link.base, link.listed = other, listed

    def _aggregate(self, link: Link, window: str) -> None:
        window = window[-40:]
        if _CUMULATIVE.search(window):
            link.aggregate = Aggregate.CUMULATIVE
        elif _AVERAGE.search(window):
            link.aggregate = Aggregate.AVERAGE
        elif _TOTAL.search(window):
            link.aggregate = Aggregate.TOTAL

    def _part(self, link: Link, part_of: Link | None) -> None:
        if (
            part_of is not None
            and link.aggregate in (None, Aggregate.TOTAL)
            and link is not part_of
        ):
            link.aggregate, link.whole = Aggregate.PART, part_of
        elif (
            self.part_opens
            and link.aggregate is None
            and link.mention.kind in (FactKind.QUANTITY, FactKind.MONEY)
        ):
            link.aggregate = Aggregate.PART

    def _subset(self, link: Link, links: list[Link], raw: str, *, rest_of: bool) -> None:
        """A subset of a whole just named: 发现隐患7处，当场整改5处，其余2处."""
        if link.aggregate is not None or link.mention.kind not in (
            FactKind.QUANTITY,
            FactKind.MONEY,
        ):
            return
        typed = bool(_TYPE.search(link.object or "")) and (link.action is None or link.listed)
        if _EARLIER.search(raw):
            return
        sorted_by = bool(_SORTED.search(self.text[self.sentence_start : link.mention.start]))
        pool = (
            [*self.last_sentence[-12:], *links]
            if not links
            or rest_of
            or sorted_by
            or not any(x.mention.quantity.unit == link.mention.quantity.unit for x in links)
            else links
        )
        if sorted_by:
            pool = [
                x
                for x in [*self.paragraph, *links]
                if x.mention.start < self.sentence_start or x.mention.end <= self._sorted_at(link)
            ]
        unit = link.mention.quantity.unit
        whole = next(
            (
                x
                for x in reversed(pool)
                if x.mention.quantity.unit == unit
                and x.aggregate not in (Aggregate.PART, Aggregate.CHANGE, Aggregate.AVERAGE)
                and not x.compared
                and not (typed and _TYPE.search(x.object or ""))
            ),
            None,
        )
        if whole is None:
            if (
                rest_of
                or (typed and (link.object or "").endswith("类"))
                or (sorted_by and link.action is None)
            ):
                link.aggregate = Aggregate.PART
            return
        value, other = link.mention.quantity.value, whole.mention.quantity.value
        if value is None or other is None or value > other:
            return
        action = link.action or ""
        both = action in word_class("whole_verbs") and not re.search(r"已|当场|成功", raw)
        if rest_of or (
            not both
            and (
                action in word_class("part_verbs")
                or action.startswith(("未", "尚未", "当场", "已"))
                or raw.lstrip("，、；：").startswith(("已", "现已", "当场", "尚未"))
            )
            and (whole.action in word_class("whole_verbs") or link.object == whole.object)
        ):
            link.aggregate, link.whole = Aggregate.PART, whole
        elif value < other and (typed or (sorted_by and (link.action is None or link.listed))):
            link.aggregate, link.whole = Aggregate.PART, whole
            link.action = link.action or whole.action

    def _sorted_at(self, link: Link) -> int:
        found = list(_SORTED.finditer(self.text, self.sentence_start, link.mention.start))
        return found[-1].start() if found else link.mention.start

    def _percent(self, link: Link, links: list[Link], lead: str, raw: str) -> None:
        mention = link.mention
        change = _CHANGE_END.search(lead.rstrip())
        anchor = next(
            (x for x in reversed(links) if x.aggregate is not Aggregate.CHANGE and not x.compared),
            None,
        )
        if mention.quantity.unit == "百分点" or (change and not _NEW_LEVEL.search(lead)):
            noun = strip_lead(lead[: change.start()] if change else lead)
            noun = _named_change(noun)
            source = (
                next(
                    (
                        x
                        for x in reversed(links)
                        if x.mention.kind is FactKind.PERCENT
                        and x.aggregate is not Aggregate.CHANGE
                    ),
                    anchor,
                )
                if mention.quantity.unit == "百分点"
                else anchor
            )
            if source is None:
                source = self.last_sentence[-1] if self.last_sentence else None
            if noun and not noun.startswith(("比", "较")) and len(noun) > 1:
                _, link.action, obj = verb_object(noun)
                link.object = noun_only(obj) or noun
            elif source:
                self._copy(link, source)
            link.change, link.aggregate, link.base = (
                (change[1] if change else None),
                Aggregate.CHANGE,
                source,
            )
            return
        link.aggregate = Aggregate.RATE
        if lead.strip() == "的" and len(links) > 1 and self._is_base(links):
            numerator = next(
                (x for x in reversed(links[:-1]) if x.aggregate is not Aggregate.CHANGE), None
            )
            if numerator is not None:
                self._copy(link, numerator)
                link.aggregate = Aggregate.RATE
                return
        if level := _NEW_LEVEL.search(lead):
            noun = strip_lead(lead[: level.start()])
            rates = [x for x in links if x.mention.kind is FactKind.PERCENT]
            before = rates[-1] if rates else anchor
            if not noun and before is not None and level[1] != "达到":
                self._copy(link, before)
                link.aggregate = Aggregate.RATE
                return
        else:
            noun = ""
        shares = list(_SHARE_OF.finditer(lead))
        if shares:
            share = shares[-1]
            front = strip_lead(lead[: share.start()])
            front = re.sub(r"(?:分别|约|各)$", "", front)
            link.base = anchor
            if front and len(front) > 1 and strip_lead(front):
                _, verb, obj = verb_object(front)
                link.object = noun_only(obj) or front
                link.action = verb
            elif anchor:
                self._copy(link, anchor)
                link.aggregate = Aggregate.RATE
            return
        stripped = noun if noun else strip_lead(lead)
        if not stripped and anchor is not None:
            rate = next((x for x in reversed(links) if x.mention.kind is FactKind.PERCENT), None)
            self._copy(link, rate or anchor)
            link.aggregate = Aggregate.RATE
            link.compared = bool(_COMPARED.search(raw))
            return
        _subject, verb, obj = verb_object(stripped)
        if re.search(r"(?:率|比例|比重|占比|指数|度|面|幅)$", stripped):
            link.object = rate_name(stripped)
        elif verb and obj:
            link.action, link.object = verb, noun_only(clean_object(obj))
        else:
            link.object = stripped or None
        link.base = anchor

    def _divide_earlier(self, links: list[Link]) -> None:
        """住建领域386件；人社领域274件；…: all figures of a sentence divide one named before it."""
        if len(links) < 3 or any(x.whole is not None for x in links):
            return
        unit = links[0].mention.quantity.unit
        run = [
            x
            for x in links
            if x.mention.quantity.unit == unit
            and x.mention.kind is FactKind.QUANTITY
            and x.aggregate is None
            and x.mention.quantity.value is not None
        ]
        if len(run) < 3 or run[0] is not links[0]:
            return
        total = sum(x.mention.quantity.value for x in run if x.mention.quantity.value is not None)
        for whole in reversed(self.paragraph[-20:]):
            if (
                whole.mention.quantity.unit == unit
                and whole.mention.quantity.value == total
                and whole.aggregate not in (Aggregate.PART, Aggregate.CHANGE, Aggregate.AVERAGE)
            ):
                for x in run:
                    x.aggregate, x.whole = Aggregate.PART, whole
                return

    def _is_base(self, links: list[Link]) -> bool:
        """Say whether the last figure is what a share is of: 占…3700户的, 完成目标2800人的."""
        between = self.text[links[-2].mention.end : links[-1].mention.start]
        return bool(_BASE.search(between))

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
        if (
            run[0].mention.kind is FactKind.PERCENT
            and len(before) >= len(run)
            and text[at + 2 : at + 3] == "占"
        ):
            for x, source in zip(run, before[-len(run) :], strict=True):
                self._copy(x, source)
                x.aggregate = Aggregate.RATE
                x.base = source
            return
        clause_at = max(text.rfind(c, start, at) for c in "，,；;：:。")
        nouns = text[max(clause_at + 1, start) : at]
        verb_after = words.verb_at(text, at + 2) if at + 2 < end else None
        _, verb, obj = verb_object(strip_lead(nouns))
        if (verb and not obj) or verb_after:
            bodies = re.split(r"[、和及与]", links[-1].actor or "")
            if len(bodies) == len(run) and all(words.is_body(b) for b in bodies):
                for x, body in zip(run, bodies, strict=True):
                    x.actor = body
        names = [n for n in re.split(r"[、和及与]", obj) if n]
        if len(names) == len(run):
            for x, name in zip(run, names, strict=True):
                x.object, x.action = (
                    name,
                    verb or (verb_after[0] if verb_after and verb_after[1] == "" else None),
                )

    def _status(self, link: Link, window: str) -> None:
        if self.planned:
            link.status = Status.PLANNED
            return
        clause = re.split(
            r"[。；;]", window[: window.find(self.text[link.mention.start : link.mention.end])]
        )[-1]
        last = re.split(r"[，,]", clause)[-1]
        if _PLANNED.search(last) and not _DONE_WORDS.search(last):
            link.status = Status.PLANNED
