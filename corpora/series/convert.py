"""Turn marked weekly reports (src/*.mark) into plain text and the answers that the scorer reads.

usage: python corpora/series/convert.py OUT

``⟦31起|取缔占道经营⟧`` is a value and the series that it belongs to;
``⟪a1:ARC602⟫…⟪/a1⟫`` a planted fault, with ``OK`` in place of
the code what only looks like one.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
_MARK = re.compile(
    r"⟦(?P<words>[^|⟧]*)\|(?P<series>[^⟧]*)⟧|⟪(?P<id>\w+):(?P<code>\w+)⟫|⟪/(?P<end>\w+)⟫"
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)(万?)")


@dataclass
class Week:
    """A report without its marks; ``values`` leads from a series to its value in it."""

    name: str
    text: str = ""
    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    places: dict[str, tuple[str, int, int]] = field(default_factory=dict)


def weeks() -> Iterator[Week]:
    """Read the marked reports, each series in the order of its weeks."""
    for path in sorted((HERE / "src").glob("*.mark")):
        yield read(path.stem, path.read_text(encoding="utf-8"))


def read(name: str, marked: str) -> Week:
    """Take the marks out of a report."""
    week, at, opened = Week(name), 0, dict[str, tuple[str, int]]()
    for mark in _MARK.finditer(marked):
        week.text += marked[at : mark.start()]
        at = mark.end()
        if mark["series"]:
            week.values[mark["series"]] = (_value(mark["words"]), len(week.text))
            week.text += mark["words"]
        elif mark["id"]:
            opened[mark["id"]] = (mark["code"], len(week.text))
        else:
            code, start = opened.pop(mark["end"])
            week.places[mark["end"]] = (code, start, len(week.text))
    week.text += marked[at:]
    if opened or re.search("[⟦⟧⟪⟫]", week.text):
        raise SystemExit(f"{name}: broken mark")
    return week


def _value(words: str) -> str:
    found = _NUMBER.match(words)
    if found is None:
        raise SystemExit(f"no number: {words}")
    number = float(found[1]) * (10_000 if found[2] else 1)
    return f"{number:.10g}"


def main(out: Path) -> None:
    """Write the texts and answers in the shape that the scorer of series reads."""
    out.mkdir(parents=True, exist_ok=True)
    truth: dict[tuple[str, str], dict[str, str]] = {}
    for week in weeks():
        series, number = re.findall(r"_(s\d+)(w\d+)", week.name)[0]
        for name, (value, _) in week.values.items():
            truth.setdefault((series, name), {})[number] = value
        marked = [
            {
                "id": ident,
                "rules": [code],
                "fix": None,
                "spans": [{"start": start, "end": end, "text": week.text[start:end]}],
            }
            for ident, (code, start, end) in week.places.items()
        ]
        gold = {
            "facts": [],
            "issues": [each for each in marked if each["rules"] != ["OK"]],
            "ok": [each for each in marked if each["rules"] == ["OK"]],
        }
        (out / f"{week.name}.txt").write_text(week.text, encoding="utf-8")
        packed = json.dumps(gold, ensure_ascii=False)
        (out / f"{week.name}.gold.json").write_text(packed, encoding="utf-8")
    rows = [
        {"series": series, "indicator": name, "names": [name], "values": values}
        for (series, name), values in truth.items()
    ]
    packed = json.dumps(rows, ensure_ascii=False)
    (out / "series_indicators.json").write_text(packed, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
