"""A chat export or raw notes -> Messages: who (which office), when, and the words."""

import re
from dataclasses import dataclass
from functools import cache

from pipeline import lexicon

_TIME = r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_DAY = r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?)"
_WHEN = rf"(?:{_DAY}\s*)?(?:上午|下午|早上|晚上|中午)?\s*{_TIME}"
_ID = r"(?:[（(<＜]\s*[\w@.+-]{4,40}\s*[)）>＞])?"  # QQ 号、邮箱
_HEADS = (
    re.compile(
        rf"^(?P<name>[^\s\d:：，。][^\d:：，。]{{0,23}}?){_ID}\s{{0,8}}[（(]?(?P<time>{_WHEN})[）)]?\s{{0,8}}(?:[:：]\s{{0,8}}(?P<text>.+))?$"
    ),
    re.compile(
        rf"^[\[【（(]?(?P<time>{_WHEN})[\]】）)]?\s{{0,8}}(?P<name>[^\d:：，。]{{1,24}}?){_ID}(?:\s{{0,8}}[:：]\s{{0,8}}(?P<text>.*))?$"
    ),
)
_INSIDE = re.compile(
    rf"^[\[【（(](?P<name>[一-鿿][^\]】:：，。；]{{1,23}}?){_ID}\s{{1,8}}(?P<time>{_WHEN})[\]】）)]\s{{0,8}}(?P<text>.*)$"
)
_NUMBERED_HEAD = re.compile(
    rf"^(?:[\[【（(]?(?P<before>{_WHEN})[\]】）)]?\s{{0,8}})?(?P<name>[^:：，。；、]{{2,20}}?){_ID}(?:\s{{1,8}}[（(]?(?P<time>{_WHEN})[）)]?)?(?:\s{{0,8}}[:：]\s{{0,8}}(?P<text>.*))?$"
)  # 名字里有数字：执法1中队、3号网格
_DATED_HEAD = re.compile(
    rf"^(?P<name>[^:：，。；]{{1,24}}?)\s{{1,8}}(?P<time>{_DAY}\s{{0,8}}{_TIME})$(?P<text>)"
)
_SIGNED = re.compile(
    rf"^[\[【](?P<time>{_WHEN})[\]】]\s{{0,8}}(?P<text>.{{4,300}}?)(?:——|—|--)\s?(?P<name>[一-鿿]{{2,10}})$"
)  # 署名在后：[09:26] 应为25栋——腾房组
_LABEL = re.compile(r"^(?P<name>[^\s\d:：，。；、]{2,20})\s*[:：]\s*(?P<text>.*)$")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[.、．](?!\d)|[①-⑳])\s*"
)
_SECTION = re.compile(
    r".{0,6}(?:存在的?(?:主要)?问题|问题和不足|困难和问题|下一步.{0,6}|下步.{0,6}|下周.{0,6}|下月.{0,6}|工作打算|工作计划)"
)
_OFFICE = re.compile(
    r"^(?P<office>.*(?:居民委员会|村民委员会|居委会|村委会|调委会|中心校|卫生院|服务中心|派出所|司法所|执法队|执法局|管理处"
    r"|办公室|指挥部|委员会|分局|大队|中队|支队|小队|分队|小组|物业|公司|学校|小学|中学|幼儿园|社区|街道|医院|诊所|药房"
    r"|门诊部|门诊|后勤|团队|团工委|团支部|党工委|工委|纪委|网格员|网格|专干|委员|巡查员|安全员|联络员|协管员|信息员|护林员|调解员|宣传员|统计员|管理员|妇联|团委|工会|支部|协会|合作社|供销社|信用社|银行|农场|林场|牧场|渔场|茶场|市场|气象台|电视台|联社|水厂|电站|泵站|水库|闸|办|站|所|队|班|科|室|股|局|院|中心|村|组|部|处|会(?!计)|镇|乡|园|馆|库|厂))"
    r"(?P<person>.{0,4})$"
)


@dataclass(frozen=True, slots=True)
class Message:
    """What one office said at one time; ``lines`` are its words, one line each."""

    office: str
    person: str
    time: str
    lines: tuple[str, ...]
    heading: str = ""
    topic: str = ""


def read_messages(text: str) -> tuple[list[str], list[Message], bool]:
    """Part a text into the lines before the first message and the messages.

    The flag says whether it is a chat (senders with times) or notes under the names of offices.
    """
    lines = [_unmarked(line.strip(" \t　\ufeff")) for line in text.split("\n")]
    heads = [_chat_head(line) for line in lines]
    if sum(head is not None for head in heads) >= 2:
        return (*_chat(lines, heads), True)
    return (*_notes(lines), False)


_EXPORT = re.compile(
    r"[=—\-─*_~·.\s]{3,}|[—\-─=\s]{2,}\d{4}.{0,20}[—\-─=\s]{2,}"
    r"|(?:消息|聊天)记录(?:[（(].*)?|(?:聊天记录|消息记录)?(?:导出|记录)(?:时间|日期)\s*[:：].*"
    r"|消息分组\s*[:：].*|以下为新消息|.{1,16}(?:撤回了一条消息|加入了?群聊|邀请.{1,12}加入.*|修改群名为.*)"
    r"|[\[【](?:图片|语音|视频|表情|文件|动画表情|链接|红包|位置|拍一拍|聊天记录)[\]】].{0,12}"
)
_OBJECT = re.compile(r"(?:消息对象|群名称|群聊名称|会话名称|群聊)\s*[:：]\s*")


def _unmarked(line: str) -> str:
    """Take out what the exporting program wrote: rules, day marks, export times, 撤回了一条消息."""
    return "" if _EXPORT.fullmatch(line) else _OBJECT.sub("", line)


def _chat_head(line: str) -> re.Match[str] | None:
    if not line or len(line) > 400:
        return None
    heads = (_INSIDE, *_HEADS, _DATED_HEAD)
    if match := next((match for head in heads if (match := head.match(line))), None):
        return match
    if match := _SIGNED.match(line):
        return match
    match = _NUMBERED_HEAD.match(line)
    timed = match and (match["time"] or match["before"])
    return match if match and timed and part_sender(match["name"].strip())[0] else None


def _chat(lines: list[str], heads: list[re.Match[str] | None]) -> tuple[list[str], list[Message]]:
    before: list[str] = []
    messages: list[Message] = []
    said: list[str] = []
    office = person = time = ""
    started = False
    for line, head in zip([*lines, ""], [*heads, None], strict=True):
        if head is None:
            if line:
                (said if started else before).append(line)
            continue
        if started and said:
            messages.append(Message(office, person, time, tuple(said)))
        started, said = True, [head["text"]] if head["text"] else []
        office, person = part_sender(head["name"].strip())
        time = (head["time"] or head.groupdict().get("before") or "").strip()
    if started and said:
        messages.append(Message(office, person, time, tuple(said)))
    return before, messages


_PERSON = re.compile(
    r"[\s老小阿]|.{0,3}(?:主任|书记|所长|站长|队长|科长|组长|经理|师傅|[姐哥姨叔])$"
)
_ADDED = re.compile(
    r"(?P<name>[一-鿿]{2,12}?)"
    r"(?:[（(][^（()）]{0,12}(?:补|更正|订正|改|报|[日号])[^（()）]{0,6}[)）]|补充|补报|更正|再补|补)\s*[:：]"
)


def _notes(lines: list[str]) -> tuple[list[str], list[Message]]:
    before: list[str] = []
    messages: list[Message] = []
    said: list[str] = []
    office = heading = topic = ""
    started = lined = False

    def close() -> None:
        if started and said:
            messages.append(Message(office, "", "", tuple(said), heading, topic))

    for line in lines:
        if not line:
            continue
        numbered = _NUMBERED.match(line) is not None
        corrected = ""
        if added := _ADDED.match(line):
            corrected = "更正：" if re.search(r"更正|订正|改", added[0]) else ""
            line = f"{added['name']}：{line[added.end() :]}"
        bare = _NUMBERED.sub("", line).strip("【】[]（）() ")
        label = _LABEL.match(bare)
        named = (
            label["name"]
            if label
            else bare
            if len(bare) <= 16 and not re.search(r"[\d，。；]", bare)
            else ""
        )
        found = (
            part_sender(named.removesuffix("报").removesuffix("报来").removesuffix("报送"))
            if named
            else ("", "")
        )
        title = (
            not started
            and not label
            and re.search(r"(?:数据|材料|记录|情况|汇总|报数|周报|月报|通报)$", bare)
        )
        if found[0] and found[1] and not label and not _PERSON.match(found[1]):
            found = ("", named)  # 案件办理：不是“案件办”的“理”
        if found[0] and not title and not is_meta(named):
            close()
            started, said, office, heading, topic = True, [], found[0], "", ""
            lined = bool(label and label["text"])
            if not _OFFICE.match(office):
                office, topic = "", topic_of(office)  # 党建：是工作，不是科室
            if label and label["text"]:
                said.append(f"{corrected}{label['text']}")
        elif lined and label and label["text"] and _is_topic(label["name"]):
            close()
            said, office, heading, topic = [label["text"]], "", "", label["name"]
        elif _SECTION.fullmatch(label["name"] if label else bare):
            close()
            started, said, office, topic = True, [], "", ""
            heading = label["name"] if label else bare
            if label and label["text"]:
                said.append(label["text"])
        elif numbered and named and not label and not title:
            close()
            started, said, office, heading, topic = True, [], "", "", bare
        elif started:
            said.append(line)
        else:
            before.append(line)
    close()
    if not messages and before:
        return before[:3], [Message("", "", "", tuple(before))]
    return before, messages


def _is_topic(name: str) -> bool:
    """Say whether a label beside others is a field of work (环境：清楼道34个)."""
    return re.fullmatch(r"[一-鿿]{2,6}", name) is not None and not is_meta(name)


def is_meta(name: str) -> bool:
    """Say whether a label names a field of the head (填报单位) and not an office."""
    return bool(
        re.search(
            r"^各位|^大家|^请|单位|时间|时段|日期|主送|标题|报送|更正|说明|备注|合计|问题|打算|计划",
            name,
        )
    )


@cache
def part_sender(name: str) -> tuple[str, str]:
    """Part a sender into office and person: 消防站老邱, 东埠村-王主任, 应急办（小秦）."""
    name = re.sub(r"^@|[（(].*?[）)]$", "", name.strip()).strip()
    if parted := re.match(r"^(.{2,12}?)[-—_·\s/|]+(.{1,6})$", name):
        left, right = parted[1].strip(), parted[2].strip()
        named = _OFFICE.match(left)
        if named and not named["person"]:
            return left, right
        if _OFFICE.match(right):
            return right, left
        if _PERSON.match(right) and re.fullmatch(r"[一-鿿]{3,10}", left):
            return left, right  # 桶站值守-王姨
    match = _OFFICE.match(name)
    if match and len(match["office"]) >= 2:
        return match["office"], match["person"].strip()
    known = max(
        (w for w in lexicon.settings("spoken")["topics"] if name.startswith(w)), key=len, default=""
    )
    return (
        (known, name[len(known) :])
        if len(known) >= 2 and len(name) <= len(known) + 4
        else ("", name)
    )


def topic_of(office: str) -> str:
    """Name the heading under which an office's figures stand."""
    topics: dict[str, str] = lexicon.settings("spoken")["topics"]
    return next((topic for word, topic in topics.items() if word in office), office)
