"""Clauses -> the sentences and paragraphs of an office's prose, one sentence an office."""

import re
import zlib
from collections.abc import Iterator, Sequence

from pipeline.drafting.chat import part_sender
from pipeline.drafting.clauses import END, Clauses, is_part
from pipeline.drafting.compare import Change
from pipeline.drafting.door import LITERAL, Ledger, bare
from pipeline.drafting.earlier import Earlier, Sentence, reads_back
from pipeline.drafting.figures import find_figures
from pipeline.drafting.phrases import begins_with_verb, pick
from pipeline.drafting.settle import Item, is_parallel
from pipeline.drafting.values import clean, squeeze

_PER_SENTENCE = 5
_WORK = re.compile(
    r"(?:整治|治理|管理|工作|建设|服务|保障|宣传|排查|检查|监管|防控|防治|创建|整改|帮扶|救助|发动|调解"
    r"|养护|保洁|巡查|巡防|巡逻|督查|督办|清理|改造|培训|教育|维护|接待|防汛|备耕|普查|执法|行动)$"
)
_FOLLOWS = re.compile(
    r"[共并还已另未全均]|发现|查出|剩|其余|完成|当场|现场|限期|立即|正在|整改|办结|发生|参加|参与"
)
Told = tuple[Item, Change | None]


class Wording(Clauses):
    """Words the items of one draft, in its own phrases or those of the office's archive."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        now: str,
        last: str,
        seed: str,
        period: str = "",
        earlier: Earlier | None = None,
    ) -> None:
        super().__init__(ledger, now=now, last=last, seed=seed, period=period)
        self.earlier = earlier
        self._shared = False
        self._topic = ""
        self._said: set[str] = set()

    def paragraph(
        self,
        items: Sequence[tuple[Item, Change | None]],
        *,
        issuer: str = "",
        topic: str = "",
        opened: bool = True,
    ) -> str:
        """Say the items of one topic: one sentence a department, long ones parted."""
        if not items:
            return ""
        self._chained = any(is_part(item) for item, _ in items)
        self._shared = len({item.row.department for item, _ in items}) > 1
        sentences: list[str] = []
        before: str | None = None
        self._said, self._until = set(), ""
        office = items[0][0].row.department
        body = (
            topic in (office, "其他工作")
            or is_parallel(office)
            or part_sender(topic) == (topic, "")
            or topic.endswith(("组", "办", "科", "站", "所", "队", "中心", "室", "村", "社区"))
        )
        self._topic = (
            topic if 2 <= len(topic) <= 10 and not body and not find_figures(topic) else ""
        )
        for group in self._echoed(items, sentences, issuer):
            office = group[0][0].row.department
            first = opened and not sentences
            sentences.append(self._sentence(group, issuer, first=first, again=office == before))
            before = office
        text = "".join(sentence for sentence in sentences if sentence)
        return f"{LITERAL}{text}" if text else ""  # 事项名以 # 开头，也不是标题

    def _echoed(
        self, items: Sequence[Told], sentences: list[str], issuer: str
    ) -> Iterator[Sequence[Told]]:
        """Say what the office's own earlier sentences can say, and give the rest back in runs."""
        runs = _runs(items, self.seed)
        if self.earlier is None:
            yield from runs
            return
        by_item = {id(item): (item, change) for item, change in items}
        whole: list[list[Told]] = []
        for run in runs:  # 同一部门的几句，先合起来再照旧句分
            joins = whole and run[0][0].amount and whole[-1][-1][0].amount
            if joins and whole[-1][-1][0].row.department == run[0][0].row.department:
                whole[-1].extend(run)
            else:
                whole.append(list(run))
        for run in whole:
            if run[0][0].amount is None:
                yield run
                continue
            for part, sentence in self.earlier.part([item for item, _ in run], self.seed):
                told = [by_item[id(item)] for item in part]
                said = sentence and self._like_earlier(told, sentence, issuer, first=not sentences)
                if said:
                    sentences.append(said)
                else:
                    yield from _runs(told, self.seed)

    def _like_earlier(
        self, told: Sequence[Told], sentence: Sentence, issuer: str, *, first: bool
    ) -> str:
        """Say items in the words of an earlier sentence; "" where it does not read back."""
        words_ = ""
        office = clean(told[0][0].row.department)
        for number, ((item, change), clause) in enumerate(zip(told, sentence.clauses, strict=True)):
            lent = clause.words if _is_plain(item) else None
            follows = number and clause.follows == sentence.clauses[number - 1].at
            if lent and lent.startswith("其中") and not follows:
                lent = None
            if lent is None:
                piece = self.clause(item, change)
            else:
                moved = told[number - 1][1] or change or clause.joint != "，"
                linked = self._linking(item, number, len(told)) if number and not moved else ""
                piece = f"{linked}{lent}{self.figure(item)}"
                piece += f"，{self.change(change, lent)}" if change else ""
                piece += self._note(item)
            if number:
                joint = clause.joint if follows else "；"
                part = lent is not None and lent.startswith("其中")
                grew = told[number - 1][1] or change
                words_ += "；" if grew and not part else joint
            elif clause.lead:
                now = self.now if first else ""
                dept = office if office != issuer else ""
                words_ += clause.lead.format(now=now, dept=dept)
            else:
                words_ += self._lead(item, issuer, first=first, shared=self._shared)
            words_ += piece
        return f"{words_}。" if reads_back(bare(words_), [item for item, _ in told]) else ""

    def _sentence(
        self,
        group: Sequence[tuple[Item, Change | None]],
        issuer: str,
        *,
        first: bool,
        again: bool,
    ) -> str:
        clauses: list[str] = []
        heads: list[Item] = []
        for at, (item, change) in enumerate(group):
            last, moved = group[at - 1] if at else (None, None)
            if clauses and last and not (change or moved) and self._doubled(last, item):
                clauses[-1] += self.figure(item)
            elif clause := self.clause(item, change):
                listed = clauses and last and not (change or moved) and _is_listed(last, item)
                if listed and "，" not in clauses[-1]:
                    clauses[-1] += f"、{clause}"
                elif clauses and is_part(item):
                    more = last is not None and is_part(last) and not moved  # 其中一组3人、二组2人
                    clauses[-1] += f"、{clause.removeprefix('其中')}" if more else f"，{clause}"
                else:
                    clauses.append(clause)
                    heads.append(item)
        if not clauses:
            return ""
        head = group[0][0]
        seed = self.seed + head.row.indicator
        joint = "；" if any("，" in clause for clause in clauses) else pick("open", "joint", seed)
        for at, each in enumerate(heads):
            if (not at or joint == "，") and "共" not in bare(clauses[at]):
                clauses[at] = self._linking(each, at, len(heads)) + clauses[at]
        if again:
            acted = begins_with_verb(squeeze(head.row.indicator)) and not (head.rate or head.zero)
            lead = pick("open", "again", seed) if acted and head.amount and not head.lasting else ""
            lead = "" if lead in self._said else lead
            self._said.add(lead)
        else:
            lead = self._lead(head, issuer, first=first, shared=self._shared)
            if not first and head.amount is not None:
                lead = pick("open", "other", seed) + lead
        if len(group) == 1 and head.amount is None and bare(clauses[0])[-1:] in END:
            return clauses[0]
        return f"{lead}{joint.join(clauses)}。"

    def _linking(self, item: Item, at: int, count: int) -> str:
        """Choose the joining word of a clause (共, 并) by its place; only before a deed."""
        name = squeeze(item.row.indicator)
        odd = item.lasting or item.rate or is_part(item) or self._time(item.row)
        if odd or not _is_plain(item) or not begins_with_verb(name) or _FOLLOWS.match(name):
            return ""
        place = "first" if not at else "last" if at == count - 1 else "middle"
        return pick("clause", place, self.seed + name)

    @staticmethod
    def _doubled(last: Item, item: Item) -> bool:
        """Say whether two figures count one thing in two units (38户116人)."""
        plain_ = all(
            i.amount and not (i.rivals or i.doubt or i.zero or i.rate or i.proposed)
            for i in (last, item)
        )
        same = squeeze(last.row.indicator) == squeeze(item.row.indicator) != ""
        return (
            plain_
            and same
            and not last.row.note
            and not item.row.note
            and last.row.time == item.row.time
        )

    def _lead(self, item: Item, issuer: str, *, first: bool, shared: bool) -> str:
        """Open a sentence with the time and the office; a noun alone goes without the office."""
        office = clean(item.row.department)
        verb = begins_with_verb(squeeze(item.row.indicator)) and item.amount is not None
        now = "" if self._own_time(item.row) or not first else self.now
        named = office and office != issuer and ((verb and not item.zero) or shared)
        seed = self.seed + item.row.indicator
        if item.amount is None and not item.row.indicator:
            return ""
        with_topic = "_work" if _WORK.search(self._topic) else "_topic" if self._topic else ""
        if not named:
            pattern = pick("open", f"nobody{with_topic}", seed) if now else ""
            return pattern.format(now=now, topic=self._topic)
        pattern = pick("open", f"department{with_topic}", seed) if now else "{dept}"
        return pattern.format(now=now, dept=office, topic=self._topic)


def _is_plain(item: Item) -> bool:
    """Say whether an item is a bare figure, with nothing to ask, to deny or to propose."""
    asked = item.rivals or item.doubt or item.proposed or item.zero or item.rank
    return item.amount is not None and item.amount.exact and not asked


def _is_listed(last: Item, item: Item) -> bool:
    """Say whether a bare noun goes on with the verb before it (编织袋5000条、救生衣120件)."""
    counted = all(i.amount and not (i.rate or i.rank or i.zero or i.lasting) for i in (last, item))
    if not counted or last.row.note or last.row.department != item.row.department:
        return False
    return not begins_with_verb(squeeze(item.row.indicator)) and not is_part(item)


def _runs(
    items: Sequence[tuple[Item, Change | None]], seed: str
) -> list[list[tuple[Item, Change | None]]]:
    """Part items into sentences: one office each, told words apart, long ones in even halves."""
    runs: list[list[tuple[Item, Change | None]]] = []
    for item, change in items:
        alone = item.amount is None
        last = runs[-1][-1][0] if runs else None
        if (
            last is None
            or alone
            or last.amount is None
            or last.row.department != item.row.department
        ):
            runs.append([])
        runs[-1].append((item, change))
    even: list[list[tuple[Item, Change | None]]] = []
    for run in runs:
        most = _PER_SENTENCE - 1 if any(change for _, change in run) else _PER_SENTENCE
        most -= zlib.crc32(f"{seed}{run[0][0].row.indicator}".encode()) % 3
        size = -(-len(run) // -(-len(run) // most))
        for at in range(0, len(run), size):
            part = run[at : at + size]
            while even and at and part and is_part(part[0][0]):
                even[-1].append(part.pop(0))
            if part:
                even.append(part)
    return even
