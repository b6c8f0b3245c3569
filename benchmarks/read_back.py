"""How many figures of the data come back from the draft with value, unit and indicator.

usage: python benchmarks/read_back.py [-v] [CASES_FOLDER …]

Drafts every data set of tests/drafting/cases and every sample week, extracts the draft again and
counts a figure as complete when a fact has its value, its unit and an indicator that says the same
(character F1 of 0.6, or the one holds the other).
"""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.drafting import compose, read_brief  # noqa: E402
from pipeline.drafting.settle import Item, settle  # noqa: E402
from pipeline.drafting.values import squeeze  # noqa: E402
from pipeline.extract import extract  # noqa: E402
from pipeline.reading import read_bytes  # noqa: E402
from pipeline.schema import Brief, Draft, Fact, FactKind  # noqa: E402

_MONEY = {"元": 0, "万元": 4, "千元": 3, "亿元": 8, "万": 4}
_SAME = {"㎡": "平方米", "平方": "平方米", "平米": "平方米", "方": "立方米", "斤": "斤"}


def same_name(mine: str, theirs: str) -> bool:
    """Say whether two indicators say the same."""
    a, b = Counter(squeeze(mine)), Counter(squeeze(theirs))
    shared = sum((a & b).values())
    if not shared:
        return False
    held = squeeze(theirs) in squeeze(mine) or squeeze(mine) in squeeze(theirs)
    return 2 * shared / (sum(a.values()) + sum(b.values())) >= 0.6 or (held and shared >= 2)


def resumed(item: Item, fact: Fact, items: list[Item]) -> bool:
    """Say whether a name without its noun (完成整改) came back with the noun said before it."""
    if not fact.action or not fact.object or fact.action not in item.row.indicator:
        return False
    before = items[: items.index(item)]
    return any(squeeze(fact.object) in squeeze(i.row.indicator) for i in before[-3:])


def read_back(item: Item, items: list[Item], facts: list[Fact]) -> str:
    """Say what of an item does not come back: "" when it is complete."""
    assert item.amount is not None
    value, unit = item.amount.value, _SAME.get(item.unit, item.unit)
    if unit in _MONEY:
        value, unit = value.scaleb(_MONEY[unit]), "元"
    valued = [f for f in facts if f.quantity and f.quantity.value == value]
    if not valued:
        return "value"
    same = [f for f in valued if not unit or (f.quantity and f.quantity.unit == unit) or item.rank]
    if not same:
        return f"unit {[f.quantity.unit for f in valued if f.quantity]}"
    name = item.row.indicator
    if any(same_name(name, f.indicator or (f.action or "") + (f.object or "")) for f in same):
        return ""
    if any(resumed(item, fact, items) for fact in same):
        return ""
    return f"indicator {[f.indicator for f in same]}"


def measure(draft: Draft, brief: Brief, *, verbose: bool) -> tuple[int, int]:
    """Count the figures of a brief and those that come back complete."""
    items, _ = settle(brief.rows)
    facts = list(extract(read_bytes(draft.text.encode(), "draft.txt")).facts())
    facts = [fact for fact in facts if fact.kind is not FactKind.DATE]
    asked = whole = 0
    for item in items:
        if item.amount is None or item.rivals or item.doubt or item.zero:
            continue
        asked += 1
        wrong = read_back(item, items, facts)
        whole += not wrong
        if wrong and verbose:
            said = item.amount.text
            at = draft.text.find(f"{said}{item.unit}")
            print(
                "  ",
                item.row.indicator,
                said,
                item.unit,
                wrong,
                "|",
                draft.text[max(0, at - 40) : at + 12].replace("\n", "/"),
            )
    return asked, whole


def main() -> None:
    """Print the share of complete figures, set by set."""
    from tests.drafting.scoring import CASES, drafted, inputs_of

    verbose = "-v" in sys.argv
    folders = [Path(a) for a in sys.argv[1:] if a != "-v"] or [CASES]
    total = Counter[str]()
    with tempfile.TemporaryDirectory() as made:
        for folder in folders:
            for case in sorted(p for p in folder.iterdir() if (p / "expect.json").exists()):
                draft, _ = drafted(case, Path(made))
                asked, whole = measure(
                    draft, read_brief(inputs_of(case, Path(made))), verbose=verbose
                )
                total.update(asked=asked, whole=whole)
                print(case.name, f"{whole}/{asked}")
    weeks = sorted((ROOT / "corpora/samples/yanpu/weekly-data").iterdir())
    for path in weeks:
        brief = read_brief([path])
        asked, whole = measure(compose(brief), brief, verbose=verbose)
        total.update(asked=asked, whole=whole)
        print(path.name, f"{whole}/{asked}")
    print(json.dumps({**total, "complete": round(total["whole"] / total["asked"], 4)}))


if __name__ == "__main__":
    main()
