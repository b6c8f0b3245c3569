"""A case of ``cases/`` -> what its draft gets wrong: a list of lines, empty when all is right."""

import json
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import docx
import openpyxl

from pipeline.drafting import compose, read_brief, write
from pipeline.extract import extract
from pipeline.reading import read
from pipeline.schema import Draft, Fact, FactKind

CASES = Path(__file__).parent / "cases"


def drafted(case: Path, folder: Path) -> tuple[Draft, dict[str, Any]]:
    """Draft a case from its files, the workbook and the GB18030 csv made in ``folder``."""
    expect = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    inputs = inputs_of(case, folder)
    like = extract(read(case / expect["like"])) if expect.get("like") else None
    return compose(read_brief(inputs), like=like), expect


def inputs_of(case: Path, folder: Path) -> list[Path]:
    """Give the data files of a case, those made in ``folder`` among them."""
    expect = json.loads((case / "expect.json").read_text(encoding="utf-8"))
    return [_made(case / name, folder) for name in expect["inputs"]]


def _made(path: Path, folder: Path) -> Path:
    if path.name == "book.json":
        return make_book(json.loads(path.read_text(encoding="utf-8")), folder)
    if path.name == "notes.docx.json":
        return make_notes(json.loads(path.read_text(encoding="utf-8")), folder)
    if path.name.endswith(".csv.txt"):
        made = folder / path.name.removesuffix(".txt")
        made.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("gb18030"))
        return made
    return path


def make_book(spec: dict[str, Any], folder: Path) -> Path:
    """Make a workbook of rows, merged cells and number formats."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for sheet in spec["sheets"]:
        made = book.create_sheet(sheet["name"])
        for row in sheet["rows"]:
            made.append(row)
        for cell, form in sheet.get("formats", {}).items():
            made[cell].number_format = form
        for place in sheet.get("merge", ()):
            made.merge_cells(place)
    path: Path = folder / spec["name"]
    book.save(path)
    return path


def make_notes(spec: dict[str, Any], folder: Path) -> Path:
    """Make a Word file of paragraphs and tables."""
    document = docx.Document()
    for block in spec["blocks"]:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        rows = block["table"]
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for line, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(line.cells, cells, strict=True):
                cell.text = words
    path: Path = folder / spec["name"]
    document.save(str(path))
    return path


def number(words: object) -> Decimal | None:
    """Read a number, None where there is none."""
    try:
        return Decimal(str(words).replace(",", ""))
    except InvalidOperation:
        return None


def faults(case: Path, folder: Path) -> list[str]:
    """List what is wrong with the draft of a case."""
    draft, expect = drafted(case, folder)
    path = folder / "draft.txt"
    write(draft, path)
    text = path.read_text(encoding="utf-8")
    facts = [f for f in extract(read(path)).facts() if f.kind is not FactKind.DATE]
    found: list[str] = []
    found += [
        f"missing {want}"
        for want in expect["figures"]
        if not any(_stands(want, fact, text) for fact in facts) and not _denied(want, text)
    ]
    allowed = {number(w["value"]) for w in [*expect["figures"], *expect["optional"]]}
    for fact in facts:
        assert fact.quantity is not None
        value = fact.quantity.value
        words = text[fact.span.start : fact.span.end]
        if value is not None and value not in allowed and not _is_share(draft, fact, value):
            found.append(f"invented {words} {fact.indicator}")
        if not any(f.span.overlaps(fact.span) for f in draft.figures):
            found.append(f"no source {words}")
        if str(value) in expect.get("forbidden", ()):
            found.append(f"forbidden {words} {fact.indicator}")
    found += [f"leaked {word}" for word in expect.get("must_not_contain", ()) if word in text]
    found += _parts(expect, text)
    for report in expect["must_report"]:
        told = [n for n in draft.notices if n.kind == report["kind"]]
        if not any(set(report["values"]) <= set(n.values) for n in told):
            found.append(f"not reported {report}")
    for change in expect.get("changes", ()):
        if not _changed(change, text):
            found.append(f"change not said {change}")
    for figure in draft.figures:
        if text[figure.span.start : figure.span.end] != figure.text:
            found.append(f"source beside its figure: {figure}")
    return found


def _is_share(draft: Draft, fact: Fact, value: Decimal) -> bool:
    """Say whether a percent is the change that its source reckons, to one decimal."""
    source = next((f.source for f in draft.figures if f.span.overlaps(fact.span)), "")
    match = re.match(r"computed: ([\d.]+) - ([\d.]+)（.*），占上期的百分比$", source)
    if not match:
        return False
    now, last = Decimal(match[1]), Decimal(match[2])
    return (abs(now - last) * 100 / last).quantize(Decimal("0.1")) == value.quantize(Decimal("0.1"))


def _stands(want: dict[str, Any], fact: Fact, text: str) -> bool:
    quantity = fact.quantity
    if quantity is None or quantity.value != number(want["value"]):
        return False
    if want.get("unit") and not want.get("any_unit") and quantity.unit != want["unit"]:
        return False
    around = (fact.indicator or "") + text[max(0, fact.span.start - 40) : fact.span.end + 5]
    return any(word in around for word in want["words"])


def _denied(want: dict[str, Any], text: str) -> bool:
    """A zero may be said in words: 未发生垮坝事故."""
    return want["value"] == "0" and any(
        re.search(rf"[未无没][^。，；]{{0,14}}{word}", text) for word in want["words"]
    )


def _parts(expect: dict[str, Any], text: str) -> list[str]:
    found = []
    at = -1
    for word in expect["sections_must_contain"]:
        place = text.find(word, at + 1)
        if place < 0:
            found.append(f"section {word}")
        elif expect.get("sections_in_order"):
            at = place
    wanted = [*expect["title_must_contain"], *expect.get("text_must_contain", ())]
    return found + [f"words {word}" for word in wanted if word not in text]


def _changed(change: dict[str, str], text: str) -> bool:
    size = change["change"]
    wanted = "持平" if size == "0" else rf"(?<![\d.]){re.escape(size)}(?![\d.])"
    return any(
        re.search(wanted, text[m.start() : m.start() + 60])
        for m in re.finditer(re.escape(change["words"]), text)
    )
