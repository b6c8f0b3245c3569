"""A report -> how its title, its headings and its running text look, where the file says so."""

from pipeline.rules.prose import paragraphs
from pipeline.schema import Look, Report


def parts(report: Report) -> dict[str, list[Look]]:
    """Sort the paragraphs of a report by the part they play; empty without a layout."""
    layout = report.document.layout
    if layout is None:
        return {}
    levels = {s.heading_span.end: s.style for s in report.sections if not s.run_in}
    mixed = {s.span.start for s in report.sections if s.run_in}  # a heading and its text in one
    looks = {look.span.start: look for look in layout.looks}
    found: dict[str, list[Look]] = {"标题": [], "一级标题": [], "二级标题": [], "正文": []}
    for part in paragraphs(report):
        look = looks.get(part.span.start) or next(
            (e for e in (looks.get(part.span.start - n) for n in range(1, 5)) if e), None
        )
        if look is None:
            continue
        if part.part == "title":
            found["标题"].append(look)
        elif part.part == "heading":
            style = levels.get(part.span.end)
            if style in ("一、", "（一）"):
                found["一级标题" if style == "一、" else "二级标题"].append(look)
        elif part.is_prose and part.span.start not in mixed:
            found["正文"].append(look)
    return {kind: looks_ for kind, looks_ in found.items() if looks_}
