"""Raw notes and chat exports (.txt, .docx) -> Rows as a report needs them, and what is left out."""

import re
from dataclasses import replace
from pathlib import Path

from pipeline.drafting.chat import Message, read_messages
from pipeline.drafting.listen import Listener, Notes
from pipeline.drafting.spoken import table
from pipeline.drafting.titles import Heading, period_in, read_title
from pipeline.errors import BadData
from pipeline.schema import Period

_LONGEST = 100_000  # characters; a chat of hundreds of messages has some ten thousand


def read_notes(path: Path, first: int) -> Notes:
    """Read notes; the figures that are data become rows numbered on from ``first``.

    Raises:
        UnreadableFile: the file cannot be read.
        BadData: it is far longer than what is sent in for one report.
    """
    from pipeline.reading import read

    text = read(path).text
    if len(text) > _LONGEST:
        raise BadData(
            f"材料有{len(text)}字，不像一期的数据（最多{_LONGEST}字），请只留本期的内容再试",
            file=path.name,
        )
    return take_notes(text, path.name, first)


def take_notes(text: str, name: str, first: int) -> Notes:
    """Read the text of notes."""
    before, messages, chat = read_messages(_unmarked(text))
    notes = Notes()
    year = next((int(m[1]) for m in [re.search(r"(20\d\d)\s?[年.\-/]", text)] if m), None)
    heads = [line for m in messages[:1] for line in m.lines[:3] if re.search(r"填报|报送", line)]
    for line in [*before, Path(name).stem, *heads]:
        if line not in heads:
            notes.heading = notes.heading.filled(read_title(line))
        named = re.search(
            r"(?:^|\s)(?:报送|填报|上报|编报)?(?:单位|部门)?[:：]\s*(\S{3,24})$", line
        )
        if named and notes.heading.place and named[1].startswith(notes.heading.place):
            notes.unit_name = named[1]
    organiser = _organiser(messages) if chat else None
    for words in [*before, *(line for m in messages for line in m.lines)]:
        if (period := period_in(words, year)) and not _is_past(words, period):
            ranged = re.search(r"[至到—~～-]|季度|半年|月份?", period.text)
            if ranged:
                notes.heading = replace(notes.heading, period=notes.heading.period or period)
    if not notes.heading.place:
        notes.heading = _named_in(messages, notes.heading)
    if organiser and not notes.heading.place:
        if asked := _asked_for(organiser):
            notes.heading = replace(notes.heading, title=asked)
        if place := _place_in(organiser):
            title = notes.heading.title or "工作情况"
            notes.heading = replace(notes.heading, place=place, title=f"{place}{title}")
    if organiser and organiser.office:
        if notes.heading.place:
            notes.unit_name = _joined(notes.heading.place, organiser.office)
        elif place := read_title(f"{organiser.office}工作周报").place:
            notes.unit_name = organiser.office
            notes.heading = replace(notes.heading, place=place)
    persons = frozenset(m.person for m in messages if len(m.person) >= 2)
    reader = Listener(notes, name, first, persons, chat=chat)
    for message in messages:
        reader.take(message, organiser)
    reader.corrections.finish()
    reader.rivals.finish()
    notes.rows = reader.rows
    return notes


def _unmarked(text: str) -> str:
    """Read what Markdown marks: headings as lines, tables as cells divided by tabs."""
    lines = []
    for line in text.split("\n"):
        words = line.strip()
        if re.fullmatch(r"\|.*\|", words):
            if not set(words) <= set("|-: "):  # the rule below a head
                lines.append("\t".join(cell.strip() for cell in words.strip("|").split("|")))
        else:
            lines.append(re.sub(r"^#{1,6}\s+(?=[一-鿿])", "", line))
    return "\n".join(lines)


def _is_past(words: str, period: Period) -> bool:
    """Say whether a period is called an earlier one (上周6月1日至7日)."""
    at = words.find(period.text)
    return bool(re.search(table()["cues"]["past"], words[max(0, at - 8) : at]))


_TITLE = re.compile(
    r"[一-鿿]{2,6}(?:街道|镇|乡|社区|村|县|卫生院|派出所|学校)[一-鿿]{0,18}(?:周报|月报|季报|简报|小结|总结|汇报)"
)


def _named_in(messages: list[Message], heading: Heading) -> Heading:
    """Take title and place from a message that names the report (汀兰镇安全生产周报)."""
    for message in messages:
        for line in message.lines:
            if match := _TITLE.search(line):
                words = re.sub(
                    r"^.*?(?:报送|报一下|汇总|填报|上报|本周|各位|请|把|将)", "", match[0]
                )
                found = read_title(words)
                if found.place:
                    return Heading(found.title, found.place, heading.period, heading.issue)
    return heading


_ASKED = re.compile(
    r"(?:^|[，。：:、）)\s日报把将]|的)(?P<title>[一-鿿]{3,18}?(?:周报|月报|季报|旬报|简报|总结|情况汇报|情况报告))"
)


def _asked_for(organiser: Message) -> str:
    """Find the name of the report that the organiser asks figures for."""
    for line in organiser.lines:
        match = _ASKED.search(line)
        if match and not re.match(r"各|请|本|这|大家", match["title"]):
            return match["title"]
        if match := re.match(
            r"(?:本|这)(?:周|月|季度)(?:的)?([一-鿿]{4,14}?)(?:情况|进展|数据)", line
        ):
            return f"{match[1].removesuffix('工作')}工作"
    return ""


def _place_in(organiser: Message) -> str:
    """Find the body that the organiser speaks to: 兰亭社区的各小组按表报."""
    said = (
        r"(?:^|[，。：:、\s])([一-鿿]{2,5}(?:街道|镇|乡|社区|村))(?:的)?(?:各|全体|本周|这周|本月)"
    )
    return next((m[1] for line in organiser.lines if (m := re.search(said, line))), "")


def _organiser(messages: list[Message]) -> Message | None:
    asked = re.compile(
        r"@全体|@所有人|收.{0,4}数|报.{0,4}数|发群里|统计时段|本周[：:（(]|请各|各部门|各单位|各村|各小?组|按表报"
    )
    return next((m for m in messages if asked.search("".join(m.lines))), None)


def _joined(place: str, office: str) -> str:
    return office if office.startswith(place[:2]) else f"{place}{office}"
