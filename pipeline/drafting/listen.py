"""Messages one by one -> Rows, narrative and notices: what is data, talk, or taken back."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache

from pipeline.drafting.chat import _NUMBERED, Message, topic_of
from pipeline.drafting.corrections import Corrections
from pipeline.drafting.grid import Cell
from pipeline.drafting.phrases import begins_with_verb, leading_verb
from pipeline.drafting.rivals import Rivals
from pipeline.drafting.said import (
    ASIDE,
    STATE,
    STATES,
    VAGUE,
    Said,
    closed,
    digits,
    find_said,
    in_third,
    is_idle,
    is_label,
    is_list,
    is_planned,
    is_talk,
    is_work,
    lacks_object,
    object_of,
    regrouped,
    tail_of,
    talk_in,
    undated,
)
from pipeline.drafting.settle import words as settled
from pipeline.drafting.sheets import TOTALS, Sheet, take_grid
from pipeline.drafting.spoken import formal_unit, indicator, replaced, stripped, table
from pipeline.drafting.titles import Heading, bounds, period_in, read_title
from pipeline.drafting.values import Amount, amount, clean
from pipeline.schema import Notice, Row

_EMOJI = re.compile(r"\[[一-鿿A-Za-z]{1,5}\]|[\U0001F000-\U0001FAFF☀-➿️]")
_MENTION = re.compile(r"@[^\s@，。：:]{1,20}(?:\s|$|(?=[，。：:]))")
_SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;]?")
_AVERAGE = re.compile(r"(?:日均|平均|人均|户均|月均|周均)$")
_WHOLE = re.compile(r"(?:一|本|全|这|整)(?:个)?(?:周|月|季度|年)(?:共|合计|总计|累计|下来)?\s*$")
_MONTH = re.compile(r"(?<!\d)(?P<month>1[0-2]|[1-9])月(?:份)?(?:(?P<day>\d{1,2})[日号])?")
_COUNTED = re.compile(r"[这那](\d+)[^，。\d]{0,6}(?:含|算|包括|包含|计入)")
_LOOSE = frozenset("处个起件条宗")  # 线索4条、拆除4处，说的是一样东西
_DUE = re.compile(r"(?:在|于)?[^，。；]{2,8}前(?:整改|完成|改完|改好|到位|办结|处理)")
_NOTHING = re.compile(
    r"(?:本周|本月|本季度|全镇|全街道|全村|辖区内?)*(?:无|未发生|未发现|未接到|没有发生)"
    r"(?P<what>[一-鿿]{2,10})"
)
_HEAD = re.compile(r"(?:统计|报告|填报|所属|数据)?(?:时段|时间|期间|日期)[:：]")
_ABOUT = re.compile(
    r"(?:说明|备注|注)[:：]\s*以上|以上(?:为|是|均为|系).{0,30}(?:数据?|情况|材料)。?$"
)
_DIGIT = re.compile(r"\d")
_LABEL = re.compile(r"^([一-鿿]{2,8})[：:]\s*(?=.)")
_RELAY = re.compile(
    r"^(?:代|替|帮)(.{2,10}?(?:村|社区|所|站|队|办|中心|院))(?:报|发|说|转)[一下]*[：:，,]?"
)
_AFTER_PART = re.compile(
    r"(?:当场|现场|已|已经|立即|限期|其中)?(?:整改|改|剩余|剩|办结|调解成功|化解|处置|未整改|其余)"
)


@dataclass(slots=True)
class Notes:
    """What raw notes gave."""

    rows: list[Row] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    narrative: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    heading: Heading = field(default_factory=Heading)
    unit_name: str = ""


def _sentences(words: str) -> list[str]:
    """Part a line into sentences; 报错了！1020米 is one."""
    parts: list[str] = []
    for match in _SENTENCE.finditer(words):
        sentence = match[0].strip()
        if (
            parts
            and re.search(table()["cues"]["restate"], parts[-1])
            and not _DIGIT.search(parts[-1])
        ):
            parts[-1] = f"{parts[-1].rstrip('！!。')}，{sentence}"
        else:
            parts.append(sentence)
    return parts


@cache
def _never() -> tuple[str, ...]:
    """What is reported when it did not happen (data/draft_words.toml, ``zero``)."""
    return tuple(noun for nouns in settled()["zero"].values() for noun in nouns)


class _Parts:
    """Follows a whole through its parts: 其中刑事3起、治安19起 go on until it is used up."""

    def __init__(self) -> None:
        self.whole: Row | None = None
        self.left: Decimal | None = None

    def take(self, row: Row) -> Row:
        """Give a figure back, as a part (其中…) where it goes on with the parts before it."""
        told = amount(row.value)
        if row.indicator.startswith("其中"):
            self.left = self._rest(row, told)
            return row
        goes_on = told and self.left is not None and row.unit not in ("%", None)
        if goes_on and not begins_with_verb(row.indicator):
            rest = self._rest(row, told)
            if rest is not None:
                self.left = rest
                return replace(row, indicator=f"其中{row.indicator}")
        self.whole, self.left = row, None
        return row

    def _rest(self, row: Row, told: Amount | None) -> Decimal | None:
        """Say what a part leaves of the whole; None where it is no part of it."""
        if told is None or self.whole is None or row.unit != self.whole.unit:
            return None
        whole = amount(self.whole.value)
        left = self.left if self.left is not None else whole.value if whole else None
        return left - told.value if left is not None and told.value <= left else None


class Listener:
    """Takes messages one by one; keeps rows, and what was not used."""

    def __init__(
        self, notes: Notes, name: str, first: int, persons: frozenset[str], *, chat: bool
    ) -> None:
        self.persons = persons
        self.notes = notes
        self.name = name
        self.next = first
        self.chat = chat
        self.rows: list[Row] = []
        self.corrections = Corrections(self.rows, notes.notices)
        self.rivals = Rivals(self.rows, name)

    def take(self, message: Message, organiser: Message | None) -> None:
        """Read one message: corrections and rival figures first, then its figures."""
        lines = self._without_tables(message)
        for line in lines:
            words = _MENTION.sub("", _EMOJI.sub("，", clean(line))).strip(" ，")
            words = _NUMBERED.sub("", words)
            spoken = next((p for p in self.persons if words.startswith(p)), "")
            if "@" in line and spoken:
                words = words.removeprefix(spoken).lstrip(" ，")
            if not words:
                continue
            if message is organiser and period_in(words, 2000):
                continue
            if _ABOUT.match(words) or self._is_title(words):
                continue
            if _HEAD.match(words) and period_in(words, 2000):
                continue
            office = message.office
            if message.heading:
                words = words if words.endswith(("。", "；", "！")) else f"{words}。"
                self.notes.narrative.append((message.heading, (words,)))
                continue
            if relay := _RELAY.match(words):
                office, words = relay[1], words[relay.end() :]
            self._line(regrouped(words), office, message.time, message.topic)

    def _is_title(self, words: str) -> bool:
        """Say whether a line is the title of the whole, which stands at the head already."""
        title = self.notes.heading.title
        return bool(title) and len(words) <= 40 and read_title(words).title == title

    def _without_tables(self, message: Message) -> list[str]:
        """Take tables (rows of cells divided by tabs) out of the lines, as sheets."""
        lines: list[str] = []
        grid: list[list[Cell]] = []
        for line in [*message.lines, ""]:
            if "\t" in line:
                grid.append([Cell(clean(cell)) for cell in line.split("\t")])
                continue
            if len(grid) >= 2:
                self._table(grid, message)
            else:
                lines += ["，".join(cell.text for cell in row) for row in grid]
            grid = []
            if line:
                lines.append(line)
        return lines

    def _table(self, grid: list[list[Cell]], message: Message) -> None:
        sheet = Sheet()
        take_grid(sheet, grid, self.name, self.next, named=True)
        for row in sheet.rows:
            office = row.department or ("" if row.time == "合计" else message.office)
            topic = "" if row.topic == TOTALS and message.office else row.topic
            topic = topic or message.topic or topic_of(message.office or office)
            self.rows.append(replace(row, department=office, topic=topic))
        self.next += sheet.count
        self.notes.notices += sheet.notices

    def _line(self, words: str, office: str, time: str, heading: str = "") -> None:
        topic, label_words = heading, ""
        if label := _LABEL.match(words):
            if re.fullmatch(r"我们?.{0,4}|本.{1,3}|咱们?.{0,3}", label[1]):
                words = words[label.end() :]
            elif not re.search(
                r"更正|订正|改正|补充|说明|注意|问题|备注|勘误|更新|修正|纠正|补报|撤回|口误|重报|注$",
                label[1],
            ):
                topic = ASIDE.sub("", label[1]) or label[1]
                topic = table()["topics"].get(topic, topic)
                words, label_words = words[label.end() :], label[1]
                topic = topic_of(office) if topic in topic_of(office) or topic in office else topic
        cues = table()["cues"]
        last_unit = last_object = last_name = ""
        object_unit: str | None = None
        past = lasting = False
        parts = _Parts()
        own = talk_in().search(office) is not None  # 社区食堂报自己的供餐数
        if topic and is_talk(topic):
            self._unused(words, office, "不像数据")
            return
        for sentence in _sentences(words):
            if self.corrections.take(sentence, office, time):
                continue
            said = find_said(sentence)
            if is_planned(sentence, len(said)):
                self._plan(sentence, office)
                continue
            for vague in VAGUE.finditer(sentence):
                if not any(each.mention.start <= vague.start() < each.mention.end for each in said):
                    self._unused(vague[0], office, "说不准是什么单位")
            if not said:
                self._told(sentence, office, topic)
                continue
            if sentence.endswith(("？", "?")) and not re.search(cues["rival"], sentence):
                self._unused(sentence, office, "不像数据")
                continue
            talk = None if own and not is_idle(sentence) else talk_in().search(sentence)
            talk_at = talk.start() if talk else 0
            if row := self.rivals.quoted(said, sentence, office, time, self.next):
                self._add(row)
                continue
            odd = re.search(f"{cues['past']}|{cues['rival']}", sentence) or self._stale(sentence)
            if not self.chat and not talk and not odd and not is_list(said):
                self._keep(closed(in_third(sentence, office)), office, topic)
                continue
            if re.search(r"对上了|对得上|吻合", sentence):
                self._unused(sentence, office, "是核对的话")
                continue
            counted = _COUNTED.findall(sentence)
            for each in said:
                if re.search(r"[那这]$", each.before) or is_label(each):
                    continue
                if digits(each.mention) in counted:
                    self._unused(sentence, office, "已算在别的数里")
                    continue
                clause = each.before + sentence[each.mention.start : each.mention.end] + each.after
                led = indicator(each.before, each.after)[0]
                sound = begins_with_verb(led) or (last_unit and each.mention.start < talk_at)
                told = talk and is_talk(clause) and not (is_work(led) and not is_idle(clause))
                beside = talk_at <= each.mention.start or len(led) < 4
                if talk and (told or (not sound and beside)):
                    self._unused(clause, office, "不像数据")
                    continue
                if re.search(cues["plan"], each.before):
                    self._plan(clause, office)
                    continue
                past = past and bool(re.search(r"环比|同比|较|比", each.before))
                if past or re.search(cues["past"], clause) or self._stale(each.before):
                    past = True
                    self._unused(clause, office, "是以前的数")
                    continue
                whole = re.search(r"(?:共|合计|总共|共计)\s*$", each.before)
                bare = stripped(_WHOLE.sub("", each.before))
                again = not each.after and last_unit and each.mention.quantity.unit == last_unit
                if (not bare and (each.joined or again)) or (
                    whole and stripped(each.before) in ("", "共", "计", "合计", "总共", "共计")
                ):
                    each = replace(each, before=_AVERAGE.sub("", last_name) or label_words)
                each, day = undated(each, label_words)
                row = self._row(each, office, topic, time, last_unit, last_object, last_name)
                if row is not None and day:
                    row = replace(row, time=day)
                lasting = "累计" in each.before or (each.joined and lasting)
                if row is not None and lasting and "累计" not in row.indicator:
                    row = replace(row, time="累计")
                if row is None:
                    row = self.rivals.named(each, sentence, office, time, self.next)
                if row is None:
                    self._unused(clause, office, "看不出是什么指标")
                    continue
                row = self.rivals.beside(row, sentence)
                row = parts.take(row)
                if self._said_before(row):
                    continue
                self._add(row)
                last_unit = row.unit or last_unit
                last_name = (parts.whole or row).indicator
                if found := object_of(row.indicator):
                    last_object, object_unit = found, row.unit
                elif row.unit not in (None, "%", object_unit) and object_unit:
                    last_object = ""

    def _row(
        self,
        said: Said,
        office: str,
        topic: str,
        time: str,
        last_unit: str,
        last_object: str,
        last_name: str,
    ) -> Row | None:
        mention = said.mention
        found = amount(said.sentence[mention.start : mention.end])
        spoken = (found.unit if found else mention.quantity.unit) or ""
        if spoken == "个" and re.match(r"人(?![大才行员民])", said.after):
            spoken, said = "人", replace(said, after=said.after[1:])
            found = replace(found, unit="人") if found else None
        unit = formal_unit(spoken, said.before)
        before, own = said.before, stripped(said.before)
        if office and own.startswith(office) and own != office:
            before = own.removeprefix(office)  # 大塘村：大塘村翻耕水田620亩
        elif len(office) >= 4 and own.startswith(office[-2:]) and begins_with_verb(own[2:]):
            before = own[2:]  # 红旗林场：林场出动巡护员96人次
        name, tail = indicator(before, said.after, unit)
        text = found.text if found else digits(mention)
        if not text:
            return None
        if name in ("另", "另外", "还有"):
            name = ""
        if not name and last_object and (state := STATE.match(tail)):
            name, tail = f"{STATES.get(state[0], state[0])}{last_object}", tail[state.end() :]
        if not name and last_object and _DUE.match(tail):
            name, tail = f"限期整改{last_object}", ""
        if not name and last_object and tail and begins_with_verb(tail) and len(tail) <= 14:
            name, tail = tail, ""
        if name == "成功" and (verb := leading_verb(last_name)):
            name = f"{verb}成功"
        if not unit and last_unit and _AFTER_PART.match(name):
            unit = last_unit
        bare = lacks_object(name) or (unit == last_unit and leading_verb(name) == name)
        if not name and re.match(r"参加|参与|到场", said.after) and unit in ("人", "人次", "名"):
            name, tail = "参加人员", ""
        elif name in ("参加", "参与"):
            name = f"{name}人员"
        elif name in ("来", "到场", "到", "到会", "来参加") and unit in ("人", "人次", "名"):
            name = "参加群众"
        elif last_object and bare and (unit in ("", last_unit) or {unit, last_unit} <= _LOOSE):
            name = f"{name}{last_object}"
        if (
            len(name) < (1 if last_unit and unit else 2)
            or name in table()["strip"]["lead"]
            or (
                not unit
                and not (begins_with_verb(name) or last_object or last_unit or len(name) > 3)
                and not any(row.indicator == name for row in self.rows)
            )
        ):
            return None
        value = f"{text}{found.after if found else ''}"
        if bound := re.match(r"左右|上下|以上|以下|以内", tail):
            value, tail = f"{text}{unit}{bound[0]}", tail[bound.end() :].strip("，, ")
        elif re.search(r"(?:(?<![签履违预节解续邀公守])约|大概|差不多)$", said.before):
            value = f"约{text}{unit}"
        elif re.search(r"(?:将近|近)$", said.before):
            value = f"近{text}{unit}"
        place = " ".join(part for part in (self.name, time, office) if part)
        return Row(
            place,
            self.next,
            office,
            topic or topic_of(office),
            name,
            value,
            unit or None,
            "",
            tail_of(tail),
        )

    def _told(self, sentence: str, office: str, topic: str) -> None:
        """Let a sentence without figures stand if it is written as a report; else leave it out."""
        words = stripped(replaced(sentence))
        if re.search(table()["cues"]["none"], sentence):
            self._unused(sentence, office, "没有开展，未写")
            return
        nothing = _NOTHING.fullmatch(words.rstrip("。！"))
        if nothing and nothing["what"].endswith(_never()):
            self.notes.narrative.append(
                (topic or topic_of(office) or "", (f"{words.rstrip('。！')}。",))
            )
            return
        if words.endswith(("如下", "如下：", "如下:")):
            return
        written = (
            len(words) >= 8
            and not self._names_someone(words)
            and not re.search(
                r"[吧呢啊哦嘛呀啦哈吗嗯？?~～]|不好意思|辛苦|收到|麻烦|稍等|马上|问问|大家", words
            )
            and not is_talk(words)
        )
        if written and (not self.chat or begins_with_verb(words)):
            heading = topic or topic_of(office)
            place = f"{words}。" if not words.endswith("。") else words
            self.notes.narrative.append((heading or "", (place,)))
        elif len(words) >= 4:
            self._unused(sentence, office, "不像数据")

    def _said_before(self, row: Row) -> bool:
        """Say whether the same office gave the figure before under a fuller name (巡了22处)."""
        return len(row.indicator) <= 3 and any(
            other.department == row.department
            and (other.value, other.unit) == (row.value, row.unit)
            and other.indicator.startswith(row.indicator)
            and other.indicator != row.indicator
            for other in self.rows
        )

    def _stale(self, words: str) -> bool:
        """Say whether words name a month or day before the period (8月承办352件)."""
        ends = bounds(self.notes.heading.period)
        match = _MONTH.search(words)
        if ends is None or not match or re.search(r"截至|截止|以来|起", words[: match.end() + 4]):
            return False
        months = (ends[0].month - int(match["month"])) % 12
        if months or not match["day"]:
            return 0 < months <= 6
        return int(match["day"]) < ends[0].day

    def _keep(self, words: str, office: str, topic: str) -> None:
        """Keep a written sentence as it stands, in its place among the figures."""
        place = " ".join(part for part in (self.name, office) if part)
        row = Row(place, self.next, office, topic or topic_of(office), "", "", note=words)
        self._add(row)

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        self.next += 1

    def _plan(self, sentence: str, office: str) -> None:
        words = stripped(replaced(sentence)).rstrip("。；;")
        talk = is_talk(sentence) or re.search(r"[吧呢啊吗？?]", sentence)
        if self._names_someone(sentence) or (self.chat and talk):
            self._unused(sentence, office, "不像数据")
        elif self.chat and find_said(sentence):
            self._unused(sentence, office, "是打算，不是已完成的数")
        elif len(words) >= 6:
            who = office if office and not words.startswith(office) else ""
            self.notes.narrative.append(("下一步打算", (f"{who}{words}。",)))

    def _names_someone(self, words: str) -> bool:
        return any(person in words for person in self.persons)

    def _unused(self, words: str, office: str, why: str) -> None:
        if not re.search(r"[\d一二两三四五六七八九十]", words) and len(words) < 6:
            return
        who = f"{office}：" if office else ""
        self.notes.notices.append(Notice("unused", f"{who}“{words}”{why}，未用", (words,)))
