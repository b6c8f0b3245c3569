"""How a Word file looks: its pages, and the font and size of each paragraph's Chinese characters.

What a run does not say comes from its character style, the paragraph's style, and the defaults.
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.reading.xml import Element, W, local, value_of, whole
from pipeline.schema import Page

_TWIPS = 1440 / 25.4
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHINESE = re.compile("[\u3400-\u9fff]")
_PAGE_FIELD = re.compile(r"\bPAGE\b")
_DEPTH = 20

Said = tuple[str | None, float | None]


class Appearance:
    """Knows the styles and the theme of a document."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._default = ""
        self._theme = _theme_fonts(theme)
        self._found: dict[str, Said] = {}
        defaults = None
        for element in styles if styles is not None else ():
            ident = element.get(f"{W}styleId") or ""
            if local(element) == "style":
                self._styles[ident] = element
                if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") == "1":
                    self._default = ident
            elif local(element) == "docDefaults":
                defaults = element.find(f"{W}rPrDefault/{W}rPr")
        self._defaults = self._said(defaults)

    def of(self, paragraph: Element, style: str | None) -> Said:
        """Give the font and size that most Chinese characters of a paragraph have."""
        below = _over(self._of_style(style or self._default), self._defaults)
        counts: Counter[Said] = Counter()
        for run in paragraph.iter(f"{W}r"):
            size = sum(len(_CHINESE.findall(each.text or "")) for each in run.findall(f"{W}t"))
            if size:
                properties = run.find(f"{W}rPr")
                named = self._of_style(value_of(properties, "rStyle") or "")
                counts[_over(_over(self._said(properties), named), below)] += size
        return counts.most_common(1)[0][0] if counts else (None, None)

    def _of_style(self, ident: str) -> Said:
        if ident not in self._found:
            said: Said = (None, None)
            name, seen = ident, 0
            while name in self._styles and seen < _DEPTH:
                said = _over(said, self._said(self._styles[name].find(f"{W}rPr")))
                name, seen = value_of(self._styles[name], "basedOn") or "", seen + 1
            self._found[ident] = said
        return self._found[ident]

    def _said(self, properties: Element | None) -> Said:
        if properties is None:
            return None, None
        fonts = properties.find(f"{W}rFonts")
        font = None
        if fonts is not None:
            themed = self._theme.get(fonts.get(f"{W}eastAsiaTheme") or "")
            font = themed or fonts.get(f"{W}eastAsia")
        half_points = whole(value_of(properties, "sz"))
        return font, None if half_points is None else half_points / 2


def _over(said: Said, below: Said) -> Said:
    return said[0] or below[0], below[1] if said[1] is None else said[1]


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    fonts = {}
    for kind in ("major", "minor") if theme is not None else ():
        found = theme.find(f".//{_A}{kind}Font")  # type: ignore[union-attr]
        if found is None:
            continue
        east = found.find(f"{_A}ea")
        named = east.get("typeface") if east is not None else None
        script = next((e for e in found.iter(f"{_A}font") if e.get("script") == "Hans"), None)
        font = named or (script.get("typeface") if script is not None else None)
        if font:
            fonts[f"{kind}EastAsia"] = font
    return fonts


def pages_of(body: Element) -> tuple[Page, ...]:
    """Read size and margins of every section that states them."""
    pages = []
    for section in body.iter(f"{W}sectPr"):
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        if size is None or margins is None:
            continue
        told = [whole(size.get(f"{W}{name}")) for name in ("w", "h")]
        told += [whole(margins.get(f"{W}{name}")) for name in ("top", "bottom", "left", "right")]
        measures = [round(abs(each) / _TWIPS, 1) for each in told if each is not None]
        if len(measures) == len(told):
            pages.append(Page(*measures))
    return tuple(dict.fromkeys(pages))


def bears_number(part: Element | None) -> bool:
    """Say whether a header or footer shows the number of the page."""
    if part is None:
        return False
    fields = (each.get(f"{W}instr") or "" for each in part.iter(f"{W}fldSimple"))
    codes = (each.text or "" for each in part.iter(f"{W}instrText"))
    return any(map(_PAGE_FIELD.search, (*fields, *codes)))
