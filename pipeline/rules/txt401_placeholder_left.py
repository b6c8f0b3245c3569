"""占位符没有换成实际内容：**社区、xx镇、X市、201*年、某某。

为什么要查：报出去的材料里留着“**”“xx”，等于告诉别人这是套来的稿子。
怎么改：换成真实的名称、日期或数字；不需要的，连同占位符一起删去。
"""

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.rules.base import Example
from pipeline.schema import Context, Finding, Report, Severity, Span

CODE = "TXT401"
NAME = "占位符未替换"
SEVERITY = Severity.ERROR
BAD = [
    Example("⟦**社区⟧地处市区西南部，⟦**社区⟧成立于2002年。"),
    Example("为认真落实⟦xx镇⟧创建⟦XX市⟧文明城区工作任务，⟦201*年⟧启动整治。"),
    Example("我们⟦x社区⟧成立了志愿服务队，开展了“⟦和谐**⟧”活动。"),
    Example("⟦2025年X月X日⟧，街道召开会议，⟦××局⟧负责人参加，清理垃圾⟦XX吨⟧。"),
    Example("对⟦某某配餐公司⟧和⟦某某养殖场⟧下达整改通知书。"),
    Example("感谢⟦某某街道⟧的支持，共投入⟦____⟧万元。"),
]
GOOD = [
    Example("民警抓获犯罪嫌疑人李某某，扣押手机1部，手机号138****1234。赵某某经营的超市已停业。"),
    Example("铺设3×5米的地垫，使用X光机检查，2×4=8。"),
    Example("二○○五年六月，社区卫生站成立，A区和B区已完工。"),
    Example("救助低保户张**、王*明各1000元。"),
]
# A mark is judged where its run begins: a long run is a line drawn across the page.
_MASK = (
    r"(?:(?<!\*)\*{1,6}|(?<!＊)＊{1,6}|(?<![×✕╳])[×✕╳]{1,4}|(?<![A-Za-z])[xX]{1,4}(?![A-Za-z])"
    r"|(?<![○〇◯])[○〇◯]{2,4}|(?<!某)某某(?!某))"
)
_PLACE = (
    "自治区|开发区|街道|社区|小区|居委会|村委会|办事处|派出所|幼儿园|卫生院|中学|小学|学校|单位|公司|企业|中心|医院"
    "|部门|主任|书记|镇长|乡长|局长|同志|先生|女士|省|市|区|县|镇|乡|村|路|街|宅|组|局|办|所|站|院|校|人"
)
_PERSON = ("人", "同志", "先生", "女士", "主任", "书记", "家", "户", "等")
_UNIT = (
    "平方米|平方公里|公里|万元|人次|户次|年|月|日|号|时|分|个|处|次|件|名|户|家|份|起|条|项|场"
    "|吨|米|元|辆|台|块|张|栋|期|周|季度|%|％"
)
_X = r"(?:\d{1,2}|[xX×*＊○]{1,2})"
_TOKEN = re.compile(
    r"(?=[0-9xX×✕╳*＊○〇◯某_＿{$]|[【\[（(][请此填插补待]|(?<=年)[ 　])(?:"
    rf"(?P<line>(?P<mark>[xX×✕╳*＊○〇◯某])(?P=mark){{30,}})"
    rf"|(?P<date>(?<!\d)(?:(?:20[0-9*xX×＊○]{{1,2}}|\d{{4}}|[xX×*＊]{{2,4}})年{_X}月{_X}日"
    rf"|{_X}月{_X}日|(?:19|20)(?:\d[*xX×＊]|[*xX×＊]{{2}})年?))"
    rf"|(?P<named>{_MASK}(?:{_PLACE}|{_UNIT})?)"
    r"|(?P<gap>(?<![A-Za-z0-9_])_{2,}|＿{2,}|\{\{[^{}\n]{0,40}\}\}|\$\{[^{}\n]{0,40}\}"
    r"|[【\[（(](?:请|此处)?(?:填写|填入|插入|补充|待补|待核|待填|待定)[^】\]）)\n]{0,40}[】\]）)]"
    r"|(?<=\d年)[ 　]{1,8}月[ 　]{1,8}日)"
    r"|(?P<one>某(?:街道|社区|镇|乡|村|区|县|市)(?![民区场长级])))"
)
_MANY = 2000  # the first of so many marks say enough
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN_USE = re.compile(r"[xX][-－]?(?:光|射线|线|型|轴|级|档|染色体|形|片)")
_BODY = re.compile(  # 某某配餐公司, 某某养殖场
    r"[\u4e00-\u9fff]{0,6}?(?:公司|合作社|幼儿园|企业|工厂|超市|酒店|宾馆|餐厅|饭店|餐饮店|商店|药店|门店"
    r"|养殖场|农场|市场|工地|项目部|小区|大厦|广场|银行|医院|学校|中学|小学|协会|中心)"
)
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任卢姚沈钟姜崔"
    "谭陆汪范金石廖贾韦夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)


def check(report: Report, context: Context) -> Iterator[Finding]:
    """Group the places of each placeholder; one that recurs is one finding."""
    text = report.document.text
    markdown = report.document.source.name.lower().endswith((".md", ".markdown"))
    groups: dict[tuple[str, Severity], list[Span]] = {}
    for found in islice(_TOKEN.finditer(text, report.span.start, report.span.end), _MANY):
        judged = _judge(text, found, markdown=markdown)
        if judged is not None:
            span, severity = judged
            groups.setdefault((text[span.start : span.end], severity), []).append(span)
    for (words, severity), spans in groups.items():
        often = f"，共{len(spans)}处" if len(spans) > 1 else ""
        yield Finding(CODE, severity, f"占位符“{words}”没有换成实际内容{often}", tuple(spans))


def _judge(text: str, found: re.Match[str], *, markdown: bool) -> tuple[Span, Severity] | None:
    """Say where the placeholder stands and how sure it is; None for what only looks like one."""
    start, end, words = found.start(), found.end(), found[0]
    before, after = text[start - 1 : start], text[end : end + 1]
    if found["line"]:
        return None
    if found.lastgroup == "one":
        return Span(start, end), Severity.INFO
    if found.lastgroup == "gap":
        return Span(start, end), Severity.WARNING
    if found.lastgroup == "date":
        return (Span(start, end), SEVERITY) if re.search(r"[xX×*＊○]", words) else None
    mark = words[0]
    if before.isascii() and before.isalnum():
        return None
    if mark in "*＊" and (markdown or _is_name(text, start) or _is_markup(text, start, end, words)):
        return None
    if mark in "×✕╳" and (before.isdigit() or _is_formula(text, start, end)):
        return None
    if mark in "○〇◯":
        digits = "零一二三四五六七八九"
        named = words[-1] not in "○〇◯年"
        if (before and before in digits) or not named or (after and after in digits):
            return None
        return Span(start, end), Severity.WARNING
    if words.startswith("某某"):
        body = None if before in _SURNAME else _BODY.match(text, start + 2)
        if before != "" and body is not None and len(words) == 2:
            return Span(start, body.end()), Severity.WARNING
        named = before != "" and before in _SURNAME and words[2:] in _PERSON
        if len(words) == 2 or words[2:] in _UNIT.split("|") or named:
            return None
        return Span(start, end), Severity.WARNING
    bare = words[-1] in "*＊×✕╳xX"
    if _LATIN_USE.match(text, start) or (bare and after.isdigit() and after.isascii()):
        return None
    return _place(text, start, end, words)


def _place(text: str, start: int, end: int, words: str) -> tuple[Span, Severity] | None:
    """Widen a bare mask to the Chinese words that it belongs to."""
    named = words[-1] not in "*＊×✕╳xX"
    mask = re.match(_MASK, words)
    single = mask is not None and len(mask[0]) == 1
    before, after = text[start - 1 : start], text[end : end + 1]
    if not named:
        left, right = _HAN.match(before), _HAN.match(after)
        if not (left or right) or (single and words in "×*＊✕╳"):
            return None
        if single and not (right and (not before or before in "“《（( 　\n，。、；" or left)):
            return None
        if right:
            end += re.match(r"[\u4e00-\u9fff]{1,3}", text[end : end + 3]).end()  # type: ignore[union-attr]
        else:
            back = re.search(r"[\u4e00-\u9fff]{1,2}$", text[max(0, start - 2) : start])
            start -= len(back[0]) if back else 0
        return Span(start, end), SEVERITY if not single else Severity.WARNING
    if single and words[0] in "×*＊✕╳" and words[1:] not in _PLACE.split("|"):
        return None
    if before == "新" or before == "老":
        start -= words[-1] == "人"
    return Span(start, end), SEVERITY


def _is_markup(text: str, start: int, end: int, words: str) -> bool:
    """A star before a note (*注), and **bold** words that end at a mark, are no placeholders."""
    if words[0] == "*" and not words.startswith("**"):
        return text[start - 1 : start] in ("", "\n")
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    close = text.find("**", start + 2, min(line_end, start + 64))
    opens = (
        re.search(r"(?:^|[\n。：；、，（“ 　\d.])$", text[max(0, start - 1) : start]) is not None
    )
    if opens and close > 0 and text[close + 2 : close + 3] in ("", "\n", "：", ":", "。", "，"):
        return True
    begin = text.rfind("**", max(0, start - 64), start)  # the closing half
    after = text[start + 2 : start + 3]
    return (
        begin >= 0 and "\n" not in text[begin:start] and after in ("", "\n", "：", ":", "。", "，")
    )


def _is_formula(text: str, start: int, end: int) -> bool:
    line = text[max(0, start - 30) : end + 30]
    return re.search(r"[=＝÷+＋]", line) is not None


def _is_name(text: str, start: int) -> bool:
    """张**, 王*明: a person's name made unreadable on purpose."""
    if start == 0 or text[start - 1] not in _SURNAME:
        return False
    lead = text[start - 2 : start - 1]
    return not _HAN.match(lead) or lead in "户人民员工为由向给对与和老者生童母亲是名叫"
