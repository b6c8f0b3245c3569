"""One item -> a clause of an office's prose; clauses -> sentences. Figures pass the door."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.drafting.chat import part_sender
from pipeline.drafting.compare import Change
from pipeline.drafting.door import LITERAL, Ledger, bare
from pipeline.drafting.earlier import Earlier, Sentence, reads_back
from pipeline.drafting.figures import find_figures
from pipeline.drafting.phrases import begins_with_verb, pick
from pipeline.drafting.settle import Item, is_about_source, is_parallel, shown, words
from pipeline.drafting.values import clean, squeeze
from pipeline.schema import Row

_CURRENT = re.compile(r"(?:本|当|这)(?:周|月|季度|季|年度|年|期|旬|日)?|")
_ACTED = re.compile(
    r"上报|报送|受理|接报|交办|转办|反馈|通报|移交|整改|问题|办理|调处|调解|查处|处置"
)
_END = "。！？!?；;：:…"
_BOUNDS = ("左右", "上下", "以上", "以下", "以内")
_PER_SENTENCE = 5
_WORK = re.compile(
    r"(?:整治|治理|管理|工作|建设|服务|保障|宣传|排查|检查|监管|防控|防治|创建|整改|帮扶|救助|发动|调解"
    r"|养护|保洁|巡查|巡防|巡逻|督查|督办|清理|改造|培训|教育|维护|接待|防汛|备耕|普查|执法|行动)$"
)
_FOLLOWS = re.compile(
    r"[共并还已另未全均]|发现|查出|剩|其余|完成|当场|现场|限期|立即|正在|整改|办结|发生|参加|参与"
)
Told = tuple[Item, Change | None]


class Wording:
    """Words the items of one draft. ``now`` and ``last`` name the periods (本周, 上周)."""

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
        self.ledger = ledger
        self.earlier = earlier
        self.now = now
        self.last = last
        self.seed = seed
        self.period = period
        self._shared = False
        self._chained = False
        self._topic = ""
        self._until = ""
        self._said: set[str] = set()

    def clause(self, item: Item, change: Change | None = None) -> str:
        """Say one item: action and object before the figure, so that it reads back."""
        row = item.row
        name = clean(row.indicator).rstrip("：:，,。")
        if item.amount is None:
            return self._told(item, name)
        name = self._timed(row, self._named(item, name), counted=not item.rate)
        name = name or "【待补：指标名称】"
        if item.rivals:
            both = "/".join(
                self.ledger.figure(
                    shown(r) if (r.unit or not item.unit) else shown(r) + item.unit, source(r)
                )
                for r in item.rivals
            )
            notes = dict.fromkeys(self._note(replace(item, row=r)) for r in item.rivals)
            return f"{name}【待核：{both}】{''.join(notes)}"
        if item.doubt:
            figure = self.ledger.figure(item.doubt, source(row))
            return f"{name}【待核：{figure}】{self._note(item)}"
        if item.zero and (said := self._zero(item, name)):
            words_ = said
        elif item.rank:
            short = re.sub(r"(?:的)?(?:名次|排名|位次)$", "", name) or "考评"
            figure = self.figure(item)
            words_ = pick("rank", "plain", self.seed + name).format(name=short, n=figure)
        elif item.rate and re.search(r"(?:上升|下降|增长|提高|降低|增加|减少)$", name):
            words_ = f"{name}{self.figure(item)}"
        elif item.rate:
            kind = "lower" if change and change.direction == "rate_down" else "plain"
            words_ = pick("rate", kind, self.seed + name).format(name=name, n=self.figure(item))
        else:
            found = item.amount
            after = found.after if found.after in _BOUNDS else ""
            words_ = f"{name}{found.before}{self.figure(item)}{after}"
        if item.proposed:
            words_ += "【单位待核】" if item.unit else "【待补：单位】"
        told = re.match(r"(?:较|比|与)上|环比", clean(row.note))  # 说明里自己说了增减
        if change and not told:
            words_ += f"，{self.change(change, name)}"
        if find_figures(name):
            words_ = words_.replace(name, self.quote(name, source(row)), 1)
        return words_ + self._note(item)

    def figure(self, item: Item) -> str:
        """Pass an item's number with its unit through the door."""
        found = item.amount
        assert found is not None
        if item.rank:
            return self.ledger.figure(f"第{found.text}{item.unit or '名'}", source(item.row))
        inner = found.after[:1] if found.after[:1] in ("余", "多") else ""
        return self.ledger.figure(f"{found.text}{inner}{item.unit}", source(item.row))

    def change(self, change: Change, name: str) -> str:
        """Say a change against the last period."""
        pattern = pick("change", change.direction, self.seed + name)
        if not change.text:
            return pattern.format(last=change.last or self.last)
        if change.last in ("去年同期", "上年"):
            pattern = pattern.replace("环比", "同比")
        told = pattern.format(
            last=change.last or self.last, n=self.ledger.figure(change.text, change.source)
        )
        if not change.share:
            return told
        share = self.ledger.figure(change.share, f"{change.source}，占上期的百分比")
        kind = "share_about" if change.about else "share"
        return told + pick(kind, change.direction, self.seed + name).format(p=share)

    def quote(self, text: str, where: str) -> str:
        """Let given words stand as they are, each figure in them with its source."""
        text = clean(text)
        parts, at = [], 0
        for start, end in find_figures(text):
            parts += [text[at:start], self.ledger.figure(text[start:end], where)]
            at = end
        return self.ledger.passage("".join([*parts, text[at:]]), where)

    def sentence(self, text: str, where: str) -> str:
        """Let a given sentence stand, closed by a full stop."""
        text = clean(text)
        return self.quote(text if text.endswith(tuple(_END + "”）)")) else f"{text}。", where)

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
                    again = (
                        last is not None and is_part(last) and not moved
                    )  # 其中一组36人次、二组28人次
                    clauses[-1] += f"、{clause.removeprefix('其中')}" if again else f"，{clause}"
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
        if len(group) == 1 and head.amount is None and bare(clauses[0])[-1:] in _END:
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

    def _own_time(self, row: Row) -> bool:
        return bool(self._time(row))

    def _time(self, row: Row) -> str:
        """The row's own time where it is not the report's period."""
        time = clean(row.time)
        if (
            _CURRENT.fullmatch(time)
            or time in (self.period, self.now)
            or (re.match(r"\d{4}年", time) and time[:5] in self.period)
        ):
            return ""
        return time

    def _named(self, item: Item, name: str) -> str:
        """Give a bare noun of events its verb: 入室盗窃案件 -> 发生入室盗窃案件."""
        if item.zero or item.rate or item.rank or item.lasting or begins_with_verb(squeeze(name)):
            return name
        if self._chained or name.startswith(("其中", *"立破办查接处收发侦结移")):
            return name
        for verb, nouns in words()["zero"].items():
            if name.endswith(tuple(nouns)) and not _ACTED.search(name) and len(name) <= 8:
                return f"{verb.removeprefix('未')}{name}"
        return name

    def _timed(self, row: Row, name: str, *, counted: bool = True) -> str:
        time = self._time(row)
        if not time:
            return name
        if time == "累计":
            return name if "累计" in name else f"累计{name}"
        if time == "合计":
            again, self._until = self._until == time, time
            return name if again else f"合计{name}"
        if time.startswith("截"):
            again, self._until = self._until == time, time
            return name if again else f"{time}，{name}"
        if re.search(r"\d[日号]$", time):
            again, self._until = self._until == time, time
            return f"当日{name}" if again else f"{time}{name}"
        if not counted:
            return f"{time}{name}"
        if time.endswith(("以来", "至今")) or time.startswith(("截至", "截止", "累计")):
            name = name if "累计" in name or time.startswith("截") else f"累计{name}"
            stop = pick("open", "since", self.seed + name)
            return f"{time}{stop}{name}"
        if name.startswith(time) or time in ("累计", "全年"):
            return name if "累计" in name else f"累计{name}"
        return f"{time}{name}"

    def _zero(self, item: Item, name: str) -> str:
        """Say that nothing happened; "" where the bare 0 reads better."""
        row = item.row
        note = clean(row.note).rstrip("。；，")
        thing = re.sub(r"^(?:发现|发生|接到|受理|查处|出现|收到)", "", name)
        if name.startswith("新增"):
            return self.ledger.figure(f"无{name}", source(row))
        if thing == name and begins_with_verb(squeeze(name)):
            return ""  # 拆除违建0处：不是“未发现拆除违建”
        if (
            re.search(r"(?:未发现|未发生|未接到|未出现|没有发现|没有发生)$", note)
            and len(note) <= 16
        ):
            return self.ledger.figure(f"{note}{thing}", source(row))
        for verb, nouns in words()["zero"].items():
            if thing.endswith(tuple(nouns)) or any(noun in thing for noun in nouns):
                verb = _own_verb(name) or verb
                return self.ledger.figure(f"{verb}{thing}", source(row))
        if own := _own_verb(name):
            return self.ledger.figure(f"{own}{thing}", source(row))
        return ""

    def _note(self, item: Item) -> str:
        note = clean(item.row.note).strip("。；;，, ")
        if re.fullmatch(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}:\d{2}", note):
            return ""  # 备注里只有一个日子：填表日期
        if note in ("无", "没有", "暂无", "正常", "/", "-", "—") or is_about_source(note):
            return ""
        if not note:
            return ""
        if item.zero and re.search(r"(?:未发现|未发生|未接到|未出现|没有发现|没有发生)$", note):
            return ""
        if any(word in note for word in words()["notes"]["chosen"]):
            return ""
        quoted = self.quote(note, f"{source(item.row)}（说明）")
        if note.startswith(("含", "包括", "不含", "其中含", "较", "比", "同比", "环比")):
            return f"（{quoted}）"
        return f"，{quoted}"

    def _told(self, item: Item, name: str) -> str:
        """Say a row without a number: its words, its note, or a visible gap."""
        row = item.row
        value, note = clean(row.value), clean(row.note)
        gap = not value or re.fullmatch(
            r"[-—/\\－_.*?？]*|未报|待报|待补|未统计|暂无数据|暂未报|公式未算|#.*", value
        )
        if not gap:
            told = self.quote(value, source(row))
            join = "" if value.startswith(("已", "正在", "按", "全部", "均", "未", "无")) else "："
            words_ = f"{name}{join}{told}" if name and name not in value else told
            return words_ + (f"，{self.quote(note.rstrip('。'), source(row))}" if note else "")
        if note:
            return self.sentence(note, source(row))
        if not name:
            return ""
        return f"{self._timed(row, name)}【待补：{row.unit or ''}数】"


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


def is_part(item: Item) -> bool:
    """Say whether an item belongs to the figure before it (其中…)."""
    return item.row.indicator.startswith("其中")


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


def _own_verb(name: str) -> str:
    """Turn the verb of an indicator into its denial: 发现隐患 -> 未发现."""
    match = re.match(r"发现|发生|接到|受理|查处|出现|收到", name)
    if not match:
        return ""
    return (
        "未接到"
        if match[0] in ("接到", "受理", "收到")
        else "未发现"
        if match[0] == "查处"
        else f"未{match[0]}"
    )


def source(row: Row) -> str:
    """Name the place of a row for the provenance; a summed row carries its own."""
    if row.where.startswith(("computed: ", "archive ")):
        return row.where
    return f"data row {row.number}"


def has_figure(marked: str) -> bool:
    """Say whether words hold a digit."""
    return bool(re.search(r"\d", bare(marked)))
