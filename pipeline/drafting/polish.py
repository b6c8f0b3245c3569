"""A Draft and a language model -> the same draft, smoother: figures, dates and names locked.

The model sees each sentence with its locked words as ⟦1⟧, ⟦2⟧ …; what comes back is taken only if
every lock is there once, no numeral, date or body was added, and the length is about the same.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.drafting.figures import find_figures
from pipeline.drafting.values import alike
from pipeline.extract import extract
from pipeline.extract.dates import find_dates
from pipeline.reading import read_bytes
from pipeline.schema import Draft, DraftedFigure, DraftParagraph, Notice, Span

Rewrite = Callable[[str], str]
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_LOCK = re.compile(r"⟦(\d+)⟧")
_NUMERAL = re.compile(r"[\d０-９一二三四五六七八九十百千万亿两半几%％]")
_BODY = re.compile(
    r"[一-鿿]{1,10}?(?:街道办事处|街道|社区|居委会|村委会|派出所|司法所|卫生院|大队|中队|办公室|委员会|[一-鿿]{2}(?:局|所|站|办|科|镇|乡|村))"
)
_PLACE = re.compile(
    r"[一-鿿]{2,6}(?:路|街|巷|弄|村|庄|镇|乡|区|市|县|桥|河|湖|江|渠|山|园|场|苑|府|楼|校|院|店|厂|公司|小学|中学|集团|车站)"
)
_OPEN = re.compile(r"【[^】]*】|《[^》]*》|“[^”]*”")
_SAME_THING = 0.5
PROMPT = (
    "请润色下面这句工作汇报，使语句通顺、书面。"
    "⟦⟧ 里的编号代表数字、日期和名称，必须原样、按原来的次序保留，一个不少，"
    "不得增加任何数字、日期、单位名称或事实。只回答润色后的句子。\n{sentence}"
)


def names_in(words: str) -> list[str]:
    """Find what may name a body, a place or a campaign; too many rather than too few."""
    return [match[0] for p in (_BODY, _PLACE, _OPEN) for match in p.finditer(words)]


@dataclass(frozen=True, slots=True)
class _Locked:
    text: str
    spans: tuple[Span, ...]


def polish(draft: Draft, rewrite: Rewrite) -> Draft:
    """Let a model smooth the body's sentences; where it changes a fact, the sentence stays."""
    parts: list[str] = []
    moves: list[tuple[Span, int]] = []
    taken = kept = 0
    at = length = 0
    for paragraph in draft.paragraphs:
        if paragraph.role not in ("body", "run_in"):
            continue
        for match in _SENTENCE.finditer(draft.text, paragraph.span.start, paragraph.span.end):
            span = Span(match.start(), match.end())
            locked = _lock(draft, span)
            outcome = _restored(rewrite(locked.text), locked, draft.text, span)
            if outcome is None:
                kept += 1
                continue
            taken += 1
            words, places = outcome
            parts.append(draft.text[at : span.start])
            moves.append((Span(at, span.start), length))
            length += span.start - at
            moves += [
                (old, length + start) for old, start in zip(locked.spans, places, strict=True)
            ]
            parts.append(words)
            length += len(words)
            at = span.end
    parts.append(draft.text[at:])
    moves.append((Span(at, len(draft.text)), length))
    told = Notice("polish", f"语言模型润色了{taken}句，{kept}句因改动事实或没有把握，保持原样")
    polished = replace(draft, text="".join(parts), notices=(*draft.notices, told))
    return _moved(polished, draft, moves)


def _lock(draft: Draft, span: Span) -> _Locked:
    """Put numbered locks where figures, dates, names of bodies and quoted words stand."""
    text = draft.text[span.start : span.end]
    places = [
        Span(f.span.start - span.start, f.span.end - span.start)
        for f in draft.figures
        if span.holds(f.span)
    ]
    places += [Span(a, b) for a, b in find_figures(text)]
    places += [Span(d.start, d.end) for d in find_dates(text)]
    places += [Span(m.start(), m.end()) for p in (_OPEN, _BODY) for m in p.finditer(text)]
    chosen: list[Span] = []
    for place in sorted(places, key=lambda each: (each.start, -each.end)):
        if place.end > place.start and not any(place.overlaps(other) for other in chosen):
            chosen.append(place)
    parts, at = [], 0
    for number, place in enumerate(chosen, 1):
        parts += [text[at : place.start], f"⟦{number}⟧"]
        at = place.end
    parts.append(text[at:])
    spans = tuple(Span(p.start + span.start, p.end + span.start) for p in chosen)
    return _Locked("".join(parts), spans)


def _restored(
    said: str, locked: _Locked, text: str, span: Span
) -> tuple[str, tuple[int, ...]] | None:
    """Open the locks again; None where anything but wording changed."""
    said = said.strip().strip("“”\"'`").split("\n")[0].strip()
    numbers = [int(number) for number in _LOCK.findall(said)]
    if numbers != list(range(1, len(locked.spans) + 1)):
        return None
    before = text[span.start : span.end]
    free, own = _LOCK.sub("", said), _LOCK.sub("", locked.text)
    if Counter(_NUMERAL.findall(free)) - Counter(_NUMERAL.findall(own)):
        return None
    if set(_BODY.findall(free)) - set(_BODY.findall(own)):
        return None
    words: list[str] = []
    places: dict[int, int] = {}
    at = length = 0
    for match in _LOCK.finditer(said):
        piece = said[at : match.start()]
        length += len(piece)
        inner = locked.spans[int(match[1]) - 1]
        places[int(match[1])] = length
        words += [piece, text[inner.start : inner.end]]
        length += inner.end - inner.start
        at = match.end()
    whole = "".join([*words, said[at:]])
    if not 0.5 <= len(whole) / len(before) <= 1.6 or whole == before:
        return None
    if not whole.endswith(before[-1]) or _figures(whole) != _figures(before):
        return None
    if not _same_facts(whole, before):
        return None
    return whole, tuple(places[number] for number in range(1, len(locked.spans) + 1))


def _same_facts(after: str, before: str) -> bool:
    """Read both sentences anew: each value must still be said of the same thing."""
    pairs = [
        [fact for fact in extract(read_bytes(text.encode(), "s.txt")).facts() if fact.quantity]
        for text in (before, after)
    ]
    if len(pairs[0]) != len(pairs[1]):
        return False
    for old, new in zip(*pairs, strict=True):
        if (old.quantity, old.aggregate, old.status) != (new.quantity, new.aggregate, new.status):
            return False
        if alike(old.indicator or "", new.indicator or "") < _SAME_THING and old.indicator:
            return False
    return True


def _figures(text: str) -> Counter[str]:
    found = [text[a:b] for a, b in find_figures(text)]
    found += [text[d.start : d.end] for d in find_dates(text)]
    return Counter(found)


def _moved(polished: Draft, draft: Draft, moves: list[tuple[Span, int]]) -> Draft:
    """Carry paragraphs and figures over to the new text, by the stretches that stand in both."""
    figures = []
    for figure in draft.figures:
        old, new = next((old, new) for old, new in moves if old.holds(figure.span))
        start = new + figure.span.start - old.start
        span = Span(start, start + figure.span.end - figure.span.start)
        figures.append(DraftedFigure(span, figure.text, figure.source))
    paragraphs = []
    at = 0
    lines = polished.text.split("\n")
    for line, paragraph in zip(lines, draft.paragraphs, strict=True):
        paragraphs.append(DraftParagraph(paragraph.role, Span(at, at + len(line)), paragraph.level))
        at += len(line) + 1
    ordered = tuple(sorted(figures, key=lambda figure: figure.span))
    return replace(polished, paragraphs=tuple(paragraphs), figures=ordered)
