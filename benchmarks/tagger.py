"""Annotated reports -> does the tagger earn its place? Rules alone, model alone, both.

    python benchmarks/tagger.py folds --encoder 编码器/encoder --work 临时文件夹 [--fold 0 …]
    python benchmarks/tagger.py score --work 临时文件夹 [--write models/tagger]
    python benchmarks/tagger.py model models/tagger 标注文件夹…

``folds`` leaves whole kinds of reports out, trains on the others and keeps what each model says
of the kinds that it has not seen; it can be stopped and goes on. ``score`` sets the thresholds of
each fold on the other folds and scores all of them; ``--write`` puts those set on all folds into
a model. ``model`` scores a trained model on other reports, and how fast it reads.
"""

from __future__ import annotations

import argparse
import json
import pickle
import re
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import core  # noqa: E402
from pipeline.schema import Fact, FactKind  # noqa: E402
from pipeline.tagger.hints import hints_of  # noqa: E402
from pipeline.tagger.model import SETTINGS, Tagger  # noqa: E402
from pipeline.tagger.refine import merged  # noqa: E402
from pipeline.tagger.slots import Answer  # noqa: E402

GOLD = ROOT / "corpora/gold/dev"
FOLDS = 3
SLOTS = ("object", "action", "actor", "aggregate")
MEASURES = ("indicator", "action", "actor", "aggregate", "complete_fact_f1")
OFF = 2.0
LEAST_GAIN = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A figure: as annotated, as the rules have it, and what the model says."""

    kind: str
    text: str
    want: dict[str, Any]
    fact: Fact
    start: int
    answer: Answer
    alone: Answer


def folds(gold: Path) -> list[list[str]]:
    """Deal the kinds of reports out."""
    kinds = sorted({_kind(path) for path in gold.glob("*.gold.json")})
    return [kinds[i::FOLDS] for i in range(FOLDS)]


def _kind(path: Path) -> str:
    return path.name.removesuffix(".gold.json").rstrip("0123456789")


def run_fold(number: int, gold: Path, encoder: str, work: Path, epochs: int, made: int) -> None:
    """Train without the kinds of one fold, and keep what the model says of them."""
    from pipeline.training.tagger import Task, train

    held = folds(gold)[number]
    seen = work / f"gold{number}"
    seen.mkdir(parents=True, exist_ok=True)
    for path in gold.glob("*.gold.json"):
        if _kind(path) not in held:
            shutil.copy(path, seen)
            shutil.copy(path.with_name(path.name.replace(".gold.json", ".txt")), seen)
    model = work / f"model{number}"
    if not (model / SETTINGS).exists():
        task = Task(model, gold=(seen,), encoder=encoder, epochs=epochs, made=made)
        train(task, tell=lambda line: print(f"{number}: {line}", flush=True))
    paths = [path for path in gold.glob("*.gold.json") if _kind(path) in held]
    (work / f"said{number}.pkl").write_bytes(pickle.dumps(list(cases(paths, Tagger(model)))))


def cases(paths: Iterable[Path], tagger: Tagger) -> Iterator[Case]:
    """Ask the rules and the model about every annotated figure."""
    for path in sorted(paths):
        source = path.with_name(path.name.replace(".gold.json", ".txt"))
        extraction = core.extract(source)
        text = extraction.document.text
        facts = [fact for fact in extraction.facts() if fact.kind is not FactKind.DATE]
        spans = [fact.span for fact in facts]
        alone = tagger.answers(text, spans)
        said = tagger.answers(text, spans, hints=hints_of(facts, text))
        by_start = {fact.span.start: at for at, fact in enumerate(facts)}
        for want in json.loads(path.read_text(encoding="utf-8"))["facts"]:
            at = by_start.get(want["start"])
            if want["k"] != "date" and at is not None:
                start, answer = said[at]
                yield Case(_kind(path), text, want, facts[at], start, answer, alone[at][1])


def char_f1(one: str | None, other: str | None) -> float:
    """Say how alike two wordings are, by their characters."""
    a, b = (Counter(re.sub(r"[\s、，,。“”\"]", "", each or "")) for each in (one, other))
    both = sum((a & b).values())
    return 2 * both / (a.total() + b.total()) if both else 0.0


def right(want: dict[str, Any], fact: Fact) -> dict[str, bool | None]:
    """Judge what a fact says by the annotation; None: nothing was annotated."""
    act, obj = want.get("act") or "", want.get("obj") or ""
    mine = fact.indicator or (fact.action or "") + (fact.object or "")
    alike = max(char_f1(mine, act + obj), char_f1(fact.object, obj))
    indicator = alike >= 0.6 if obj else None
    action = act in mine or char_f1(fact.action, act) >= 0.5 if act else None
    actor = char_f1(fact.actor, want["actor"]) >= 0.7 if want.get("actor") else None
    aggregate = (fact.aggregate.value if fact.aggregate else "") == (want.get("agg") or "")
    linked = indicator is not False and action is not False
    complete = linked and _same_value(want.get("v") or "", fact)
    return {
        "indicator": indicator,
        "action": action,
        "actor": actor,
        "aggregate": aggregate,
        "complete_fact_f1": complete,
    }


def _same_value(written: str, fact: Fact) -> bool:
    held = fact.quantity
    if held is None:
        return False
    if ".." in written:
        low, high = written.split("..")
        return (held.low, held.high) == (Decimal(low), Decimal(high))
    try:
        return held.value == Decimal(written)
    except InvalidOperation:
        return held.value is None


def table(pairs: Sequence[tuple[Case, Fact]]) -> dict[str, float]:
    """Give the share that is right, per measure."""
    marks = [right(case.want, fact) for case, fact in pairs]
    shares = {}
    for name in MEASURES:
        judged = [mark[name] for mark in marks if mark[name] is not None]
        shares[name] = sum(map(bool, judged)) / max(1, len(judged))
    return shares


def model_alone(case: Case) -> Fact:
    """Take the model's word for everything, and let it know nothing of the rules."""
    bare = replace(case.fact, action=None, object=None, actor=None, aggregate=None, indicator=None)
    return merged(bare, case.alone, case.text, case.start, dict.fromkeys(SLOTS, 0.0))


def tuned(known: Sequence[Case]) -> dict[str, float]:
    """Set the thresholds that gain most on cases; a gain of less than three figures is none."""
    thresholds = {}
    for slot in SLOTS:
        for name in (slot, f"{slot}_over"):
            steps = sorted(filter(None, (_gain(case, name) for case in known)), reverse=True)
            best, gain, total = OFF, LEAST_GAIN - 1, 0
            for probability, by in steps:
                total += by
                if total > gain:
                    best, gain = probability, total
            if best < OFF:
                thresholds[name] = round(best, 4)
    return thresholds


def _gain(case: Case, name: str) -> tuple[float, int] | None:
    """Say how sure the model must be to change a slot, and what the change gains or loses."""
    slot = name.removesuffix("_over")
    sure = case.answer.aggregate_probability
    if slot != "aggregate":
        sure = getattr(case.answer, slot).probability
    new = merged(case.fact, case.answer, case.text, case.start, {name: 0.0})
    if new is case.fact:
        return None
    before, after = right(case.want, case.fact), right(case.want, new)
    by = sum(bool(after[each]) - bool(before[each]) for each in ("complete_fact_f1", "aggregate"))
    if slot == "actor":
        # where none is annotated beside a verb there is none
        named, verb = case.want.get("actor"), case.want.get("act")
        by = bool(after["actor"]) - bool(before["actor"]) if named else -bool(verb)
    return (sure, by) if by else None


def score(work: Path, write: Path | None) -> None:
    """Print the table of all folds, thresholds set on the other folds."""
    said = [pickle.loads(path.read_bytes()) for path in sorted(work.glob("said*.pkl"))]
    everything = [case for part in said for case in part]
    both = []
    for at, part in enumerate(said):
        limits = tuned([case for i, other in enumerate(said) if i != at for case in other])
        both += [(case, _refined(case, limits)) for case in part]
    rows = {
        "rules": table([(case, case.fact) for case in everything]),
        "model": table([(case, model_alone(case)) for case in everything]),
        "both": table(both),
    }
    show(rows, len(everything))
    limits = tuned(everything)
    print(json.dumps({"thresholds": limits}))
    if write is not None:
        from pipeline.training.tagger import write_hashes

        settings = json.loads((write / SETTINGS).read_text(encoding="utf-8"))
        settings["thresholds"] = limits
        new = json.dumps(settings, ensure_ascii=False, indent=1) + "\n"
        (write / SETTINGS).write_text(new, encoding="utf-8")
        write_hashes(write)


def _refined(case: Case, limits: dict[str, float]) -> Fact:
    return merged(case.fact, case.answer, case.text, case.start, limits)


def show(rows: dict[str, dict[str, float]], figures: int) -> None:
    """Print a table in Markdown."""
    print(f"{figures} figures\n\n| | {' | '.join(MEASURES)} |\n|---{'|---' * len(MEASURES)}|")
    for name, shares in rows.items():
        print(f"| {name} | {' | '.join(f'{shares[each]:.3f}' for each in MEASURES)} |")


def score_model(folder: Path, golds: Sequence[Path]) -> None:
    """Print the table of a trained model on reports, and how fast it reads them."""
    tagger = Tagger(folder)
    for gold in golds:
        known = list(cases(gold.glob("*.gold.json"), tagger))
        rows = {
            "rules": table([(case, case.fact) for case in known]),
            "model": table([(case, model_alone(case)) for case in known]),
            "both": table([(case, _refined(case, tagger.thresholds)) for case in known]),
        }
        print(gold)
        show(rows, len(known))
        from pipeline.tagger import refine

        read = [core.extract(path) for path in sorted(gold.glob("*.txt"))]
        size = sum(len(each.document.text) for each in read)
        begun = time.process_time()
        for each in read:
            refine(each, tagger)
        print(f"\n{size / (time.process_time() - begun):.0f} characters a second\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("folds")
    verb.add_argument("--encoder", required=True)
    verb.add_argument("--work", type=Path, required=True)
    verb.add_argument("--fold", type=int, action="append")
    verb.add_argument("--gold", type=Path, default=GOLD)
    verb.add_argument("--epochs", type=int, default=12)
    verb.add_argument("--made", type=int, default=200)
    verb = verbs.add_parser("score")
    verb.add_argument("--work", type=Path, required=True)
    verb.add_argument("--write", type=Path)
    verb = verbs.add_parser("model")
    verb.add_argument("folder", type=Path)
    verb.add_argument("gold", type=Path, nargs="+")
    given = parser.parse_args()
    if given.verb == "folds":
        for number in given.fold or range(FOLDS):
            run_fold(number, given.gold, given.encoder, given.work, given.epochs, given.made)
    elif given.verb == "score":
        score(given.work, given.write)
    else:
        score_model(given.folder, given.gold)


if __name__ == "__main__":
    main()
