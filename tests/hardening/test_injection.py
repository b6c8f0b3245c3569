"""Data that would like to be a program: formulas, template code, fields, YAML tags, pickles."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pipeline import paths
from pipeline.drafting import compose, read_brief, write
from pipeline.errors import BadData, BadTemplate, HuibaoError
from pipeline.outputs import sheet
from pipeline.reading import read_bytes
from tests.reading.word import docx, p

FORMULAS = ["=cmd|' /c calc'!A0", "-2+3", "@SUM(A1)", "+1", "\t=1", "\r=1", "=HYPERLINK(1)"]
CODE = [
    "{{ ''.__class__ }}",
    "{{ 7*7 }}",
    "{% for i in range(9) %}x{% endfor %}",
    "${7*7}",
    "<%= 1 %>",
    "{# x #}",
]


def brief_of(folder: Path, *indicators: str, value: str = "31") -> Path:
    path = folder / "数据.json"
    rows = [{"指标": each, "数值": value, "单位": "处"} for each in indicators]
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize("words", FORMULAS)
def test_a_formula_in_a_fact_is_text_in_every_sheet(words: str) -> None:
    assert f"'{words}".encode() in sheet.csv_bytes(["列"], [[words]]).replace(b'""', b'"')
    book = load_workbook(io.BytesIO(sheet.xlsx_bytes("表", ["列"], [[words]])))
    assert book.active is not None
    assert book.active["A2"].data_type == "s"


def test_a_true_negative_number_stays_a_number() -> None:
    book = load_workbook(io.BytesIO(sheet.xlsx_bytes("表", ["列"], [[-2]])))
    assert book.active is not None
    assert book.active["A2"].value == -2
    assert sheet.csv_bytes(["列"], [[-2]]).decode("utf-8-sig").split() == ["列", "-2"]


@pytest.mark.parametrize("words", CODE)
def test_template_code_in_a_value_is_printed_as_it_stands(words: str, tmp_path: Path) -> None:
    draft = compose(read_brief([brief_of(tmp_path, f"清理{words}垃圾")]))
    assert words in draft.text
    out = tmp_path / "稿.docx"
    write(draft, out)
    assert words in read_bytes(out.read_bytes(), "稿.docx").text


def test_marks_of_xml_in_a_value_survive_drafting(tmp_path: Path) -> None:
    words = "甲 & 乙 <丙> \"丁\" '戊' &amp; ]]>"
    draft = compose(read_brief([brief_of(tmp_path, f"清理{words}垃圾")]))
    assert words in draft.text
    for name in ("稿.docx", "稿.html"):
        write(draft, tmp_path / name)
    assert words in read_bytes((tmp_path / "稿.docx").read_bytes(), "稿.docx").text
    page = (tmp_path / "稿.html").read_text(encoding="utf-8")
    assert "<丙>" not in page
    assert "&lt;丙&gt;" in page


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ topics.__init__.__globals__ }}",
        "{{ self.__init__ }}{{ cycler.__init__.__globals__.os.popen('id') }}",
        "{% for i in range(10**9) %}{% endfor %}",
        "{% import 'os' as os %}",
        "{% extends '/etc/passwd' %}",
        "{% include '../../../../etc/passwd' %}",
        "{{ 'x' * 10**10 }}",
        "{{ [1] * 10**10 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%10000000000d' % 1 }}",
        "{{ '{:>10000000000}'.format(1) }}",
        "{{ 'x'.ljust(10000000000) }}",
        "{{ 'x' | center(10000000000) }}",
    ],
)
def test_a_hostile_template_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "自家模板"
    shutil.copytree(paths.shipped("templates") / "plain", folder)
    (folder / "text.j2").write_text(text, encoding="utf-8")
    with pytest.raises(BadTemplate) as caught:
        compose(read_brief([brief_of(tmp_path, "清理垃圾")]), template=folder)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['true']", "!!python/name:os.system"]
)
def test_yaml_builds_no_objects(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "数据.yaml"
    path.write_text(f"- 指标: {tag}\n  数值: 3\n", encoding="utf-8")
    with pytest.raises(BadData):
        read_brief([path])


def test_aliases_without_end_in_yaml_are_read_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "数据.yaml"
    lines = ["a: &a [1,1,1,1,1,1,1,1,1]"]
    for name, before in zip("bcdefghi", "abcdefgh", strict=True):
        lines.append(f"{name}: &{name} [" + ",".join([f"*{before}"] * 9) + "]")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(HuibaoError):
        read_brief([path])


def test_fields_that_start_programs_are_not_run_and_macros_are_named() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText>DDEAUTO c:\\\\cmd.exe "/k calc.exe"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>31</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    document = read_bytes(
        docx(p("排查", rest=field), more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "周报.docm"
    )
    assert document.text == "排查31"
    assert any("宏" in warning for warning in document.warnings)


ROOMS = sorted(paths.PACKAGE.rglob("*.py"))


def _calls(path: Path) -> set[str]:
    """Name what a module imports and calls, as it is written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
        elif isinstance(node, ast.Call):
            words = ast.unparse(node.func)
            safe = any(
                k.arg == "weights_only" and getattr(k.value, "value", None) is True
                for k in node.keywords
            )
            found.add(f"{words} weights_only" if safe else words)
    return found


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.name)
def test_no_room_runs_what_a_file_or_a_model_brings_along(path: Path) -> None:
    calls = _calls(path)
    forbidden = {"marshal", "shelve", "joblib", "dill", "cloudpickle", "eval", "exec", "os.system"}
    forbidden |= {"torch.load", "yaml.load", "yaml.unsafe_load", "numpy.load allow_pickle"}
    if path.name != "cage.py":
        forbidden.add("pickle")
    assert not calls & forbidden


def test_the_shipped_model_is_the_one_of_its_hash_list(tmp_path: Path) -> None:
    import hashlib

    folder = paths.shipped("models") / "typos"
    lines = (folder / "model.sha256").read_text(encoding="utf-8").split("\n")
    listed = {line.split()[1].lstrip("*"): line.split()[0] for line in lines if line.strip()}
    found = {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.iterdir()
        if each.suffix in (".npy", ".json", ".onnx")
    }
    assert found
    assert {name: listed.get(name) for name in found} == found


def test_an_array_that_holds_a_pickle_is_refused(tmp_path: Path) -> None:
    import numpy

    path = tmp_path / "counts.npy"
    numpy.save(path, numpy.array([{"x": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="pickle"):
        numpy.load(path)
