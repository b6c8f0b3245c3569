"""The generated pages on rules: current, and about every rule."""

from pipeline import catalogue
from pipeline.interfaces import rule_pages

ROOT = rule_pages.PAGE.parent.parent


def test_the_page_of_the_rules_is_current() -> None:
    current = rule_pages.PAGE.read_text(encoding="utf-8") == rule_pages.page()
    assert current, "run: python -m pipeline.interfaces.rule_pages"


def test_every_rule_has_a_section_with_wrong_and_right_examples() -> None:
    written = rule_pages.page()
    for rule in catalogue.rules():
        section = written.partition(f"### {rule.code} ")[2].partition("\n### ")[0]
        assert "为什么要查：" in section, rule.code
        assert "⟦" in section, rule.code


def test_the_table_of_precision_has_its_baseline_and_its_command() -> None:
    written = (ROOT / "docs" / "precision.md").read_text(encoding="utf-8")
    assert "| 什么都不查 | 0.0% |" in written
    assert (ROOT / "benchmarks" / "precision.py").name in written
