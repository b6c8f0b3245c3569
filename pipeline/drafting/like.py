"""A Brief and a former Report -> a Draft in the former's form, compared with its figures."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.drafting.assemble import Style, assemble
from pipeline.drafting.compare import Change, Last, change, last_of
from pipeline.drafting.door import Ledger
from pipeline.drafting.earlier import Earlier
from pipeline.drafting.former import (
    Form,
    FormSection,
    dated,
    is_comparable,
    is_next,
    learn,
    next_period,
    with_period,
)
from pipeline.drafting.matching import last_in_unit, match_last
from pipeline.drafting.settle import Item
from pipeline.drafting.topics import Matter, Topic, category, gather, is_plan, is_problem
from pipeline.drafting.values import alike, clean, plain, squeeze
from pipeline.drafting.wording import Wording
from pipeline.schema import Brief, Draft, Fact, Notice, Report, Row

_COMMON = {
    "检查",
    "排查",
    "开展",
    "组织",
    "进行",
    "工作",
    "参加",
    "整治",
    "落实",
    "情况",
    "加强",
    "推进",
}
_ISSUE_NUMBER = re.compile(r"(?:总)?第\s?(\d{1,4}|[一二三四五六七八九十]{1,4})\s?[期号周]")


def compose_like(
    brief: Brief,
    items: Sequence[Item],
    report: Report,
    notices: list[Notice],
    *,
    where: str = "former report",
    earlier: Sequence[Report] = (),
) -> Draft:
    """Write the brief in the sections, headings and numbering of a former report."""
    from pipeline.drafting.compose import finish, set_words

    report = with_period(report)
    if brief.period is None and (period := next_period(report, brief.issue)):
        brief = replace(brief, period=period)
        message = f"数据里没有时段，按第{brief.issue}期接上期推算为{period.text}，请核对"
        notices.append(Notice("gap", message, (period.text,)))
    if brief.period is not None and not brief.period.value:
        brief = replace(brief, period=dated(brief.period, report))
    form = learn(report, brief.period, brief.issue)
    setting = set_words(replace(brief, title=form.title))
    last_words = setting.last if is_next(report, brief.period) else "上期"
    name = f"《{report.title}》" + (f"（{form.issue}）" if form.issue else "")
    matched = match_last(items, report, name, where)
    items = [_in_former_unit(item, matched.get(at), notices) for at, item in enumerate(items)]
    found = matched if is_comparable(report, brief) else {}
    if matched and not found:
        message = f"{name}与本期不是同一单位或时段长短不同，只照它的格式，不作增减比较"
        notices.append(Notice("unused", message, (report.title,)))
    compared = [
        (item, change(item, last_of(item) or last_in_unit(item, found.get(at))))
        for at, item in enumerate(items)
    ]
    notices += _growth(items, found)
    homes = {
        item.row: fact.section for at, item in enumerate(items) if (fact := _fact(matched, at))
    }
    matter = gather(compared, brief.narrative)
    ledger = Ledger()
    wording = Wording(
        ledger,
        now=setting.now,
        last=last_words,
        seed=setting.period,
        period=setting.period,
        earlier=Earlier(items, earlier, brief) if earlier else None,
    )
    sections = _placed(form, matter, homes)
    writer = _Writer(wording, notices, setting.issuer or form.signer, setting.now)
    lines = [f"# {_issue(form.title, ledger, form, brief)}"]
    lines += [f"> {_issue(line, ledger, form, brief)}" for line in form.head]
    if not form.head and setting.period:
        lines.append(f"> （{setting.period}）")
    recipient = setting.recipient or form.recipient
    lines.append(f"@ {recipient}：" if recipient else "")
    overview = "".join(wording.sentence(*told) for told in matter.overview)
    formula = form.formula or "现将有关情况报告如下："
    if setting.now not in formula and not re.search(r"上[周月旬]|上季度|一周|全[周月]", formula):
        formula = re.sub(r"^现(将|就|把)", rf"现\g<1>{setting.now}", formula)
    lines.append(f"{overview}{formula}")
    for section in sections:
        lines += writer.section(section)
    lines += [wording.sentence(*told) for told in matter.notes]
    lines.append(form.closing)
    lines.append(f"= {_signer(brief, form)}")
    lines.append(f"~ {form.day or setting.day}")
    _report_differences(report, matched, form, notices, given=bool(brief.issue))
    style = Style(numbering=form.numbering, run_in=form.run_in)
    draft, passages = assemble(lines, style, ledger, notices)
    return finish(draft, passages, brief)


def _signer(brief: Brief, form: Form) -> str:
    """Sign as the former report did, unless the data names another body."""
    given = clean(brief.unit_name or "")
    return form.signer if form.signer and (not given or given[:2] == form.signer[:2]) else given


def _in_former_unit(item: Item, found: tuple[Last, Fact] | None, notices: list[Notice]) -> Item:
    """Propose for a figure without its unit the one that it had in the former report."""
    if found is None or not item.proposed or item.unit or not found[0].unit:
        return item
    unit = found[0].unit
    at = next(
        (
            n
            for n, each in enumerate(notices)
            if each.kind == "missing_unit" and each.rows == item.rows
        ),
        None,
    )
    if at is not None:
        message = f"{notices[at].message}，上期是“{unit}”，草稿暂写“{unit}”并标明待核"
        notices[at] = replace(notices[at], message=message)
    return replace(item, unit=unit)


def _fact(found: dict[int, tuple[Last, Fact]], at: int) -> Fact | None:
    return found[at][1] if at in found else None


def _issue(words: str, ledger: Ledger, form: Form, brief: Brief) -> str:
    """Mark a computed issue number with how it came about."""
    match = _ISSUE_NUMBER.search(words)
    if not match or "待补" in words or not form.issue:
        return words
    source = "data" if brief.issue else f"computed: former report {form.issue} + 1"
    marked = ledger.figure(match[0], source)
    return words[: match.start()] + marked + words[match.end() :]


class _Slot:
    """A heading of the new report with its matter."""

    def __init__(self, node: FormSection, parts: "list[_Slot] | None" = None) -> None:
        self.node = node
        self.topics: list[Topic] = []
        self.told: list[tuple[str, str]] = []
        self.parts: list[_Slot] = parts or []

    @property
    def empty(self) -> bool:
        """Say whether nothing was sent in for it or below it."""
        return not (self.topics or self.told) and all(part.empty for part in self.parts)

    def walk(self) -> "list[_Slot]":
        """List this and all below."""
        return [self, *(slot for part in self.parts for slot in part.walk())]


def _slot(node: FormSection) -> _Slot:
    return _Slot(node, [_slot(part) for part in node.parts])


def _placed(form: Form, matter: Matter, homes: dict[Row, str | None]) -> list[_Slot]:
    """Put each topic and each told sentence where the former report had its like."""
    roots = [_slot(node) for node in form.sections]
    slots = [slot for root in roots for slot in root.walk()]
    for topic in _scattered(matter.topics, slots, homes):
        slot = _by_heading(topic.heading, slots) or _by_home(topic, slots, homes)
        slot = slot or _by_category(topic, slots)
        if slot is None:
            slot = _Slot(FormSection(topic.heading, 1, "", run_in=False))
            at = next(
                (
                    i
                    for i, r in enumerate(roots)
                    if is_plan(r.node.heading) or is_problem(r.node.heading)
                ),
                len(roots),
            )
            roots.insert(at, slot)
            slots.append(slot)
        elif not topic.items and slot.parts:
            _spread(topic, slot)
            continue
        elif slot.parts and squeeze(slot.node.heading) != squeeze(topic.heading):
            part = _by_home(topic, slot.walk()[1:], homes)
            if part is None:
                like = slot.parts[0].node
                part = _Slot(FormSection(topic.heading, like.level, "", run_in=like.run_in))
                slot.parts.append(part)
                slots.append(part)
            slot = part
        if slot.parts:
            topic = _among_parts(topic, slot, homes)
        if topic.items or topic.told:
            slot.topics.append(topic)
    for told, fits, heading in (
        (matter.problems, is_problem, "存在问题"),
        (matter.plans, is_plan, "下一步打算"),
    ):
        if told:
            slot = next((s for s in slots if fits(s.node.heading)), None)
            if slot is None:
                slot = _Slot(FormSection(heading, 1, "", run_in=False))
                plans = (n for n, r in enumerate(roots) if is_plan(r.node.heading))
                roots.insert(next(plans, len(roots)) if fits is is_problem else len(roots), slot)
            slot.told += told
    return roots


def _scattered(
    topics: Sequence[Topic], slots: Sequence[_Slot], homes: dict[Row, str | None]
) -> list[Topic]:
    """Part a topic of no heading of its own by the sections where its indicators stood."""
    known = {slot.node.ident for slot in slots}
    parted: list[Topic] = []
    for topic in topics:
        if _by_heading(topic.heading, slots) or not topic.items:
            parted.append(topic)
            continue
        groups: dict[str, Topic] = {}
        last = ""
        for item, moved in topic.items:
            home = homes.get(item.row)
            last = home if home in known and home else last
            part = groups.setdefault(last, Topic(topic.heading, topic.department))
            part.items.append((item, moved))
        first = groups.pop("", None)
        if first and groups:
            next(iter(groups.values())).items[:0] = first.items
        elif first:
            groups[""] = first
        next(iter(groups.values())).told += topic.told
        parted += groups.values()
    return parted


def _among_parts(topic: Topic, slot: _Slot, homes: dict[Row, str | None]) -> Topic:
    """Put the figures of a chapter into its parts where they stood; give back what stays above."""
    rest = Topic(topic.heading, topic.department, told=topic.told)
    held: dict[str, Topic] = {}
    for item, moved in topic.items:
        name = squeeze(item.row.indicator)
        part = next((p for p in slot.parts if squeeze(p.node.heading) == name), None)
        part = part or next((p for p in slot.parts if p.node.ident == homes.get(item.row)), None)
        if part is None:
            rest.items.append((item, moved))
            continue
        if part.node.ident not in held:
            held[part.node.ident] = Topic(part.node.heading, topic.department)
            part.topics.append(held[part.node.ident])
        held[part.node.ident].items.append((item, moved))
    return rest


def _by_heading(heading: str, slots: Sequence[_Slot]) -> _Slot | None:
    name = squeeze(heading)
    for slot in slots:
        if squeeze(slot.node.heading) == name:
            return slot
    best = max(slots, key=lambda slot: alike(squeeze(slot.node.heading), name), default=None)
    if best is not None and alike(squeeze(best.node.heading), name) >= 0.6:
        return best
    held = [s for s in slots if name in squeeze(s.node.heading) or squeeze(s.node.heading) in name]
    return held[0] if len(held) == 1 and len(squeeze(held[0].node.heading)) >= 2 else None


def _by_home(topic: Topic, slots: Sequence[_Slot], homes: dict[Row, str | None]) -> _Slot | None:
    idents = [homes.get(item.row) for item, _ in topic.items]
    named = [ident for ident in idents if ident]
    if not named:
        return None
    most = max(set(named), key=named.count)
    return next((slot for slot in slots if slot.node.ident == most), None)


def _by_category(topic: Topic, slots: Sequence[_Slot]) -> _Slot | None:
    kind = category(topic.heading)
    if not kind:
        return None
    return next((slot for slot in slots if category(slot.node.heading) == kind), None)


def _spread(topic: Topic, slot: _Slot) -> None:
    """Put each told sentence of a chapter where its words fit best, else at the chapter's head."""
    for sentence, source in topic.told:
        scored = [(_shared(sentence, part), part) for part in slot.parts]
        best = max(score for score, _ in scored)
        homes = [part for score, part in scored if score == best]
        if best >= 1 and len(homes) == 1:
            homes[0].told.append((sentence, source))
        else:
            slot.told.append((sentence, source))


def _shared(sentence: str, slot: _Slot) -> int:
    words = squeeze(
        slot.node.heading + "".join(i.row.indicator for t in slot.topics for i, _ in t.items)
    )
    pairs = {words[i : i + 2] for i in range(len(words) - 1)} - _COMMON
    told = squeeze(sentence)
    return len({told[i : i + 2] for i in range(len(told) - 1)} & pairs)


class _Writer:
    """Says the slots: heading lines and paragraphs."""

    def __init__(self, wording: Wording, notices: list[Notice], issuer: str, now: str) -> None:
        self.wording = wording
        self.notices = notices
        self.issuer = issuer
        self.now = now

    def section(self, slot: _Slot) -> list[str]:
        """Say one heading and what stands below it; an empty one shows its gap."""
        node = slot.node
        lines = [f"{'#' * (node.level + 1)} {self.wording.quote(node.heading, 'former report')}"]
        if slot.empty:
            ended = is_plan(node.heading) or node.heading.endswith(("情况", "问题", "成效"))
            words = f"{node.heading}{'' if ended else '情况'}"
            self.notices.append(
                Notice(
                    "gap",
                    f"上期有“{node.heading}”一节，这次没有材料，草稿里留作待补",
                    (node.heading,),
                )
            )
            return [*lines, f"【待补：{words}】"]
        told = "".join(self.wording.sentence(*each) for each in slot.told)
        said = [self.topic(topic, node) for topic in slot.topics]
        if slot.parts:
            paragraphs = [told, *said]
        else:
            paragraphs = ["".join([*said, told])] if node.run_in else [*said, told]
        lines += [paragraph for paragraph in paragraphs if paragraph]
        for part in slot.parts:
            lines += self.section(part)
        return lines

    def topic(self, topic: Topic, node: FormSection) -> str:
        """Say a topic's figures, then what was told of it."""
        own = alike(squeeze(topic.heading), squeeze(node.heading)) > 0.5
        named = topic.heading if own and not node.run_in else ""
        text = self.wording.paragraph(topic.items, issuer=self.issuer, topic=named)
        return text + "".join(self.wording.sentence(*each) for each in topic.told)


def _growth(items: Sequence[Item], found: dict[int, tuple[Last, Fact]]) -> list[Notice]:
    """Check a cumulative figure: its growth must be this period's figure of the same thing."""
    notices = []
    for at, item in enumerate(items):
        if not item.lasting or at not in found or item.amount is None or item.rivals:
            continue
        name = squeeze(item.row.indicator).replace("累计", "")
        flow = next(
            (
                i
                for i in items
                if not i.lasting and i.amount and not i.rivals and squeeze(i.row.indicator) == name
            ),
            None,
        )
        if flow is None or flow.amount is None:
            continue
        grown = item.amount.value - found[at][0].value
        if grown != flow.amount.value:
            message = (
                f"“{item.row.indicator}”{plain(item.amount.value)}比上期{plain(found[at][0].value)}"
                f"多{plain(grown)}，与本期数{plain(flow.amount.value)}对不上，请核实"
            )
            values = (item.row.value, plain(found[at][0].value), flow.row.value)
            notices.append(Notice("doubt", message, values, (item.row.number, flow.row.number)))
    return notices


def _report_differences(
    report: Report,
    found: dict[int, tuple[Last, Fact]],
    form: Form,
    notices: list[Notice],
    *,
    given: bool,
) -> None:
    """Say which former figures have no successor, and what of the former text was left behind."""
    used = {fact.id for _, fact in found.values()}
    first = min((s.span.start for s in report.sections), default=0)
    lost = [
        f"{clean(fact.indicator or '')}{report.words(fact.span)}"
        for fact in report.facts
        if fact.id not in used
        and fact.quantity
        and fact.indicator
        and fact.section
        and fact.span.start >= first
        and fact.aggregate is None
        and fact.quantity.unit != "岁"
        and fact.cell is None
    ]
    if lost:
        notices.append(
            Notice(
                "gap", f"上期写了、这次没有报的：{'；'.join(lost)}。如需继续写，请补数", tuple(lost)
            )
        )
    if form.kept_back:
        notices.append(
            Notice(
                "unused",
                f"上期开头的这些数不在本期数据里，没有沿用：{''.join(form.kept_back)}",
                tuple(form.kept_back),
            )
        )
    if form.issue and not given:
        told = "".join([form.title, *form.head])
        match = _ISSUE_NUMBER.search(told)
        if match and "待补" not in told:
            message = f"{match[0]}由上期{form.issue}推算，请核对"
        else:
            message = f"上期是{form.issue}，两期不相接，期号请补"
        notices.append(Notice("gap", message, (form.issue,)))


__all__ = ["Change", "compose_like"]
