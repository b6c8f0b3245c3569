"""The records of linking: a figure while its sentence is read, and what its paragraph hands on."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.extract.actors import is_body_or_people, is_guest
from pipeline.extract.dates import DateMention
from pipeline.extract.quantities import Mention
from pipeline.schema import Aggregate, FactKind, Status

# Read for every figure: the attribute of an Enum class costs ten times a global (CPython 3.11).
AVERAGE, CHANGE, CUMULATIVE = Aggregate.AVERAGE, Aggregate.CHANGE, Aggregate.CUMULATIVE
PART, RATE, TOTAL = Aggregate.PART, Aggregate.RATE, Aggregate.TOTAL
FREQUENCY, MONEY, PERCENT = FactKind.FREQUENCY, FactKind.MONEY, FactKind.PERCENT
QUANTITY, RANK = FactKind.QUANTITY, FactKind.RANK
DONE, PLANNED = Status.DONE, Status.PLANNED

LOOK_BACK = 60
"""So many figures back something may be taken from: a text without end must not cost its square."""


@dataclass(slots=True)
class Link:
    """What was found of one mention while its sentence is read."""

    mention: Mention
    unit: str | None
    actor: str | None = None
    time: DateMention | None = None
    action: str | None = None
    object: str | None = None
    change: str | None = None
    aggregate: Aggregate | None = None
    status: Status = DONE
    base: "Link | None" = None  # the figure whose indicator this one shares
    whole: "Link | None" = None  # the figure that this one is a part of
    compared: bool = False  # 比上周的30处: the value of another period
    listed: bool = False  # joined to the figure before by 、 or 和
    governed: bool = False  # a verb of its clause stands before it, which the next may share
    named: bool = False  # by a noun of its own before it
    tail_end: int = 0  # end of the noun after the figure, when that is what it counts

    @property
    def indicator(self) -> str | None:
        """Action, object and change word in the text's words."""
        joined = (self.action or "") + (self.object or "") + (self.change or "")
        return joined or None

    def copy(self, other: "Link", *, listed: bool = False) -> None:
        """Count what another figure counts (2655户6645人)."""
        self.action, self.object = other.action, other.object
        self.actor = other.actor or self.actor
        self.base, self.listed = other, listed

    def divide(self, whole: "Link") -> None:
        """Be a part of another figure."""
        self.aggregate, self.whole = PART, whole


@dataclass(slots=True)
class Paragraph:
    """What the figures of one paragraph share, and what those before hand on."""

    text: str
    dates: list[DateMention]
    planned: bool
    actor: str | None = None
    guest: str | None = None  # who acts in this clause alone: 群众来电反映
    guest_opens: bool = False  # or in this sentence
    time: DateMention | None = None
    sentence: int = 0  # where the sentence that is read begins
    part_opens: bool = False  # 其中 at the start of a sentence governs all of it
    last_sentence: list[Link] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # of the sentences before this one

    def time_before(self, at: int) -> DateMention | None:
        """The last time told before an offset."""
        return next((d for d in reversed(self.dates) if d.end <= at), None)

    def act(self, actor: str | None, at: int, *, measured: bool = False) -> None:
        """Hand on who acts from here.

        Those who are served act in one clause only, or in the sentence that they begin; what is
        no body (鹤溪河, 男篮) or is only measured (村卫生室达标率) to the end of the sentence.
        """
        if actor is not None and is_guest(actor):
            self.guest, self.guest_opens = actor, at == self.sentence
        elif actor is not None and (measured or not is_body_or_people(actor)):
            self.guest, self.guest_opens = actor, True
        elif actor is not None:
            self.actor, self.guest = actor, None
        elif not self.guest_opens:
            self.guest = None


@dataclass(slots=True)
class Figure:
    """One figure with the words around it, as the cases of the chain see it.

    ``raw`` are the words since the last mark or figure, ``lead`` those after any date in them;
    cases that use words up (平均每起, 最高) shorten the lead. ``joined``: no mark stands between
    this figure and the one before. ``part_of``: the figure that 其中 divides here.
    """

    link: Link
    mention: Mention
    unit: str | None
    paragraph: Paragraph
    text: str
    before: list[Link]
    previous: Link | None
    raw: str
    lead: str
    window: str  # the end of the clause, which says 共, 累计, 平均
    limit: int  # where the next figure begins
    joined: bool
    part_of: Link | None
    cut: int = 0  # so much of ``raw`` a date took
    stripped: str = ""  # the lead without hedges and connectives
    subject: str = ""
    verb: str | None = None
    obj: str = ""
    own_actor: str | None = None  # the body that the lead itself names
    tail: str = ""  # the noun after the figure
    list_item: bool = False  # 文字95份、图片37份: one of a list
    rest_of: bool = False  # 其余2件


def recent(links: list[Link]) -> list[Link]:
    """The latest figures, the nearest first."""
    return links[: -LOOK_BACK - 1 : -1]


def nearest_whole(links: Iterable[Link]) -> Link | None:
    """The figure that 其中 divides: the nearest that is no share, change or other period."""
    for link in links:
        if link.aggregate not in (RATE, CHANGE, AVERAGE) and not link.compared:
            return link
    return None


def nearest_stated(links: list[Link]) -> Link | None:
    """The nearest figure that states no change."""
    for link in recent(links):
        if link.aggregate is not CHANGE:
            return link
    return None


def nearest_own(links: list[Link]) -> Link | None:
    """The nearest figure of this period that states no change."""
    for link in recent(links):
        if link.aggregate is not CHANGE and not link.compared:
            return link
    return None


def nearest_percent(links: list[Link]) -> Link | None:
    """The nearest share or change in percent."""
    for link in recent(links):
        if link.mention.kind is PERCENT:
            return link
    return None


def nearest_rate(links: list[Link]) -> Link | None:
    """The nearest share in percent that is no change."""
    for link in recent(links):
        if link.mention.kind is PERCENT and link.aggregate is not CHANGE:
            return link
    return None


def anchor_of(figure: Figure, *, nearest: bool = False) -> Link | None:
    """The earlier figure that an elided object is taken from; ``nearest`` for comparisons.

    发现隐患7处，当场整改5处: the nearest of the same unit that is no part, else the nearest, else
    one of the sentence before.
    """
    unit = figure.unit
    second: Link | None = None
    for link in recent(figure.before):
        named = link.object or (nearest and link.action)  # 入户1460户次，比4月的1300户次多…
        if link.unit == unit and named and link.aggregate is not CHANGE:
            if nearest or (link.aggregate is not PART and link.whole is None):
                return link
            second = second or link
    if second is not None:
        return second
    for link in recent(figure.paragraph.last_sentence):
        if link.unit == unit and link.object and link.aggregate not in (CHANGE, PART):
            return link
    return None
