"""Templates: each sound, none able to reach beyond its words, none writing figures of its own."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline import paths
from pipeline.drafting import check_template, compose, read_brief, template_names
from pipeline.errors import BadTemplate

EXAMPLE = paths.shipped("templates") / "plain" / "example.json"


@pytest.mark.parametrize("name", template_names())
def test_every_shipped_template_is_sound(name: str) -> None:
    assert check_template(name) == []


@pytest.mark.parametrize("name", template_names())
def test_every_template_has_a_readme_and_a_use(name: str) -> None:
    folder = paths.shipped("templates") / name
    assert (folder / "README.md").is_file()
    assert (folder / "example.json").is_file()


def own(folder: Path, text: str) -> Path:
    """Make an office's own template beside its example."""
    made = folder / "自家模板"
    shutil.copytree(paths.shipped("templates") / "plain", made)
    (made / "text.j2").write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for x in topics %}", "写法有误"),
        ("{{ nothing }}", "没有的内容"),
        ("{{ ''.__class__.__mro__ }}", "不许做的事"),
        ("{{ topics.append(1) }}", "不许做的事"),
        ("{{ 1 / 0 }}", "执行出错"),
        ("{% include 'x' %}", "执行出错"),
        ("", "没有写出任何内容"),
    ],
)
def test_a_faulty_template_is_told_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadTemplate) as caught:
        compose(read_brief([EXAMPLE]), template=own(tmp_path, text))
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


def test_an_unknown_template_names_those_there_are() -> None:
    with pytest.raises(BadTemplate, match="weekly"):
        compose(read_brief([EXAMPLE]), template="没有这个")


def test_a_template_that_writes_a_figure_is_told_of_it(tmp_path: Path) -> None:
    folder = own(tmp_path, "# {{ title }}\n{{ parts(topics, 3) }}\n本周共出动执法人员35人次。\n")
    faults = check_template(folder)
    assert any("35人次" in fault for fault in faults)


def test_numbering_never_breaks_where_a_part_is_left_out(tmp_path: Path) -> None:
    folder = own(
        tmp_path,
        "# {{ title }}\n## 甲\n一段。\n{% if false %}\n## 乙\n{% endif %}\n## 丙\n二段。\n",
    )
    assert compose(read_brief([EXAMPLE]), template=folder).text.endswith(
        "一、甲\n一段。\n二、丙\n二段。"
    )


def test_groups_take_what_fits_and_the_default_takes_the_rest() -> None:
    text = compose(read_brief([EXAMPLE]), template="weekly").text
    third = text.split("三、宣传报道组")[1].split("四、")[0]
    assert "宣传折页860份" in third
    assert "【待补：软件材料组本周情况】" in text


def test_what_is_never_sent_in_stays_a_visible_gap(tmp_path: Path) -> None:
    content = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    del content["narrative"]["存在问题"]
    path = tmp_path / "数据.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    draft = compose(read_brief([path]))
    assert "【待补：存在的主要问题】" in draft.text
    assert "gap" in [notice.kind for notice in draft.notices]
