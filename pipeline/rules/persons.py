"""Text -> names of persons, told by surname and by what stands around them."""

import re
from functools import cache

from pipeline import lexicon


@cache
def words(kind: str) -> str:
    """Give the words of a kind in ``person_words.tsv`` as a pattern, longest first."""
    rows = lexicon.table("person_words", 2)
    found = [w for of, line in rows if of == kind for w in line.split("|")]
    return "|".join(sorted(dict.fromkeys(found), key=len, reverse=True))


# What may follow a name where it stands as the one spoken of.
_AFTER = (
    r"(?=[，。；：、,;:（(“”！\s]|等[，。、人户\d]|家(?![庭属里])|一家|夫妇|夫妻|老人|女士|先生|同学|申请|办理|落实|争取"
    r"|送|因|身|丧|离异|双|瘫|长期|患|突|的|是|在|和|与|及|享受|提供|解决|发放|协调|联系|捐|代|筹|减|$)"
)


@cache
def name_pattern() -> str:
    """Build the pattern of one name of two to four characters, with what must follow it."""
    given = "(?![的了在与及是等们户，])[\u4e00-\u9fff]"
    stop = words("not_name")
    polite = words("polite")
    family = f"(?:{words('compound')}|[{words('surname').replace('|', '')}])"
    return rf"(?!{stop}){family}(?!{polite})(?:{given}{_AFTER}|(?:{given}){{2}}{_AFTER})"


@cache
def sure_name_pattern() -> str:
    """Build the pattern of a name after words that only a person's name follows (低保户…).

    Two given characters of those that names are made of need no mark after them.
    """
    given = f"[{words('given').replace('|', '')}]"
    stop, polite = words("not_name"), words("polite")
    family = f"(?:{words('compound')}|[{words('surname').replace('|', '')}])"
    bare = rf"(?!{stop}){family}(?!{polite}){given}{{2}}"
    return f"(?:{name_pattern()}|{bare})"


@cache
def is_public(after: str) -> bool:
    """Say whether the words after a name make it that of someone in office."""
    return re.match(words("office"), after) is not None
