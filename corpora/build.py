"""Builds corpora/samples from corpora/sources: the same words in the formats that offices use.

``python corpora/build.py [OUT]`` writes into OUT (default: corpora/samples). Files come out
the same each time: archives carry a fixed date.
"""

import csv
import html
import io
import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run
    from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
OFFICE = "砚浦街道办事处"
DISTRICT = "岚澄区创建全国文明城市指挥部办公室"
COMMUNITIES = ("柳堰社区", "东埭社区", "望圩社区")
FIRST_WEEK = 8
FIRST_MONDAY = date(2026, 3, 2)
CHAT_WEEK = 16

LABELS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^（[一二三四五六七八九十]+）"),
    re.compile(r"^\d{1,2}\."),
)
MARK = re.compile(
    r"⟪(?P<rule>[A-Z]{3}\d{3})(?:#(?P<group>\w+))?(?:=(?P<fix>[^⟫]*))?⟫(?P<words>[^⟪]*)⟪/⟫"
)
FROZEN = (2026, 1, 1, 0, 0, 0)

Row = dict[str, str]


def main() -> None:
    """Write everything."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "samples"
    build(out)


def build(out: Path) -> None:
    """Write the samples and their index into ``out``, which is emptied first."""
    if out.exists():
        shutil.rmtree(out)
    weekly = list(_weekly(out))
    reports = [*weekly, *_communities(out), *_summaries(out)]
    index = {
        "office": OFFICE,
        "communities": [f"{name}居民委员会" for name in COMMUNITIES],
        "reports": reports,
        "next": _next_week(out, like=weekly[-1]["file"]),
        "faulty": list(_faulty(out)),
        "clean": [f"../clean/{path.name}" for path in sorted((HERE / "clean").glob("*.txt"))],
    }
    _write(out / "index.json", json.dumps(index, ensure_ascii=False, indent=1) + "\n")


def period_of(week: int) -> tuple[date, date]:
    """Give the Monday and the Sunday that a number of the weekly report covers."""
    monday = FIRST_MONDAY + timedelta(weeks=week - FIRST_WEEK)
    return monday, monday + timedelta(days=6)


def figures(week: int) -> list[Row]:
    """Give the rows of one week's sheet, as they stand in sources/weekly/figures.tsv."""
    lines = _table(SOURCES / "weekly" / "figures.tsv")
    header = next(lines)
    column = header.index(str(week))
    notes = {
        (cells[1], cells[2]): cells[3]
        for cells in _table(SOURCES / "weekly" / "notes.tsv")
        if cells[0] == str(week)
    }
    rows: list[Row] = []
    for cells in lines:
        cells += [""] * (len(header) - len(cells))
        if not cells[column]:
            continue
        row = dict(zip(("部门", "事项", "指标", "单位", "时间"), cells, strict=False))
        row["数值"] = cells[column]
        row["说明"] = notes.pop((cells[0], cells[1]), "")
        rows.append(row)
    places = list(dict.fromkeys((row["部门"], row["事项"]) for row in rows))
    return sorted(rows, key=lambda row: places.index((row["部门"], row["事项"])))


def _weekly(out: Path) -> Iterator[dict[str, Any]]:
    writers: dict[int, Callable[[Path, str], Path]] = {
        8: _txt(),
        9: _docx(automatic=True),
        10: _txt("gb18030"),
        11: _docx(automatic=False),
        12: _html,
        13: _docx(automatic=True),
        14: _txt("utf-8-sig", newline="\r\n"),
        15: _docx(automatic=True),
    }
    sheets: dict[int, Callable[[Path, int], Path]] = {
        8: _plain_sheet,
        9: _synonym_sheet,
        10: _csv_sheet,
        11: _merged_sheet,
        12: _json_sheet,
        13: _plain_sheet,
        14: _text_cells_sheet,
        15: _merged_sheet,
    }
    for week, write in writers.items():
        source = SOURCES / "weekly" / f"{week:02}.txt"
        stem = f"{period_of(week)[0]:%Y%m%d}砚浦街道创建工作周报第{week}期"
        file = write(out / "yanpu" / "weekly" / stem, source.read_text(encoding="utf-8"))
        data = sheets[week](_data_stem(out, week), week)
        yield _entry(out, file, source, "weekly", OFFICE, period_of(week), data=data)


def _next_week(out: Path, like: str) -> dict[str, Any]:
    stem = _data_stem(out, CHAT_WEEK)
    sheet = _plain_sheet(stem, CHAT_WEEK)
    chat = stem.with_name(stem.name.replace("数据", "工作群报数.txt"))
    _write(chat, (SOURCES / "weekly" / f"{CHAT_WEEK}-chat.txt").read_text(encoding="utf-8"))
    return {
        "issuer": OFFICE,
        "period": _edtf(*period_of(CHAT_WEEK)),
        "data": _relative(out, sheet),
        "chat": _relative(out, chat),
        "like": like,
    }


def _data_stem(out: Path, week: int) -> Path:
    return out / "yanpu" / "weekly-data" / f"{period_of(week)[0]:%Y%m%d}第{week}期数据"


def _communities(out: Path) -> Iterator[dict[str, Any]]:
    for week, write in ((10, _txt()), (13, _docx(automatic=True))):
        for name in COMMUNITIES:
            source = SOURCES / "communities" / f"{week}-{name}.txt"
            monday, _ = period_of(week)
            stem = out / "yanpu" / "communities" / f"{monday:%Y%m%d}{name}周报"
            file = write(stem, source.read_text(encoding="utf-8"))
            issuer = f"{name}居民委员会"
            yield _entry(out, file, source, "weekly", issuer, period_of(week))


def _summaries(out: Path) -> Iterator[dict[str, Any]]:
    folder = out / "yanpu" / "summaries"
    for name, stem, kind, start, end in (
        ("monthly-2026-03", "砚浦街道3月份月报", "monthly", date(2026, 3, 2), date(2026, 3, 29)),
        ("yearly-2025", "砚浦街道2025年总结", "yearly", date(2025, 1, 1), date(2025, 12, 31)),
    ):
        source = SOURCES / "reports" / f"{name}.txt"
        write = _docx(automatic=kind == "yearly")
        file = write(folder / stem, source.read_text(encoding="utf-8"))
        yield _entry(out, file, source, kind, OFFICE, (start, end))


def _faulty(out: Path) -> Iterator[dict[str, str]]:
    for source in sorted((SOURCES / "faulty").glob("*.txt")):
        text, expected = unmark(source.read_text(encoding="utf-8"))
        file = out / "faulty" / source.name
        _write(file, text)
        listed = file.with_suffix(".expected.json")
        _write(listed, json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
        yield {"file": _relative(out, file), "expected": _relative(out, listed)}


def unmark(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """Take the fault marks out; give the text and, for each fault, its rule, words and spans."""
    pieces: list[str] = []
    length = last = 0
    found: dict[str, dict[str, Any]] = {}
    for mark in MARK.finditer(marked):
        before = marked[last : mark.start()]
        words = mark["words"]
        start = length + len(before)
        pieces += [before, words]
        length = start + len(words)
        last = mark.end()
        key = mark["group"] or f"at {start}"
        fault = found.setdefault(f"{mark['rule']} {key}", {"rule": mark["rule"], "spans": []})
        fault["spans"].append({"start": start, "end": length, "text": words})
        if mark["fix"]:
            fault["right"] = mark["fix"]
    pieces.append(marked[last:])
    return "".join(pieces), list(found.values())


def _entry(
    out: Path,
    file: Path,
    source: Path,
    kind: str,
    issuer: str,
    period: tuple[date, date],
    data: Path | None = None,
) -> dict[str, Any]:
    return {
        "file": _relative(out, file),
        "source": source.relative_to(HERE).as_posix(),
        "title": source.read_text(encoding="utf-8").partition("\n")[0],
        "kind": kind,
        "issuer": issuer,
        "period": _edtf(*period),
        "data": _relative(out, data) if data else None,
    }


# --- reports -----------------------------------------------------------------------------------


def _txt(encoding: str = "utf-8", newline: str = "\n") -> Callable[[Path, str], Path]:
    def write(stem: Path, text: str) -> Path:
        path = stem.with_name(stem.name + ".txt")
        _write(path, text.replace("\n", newline), encoding)
        return path

    return write


def _docx(*, automatic: bool) -> Callable[[Path, str], Path]:
    """Make a writer of .docx: numbering from numbering.xml (automatic) or typed."""

    def write(stem: Path, text: str) -> Path:
        from docx import Document
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Mm, Pt

        document = Document()
        page = document.sections[0]
        page.page_width, page.page_height = Mm(210), Mm(297)
        body = document.styles["Normal"]
        _font(body, "仿宋", 16)
        if automatic:
            _add_numbering(document)
        lines = [line for line in text.split("\n") if line.strip()]
        signature = {lines[-1], lines[-2]}
        recipient = next((line for line in lines[:4] if line.endswith("：")), None)
        for is_table, group in groupby(lines, key=lambda line: "\t" in line):
            chunk = list(group)
            if is_table:
                _add_table(document, [line.split("\t") for line in chunk])
                continue
            for line in chunk:
                level = _level(line)
                paragraph = document.add_paragraph()
                if line == lines[0]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                    _font(paragraph.add_run(line), "方正小标宋简体", 22)
                    continue
                if line.startswith("（第") or (line.startswith("（2026") and line.endswith("）")):
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                elif line in signature:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                elif line != recipient:
                    paragraph.paragraph_format.first_line_indent = Pt(32)
                if automatic and level is not None:
                    _number(paragraph, level)
                    line = LABELS[level].sub("", line)
                run = paragraph.add_run(line)
                if level in (0, 1):
                    _font(run, ("黑体", "楷体")[level], 16)
        return _save(stem.with_name(stem.name + ".docx"), document.save)

    return write


def _level(line: str) -> int | None:
    return next((n for n, label in enumerate(LABELS) if label.match(line)), None)


def _font(target: "Run | ParagraphStyle", name: str, size: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    target.font.name = name
    target.font.size = Pt(size)
    target.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _add_numbering(document: "Document") -> None:
    """Define 一、 / （一） / 1. as one multilevel list, number 90."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(
            (
                ("chineseCountingThousand", "%1、"),
                ("chineseCountingThousand", "（%2）"),
                ("decimal", "%3."),
            )
        )
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">'
        f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
    )
    first_num = numbering.find(f"{{{numbering.nsmap['w']}}}num")
    if first_num is None:
        numbering.append(abstract)
    else:
        first_num.addprevious(abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )


def _number(paragraph: "Paragraph", level: int) -> None:
    properties: Any = paragraph._p.get_or_add_pPr()
    number = properties.get_or_add_numPr()
    number.get_or_add_ilvl().val = level
    number.get_or_add_numId().val = 90


def _add_table(document: "Document", rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text


def _html(stem: Path, text: str) -> Path:
    """Write the page as a district's website shows it: menu above, footer below."""
    title, period, *rest = [line for line in text.split("\n") if line.strip()]
    body = "\n".join(f"      <p>{html.escape(line)}</p>" for line in [period, *rest[:-2]])
    signed = "\n".join(f'      <p class="sign">{html.escape(line)}</p>' for line in rest[-2:])
    page = f"""<!DOCTYPE html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <title>{html.escape(title)}（第12期）-岚澄区文明创建网</title>
  <style>body {{ font-family: serif }} .sign {{ text-align: right }}</style>
  <script>function printPage() {{ window.print(); }}</script>
</head>
<body>
  <header>
    <nav><ul>
      <li><a href="/">首页</a></li>
      <li><a href="/news">工作动态</a></li>
      <li><a href="/notice">通知公告</a></li>
    </ul></nav>
  </header>
  <main>
    <article>
      <h1>{html.escape(title)}</h1>
{body}
{signed}
    </article>
  </main>
  <footer>
    <p>主办单位：岚澄区创建全国文明城市指挥部办公室</p>
    <p><a href="#" onclick="printPage()">打印本页</a> <a href="/">关闭窗口</a></p>
  </footer>
</body>
</html>
"""
    path = stem.with_name(stem.name + ".html")
    _write(path, page)
    return path


# --- data sheets -------------------------------------------------------------------------------

COLUMNS = ("部门", "事项", "指标", "数值", "单位", "时间", "说明")
SYNONYMS = ("责任单位", "工作内容", "指标名称", "完成数", "计量单位", "统计时段", "备注")


def _plain_sheet(stem: Path, week: int) -> Path:
    """A merged title row, the header, the rows, and a sheet of notes for those who fill it in."""
    return _workbook(stem, week, COLUMNS, _sheet_rows(week))


def _synonym_sheet(stem: Path, week: int) -> Path:
    """The same under other column names."""
    return _workbook(stem, week, SYNONYMS, _sheet_rows(week))


def _merged_sheet(stem: Path, week: int) -> Path:
    """Department and matter merged downwards, rates as percent cells."""
    return _workbook(stem, week, COLUMNS, _sheet_rows(week), merged=True, percent=True)


def _text_cells_sheet(stem: Path, week: int) -> Path:
    """Figures typed as text, thousands with a comma."""
    rows = _sheet_rows(week)
    for row in rows:
        row[3] = f"{row[3]:,}" if isinstance(row[3], int) else str(row[3])
    return _workbook(stem, week, COLUMNS, rows)


def _sheet_rows(week: int) -> list[list[Any]]:
    return [
        [_cell(row[name]) if name == "数值" else row[name] for name in COLUMNS]
        for row in figures(week)
    ]


def _cell(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _workbook(
    stem: Path,
    week: int,
    columns: tuple[str, ...],
    rows: list[list[Any]],
    *,
    merged: bool = False,
    percent: bool = False,
) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "数据"
    start, end = period_of(week)
    sheet.append([f"砚浦街道创建全国文明城市工作数据统计表（{_spoken(start, end)}）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.append(list(columns))
    for number, row in enumerate(rows, 3):
        sheet.append([None if value == "" else value for value in row])
        if percent and row[4] == "%":
            cell = sheet.cell(number, 4)
            cell.value = round(float(row[3]) / 100, 4)
            cell.number_format = "0.0%"
            sheet.cell(number, 5).value = None
    if merged:
        for column in (0, 1):
            _merge_down(sheet, rows, column)
    for letter, width in zip("ABCDEFG", (16, 20, 28, 10, 8, 14, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    note = book.create_sheet("填表说明")
    note["A1"] = "1. 每周日16时前由各组报街道创建办，数值只填数字。"
    note["A2"] = "2. “今年以来”为本年度累计数，含本周。"
    note["A3"] = "3. 整改率保留一位小数。"
    return _save(stem.with_name(stem.name + ".xlsx"), book.save)


def _merge_down(sheet: "Worksheet", rows: list[list[Any]], column: int) -> None:
    number = 3
    for _, group in groupby(rows, key=lambda row: row[: column + 1]):
        count = len(list(group))
        if count > 1:
            sheet.merge_cells(
                start_row=number,
                start_column=column + 1,
                end_row=number + count - 1,
                end_column=column + 1,
            )
        number += count


def _csv_sheet(stem: Path, week: int) -> Path:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([row[name] for name in COLUMNS] for row in figures(week))
    path = stem.with_name(stem.name + ".csv")
    _write(path, buffer.getvalue(), "gb18030")
    return path


def _json_sheet(stem: Path, week: int) -> Path:
    records = []
    for row in figures(week):
        value = _cell(row["数值"])
        records.append({**{name: row[name] for name in COLUMNS}, "数值": value})
    content = {
        "unit_name": OFFICE,
        "period": _spoken(*period_of(week)),
        "recipient": DISTRICT,
        "records": records,
        "narrative": {
            "专项整治工作": ["重点整治祭扫用品占道售卖，节前对广告牌开展安全检查。"],
            "宣传报道组": ["围绕“鲜花换纸钱”主题开展文明祭扫宣传。"],
            "下一步": ["抓紧补足假期耽搁的巡查和入户任务，做好实地测评迎检工作。"],
        },
    }
    path = stem.with_name(stem.name + ".json")
    _write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    return path


# --- small things ------------------------------------------------------------------------------


def _table(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _spoken(start: date, end: date) -> str:
    return f"{start.year}年{start.month}月{start.day}日至{end.month}月{end.day}日"


def _edtf(start: date, end: date) -> str:
    return f"{start.isoformat()}/{end.isoformat()}"


def _relative(out: Path, path: Path) -> str:
    return path.relative_to(out).as_posix()


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def _save(path: Path, save: Callable[[io.BytesIO], Any]) -> Path:
    """Save an Office file with fixed dates, so that a rebuild changes nothing."""
    raw = io.BytesIO()
    save(raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                content = re.sub(
                    rb"(?<=W3CDTF\">)[^<]*(?=</dcterms)", b"2026-01-01T00:00:00Z", content
                )
            fixed = zipfile.ZipInfo(item.filename, FROZEN)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, content)
    return path


if __name__ == "__main__":
    main()
