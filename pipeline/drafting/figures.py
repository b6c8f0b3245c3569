"""Words -> the places of every numeral in them that needs a source."""

import re

_NUMERAL = re.compile(
    r"(?P<number>\d[\d,，]*(?:\.\d+)?(?:万|亿)?[余多]?|百分之[零一二三四五六七八九十百点]+)"
    r"(?P<unit>个百分点|百分点|平方公里|平方米|立方米|公里|人次|万元|亿元|％|%|‰|[一-鿿]?)"
)


def find_figures(words: str) -> list[tuple[int, int]]:
    """Find the digits (with the unit behind them) in words."""
    return [(match.start(), match.end()) for match in _NUMERAL.finditer(words)]
