"""A Brief -> a Draft, after a template of an office or in the form of a former report."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.drafting.assemble import assemble
from pipeline.drafting.compare import Change, change, last_of
from pipeline.drafting.door import Ledger, Passage
from pipeline.drafting.earlier import Earlier
from pipeline.drafting.former import is_next
from pipeline.drafting.matching import last_in_unit, match_last
from pipeline.drafting.phrases import library, pick
from pipeline.drafting.settle import Item, settle
from pipeline.drafting.templates import load_template, render
from pipeline.drafting.titles import bounds, day_words, period_words, span_name
from pipeline.drafting.topics import Matter, Topic, gather
from pipeline.drafting.trend import draw
from pipeline.drafting.values import clean
from pipeline.drafting.wording import Wording
from pipeline.schema import Brief, Draft, DraftedFigure, Extraction, Notice, Report

_RHYTHMS = {  # 周 -> 本周, 上周, 下周
    "周": ("本周", "上周", "下周"),
    "旬": ("本旬", "上旬", "下旬"),
    "月": ("本月", "上月", "下月"),
    "季度": ("本季度", "上季度", "下季度"),
    "半年": ("本期", "上期", "下半年"),
    "年": ("今年", "上年", "明年"),
    "期": ("本期", "上期", "下一步"),
}


@dataclass(slots=True)
class Setting:
    """The words of one draft that do not depend on its figures."""

    title: str
    period: str
    now: str
    last: str
    following: str
    issuer: str
    recipient: str
    day: str
    rhythm: str


def compose(
    brief: Brief,
    *,
    template: str | Path | None = None,
    like: Extraction | Report | None = None,
    earlier: Sequence[Report] = (),
    charts: Sequence[str] = (),
    parts: Sequence[Report] = (),
) -> Draft:
    """Compose a draft. Figures are settled and computed first; the template only chooses words.

    Without a template or a former report, the body's own last report in ``earlier`` gives the form.
    ``charts`` names the indicators whose trend over the earlier reports is to be drawn, or over
    ``parts``, the reports that the brief sums up.

    Raises:
        BadTemplate: there is no such template, it does not render, or it writes figures of its own.
    """
    draft = _composed(brief, template, like, earlier)
    if not charts:
        return draft
    drawn, missing = draw(charts, brief, earlier, parts)
    return replace(draft, charts=drawn, notices=(*draft.notices, *missing))


def _composed(
    brief: Brief,
    template: str | Path | None,
    like: Extraction | Report | None,
    earlier: Sequence[Report],
) -> Draft:
    items, notices = settle(brief.rows)
    notices = [*brief.notices, *notices]
    if like is not None:
        from pipeline.drafting.like import compose_like

        report = like if isinstance(like, Report) else max(like.reports, key=_weight, default=None)
        if report is not None:
            return compose_like(brief, items, report, notices, earlier=earlier)
    before = next((r for r in reversed(earlier) if is_next(r, brief.period)), None)
    if template is None and before is not None and before.sections:
        from pipeline.drafting.like import compose_like

        return compose_like(brief, items, before, notices, where="archive", earlier=earlier)
    loaded = load_template(template or "plain")
    setting = set_words(brief, loaded.kind)
    ledger = Ledger()
    wording = Wording(
        ledger,
        now=setting.now,
        last=setting.last,
        seed=setting.period,
        period=setting.period,
        earlier=Earlier(items, earlier, brief) if earlier else None,
    )
    found = match_last(items, before, f"《{before.title}》", "archive") if before else {}
    compared = [
        (item, change(item, last_of(item) or last_in_unit(item, found.get(at))))
        for at, item in enumerate(items)
    ]
    matter = gather(compared, brief.narrative)
    view = _view(brief, setting, matter, wording, loaded.groups, notices)
    lines = render(loaded, view)
    draft, passages = assemble(lines, loaded.style, ledger, notices)
    return finish(draft, passages, brief)


def title_of(brief: Brief) -> str:
    """Give the title that a draft of a brief will bear."""
    return set_words(brief).title


def _weight(report: Report) -> int:
    return len(report.facts) + len(report.sections)


def set_words(brief: Brief, kind: str = "") -> Setting:
    """Settle title, period, issuer and the names of this, the last and the next period."""
    rhythm = span_name(brief.period, brief.title or "")
    if rhythm == "期":
        times = " ".join(row.time for row in brief.rows)
        rhythm = (
            "周"
            if re.search(r"[本上]周", times)
            else "月"
            if re.search(r"[本上]月", times)
            else rhythm
        )
    now, last, following = _RHYTHMS[rhythm]
    issuer = clean(brief.unit_name or "")
    period = period_words(brief.period)
    ends = bounds(brief.period)
    title = clean(brief.title or "")
    if not title:
        title = f"{issuer}工作" if issuer else "工作"
    if not re.search(r"(?:报|总结|汇报|报告|简报|材料|情况|专报|小结)$", title):
        usual = {"周": "周报", "旬": "旬报", "月": "月报", "季度": "季报"}.get(rhythm, "情况汇报")
        title = title.removesuffix("工作") + (kind if "工作" in kind else f"工作{kind or usual}")
    return Setting(
        title=title,
        period=period,
        now=now,
        last=last,
        following=following,
        issuer=issuer,
        recipient=clean(brief.recipient or "").rstrip("：:"),
        day=day_words(ends[1]) if ends else "",
        rhythm=rhythm,
    )


def _view(
    brief: Brief,
    setting: Setting,
    matter: Matter,
    wording: Wording,
    groups: Sequence[dict[str, Any]],
    notices: list[Notice],
) -> dict[str, Any]:
    """Say everything that a template may place; it holds words, no numbers to compute with."""

    def gap(words: str) -> str:
        message = f"没有“{words}”的材料，草稿里留作待补"
        notices.append(Notice("gap", message, (words,)))
        return f"【待补：{words}】"

    topics = [view_topic(topic, wording, setting.issuer) for topic in matter.topics]
    grouped = _grouped(topics, matter.topics, groups)
    return {
        "title": setting.title,
        "subtitle": f"（{setting.period}）" if setting.period else "",
        "period": setting.period,
        "now": setting.now,
        "last": setting.last,
        "next": setting.following,
        "issuer": setting.issuer,
        "recipient": setting.recipient,
        "day": setting.day,
        "opening": _opening(setting, matter, wording),
        "overview": "".join(wording.sentence(*told) for told in matter.overview),
        "parts": _parts,
        "lines": "\n".join,
        "topics": topics,
        "groups": grouped,
        "problems": [wording.sentence(*told) for told in matter.problems],
        "plans": [wording.sentence(*told) for told in matter.plans],
        "plan_heading": wording.quote(matter.plan_heading, "data") if matter.plan_heading else "",
        "notes": [wording.sentence(*told) for told in matter.notes],
        "gap": gap,
    }


def _parts(topics: Sequence[dict[str, Any]], level: int) -> str:
    """Write topics as headings of a level with their paragraphs; a single one needs no heading."""
    lines: list[str] = []
    for topic in topics:
        if len(topics) > 1:
            lines.append(f"{'#' * level} {topic['heading']}")
        lines += topic["paragraphs"]
    return "\n".join(lines)


def view_topic(topic: Topic, wording: Wording, issuer: str = "") -> dict[str, Any]:
    """Say one topic: its heading and its paragraphs."""
    paragraphs = []
    if topic.items:
        paragraphs.append(wording.paragraph(topic.items, issuer=issuer, topic=topic.heading))
    if topic.told:
        paragraphs.append("".join(wording.sentence(*told) for told in topic.told))
    told = [paragraph for paragraph in paragraphs if paragraph]
    return {
        "heading": wording.quote(topic.heading, "data"),
        "department": topic.department,
        "category": topic.category,
        "paragraphs": told,
        "text": "".join(told),
    }


def _grouped(
    topics: list[dict[str, Any]], matter: list[Topic], groups: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Sort topics under the groups that the template names; what fits none goes to the default."""
    sorted_: dict[str, list[dict[str, Any]]] = {group["heading"]: [] for group in groups}
    default = next((g["heading"] for g in groups if g.get("default")), None)
    for view, topic in zip(topics, matter, strict=True):
        named = f"{topic.heading}{topic.department}"
        heading = next(
            (
                g["heading"]
                for g in groups
                if not g.get("default")
                and (
                    topic.heading == g["heading"]
                    or any(word in named for word in g.get("words", ()))
                )
            ),
            default,
        )
        if heading is not None:
            sorted_[heading].append(view)
    return [
        {"heading": heading, "topics": found, "single": len(found) == 1}
        for heading, found in sorted_.items()
    ]


def _opening(setting: Setting, matter: Matter, wording: Wording) -> str:
    overview = "".join(wording.sentence(*told) for told in matter.overview)
    kind = "recipient" if setting.recipient else "weekly"
    words = setting.period or setting.now
    close = pick("opening", kind, setting.period).format(
        period=words, now=setting.now, last=setting.last
    )
    return f"{overview}{close}"


def finish(draft: Draft, passages: Sequence[Passage], brief: Brief) -> Draft:
    """Give every numeral that stands in given words its source, and order the figures.

    A numeral that nothing accounts for is told as a notice: it must not leave the house unseen.
    """
    from pipeline.extract import extract
    from pipeline.reading import read_bytes
    from pipeline.schema import FactKind

    figures = list(draft.figures)
    notices = list(draft.notices)
    document = read_bytes(draft.text.encode(), "draft.txt")
    for fact in extract(document).facts():
        if fact.kind is FactKind.DATE or any(f.span.overlaps(fact.span) for f in figures):
            continue
        words = draft.text[fact.span.start : fact.span.end]
        source = next((p.source for p in passages if p.span.holds(fact.span)), None)
        if source is None:
            rows = [row for row in brief.rows if words in f"{row.indicator}{row.topic}{row.time}"]
            source = f"data row {rows[0].number}" if rows else None
        if source is None:
            message = f"草稿里的“{words}”找不到来源，请核对后再用"
            notices.append(Notice("doubt", message, (words,)))
            continue
        figures.append(DraftedFigure(fact.span, words, source))
    draft = replace(draft, notices=tuple(notices))
    return replace(draft, figures=tuple(sorted(figures, key=lambda figure: figure.span)))


__all__ = ["Change", "Item", "compose", "library"]
