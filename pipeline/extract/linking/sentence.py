"""Figures of a paragraph -> Links, sentence by sentence; actors and times are handed on."""

import re
from bisect import bisect_left

from pipeline.extract import words
from pipeline.extract.actors import (
    actor_words,
    find_actor,
    is_guest,
    names_office,
    organised,
    uncounted,
)
from pipeline.extract.dates import DateMention
from pipeline.extract.leads import word_class
from pipeline.extract.linking.chain import relate
from pipeline.extract.linking.links import (
    PLANNED,
    Figure,
    Link,
    Paragraph,
    nearest_whole,
    recent,
)
from pipeline.extract.linking.neighbours import passive_verb
from pipeline.extract.linking.sums import distribute, divide_earlier, sum_down, sum_up
from pipeline.extract.patterns import Opening
from pipeline.extract.quantities import Mention
from pipeline.extract.subjects import agent, named_body, names_one, sent

_MARK = re.compile(r"[，,；;：:。！？!?\n（(]")
_CLAUSE = re.compile(r"[^，,；;：:。！？!?\n]+")
_OPENING = Opening(
    r"(?:【[^】]{1,10}】|其中|同时|此外|另外|目前|会上|会后|期间|近期|日前|一是|二是|三是|四是|五是|六是|并)"
)
_PLANNED = re.compile(
    r"力争|争取(?![\u4e00-\u9fff]{0,6}(?:资金|补贴|补助|经费|项目|政策|支持))|(?<!按)计划|拟(?![定订])|预计|目标|将(?!近|有关|信息|问题|其)|确保|下一步|下步|明年|下周"
    r"|下月|下季度|不低于|不少于|务必|努力|预期|打算|要(?=[完建新实达])"
)
_DONE_WORDS = re.compile(r"已|完成了|实际")
_SUBJECT_GOES_ON = re.compile(r"(?![和与及余多])[\u4e00-\u9fff]{2}")
_STARTS = frozenset("，,；;：:。\n")
_FRONTED = ("对", "为", "将", "把", "针对", "给")
_TEAMS = re.compile(r"(?<!团)队$|小组$|专班$|工作组$")
_OWN = frozenset("我全本")
_GIVES = re.compile(r"(镇|村|乡|县|区|市|街道|社区)(?:里)?(?:补|出|投|拨|筹|自筹|配套|出资)")
_WITH = ("与", "和", "同")
_ACTOR_UNITS = frozenset("名位人个支组辆家")
_WEEKDAY = re.compile(r"^（(?:星期|周)[一二三四五六日天]）")
_BODY_UNITS = frozenset("个家所座间支名人户处条")
_PEOPLE_UNITS = frozenset("名人位")

_LONGEST_NAME = 20
_LONGEST_LISTED = 9

LONGEST_LEAD = 240
"""So many characters before a figure are read: more without a mark is no sentence."""


class SentenceLinker:
    """Links the figures of one paragraph, sentence by sentence, keeping what later ones inherit."""

    def __init__(
        self, text: str, dates: list[DateMention], *, planned: bool, office: str | None = None
    ) -> None:
        self.paragraph = Paragraph(text, dates, planned, actor=office)
        self._starts = [date.start for date in dates]

    def link(self, start: int, end: int, mentions: list[Mention]) -> list[Link]:
        """Link the mentions of one sentence [start, end)."""
        paragraph = self.paragraph
        paragraph.sentence, paragraph.part_opens = start, False
        paragraph.guest, paragraph.guest_opens = None, False
        dates = paragraph.dates[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        links: list[Link] = []
        if mentions:
            links = self._figures(start, end, mentions, dates)
        else:
            self._note_actor(start, end, first=True)
        if dates and dates[0].relative and not _is_compared(paragraph.text, dates[0]):
            paragraph.time = dates[0]
        if links:
            distribute(paragraph.text, start, end, links)
            sum_up(links)
            sum_down(links)
            divide_earlier(paragraph, links)
            paragraph.last_sentence = links
            paragraph.links.extend(links)
        return links

    def _figures(
        self, start: int, end: int, mentions: list[Mention], dates: list[DateMention]
    ) -> list[Link]:
        """Relate the figures in order; each hands on its actor, time and what 其中 divides."""
        paragraph, text = self.paragraph, self.paragraph.text
        links: list[Link] = []
        part_of: Link | None = None
        time = paragraph.time
        counting: list[str | None] = []  # who acted before those counted took over
        floor = clause_at = clauses_from = start
        date_at = 0
        for i, mention in enumerate(mentions):
            at = mention.start
            limit = mentions[i + 1].start if i + 1 < len(mentions) else end
            lead_at = _lead_start(text, floor, at)
            joined = bool(i) and lead_at == floor
            if joined and links[-1].tail_end > floor:
                lead_at = min(links[-1].tail_end, at)
            if not joined:
                clause_at = lead_at
                self._note_actor(clauses_from, at)
                clauses_from = at
            other: DateMention | None = None  # 较上周: the time of what this one is set against
            while date_at < len(dates) and dates[date_at].end <= at:
                date = dates[date_at]
                other = date if _is_compared(text, date) else None
                time = time if other is not None else date
                date_at += 1
            if part_of is not None and not paragraph.part_opens and _new_item(text, floor, lead_at):
                part_of = None
            if text.find("其中", floor, at) >= 0:
                part_of = self._divided(links, mention.quantity.unit)
                paragraph.part_opens = paragraph.part_opens or not i
            link = Link(
                mention, mention.quantity.unit, paragraph.guest or paragraph.actor, other or time
            )
            if not joined and text.startswith(_FRONTED, lead_at):
                link.actor = self._next_actor(mention.end, limit) or link.actor
            if owner := _listed_body(text, lead_at, mention):
                link.actor = owner
            figure = self._figure(link, links, lead_at, clause_at, limit, part_of, joined=joined)
            relate(figure)
            if other is not None and not link.compared and time is not None:
                link.time = time
            self._note_status(link, start, end)
            links.append(link)
            if (counted := _counted_actor(figure)) and is_guest(counted):
                paragraph.guest = counted  # 430名群众到场听课，发放折页: the office's again
                paragraph.guest_opens = clause_at == start
            elif counted:
                counting.append(paragraph.actor)
                paragraph.actor, paragraph.guest = counted, None
            floor = mention.end
        if counting:
            paragraph.actor = counting[0]
        return links

    def _figure(
        self,
        link: Link,
        before: list[Link],
        lead_at: int,
        clause_at: int,
        limit: int,
        part_of: Link | None,
        *,
        joined: bool,
    ) -> Figure:
        """Put a figure together with the words around it; a date cuts its lead."""
        text, at = self.paragraph.text, link.mention.start
        lead_from = max(lead_at, at - LONGEST_LEAD)
        raw = text[lead_from:at]
        cut = self._date_cut(lead_from, at) if self._starts else 0
        return Figure(
            link=link,
            mention=link.mention,
            unit=link.unit,
            paragraph=self.paragraph,
            text=text,
            before=before,
            previous=before[-1] if before else None,
            raw=raw,
            lead=raw[cut:],
            window=raw if joined else text[max(clause_at, at - LONGEST_LEAD) : at],
            limit=limit,
            joined=joined,
            part_of=part_of,
            cut=cut,
        )

    def _note_status(self, link: Link, start: int, end: int) -> None:
        """Tell an intention from a result: 计划2360亩，已完成1416亩 are no whole and part."""
        paragraph = self.paragraph
        if paragraph.planned or _is_planned(paragraph.text, start, link.mention, end):
            link.status = PLANNED
        if link.whole is not None and link.whole.status is not link.status:
            link.aggregate = link.whole = None

    def _note_actor(self, start: int, end: int, *, first: bool = False) -> None:
        """Keep the last body (or the first) that a clause between two offsets begins with."""
        text = self.paragraph.text
        for clause in _CLAUSE.finditer(text, start, end):
            if text[clause.start() - 1] in "；;":
                self.paragraph.guest = None
            actor = self._clause_actor(clause.start(), clause.end())
            measured = (
                clause.group().endswith(actor_words("measures")) and (actor or "")[:1] not in _OWN
            )
            self.paragraph.act(actor, clause.start(), measured=measured)
            if actor and first:
                return

    def _clause_actor(self, start: int, end: int) -> str | None:
        """Find who acts in a clause: 3月10日，|街道综治中心|排查…, 被|区级媒体|采用."""
        text, starts = self.paragraph.text, self._starts
        clause = text[start:end]
        if starts:
            at = bisect_left(starts, start)
            if at < len(starts) and starts[at] < min(end, start + _LONGEST_NAME):
                before = text[start : starts[at]]
                after = text[self.paragraph.dates[at].end : end]
                if len(before) > 1 and words.is_body(before):
                    clause = before + _WEEKDAY.sub("", after)
                elif len(before) < 3 and before[-1:] != "“":
                    clause = after.lstrip("以来，、（）晚上午下早前后")
        clause = _OPENING.cut(clause)
        if clause[-1:] in _WITH and words.is_body(clause[:-1]):
            return clause[:-1]  # 镇与|十三个村签订责任书
        if gives := _GIVES.fullmatch(clause):
            return gives[1]  # 镇补4.5万元、村自筹3万元
        if found := passive_verb(clause):
            return found[1]
        if clause[:1] == "由":
            clause = clause[1:]
        elif start == self.paragraph.sentence or text[start - 1] in _STARTS:
            clause = uncounted(clause)
        if end < len(text) and text[end] == "：" and names_office(clause):
            return clause  # 平安办：调处纠纷25起
        if team := sent(clause, closed=end == len(text) or text[end] in _STARTS):
            return team
        return find_actor(clause) or organised(clause) or named_body(clause) or agent(clause)

    def _next_actor(self, start: int, limit: int) -> str | None:
        """Who acts on what a figure counts, told after it: 对失访的|17名|患者，由村医逐户联系."""
        text = self.paragraph.text
        comma = text.find("，", start, min(limit, start + _LONGEST_NAME))
        if comma <= start or "。" in text[start:comma]:
            return None
        clause = _CLAUSE.match(text, comma + 1, limit)
        actor = self._clause_actor(clause.start(), clause.end()) if clause else None
        return None if actor is None or is_guest(actor) else actor

    def _date_cut(self, start: int, end: int) -> int:
        """Say how much of a lead the last date in it takes."""
        at = bisect_left(self._starts, end) - 1
        dates = self.paragraph.dates
        while at >= 0 and dates[at].start >= start:
            if dates[at].end <= end:
                return dates[at].end - start
            at -= 1
        return 0

    def _divided(self, links: list[Link], unit: str | None) -> Link | None:
        """The figure that 其中 divides: of this unit, else any; of this sentence, else the last."""
        near = recent(links or self.paragraph.last_sentence)
        same = [x for x in near if x.unit == unit]
        return nearest_whole(same or near if links else same)


def _is_compared(text: str, date: DateMention) -> bool:
    """Say whether a time is only what another is set against: 较上周."""
    return date.start > 0 and text[date.start - 1] in "比较"


def _lead_start(text: str, floor: int, stop: int) -> int:
    """Where the words right before a figure begin: after a mark, or a bracket that stays open."""
    start = floor
    closed = -1
    for mark in _MARK.finditer(text, floor, stop):
        if mark.group() in "（(":
            if closed < 0:
                closed = max(floor, text.rfind("）", floor, stop), text.rfind(")", floor, stop))
            if mark.start() < closed:
                continue
        start = mark.end()
    return start


def _listed_body(text: str, start: int, mention: Mention) -> str | None:
    """Whose figure it is where but the name stands before it: 东门社区|214件、书院社区187件."""
    at = mention.start
    while start < at and text[start] in "、，和及：":
        start += 1
    name = text[start:at].removeprefix("分别为").removesuffix("仅")
    if not 3 < len(name) < _LONGEST_LISTED or mention.quantity.unit in _BODY_UNITS:
        return None
    return name if names_one(name) else None


def _new_item(text: str, floor: int, lead_at: int) -> bool:
    """Say whether a semicolon ends what 其中 governs."""
    return text.find("；", floor, lead_at) >= 0 or text.find(";", floor, lead_at) >= 0


def _counted_actor(figure: Figure) -> str | None:
    """52名班主任走访…, 巡防队16人每晚巡逻: those counted act in the rest of the sentence."""
    text, link, at = figure.text, figure.link, figure.mention.start
    noun = link.object
    if link.whole is not None:
        return None
    if noun and link.action in word_class("create_verbs") and _TEAMS.search(noun):
        return noun if _sets_to_work(text, link) else None  # 组建调解队13支，|调解纠纷64件
    if link.tail_end > 0:
        acts = (
            link.action is not None
            and link.unit in _ACTOR_UNITS
            and text[max(0, at - 1) : at] in "，。；\n："
        )
    elif link.unit not in _PEOPLE_UNITS:
        return None
    else:
        if noun is not None and link.action and (len(noun) == 1 or _names_people(figure)):
            noun = figure.raw.strip()  # 巡防|队, 注册|志愿者, “双报到|”党员
        acts = (
            noun is not None
            and _opens_clause(text, at - len(noun), noun)
            and _goes_on(text, at - len(noun), link.mention.end)
        )  # 心理教师1名兼管24个班
    return noun if noun and acts and noun.endswith(actor_words("counted_actors")) else None


def _sets_to_work(text: str, link: Link) -> bool:
    """Say whether the next clause tells what a team does that was just set up."""
    at = max(link.mention.end, link.tail_end)
    if not text.startswith("，", at):
        return False
    begins = words.after_manner(text, at + 1)
    verb = words.verb_at(text, begins) if begins < len(text) else None
    return (
        verb is not None
        and (len(verb[0]) > 1 or begins > at + 1)
        and verb[1] == ""
        and verb[0] not in actor_words("founders_verbs")
    )


def _names_people(figure: Figure) -> bool:
    """Say whether the verb before a figure is part of the name of those counted."""
    verb, raw = figure.link.action or "", figure.raw
    return not figure.joined and (
        raw.startswith("“") or (raw.startswith(verb) and verb in actor_words("people_verbs"))
    )


def _goes_on(text: str, start: int, end: int) -> bool:
    """Say whether a predicate follows those counted: 教师1名|兼管24个班, 党员386人，|认领岗位."""
    if _SUBJECT_GOES_ON.match(text, end):
        return True
    if not text.startswith("，", end) or (start and text[start - 1] not in "。；：\n"):
        return False
    verb = words.verb_at(text, end + 1)
    return verb is not None and len(verb[0]) > 1 and verb[1] == ""


def _opens_clause(text: str, at: int, noun: str) -> bool:
    return text.startswith(noun, at) and (at == 0 or text[at - 1] in "，。；：、）\n")


def _is_planned(text: str, start: int, mention: Mention, end: int) -> bool:
    """Say whether the words of its clause make a figure an intention: 计划改造|30栋."""
    at = max(start, mention.start - 60)
    if not _PLANNED.search(text, at, mention.start):
        return False
    at_figure = text.find(text[mention.start : mention.end], at, min(end, mention.end + 12))
    clause = max(at, 1 + max(text.rfind(mark, at, at_figure) for mark in "。；;，,"))
    return (
        _PLANNED.search(text, clause, at_figure) is not None
        and _DONE_WORDS.search(text, clause, at_figure) is None
    )
