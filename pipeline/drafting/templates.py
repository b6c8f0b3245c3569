"""A template folder (template.toml, text.j2) -> lines of a draft, rendered in a sandbox."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import paths
from pipeline.drafting.assemble import Style
from pipeline.errors import BadTemplate

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

_MAX_OUT = 2_000_000


@dataclass(frozen=True, slots=True)
class Template:
    """A template as its folder gives it."""

    name: str
    title: str
    text: str
    style: Style
    groups: tuple[dict[str, Any], ...] = ()
    kind: str = ""
    about: str = ""


def names() -> list[str]:
    """List the templates that ship."""
    return sorted(file.parent.name for file in paths.shipped("templates").glob("*/template.toml"))


def style_of(name: str | Path | None) -> Path | None:
    """Find the style.docx of a template, None where it has none of its own."""
    if name is None:
        return None
    folder = Path(name)
    if not folder.is_dir():
        folder = paths.shipped("templates") / str(name)
    path = folder / "style.docx"
    return path if path.is_file() else None


def load_template(name: str | Path) -> Template:
    """Load a template by its name or folder.

    Raises:
        BadTemplate: there is none of that name, or its settings cannot be read.
    """
    folder = Path(name)
    if not folder.is_dir():
        folder = paths.shipped("templates") / str(name)
    if ("/" in str(name) and not Path(name).is_dir()) or not (folder / "template.toml").is_file():
        raise BadTemplate(f"没有“{name}”这个模板，现有：{'、'.join(names())}")
    try:
        settings = tomllib.loads((folder / "template.toml").read_text(encoding="utf-8"))
        text = (folder / "text.j2").read_text(encoding="utf-8")
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise BadTemplate(f"模板读不出来：{error}", file=folder.name) from error
    style = Style(
        numbering=tuple(settings.get("numbering", Style().numbering)),
        run_in=tuple(settings.get("run_in", ())),
    )
    return Template(
        folder.name,
        str(settings.get("title", "")),
        text,
        style,
        tuple(settings.get("groups", ())),
        str(settings.get("kind", "")),
        str(settings.get("about", "")),
    )


_SWELLING = frozenset(
    ("format", "format_map", "center", "ljust", "rjust", "zfill", "expandtabs", "translate")
)
"""Methods and filters that make a long text of a short one; no template of words needs them."""


def _environment() -> "Environment":
    """Build the sandbox: no way out of it, and no expression that fills the memory."""
    import jinja2
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        intercepted_binops = frozenset(("*", "**", "%"))

        def call_binop(
            self, context: "Context", operator: str, left: object, right: object
        ) -> object:
            if operator == "**" or any(isinstance(e, (str, list, tuple)) for e in (left, right)):
                raise SecurityError(f"运算 {operator}")
            return super().call_binop(context, operator, left, right)

        def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
            if isinstance(obj, str) and attr in _SWELLING:
                return False
            return super().is_safe_attribute(obj, attr, value)

    environment = Sandbox(
        undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    for name in (*_SWELLING, "indent"):
        environment.filters.pop(name, None)
    return environment


def render(template: Template, view: dict[str, Any]) -> list[str]:
    """Render a template: words in, lines out; nothing outside the view can be reached.

    Raises:
        BadTemplate: a syntax error, an unknown name, or a step that the sandbox forbids.
    """
    import jinja2

    environment = _environment()
    try:
        parts, size = [], 0
        for part in environment.from_string(template.text).generate(view):
            parts.append(part)
            size += len(part)
            if size > _MAX_OUT:
                raise BadTemplate("模板写出的内容太长，请检查循环", file=template.name)
    except jinja2.TemplateSyntaxError as error:
        raise BadTemplate(
            f"text.j2 第{error.lineno}行写法有误：{error.message}", file=template.name
        ) from error
    except jinja2.UndefinedError as error:
        raise BadTemplate(f"text.j2 用了没有的内容：{error.message}", file=template.name) from error
    except jinja2.exceptions.SecurityError as error:
        raise BadTemplate(f"text.j2 做了模板不许做的事：{error}", file=template.name) from error
    except (
        TypeError,
        ValueError,
        AttributeError,
        ZeroDivisionError,
        OverflowError,
        RecursionError,
    ) as error:
        raise BadTemplate(f"text.j2 执行出错：{error}", file=template.name) from error
    return "".join(parts).split("\n")
