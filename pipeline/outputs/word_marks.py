"""Comments and tracked changes into the XML of a Word file: nothing else of it changes.

A run is split where a comment or a change begins or ends; its halves keep its formatting. Word
shows no comment inside a text box or a note (MS-OI29500 2.1.315), so those stand at the drawing or
at the note's mark in the running text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from lxml import etree

from pipeline.reading.trace import SUGGESTS, Place, Trace
from pipeline.reading.xml import Element, W, local
from pipeline.schema import Edit, Span

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
# Elements of a paragraph that may hold runs and the ends of a comment's range.
_HOLDERS = frozenset(
    f"{W}{name}"
    for name in (
        "p",
        "hyperlink",
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "fldSimple",
        "dir",
        "bdo",
        "sdtContent",
    )
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Comment:
    """What to say at a place; each line becomes a paragraph."""

    span: Span
    lines: tuple[str, ...]


class Marker:
    """Writes marks into a traced file; changes first, comments after them."""

    def __init__(self, trace: Trace, first_id: int, day: date | None = None) -> None:
        self._places = sorted(trace.places, key=lambda each: (each.start, each.end))
        self._starts = [each.start for each in self._places]
        self._next = first_id
        self._signed = _signature(day)

    def _new_id(self) -> str:
        self._next += 1
        return str(self._next - 1)

    # -- tracked changes -----------------------------------------------------------------------

    def suggest(self, edit: Edit, text: str) -> bool:
        """Write a change that a person accepts or refuses; say whether the place allows one."""
        old = text[edit.span.start : edit.span.end]
        new = edit.replacement
        if "\n" in new or "\t" in new:
            return False
        while old and new and old[0] == new[0] and not old[0].isdecimal():
            old, new, edit = old[1:], new[1:], replace(edit, span=_later(edit.span))
        while old and new and old[-1] == new[-1] and not old[-1].isdecimal():
            old, new = old[:-1], new[:-1]
        if not old and not new:
            return False
        start = edit.span.start
        if not old:
            return self._insert(start, new, text)
        runs = self._runs(Span(start, start + len(old)))
        if not runs:
            return False
        deletion = _element("del", id=self._new_id(), **self._signed)
        runs[0].addprevious(deletion)
        for run in runs:
            deletion.append(run)
            for shown in run.findall(f"{W}t"):
                shown.tag = f"{W}delText"
        if new:
            self._put_behind(deletion, self._insertion(new, runs[0]))
        return True

    def _put_behind(self, element: Element, insertion: Element) -> None:
        """Put an insertion behind an element; another's insertion around it is split in two."""
        around = _parent(element)
        if around.tag != f"{W}ins":
            element.addnext(insertion)
            return
        rest = list(element.itersiblings())
        if rest:
            second = etree.Element(around.tag, _attributes(around))
            second.set(f"{W}id", self._new_id())
            second.extend(rest)
            around.addnext(second)
        around.addnext(insertion)

    def _insert(self, at: int, words: str, text: str) -> bool:
        """Put words behind the character before them, or before the one that follows."""
        self._cut(at)
        for number, behind in ((self._at(at - 1), True), (self._at(at), False)):
            if number is None:
                continue
            place = self._places[number]
            if text[at - 1 if behind else at] in "\n\t" or not _splits(place):
                continue
            run = _parent(place.element)
            insertion = self._insertion(words, run)
            if behind:
                self._put_behind(run, insertion)
            elif _parent(run).tag == f"{W}ins":
                return False
            else:
                run.addprevious(insertion)
            return True
        return False

    def _insertion(self, words: str, like: Element) -> Element:
        insertion = _element("ins", id=self._new_id(), **self._signed)
        run = etree.SubElement(insertion, f"{W}r")
        if (properties := like.find(f"{W}rPr")) is not None:
            run.append(deepcopy(properties))
        run.append(_shown(words))
        return insertion

    def _runs(self, span: Span) -> list[Element]:
        """Give the runs that hold exactly these characters, none if they cannot be had."""
        self._cut(span.start)
        self._cut(span.end)
        places = self._overlapping(span)
        covered = sum(each.end - each.start for each in places)
        if covered != span.end - span.start or not all(map(_splits, places)):
            return []
        if any(each.element.tag != f"{W}t" for each in places):
            return []
        runs = list(dict.fromkeys(_parent(each.element) for each in places))
        holder = _parent(runs[0])
        if holder.tag in (f"{W}moveTo", f"{W}fldSimple"):
            return []
        for run in runs[:-1]:  # Word's marks of spelling stand between runs and are made anew
            while (after := run.getnext()) is not None and after.tag == f"{W}proofErr":
                holder.remove(after)
            if after is not runs[runs.index(run) + 1]:
                return []
        return runs

    # -- comments ------------------------------------------------------------------------------

    def comment(self, span: Span) -> str | None:
        """Mark the place of a comment; return its id, None if the file has no place at all."""
        self._cut(span.start)
        self._cut(span.end)
        places = self._overlapping(span) or self._nearest(span)
        if not places:
            return None
        hosts = [_host(each.element) for each in places]
        first = hosts[0]
        last = next(each for each in reversed(hosts) if _reaches(first, each))
        after = last.getnext()
        if after is not None and after.tag == f"{W}ins" and after.get(f"{W}author") == SUGGESTS:
            last = after
        ident = self._new_id()
        first.addprevious(_element("commentRangeStart", id=ident))
        reference = etree.Element(f"{W}r")
        reference.append(_element("commentReference", id=ident))
        last.addnext(reference)
        last.addnext(_element("commentRangeEnd", id=ident))
        return ident

    # -- places --------------------------------------------------------------------------------

    def _at(self, offset: int) -> int | None:
        """Find the place that holds this character."""
        number = bisect_right(self._starts, offset) - 1
        if number < 0 or self._places[number].end <= offset:
            return None
        return number

    def _overlapping(self, span: Span) -> list[Place]:
        number = max(bisect_right(self._starts, span.start) - 1, 0)
        found = []
        for place in self._places[number:]:
            if place.start >= max(span.end, span.start + 1):
                break
            if place.end > span.start:
                found.append(place)
        return found

    def _nearest(self, span: Span) -> list[Place]:
        """Give the place that follows (a label's paragraph), else the one before."""
        number = bisect_right(self._starts, span.start)
        return self._places[number : number + 1] or self._places[-1:]

    def _cut(self, offset: int) -> None:
        """Let a run begin at this character."""
        number = self._at(offset)
        if number is None or not _splits(place := self._places[number]):
            return
        run = _parent(place.element)
        head = place.element
        if offset > place.start:
            if place.element.tag not in (f"{W}t", f"{W}delText"):
                return
            words = place.element.text or ""
            head = _shown(words[offset - place.start :], tag=local(place.element))
            place.element.text = words[: offset - place.start]
            place.element.set(_SPACE, "preserve")
            place.element.addnext(head)
            self._places[number] = replace(place, end=offset)
            self._places.insert(number + 1, Place(offset, place.end, head))
            self._starts.insert(number + 1, offset)
        if all(each.tag == f"{W}rPr" for each in head.itersiblings(preceding=True)):
            return
        second = etree.Element(run.tag, _attributes(run))
        if (properties := run.find(f"{W}rPr")) is not None:
            second.append(deepcopy(properties))
        for each in [head, *head.itersiblings()]:
            second.append(each)
        run.addnext(second)


def accept(root: Element) -> None:
    """Make our own suggestions part of the text."""
    for deletion in list(root.iter(f"{W}del")):
        if deletion.get(f"{W}author") == SUGGESTS:
            _parent(deletion).remove(deletion)
    for insertion in list(root.iter(f"{W}ins")):
        if insertion.get(f"{W}author") == SUGGESTS:
            for run in insertion:
                insertion.addprevious(run)
            _parent(insertion).remove(insertion)


def forget(main: Element, comments: Element) -> bool:
    """Take our own comments of an earlier check away; say whether there were any."""
    ours = {
        each.get(f"{W}id"): each
        for each in comments.findall(f"{W}comment")
        if each.get(f"{W}author") == SUGGESTS
    }
    for comment in ours.values():
        comments.remove(comment)
    for name in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in list(main.iter(f"{W}{name}")):
            if mark.get(f"{W}id") in ours:
                parent = _parent(mark)
                parent.remove(mark)
                if name == "commentReference" and all(e.tag == f"{W}rPr" for e in parent):
                    _parent(parent).remove(parent)
    return bool(ours)


def comments_xml(
    root: Element, found: Sequence[tuple[str, Comment]], day: date | None = None
) -> None:
    """Add the words of comments to the comments part."""
    for ident, comment in found:
        written = _element("comment", id=ident, **_signature(day), initials="hb")
        root.append(written)
        for line in comment.lines:
            run = etree.SubElement(etree.SubElement(written, f"{W}p"), f"{W}r")
            run.append(_shown(line))


def _later(span: Span) -> Span:
    return Span(span.start + 1, span.end)


def _element(name: str, **attributes: str) -> Element:
    return etree.Element(f"{W}{name}", {f"{W}{key}": value for key, value in attributes.items()})


def _shown(words: str, tag: str = "t") -> Element:
    element = _element(tag)
    element.text = _ILLEGAL.sub("\ufffd", words)
    element.set(_SPACE, "preserve")
    return element


def _signature(day: date | None) -> dict[str, str]:
    signed = {"author": SUGGESTS}
    return signed if day is None else {**signed, "date": f"{day.isoformat()}T00:00:00Z"}


def _attributes(element: Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _splits(place: Place) -> bool:
    """Say whether the run of a place may be split: an ordinary one, not of a formula or ruby."""
    run = _parent(place.element)
    return place.exact and run.tag == f"{W}r" and _parent(run).tag in _HOLDERS


def _host(element: Element) -> Element:
    """Climb to what stands in a paragraph of the running text."""
    host = element
    for above in element.iterancestors():
        if above.tag == f"{W}txbxContent":
            host = above
    while _parent(host).tag not in _HOLDERS and host.getparent() is not None:
        host = _parent(host)
    return host


def _reaches(first: Element, last: Element) -> bool:
    """Say whether a comment may reach from one to the other: in one story, not across cells."""
    return first is last or _story(first) is _story(last)


def _story(element: Element) -> Element:
    paragraph = next(element.iterancestors(f"{W}p"), element)
    return _parent(paragraph)
