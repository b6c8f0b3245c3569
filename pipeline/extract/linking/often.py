"""Case of a frequency: 每月开展应急演练|1次|, 每周|2次|巡查."""

from pipeline.extract import words
from pipeline.extract.leads import clean_object, noun_only, strip_lead, verb_object
from pipeline.extract.linking.after import predicate
from pipeline.extract.linking.links import Figure

_MARKS = ("定期", "不定期", "不少于")


def how_often(figure: Figure) -> None:
    """Name what is done so often, without the words of the frequency itself."""
    link, mention, text, tail = figure.link, figure.mention, figure.text, figure.tail
    lead = figure.stripped
    for mark in (mention.per or "", *_MARKS):
        lead = lead.replace(mark, "")
    lead = strip_lead(lead)
    subject, verb, obj = verb_object(lead)
    if verb:
        link.action = verb
        held = link.object if not noun_only(subject) else None  # 对126名老人每周探访两次
        link.object = noun_only(clean_object(obj)) or tail or noun_only(subject) or held
    elif tail:
        subject, verb, obj = verb_object(tail)
        if verb and not subject:
            link.action, link.object = verb, noun_only(obj) or noun_only(lead)
        else:
            link.object = tail
            link.action = predicate(text, mention.end, tail)
    else:
        link.object = noun_only(lead)
        if after := words.verb_at(text, mention.end):
            link.action = after[0]
        else:
            link.action = link.action or predicate(text, mention.end, "")
