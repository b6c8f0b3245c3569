"""Items and narrative -> Topics in the order of the data: what a report says under one heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline import lexicon
from pipeline.drafting.compare import Change
from pipeline.drafting.settle import Item
from pipeline.drafting.values import clean, squeeze

_OVERVIEW = (
    "总体情况",
    "基本情况",
    "总体",
    "概况",
    "综述",
    "总述",
    "工作概况",
    "总体概况",
    "概述",
    "开头",
)
_PROBLEM, _PLAN = "存在问题", "下一步打算"
_GROUP = re.compile(r"(?:工作)?(?:小组|组|工作|方面|情况|办)$")
_PLAN_WORDS = ("打算", "计划", "下周", "下月", "下步", "下一步", "下阶段", "安排")


@dataclass(slots=True)
class Topic:
    """One heading's matter: items with their changes, and sentences as given with their sources."""

    heading: str
    department: str = ""
    items: list[tuple[Item, Change | None]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def category(self) -> str:
        """The standard category of its heading (data/section_categories.tsv), "" if none."""
        return category(self.heading) or category(self.department)


@cache
def category(heading: str) -> str:
    """Find a heading's standard category by the words that people edit."""
    for name, words in lexicon.table("section_categories", 2):
        if any(word in heading for word in words.split("、")):
            return name
    return ""


@dataclass(slots=True)
class Matter:
    """Everything that a draft has to say, before its wording."""

    overview: list[tuple[str, str]] = field(default_factory=list)
    topics: list[Topic] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    plans: list[tuple[str, str]] = field(default_factory=list)
    plan_heading: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)


def is_plan(heading: str) -> bool:
    """Say whether a heading announces what comes next."""
    return any(word in heading for word in _PLAN_WORDS)


def plan_heading(heading: str) -> str:
    """Complete a short heading: 下一步 -> 下一步打算."""
    whole = re.search(r"打算|计划|安排|重点|措施|工作|目标|思路", heading)
    return heading if whole else f"{heading}打算"


def is_problem(heading: str) -> bool:
    """Say whether a heading tells what is amiss (存在问题, not 问题整改)."""
    return category(heading) == _PROBLEM and "整改" not in heading


def _same_work(heading: str, named: dict[str, Topic]) -> Topic | None:
    """Find the topic that a narrative names by its group: 宣传报道组, 宣传报道工作 -> 宣传报道."""
    core = _GROUP.sub("", squeeze(heading))
    found = [topic for key, topic in named.items() if _GROUP.sub("", key) == core]
    if len(core) < 2 or len(found) != 1:
        return None
    topic = found[0]
    topic.heading = max(topic.heading, clean(heading), key=len)
    return topic


def gather(
    items: Sequence[tuple[Item, Change | None]],
    narrative: Sequence[tuple[str, tuple[str, ...]]],
) -> Matter:
    """Sort items and narrative under topics; nothing is left out, the order of the data stands."""
    matter = Matter()
    named: dict[str, Topic] = {}
    for item, change in items:
        row = item.row
        heading = clean(row.topic) or clean(row.department)
        apart = row.indicator if is_plan(row.indicator) or is_problem(row.indicator) else ""
        if item.amount is None and row.note and (apart or not row.indicator):
            heading = apart or heading
            where = f"data row {row.number}（说明）"
            if squeeze(heading) in _OVERVIEW or squeeze(row.topic) in _OVERVIEW:
                matter.overview.append((row.note, where))
                continue
            if is_problem(heading):
                matter.problems.append((row.note, where))
                continue
            if is_plan(heading):
                matter.plan_heading = matter.plan_heading or plan_heading(heading)
                matter.plans.append((row.note, where))
                continue
        heading = heading or "其他工作"
        topic = named.get(squeeze(heading))
        if topic is None:
            topic = named[squeeze(heading)] = Topic(heading, clean(row.department))
            matter.topics.append(topic)
        topic.items.append((item, change))
    for heading, sentences in narrative:
        told = [
            (sentence, f"data narrative {heading or '文字'} 第{number}句")
            for number, sentence in enumerate(sentences, 1)
        ]
        if not heading:
            matter.notes += told
        elif squeeze(heading) in _OVERVIEW:
            matter.overview += told
        elif is_problem(heading):
            matter.problems += told
        elif is_plan(heading):
            matter.plan_heading = matter.plan_heading or plan_heading(clean(heading))
            matter.plans += told
        else:
            topic = named.get(squeeze(heading)) or _same_work(heading, named)
            if topic is None:
                topic = named[squeeze(heading)] = Topic(heading)
                matter.topics.append(topic)
            topic.told += told
    return matter
