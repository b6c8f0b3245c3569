"""The modules of the rules to docs/rules.md; run as a module to renew."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline import catalogue
from pipeline.outputs.telling import SEVERITIES
from pipeline.rules import RULES
from pipeline.rules.base import Example, Rule

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
FAMILIES = {
    "NUM": "数字",
    "DAT": "日期",
    "STR": "结构",
    "TXT": "文字",
    "ARC": "和以前的报告比",
    "GBT": "国家标准的写法",
}


def page() -> str:
    """Write a chapter a family and a section a rule."""
    modules = {rule.CODE: rule for rule in RULES}
    parts = [
        "# 核查规则\n\n由 `python -m pipeline.interfaces.rule_pages` 从规则的说明和正反例生成，"
        "不要手改。\n\n例子里 ⟦…⟧ 是报出的地方。每条规则的例子就是它的测试。\n\n"
        "级别：错误，报出去之前要改；警告，请人看一眼；提示，供参考。"
        "准头见 [precision.md](precision.md)。\n"
    ]
    for family, name in FAMILIES.items():
        parts.append(f"\n## {family} {name}\n")
        rules = (each for each in catalogue.rules() if each.code.startswith(family))
        parts += [_section(each, modules[each.code]) for each in rules]
    return "".join(parts)


def _section(told: catalogue.RuleText, rule: Rule) -> str:
    asked = "；点名才查（`--extend`）" if told.optional else ""
    explained = re.sub(
        r"\n(?=\S)", "\n\n", re.sub(r"\n(?!为什么要查|怎么改)", "", told.explanation)
    )
    lines = [
        f"\n### {told.code} {told.name}\n",
        f"级别：{SEVERITIES[told.severity]}{asked}\n",
        f"{told.title}。\n",
        f"{explained}\n",
        "错的：\n",
        *(_example(each) for each in rule.BAD),
        "对的：\n",
        *(_example(each) for each in rule.GOOD),
    ]
    return "\n".join(lines)


def _example(example: Example) -> str:
    parts = [f"（以前的报告）\n{each}" for each in example.earlier]
    parts.append(f"（这一份）\n{example.text}" if example.earlier else example.text)
    if example.fixed is not None:
        parts.append(f"改为：\n{example.fixed}")
    fence = "~~~~"
    return f"{fence}text\n" + "\n\n".join(parts).strip("\n") + f"\n{fence}\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
