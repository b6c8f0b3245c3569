"""A template folder -> what is wrong with it, tried on its own example."""

import re
from pathlib import Path

from pipeline import paths
from pipeline.drafting.brief import read_brief
from pipeline.drafting.compose import compose
from pipeline.drafting.figures import find_figures
from pipeline.drafting.templates import load_template
from pipeline.errors import HuibaoError
from pipeline.extract import extract
from pipeline.reading import read_bytes
from pipeline.schema import FactKind

_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)


def check_template(name: str | Path) -> list[str]:
    """List what is wrong with a template: it writes figures of its own, or its example fails."""
    try:
        template = load_template(name)
    except HuibaoError as error:
        return [error.message]
    faults = []
    for number, line in enumerate(_TAGS.sub("", template.text).split("\n"), 1):
        if found := find_figures(line):
            words = "、".join(line[start:end] for start, end in found)
            faults.append(f"text.j2 第{number}行自己写了数字（{words}），数字只能来自数据")
    folder = Path(name) if Path(name).is_dir() else paths.shipped("templates") / str(name)
    example = folder / "example.json"
    if not example.is_file():
        return [*faults, "没有 example.json，无从试写"]
    try:
        draft = compose(read_brief([example]), template=folder)
    except HuibaoError as error:
        return [*faults, error.message]
    document = read_bytes(draft.text.encode(), "draft.txt")
    for fact in extract(document).facts():
        if fact.kind is not FactKind.DATE and not any(
            figure.span.overlaps(fact.span) for figure in draft.figures
        ):
            words = draft.text[fact.span.start : fact.span.end]
            faults.append(f"试写出来的“{words}”没有来源")
    lost = [
        row.value
        for row in read_brief([example]).rows
        if row.value and not any(row.value in figure.text for figure in draft.figures)
    ]
    if lost:
        faults.append(f"样例里的这些数没有写出来：{'、'.join(lost)}")
    return faults
