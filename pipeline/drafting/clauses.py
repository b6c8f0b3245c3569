"""One item -> a clause of an office's prose: name, figure, change, note. Figures pass the door."""

import re
from dataclasses import replace

from pipeline.drafting.compare import Change
from pipeline.drafting.door import Ledger
from pipeline.drafting.figures import find_figures
from pipeline.drafting.phrases import begins_with_verb, pick
from pipeline.drafting.settle import Item, is_about_source, shown, words
from pipeline.drafting.values import amount, clean, squeeze
from pipeline.schema import Row

_CURRENT = re.compile(r"(?:本|当|这)(?:周|月|季度|季|年度|年|期|旬|日)?|")
_ACTED = re.compile(
    r"上报|报送|受理|接报|交办|转办|反馈|通报|移交|整改|问题|办理|调处|调解|查处|处置"
)
_WHERE = re.compile(
    r"[一-鿿]{1,7}(?:站|村|社区|小区|街|路|巷|镇|乡|区|河|水库|段|组|所|校|园|网格|片区|塘|渠|桥|口)"
)  # 说明里只有一个地名
END = "。！？!?；;：:…"
_BOUNDS = ("左右", "上下", "以上", "以下", "以内")


class Clauses:
    """Says single items. ``now`` and ``last`` name the periods (本周, 上周)."""

    def __init__(self, ledger: Ledger, *, now: str, last: str, seed: str, period: str = "") -> None:
        self.ledger = ledger
        self.now = now
        self.last = last
        self.seed = seed
        self.period = period
        self._chained = False
        self._until = ""

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
                    shown(r) if (_unit_of(r) or not item.unit) else shown(r) + item.unit, source(r)
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
        note = self._note(item)
        bracketed = note if note.startswith("（") else ""
        words_ += bracketed
        if change and not told:
            words_ += f"，{self.change(change, name)}"
        if find_figures(name):
            words_ = words_.replace(name, self.quote(name, source(row)), 1)
        return words_ + note.removeprefix(bracketed)

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
        return self.quote(text if text.endswith(tuple(END + "”）)")) else f"{text}。", where)

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
        where = _WHERE.fullmatch(note) or re.match(r"\d{1,2}月\d{1,2}日在", note)
        if where or note.startswith(("含", "包括", "不含", "其中含", "较", "比", "同比", "环比")):
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


def is_part(item: Item) -> bool:
    """Say whether an item belongs to the figure before it (其中…)."""
    return item.row.indicator.startswith("其中")


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


def _unit_of(row: Row) -> str | None:
    found = amount(row.value)
    return (found and found.unit) or row.unit


def source(row: Row) -> str:
    """Name the place of a row for the provenance; a summed row carries its own."""
    if row.where.startswith(("computed: ", "archive ")):
        return row.where
    return f"data row {row.number}"
