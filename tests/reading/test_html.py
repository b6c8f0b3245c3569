"""Web pages: the article's paragraphs, and none of the page's furniture."""

from __future__ import annotations

import pytest

from pipeline.errors import UnreadableFile
from pipeline.reading import read_bytes

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>周报_温泉街道网</title>
<script>var n = "31起";</script><style>p{{color:red}}</style></head><body>
<div class="header"><a href="/">首页</a> <a href="/a">政务公开</a></div>
<ul class="nav"><li><a href="/1">新闻中心</a></li><li><a href="/2">办事指南</a></li></ul>
<div class="position">当前位置：<a href="/">首页</a> &gt; 工作动态</div>
<h1>温泉街道城市管理周报</h1>
<div class="TRS_Editor"><p>　　一、专项整治工作</p>
<p>本周，街道执法中队开展集中整治3次，<b>取缔</b>占道经营
31起。</p><p>二、软件材料<br>上报信息12条。</p>
<table><tr><th>社区</th><th>处数</th></tr><tr><td>东湖</td><td><p>31</p></td></tr>
<tr><td colspan="2">合计31</td></tr></table>
<p>存在问题：一是人手不足。二是经费不足。</p></div>
<div class="related"><h4>相关阅读</h4><a href="/x">另一街道取缔45起</a></div>
<div class="share"><a>分享到微信</a></div>
<footer>版权所有 京ICP备00000000号</footer></body></html>"""
ARTICLE = (
    "温泉街道城市管理周报\n　　一、专项整治工作\n"
    "本周，街道执法中队开展集中整治3次，取缔占道经营 31起。\n二、软件材料\n上报信息12条。\n"
    "社区\t处数\n东湖\t31\n合计31\t\n存在问题：一是人手不足。二是经费不足。"
)


@pytest.mark.parametrize(
    ("charset", "real"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gbk"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("iso-8859-1", "gbk"),
        ("", "utf-16"),
    ],
)
def test_the_article_is_read_whatever_the_page_declares(charset: str, real: str) -> None:
    document = read_bytes(PAGE.format(charset=charset).encode(real), "周报.html")
    assert document.text == ARTICLE


def test_rare_characters_of_a_page_that_declares_gb2312_survive() -> None:
    page = '<html><meta charset="gb2312"><body><p>村民䶮某排查镕㙍处</p></body></html>'
    assert read_bytes(page.encode("gb18030"), "a.html").text == "村民䶮某排查镕㙍处"


def test_cells_of_a_page_know_their_places() -> None:
    page = (
        "<table><tr><td rowspan=2>东湖</td><td>甲</td><td>1</td></tr>"
        "<tr><td>乙</td><td>2</td></tr></table>"
    )
    document = read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html")
    assert document.text == "东湖\t甲\t1\n\t乙\t2"
    at = {(b.row, b.column): document.text[b.span.start : b.span.end] for b in document.blocks}
    assert at == {
        (0, 0): "东湖",
        (0, 1): "甲",
        (0, 2): "1",
        (1, 0): "",
        (1, 1): "乙",
        (1, 2): "2",
    }


def test_a_page_without_any_structure_keeps_every_paragraph() -> None:
    page = "<body>第一段。<br><br>第二段31处。<div>第三段。</div>第四段。</body>"
    assert read_bytes(page.encode(), "a.htm").text == "第一段。\n第二段31处。\n第三段。\n第四段。"


def test_a_title_outside_the_article_is_found_by_the_title_of_the_window() -> None:
    article = "本周排查31处，整改12处，完成全部任务，群众满意。" * 3
    page = (
        "<head><title>砚浦街道工作周报_砚浦街道</title></head><body><div>砚浦街道</div>"
        "<div class=bt>砚浦街道工作周报</div><div class=time>2026-03-09</div>"
        f"<div id=zoom><p>{article}</p></div></body>"
    )
    assert read_bytes(page.encode(), "a.html").text == f"砚浦街道工作周报\n{article}"


def test_items_of_an_ordered_list_get_their_numbers() -> None:
    page = "<ol><li>排查31处<li><p>整改12处</p><p>完成</p></ol><ul><li>其他</ul>"
    page += "<ol type=a start=3><li>末"
    document = read_bytes(f"<html><body>{page}".encode(), "a.html")
    assert document.text == "1.排查31处\n2.整改12处\n完成\n其他\nc.末"
    assert [block.label for block in document.blocks] == ["1.", "2.", None, None, "c."]


def test_a_layout_table_is_no_table() -> None:
    inner = "<table><tr><td>正文一。<p>正文二。</table>"
    page = f"<table><tr><td><a href=x>栏目</a></td><td>{inner}</table>"
    text = read_bytes(f"<html><body>{page}</body></html>".encode(), "a.html").text
    assert "\t" not in text
    assert "正文一。\n正文二。" in text


def test_a_word_file_saved_as_a_single_web_page_is_read() -> None:
    page = "<html><body><p>本周排查31处。</p></body></html>"
    mht = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"x\"\r\n\r\n"
        b"--x\r\nContent-Type: text/html; charset=\"gb2312\"\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    ) + page.encode("gbk") + b"\r\n--x--\r\n"  # fmt: skip
    for name in ("周报.mht", "周报.doc"):
        assert read_bytes(mht, name).text == "本周排查31处。"


def test_a_page_named_doc_is_read_as_a_page() -> None:
    page = '<html xmlns:o="urn:schemas-microsoft-com:office"><body><p>排查31处</p></body></html>'
    assert read_bytes(page.encode(), "周报.doc").text == "排查31处"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><body><script>1</script></body></html>", "EMPTY"),
        ("<html></html>", "EMPTY"),
        ('<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><body>&x;</body>', "DOCTYPE"),
    ],
)
def test_a_page_without_article_is_refused(page: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(page.encode(), "a.html")
    assert caught.value.code == code


def deep(depth: int) -> bytes:
    return ("<html><body>" + "<div>" * depth + "31处" + "</div>" * depth + "<p>完</p>").encode()


def test_deep_nesting_loses_nothing() -> None:
    assert read_bytes(deep(1_500), "a.html").text == "31处\n完"


def test_nesting_without_end_is_refused_and_not_cut_in_silence() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(deep(20_000), "a.html")
    assert caught.value.code == "BROKEN"
