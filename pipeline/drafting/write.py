"""A Draft -> a file: .txt and .md as they stand, .html for the browser, .docx by GB/T 9704."""

from html import escape
from pathlib import Path

from pipeline.drafting.sources import in_words
from pipeline.errors import BadUsage
from pipeline.schema import Draft, DraftParagraph

_HTML_TAGS = {"title": "h1", "subtitle": "p", "recipient": "p", "sign": "p", "date": "p"}


def write(
    draft: Draft,
    path: Path,
    *,
    show_sources: bool = False,
    annex: bool = False,
    style: Path | None = None,
) -> None:
    """Write a draft in the format of the path's suffix; the text is the draft's own in each.

    ``show_sources`` puts each figure's source beside it as a Word comment (.docx);
    ``style`` is a style.docx whose look is taken (.docx);
    ``annex`` adds a table of figures and sources after the text (.docx, .html).

    Raises:
        BadUsage: a suffix that is none of .txt, .md, .html and .docx.
    """
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from pipeline.drafting.docx import write_docx

        write_docx(draft, path, show_sources=show_sources, annex=annex, style=style)
    elif suffix == ".txt" or suffix == ".md":
        path.write_text(draft.text + "\n", encoding="utf-8")
    elif suffix in (".html", ".htm"):
        path.write_text(_html(draft, annex=annex), encoding="utf-8")
    else:
        raise BadUsage("草稿只能写成 .docx、.md、.txt 或 .html", file=path.name)


def _html(draft: Draft, *, annex: bool) -> str:
    title = next((p for p in draft.paragraphs if p.role == "title"), draft.paragraphs[0])
    name = escape(draft.text[title.span.start : title.span.end])
    body = "\n".join(_paragraph(draft, paragraph) for paragraph in draft.paragraphs)
    if annex:
        rows = "\n".join(
            f"<tr><td>{escape(f.text)}</td><td>{escape(in_words(f.source))}</td></tr>"
            for f in draft.figures
        )
        body += f"\n<table><tr><th>数字</th><th>来源</th></tr>\n{rows}\n</table>"
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{name}</title>\n<style>\n"
        "body{max-width:40em;margin:2em auto;font:16pt/1.8 FangSong,仿宋,serif}\n"
        "h1{text-align:center;font:22pt/1.5 SimSun,serif}.subtitle{text-align:center}\n"
        "h2{font:16pt/1.8 SimHei,sans-serif;text-indent:2em;margin:0}\n"
        "h3{font:16pt/1.8 KaiTi,楷体,serif;text-indent:2em;margin:0}\n"
        "p{text-indent:2em;margin:0}.recipient{text-indent:0}.sign,.date{text-align:right}\n"
        "[data-source]{border-bottom:1px dotted #888}\n"
        f"</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _paragraph(draft: Draft, paragraph: DraftParagraph) -> str:
    parts, at = [], paragraph.span.start
    for figure in draft.figures:
        if paragraph.span.holds(figure.span) and figure.span.start >= at:
            parts.append(escape(draft.text[at : figure.span.start]))
            source = escape(figure.source, quote=True)
            told = escape(in_words(figure.source), quote=True)
            words = escape(draft.text[figure.span.start : figure.span.end])
            parts.append(f'<span data-source="{source}" title="{told}">{words}</span>')
            at = figure.span.end
    parts.append(escape(draft.text[at : paragraph.span.end]))
    tag = _HTML_TAGS.get(paragraph.role, "p")
    if paragraph.role == "heading":
        tag = f"h{min(paragraph.level + 1, 6)}"
    return f'<{tag} class="{paragraph.role}">{"".join(parts)}</{tag}>'
