"""Turn annotated reports (src/*.mark) into plain text and the answers that the scorer reads.

usage: python corpora/gold/convert.py FOLDER…

Each FOLDER holds src/NAME.mark; NAME.txt and NAME.gold.json are written beside src. Every mark is
checked: names and values of the attributes, that verbs and objects stand in the report, that 余/多
and the bound agree, that weekdays are those of their dates, that parts after 其中 fit their whole.
A broken mark stops with exit status 1; a doubtful one is told and may be meant (a planted error).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

KINDS = {"quantity", "money", "percent", "date", "frequency", "rank"}
BOUNDS = {"exact", "about", "over", "under", "several", "range"}
AGGREGATES = {"total", "part", "cumulative", "average", "rate", "change"}
# s=planned is ours: 力争, 计划, 下一步; the scorer passes over it.
ATTRIBUTES = {"k", "v", "u", "b", "act", "obj", "actor", "place", "t", "agg", "s"}
CODE = re.compile(r"OK|(?:NUM|DAT|STR|TXT|ARC)[1-6]\d\d")
EDTF_DAY = r"(?:\d{4}|XXXX)(?:-(?:\d\d|XX)(?:-(?:\d\d|XX))?)?(?:T\d\d:\d\d)?"
EDTF = re.compile(rf"rel|(?:{EDTF_DAY}|T\d\d:\d\d)(?:/(?:{EDTF_DAY}|T\d\d:\d\d))?|")
# A mark is opened by ⟦ or ⟪ and ends at its own closing sign; what stands between is plain text.
MARKS = re.compile(r"⟦(?P<fact>[^⟦⟧⟪⟫]*)⟧|⟪(?P<issue>[^⟦⟧⟪⟫]*)⟫|(?P<stray>[⟦⟧⟪⟫])")
WEEKDAY = re.compile(r"(\d{1,2})月(\d{1,2})日（(?:星期|周)([一二三四五六日天])）")

BEFORE = (
    *((words, "about") for words in ("约", "约为", "大约", "约占")),
    *((words, "under") for words in ("近", "接近", "将近", "不足", "不到", "不超过", "不高于")),
    *((words, "over") for words in ("超过", "超", "突破", "不低于", "不少于", "至少", "逾")),
)
AFTER = (
    *((words, "about") for words in ("左右", "上下")),
    *((words, "over") for words in ("以上", "及以上", "（含）以上")),
    *((words, "under") for words in ("以下", "以内", "之内")),
)


class BrokenMarkError(ValueError):
    """The markup cannot be read."""


@dataclass
class Annotated:
    """One report: its text, its facts and the places that a check should or should not flag."""

    text: str = ""
    facts: list[dict[str, object]] = field(default_factory=list)
    places: dict[str, dict[str, object]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def add_fact(self, body: str) -> None:
        """Append a marked figure: its words to the text, its attributes to the facts."""
        words, bar, rest = body.partition("|")
        pairs = [part.partition("=") for part in rest.split(";") if part.strip()]
        fact = {key.strip(): value.strip() for key, _, value in pairs}
        if not words or not bar or len(fact) != len(pairs):
            raise BrokenMarkError(f"⟦{body}⟧: no words, no attributes, or one given twice")
        check_attributes(words, fact)
        start = len(self.text)
        self.text += words
        self.facts.append({"start": start, "end": len(self.text), "text": words, **fact})

    def add_issue(self, body: str, opened: dict[str, int]) -> None:
        """Open or close a place to be flagged (or left alone: OK)."""
        if body.startswith("/"):
            name = body[1:]
            if name not in opened:
                raise BrokenMarkError(f"⟪/{name}⟫ closes nothing")
            start = opened.pop(name)
            span = {"start": start, "end": len(self.text), "text": self.text[start:]}
            self.places[name]["spans"].append(span)  # type: ignore[attr-defined]
            return
        name, _, rest = body.partition(":")
        codes, _, fix = rest.partition("=")
        rules = codes.split("|")
        if not name.isalnum() or not all(CODE.fullmatch(rule) for rule in rules):
            raise BrokenMarkError(f"⟪{body}⟫: id or code")
        if name in opened:
            raise BrokenMarkError(f"⟪{body}⟫ is open already")
        if name in self.places and self.places[name]["rules"] != rules:
            raise BrokenMarkError(f"⟪{body}⟫: the id stands for another code")
        opened[name] = len(self.text)
        place: dict[str, object] = {"id": name, "rules": rules, "fix": fix or None, "spans": []}
        self.places.setdefault(name, place)

    def gold(self) -> dict[str, list[dict[str, object]]]:
        """Give the answers in the scorer's shape."""
        places = self.places.values()
        return {
            "facts": self.facts,
            "issues": [p for p in places if p["rules"] != ["OK"]],
            "ok": [p for p in places if p["rules"] == ["OK"]],
        }


def check_attributes(words: str, fact: dict[str, str]) -> None:
    """Refuse a fact whose attributes no reader of the markup would understand."""

    def refuse(why: str) -> None:
        raise BrokenMarkError(f"⟦{words}|…⟧: {why}")

    if unknown := fact.keys() - ATTRIBUTES:
        refuse(f"unknown attributes {sorted(unknown)}")
    kind, value = fact.get("k", ""), fact.get("v")
    if kind not in KINDS or value is None:
        refuse(f"k={kind}, v={value}")
    elif kind == "date":
        if fact.keys() - {"k", "v"} or not EDTF.fullmatch(value):
            refuse(f"a date has k and v (EDTF or rel) only: {fact}")
    else:
        try:
            bounds = [Decimal(v) for v in value.split("..")] if value else []
        except InvalidOperation:
            refuse(f"v={value} is no number")
        else:
            if (len(bounds) == 2) != (fact.get("b") == "range") or len(bounds) > 2:
                refuse("a range needs b=range and v=low..high")
            if len(bounds) == 2 and bounds[0] > bounds[1]:
                refuse("low above high")
        if not value and fact.get("b") != "several":
            refuse("no value, but not 几/数")
        if fact.get("b", "exact") not in BOUNDS or fact.get("agg", "part") not in AGGREGATES:
            refuse(f"b={fact.get('b')}, agg={fact.get('agg')}")
        if re.search(r"[余多]", words) and fact.get("b") != "over":
            refuse("余/多 in the words, but b is not over")
        if fact.get("s", "planned") != "planned":
            refuse(f"s={fact['s']}")
        if kind == "frequency" and "/" not in fact.get("u", ""):
            refuse("a frequency's unit is 次/月 style")
        if kind == "money" and fact.get("u") != "元":
            refuse("money is in 元")


def read(marked: str) -> Annotated:
    """Take the marks out of a report."""
    report, opened, at = Annotated(), dict[str, int](), 0
    for mark in MARKS.finditer(marked):
        report.text += marked[at : mark.start()]
        at = mark.end()
        if mark["stray"]:
            raise BrokenMarkError(f"stray {mark[0]} near {marked[max(0, at - 30) : at + 10]!r}")
        if mark["fact"] is not None:
            report.add_fact(mark["fact"])
        else:
            report.add_issue(mark["issue"], opened)
    report.text += marked[at:]
    if opened:
        raise BrokenMarkError(f"never closed: {sorted(opened)}")
    checks = (unsaid, unbounded, wrong_weekdays, misfits)
    report.doubts += [doubt for check in checks for doubt in check(report)]
    return report


def unsaid(report: Annotated) -> Iterator[str]:
    """Tell of verbs, objects and actors that the report does not say in one piece."""
    for fact in report.facts:
        for key in ("act", "obj", "actor", "place", "t"):
            words = str(fact.get(key, ""))
            if words and words not in report.text:
                yield f"{fact['text']}: {key}={words} does not stand in the text"


def unbounded(report: Annotated) -> Iterator[str]:
    """Tell of figures whose bound is not the one that the words beside them say."""
    for fact in report.facts:
        if fact["k"] == "date":
            continue
        before = report.text[: int(str(fact["start"]))]
        after = report.text[int(str(fact["end"])) :]
        if not before.endswith(("签约", "预约", "节约", "履约", "B超", "彩超")):
            said = next((b for words, b in BEFORE if before.endswith(words)), None)
        else:
            said = None
        said = said or next((b for words, b in AFTER if after.startswith(words)), None)
        said = "over" if re.search(r"[余多]", str(fact["text"])) else said
        if fact.get("b", "exact") not in ("range", "several", said or "exact"):
            yield f"{before[-6:]}{fact['text']}{after[:4]}: bound {fact.get('b')}, not {said}"


def flagged(report: Annotated, start: int, code: str) -> bool:
    """Say whether an error of that code was planted around a place."""
    return any(
        code in place["rules"] and any(s["start"] <= start < s["end"] for s in place["spans"])  # type: ignore[operator, attr-defined]
        for place in report.places.values()
    )


def wrong_weekdays(report: Annotated) -> Iterator[str]:
    """Tell of weekdays that are not those of their dates (the year is the report's last one)."""
    years = re.findall(r"(\d{4})年", report.text)
    for found in WEEKDAY.finditer(report.text):
        day = date(int(years[-1]), int(found[1]), int(found[2]))
        right = "一二三四五六日"[day.weekday()] == found[3].replace("天", "日")
        if right == flagged(report, found.start(), "DAT202"):
            yield f"{found[0]}: weekday {'right' if right else 'wrong'}"


def misfits(report: Annotated) -> Iterator[str]:
    """Tell of 其中 lists whose parts are more than their whole, unless that was planted."""
    for found in re.finditer("其中", report.text):
        at = found.start()
        stop = min(i for i in (report.text.find(c, at) for c in "。；\n") if i >= 0)
        before = [f for f in report.facts if int(str(f["end"])) <= at and f["k"] != "date"]
        inside = [f for f in report.facts if at < int(str(f["start"])) < stop]
        parts = [f for f in inside if f.get("agg") == "part" and f["v"] and ".." not in str(f["v"])]
        if not before or not parts:
            continue
        unit = parts[0].get("u")
        whole = next((f for f in reversed(before[-4:]) if f.get("u") == unit and f["v"]), None)
        total = sum(Decimal(str(f["v"])) for f in parts if f.get("u") == unit)
        if whole is None or ".." in str(whole["v"]):
            continue
        over = total > Decimal(str(whole["v"]))
        planted = flagged(report, at, "NUM103") or flagged(report, at, "NUM107")
        if over and not planted:
            yield f"{whole['text']} 其中 … {total}: more than the whole"


def convert(folder: Path) -> bool:
    """Convert one folder; False where a mark is broken."""
    sound = True
    for path in sorted((folder / "src").glob("*.mark")):
        try:
            report = read(path.read_text(encoding="utf-8"))
        except BrokenMarkError as error:
            print(f"{path}: {error}")
            sound = False
            continue
        folder.joinpath(f"{path.stem}.txt").write_text(report.text, encoding="utf-8")
        answers = json.dumps(report.gold(), ensure_ascii=False, indent=1)
        folder.joinpath(f"{path.stem}.gold.json").write_text(answers + "\n", encoding="utf-8")
        figures = sum(f["k"] != "date" for f in report.facts)
        wrong = sum(p["rules"] != ["OK"] for p in report.places.values())
        print(
            f"{path.stem}: {len(report.text)} characters, {figures} figures, "
            f"{len(report.facts) - figures} dates, {wrong} issues, {len(report.places) - wrong} OK"
        )
        for doubt in report.doubts:
            print(f"  doubtful: {doubt}")
    return sound


def main() -> None:
    """Convert every folder named."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sound = [convert(Path(name)) for name in sys.argv[1:]]
    sys.exit(0 if all(sound) else 1)


if __name__ == "__main__":
    main()
