"""Report + Context -> verdicts: every rule there is, and ``check`` that runs them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from pipeline.doubts import doubtful_places, doubts
from pipeline.rules import (
    arc601_carried_over,
    arc602_falling_total,
    arc603_contradicted_change,
    arc604_base_moved,
    arc605_outlier,
    arc606_not_the_sum,
    arc607_gone_silent,
    dat201_impossible_date,
    dat202_wrong_weekday,
    dat203_wrong_period,
    dat204_date_outside_period,
    gbt101_page,
    gbt201_font,
    gbt202_font_size,
    gbt301_document_number,
    gbt302_heading_mark,
    gbt303_stop_after_heading,
    gbt304_signing_date,
    gbt305_two_kinds_in_title,
    gbt401_page_number,
    gbt501_mixed_numeral,
    gbt502_range_without_unit,
    gbt503_split_approximation,
    gbt504_chinese_year,
    gbt505_full_width_digit,
    gbt506_fallen_by_times,
    gbt601_pause_between_titles,
    gbt602_ellipsis,
    gbt603_mark_after_first,
    gbt701_odd_character,
    num101_repeated_figure,
    num102_conflicting_figure,
    num103_wrong_sum,
    num104_wrong_share,
    num105_wrong_change,
    num106_missing_number,
    num107_part_over_whole,
    num108_clashing_approximation,
    num109_faulty_unit,
    num110_unmet_announcement,
    num111_wrong_product,
    num112_reversed_range,
    str301_broken_numbering,
    str302_empty_section,
    str303_wrong_level,
    str304_missing_part,
    str305_broken_sentence,
    str306_repeated_sentence,
    txt401_placeholder_left,
    txt402_doubled_word,
    txt403_wrong_character,
    txt404_faulty_punctuation,
    txt405_one_body_two_names,
    txt406_web_remains,
    txt407_personal_data,
    txt408_foreign_passage,
    txt409_secrecy_mark,
)
from pipeline.rules.base import FileRule, ReportRule, Verdict
from pipeline.schema import CheckResult, Context, Extraction, Finding, NotChecked, Span

# In the order of their codes. Each is a ReportRule or a FileRule of rules/base.py.
RULES: tuple[ReportRule | FileRule, ...] = (
    num101_repeated_figure,
    num102_conflicting_figure,
    num103_wrong_sum,
    num104_wrong_share,
    num105_wrong_change,
    num106_missing_number,
    num107_part_over_whole,
    num108_clashing_approximation,
    num109_faulty_unit,
    num110_unmet_announcement,
    num111_wrong_product,
    num112_reversed_range,
    dat201_impossible_date,
    dat202_wrong_weekday,
    dat203_wrong_period,
    dat204_date_outside_period,
    str301_broken_numbering,
    str302_empty_section,
    str303_wrong_level,
    str304_missing_part,
    str305_broken_sentence,
    str306_repeated_sentence,
    txt401_placeholder_left,
    txt402_doubled_word,
    txt403_wrong_character,
    txt404_faulty_punctuation,
    txt405_one_body_two_names,
    txt406_web_remains,
    txt407_personal_data,
    txt408_foreign_passage,
    txt409_secrecy_mark,
    arc601_carried_over,
    arc602_falling_total,
    arc603_contradicted_change,
    arc604_base_moved,
    arc605_outlier,
    arc606_not_the_sum,
    arc607_gone_silent,
    gbt101_page,
    gbt201_font,
    gbt202_font_size,
    gbt301_document_number,
    gbt302_heading_mark,
    gbt303_stop_after_heading,
    gbt304_signing_date,
    gbt305_two_kinds_in_title,
    gbt401_page_number,
    gbt501_mixed_numeral,
    gbt502_range_without_unit,
    gbt503_split_approximation,
    gbt504_chinese_year,
    gbt505_full_width_digit,
    gbt506_fallen_by_times,
    gbt601_pause_between_titles,
    gbt602_ellipsis,
    gbt603_mark_after_first,
    gbt701_odd_character,
)


_ARITHMETIC = (
    *("NUM102", "NUM103", "NUM104", "NUM105", "NUM107", "NUM111"),
    *("ARC602", "ARC603", "ARC604", "ARC605", "ARC606"),
)
"""What compares or computes values: nothing of this may rest on a figure that nobody can read."""


def check(
    extraction: Extraction,
    context: Context,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
) -> CheckResult:
    """Run the rules over every report of a file.

    ``select`` and ``ignore`` take codes or their beginnings (NUM, TXT4). A rule with ``OPTIONAL``
    runs only when it is selected. One that fails becomes a ``NotChecked`` and stops no other.
    """
    findings: list[Finding] = []
    not_checked: list[NotChecked] = []
    for rule in RULES:
        if not _wanted(rule, tuple(select), tuple(ignore)):
            continue
        for verdict in _verdicts(rule, extraction, context):
            if isinstance(verdict, Finding):
                findings.append(verdict)
            else:
                not_checked.append(verdict)
    doubtful = list(doubtful_places(extraction))
    findings = [each for each in findings if not _rests_on(each, doubtful)]
    not_checked.extend(doubts(extraction))
    findings.sort(key=lambda f: (f.spans[0].start, f.code, f.spans[0].end))
    unique = {(f.code, f.spans): f for f in reversed(findings)}
    return CheckResult(
        extraction,
        tuple(f for f in findings if unique[f.code, f.spans] is f),
        tuple(dict.fromkeys(not_checked)),
    )


def _rests_on(finding: Finding, doubtful: list[Span]) -> bool:
    return finding.code in _ARITHMETIC and any(
        place.overlaps(span) for place in doubtful for span in finding.spans
    )


def _wanted(rule: ReportRule | FileRule, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    chosen = rule.CODE.startswith(select) if select else not getattr(rule, "OPTIONAL", False)
    return chosen and not (ignore and rule.CODE.startswith(ignore))


def _verdicts(
    rule: ReportRule | FileRule, extraction: Extraction, context: Context
) -> Iterator[Verdict]:
    if hasattr(rule, "check_file"):
        yield from _guarded(rule, partial(rule.check_file, extraction, context))
        return
    if rule.CODE.startswith("ARC") and not (
        context.has_archive or context.earlier or context.below
    ):
        return  # nothing to compare with
    for report in extraction.reports:
        yield from _guarded(rule, partial(rule.check, report, context))


def _guarded(
    rule: ReportRule | FileRule, run: Callable[[], Iterator[Verdict]]
) -> Iterator[Verdict]:
    """Keep what a rule said before it failed, and say that it failed."""
    try:
        yield from run()
    except Exception as error:  # a rule's own fault must not cost the others' findings
        reason = f"规则{rule.CODE}（{rule.NAME}）未能运行（{type(error).__name__}），这一项没有核查"
        yield NotChecked(reason, (), rule.CODE)
