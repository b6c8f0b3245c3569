"""A figure -> what it counts: the first case that fits, in a fixed order."""

import re
from functools import cache

from pipeline.extract import words
from pipeline.extract.actors import clause_parts, find_actor
from pipeline.extract.leads import word_class
from pipeline.extract.linking.changes import (
    change,
    compared_value,
    from_a_date,
    from_a_plain_time,
    new_level,
)
from pipeline.extract.linking.governed import disposal, govern, is_noun
from pipeline.extract.linking.links import CUMULATIVE, RANK, TOTAL, Figure
from pipeline.extract.linking.neighbours import (
    edge_before_noun,
    edge_right_before,
    lasting,
    measure_of_previous,
    one_of_which,
    owner_between,
    passive,
    repeats,
    tail_of,
    those,
)
from pipeline.extract.linking.nouns import name
from pipeline.extract.linking.parts import part, subset
from pipeline.extract.linking.rates import note_aggregate, percent, spent_on_each
from pipeline.extract.subjects import sent

_VERB_THEN_DATE = re.compile(
    r"(?:^|[，、已共])([\u4e00-\u9fff]{2})(?:全年|年度|上半年|下半年|全月|今年|上年|去年)?$"
)
_AMONG = re.compile(
    r"(?:在|居|列|位居|位列|排名)?全?[省市区县局镇乡村街道校]*|(?:街道|乡镇|社区|村)"
)
_A_WORD = 2
_COMPARES = frozenset("，比较")
_AS_OF = re.compile(r"截至|截止|到[^，。]{1,12}为止")
_LISTS = ("、", "和", "，")
_REST = re.compile(r"其余|剩余|余下|尚有|还剩|[尚仅还]余|^[，、；]?[余另]$")


@cache
def _of_office() -> frozenset[str]:
    return word_class("counted_of_office")


def relate(figure: Figure) -> None:
    """Say what a figure counts, and how it relates to the figures before it."""
    if figure.cut:
        _verb_before_date(figure)
        from_a_date(figure)
    elif figure.lead[:1] in _COMPARES:
        from_a_plain_time(figure)
    if figure.joined and (edge_right_before(figure) or repeats(figure) or one_of_which(figure)):
        return
    if percent(figure) or (figure.cut and compared_value(figure)):
        return
    if change(figure) or new_level(figure):
        return
    note_aggregate(figure)
    if spent_on_each(figure) or measure_of_previous(figure):
        return
    if figure.mention.quantity.dimension == "duration" and lasting(figure):
        return
    _split_lead(figure)
    if figure.joined and edge_before_noun(figure):
        return
    _look_around(figure)
    if ("被" in figure.lead and passive(figure)) or (figure.joined and owner_between(figure)):
        return
    if "的" in figure.lead and those(figure):
        pass
    elif figure.verb is None or is_noun(figure):
        name(figure)
    elif not disposal(figure):
        govern(figure)
    _conclude(figure)


def _verb_before_date(figure: Figure) -> None:
    """完成|全年|任务: a date inside the object leaves the verb its place."""
    date = figure.paragraph.time_before(figure.mention.start)
    if date is None:
        return
    at = figure.mention.start - len(figure.raw)
    found = _VERB_THEN_DATE.search(figure.text[at : date.start])
    if found and found[1] in words.verb_class():
        figure.lead = found[1] + figure.lead


def _split_lead(figure: Figure) -> None:
    """Cut the lead into who acts, the verb and its object."""
    stripped = figure.stripped
    figure.rest_of = len(stripped) <= 6 and _REST.search(figure.lead) is not None
    subject, verb, obj = clause_parts(stripped)
    if verb and words.verb_class().get(verb) == "X":
        verb, obj = None, stripped
    figure.subject, figure.verb, figure.obj = subject, verb, obj
    actor = sent(stripped) or find_actor(stripped) if subject else None
    known = figure.paragraph.guest or figure.paragraph.actor
    if actor is None and known and len(known) > 1 and stripped.startswith(known):
        actor = known
    figure.own_actor = actor
    if actor and not figure.joined and (verb or stripped != actor):
        figure.link.actor = actor
        figure.paragraph.act(actor, figure.mention.start - len(figure.raw))
        rest = stripped.removeprefix(actor)
        if not verb and rest != stripped and (len(rest) > _A_WORD or rest in _of_office()):
            figure.stripped = rest  # but 微型站队员, 公益岗工资 are one name
    elif actor and verb and figure.lead.startswith(_LISTS):
        figure.link.actor = actor  # 店主自拆17块、中队助拆7块


def _look_around(figure: Figure) -> None:
    """Find the noun after a figure, and say whether it is one of a list."""
    figure.tail = tail_of(figure)
    figure.list_item = (
        figure.joined
        and figure.previous is not None
        and figure.lead.lstrip()[:1] in ("、", "和", "及", "与", "以")
    )


def _conclude(figure: Figure) -> None:
    """Settle what holds whatever case fitted: ranks, parts, running totals."""
    link, previous = figure.link, figure.previous
    if figure.mention.kind is RANK and not (link.object and not _AMONG.fullmatch(link.object)):
        # 综合得分93.6分，排名第4位: a rank is of what was scored before it
        link.object = previous.object if previous is not None else None
    part(figure)
    if figure.list_item and link.aggregate is None and previous is not None:
        link.aggregate = CUMULATIVE if previous.aggregate is CUMULATIVE else None
    if (
        not figure.before
        and link.aggregate in (None, TOTAL)
        and _AS_OF.search(figure.text, figure.paragraph.sentence, figure.mention.start)
    ):
        link.aggregate = CUMULATIVE
    subset(figure)
