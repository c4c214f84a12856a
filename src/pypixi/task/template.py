"""Templates in tasks."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pypixi.errors import Label, PixiError, Source, Span, near_or_all
from pypixi.values import frozen
from pypixi.version import COMPATIBLE_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from minijinja import Environment, TemplateError

    from pypixi.specs.platform import Platform

_MARKS = ("{{", "{%", "{#")
_NONE: Mapping[str, str] = {}

# The binding for Python has more than the engine of the original: a template that used
# it would fail for a colleague.
_FOREIGN_FILTERS = (
    "filesizeformat",
    "pluralize",
    "striptags",
    "tojson",
    "truncate",
    "urlencode",
    "wordwrap",
)
_FOREIGN_FUNCTIONS = ("cycler", "joiner")


@frozen
class Variables:
    """What templates know."""

    environment: str
    """The name of the one that the task runs in."""
    platform: Platform
    """The one that the task runs for."""
    arguments: Mapping[str, str] = _NONE
    """By name; one called ``pixi`` is hidden by what is known anyway."""
    manifest_path: Path | None = None
    """None where nobody may ask: in what a task hands to those that it depends on."""
    init_cwd: Path | None = None
    """Where pixi was started, None where nobody may ask."""

    def as_names(self) -> dict[str, Any]:
        """Return them by the names that templates use."""
        system = self.platform.subdir.partition("-")[0]
        pixi: dict[str, Any] = {
            "platform": self.platform.name,
            "is_win": system == "win",
            "is_unix": system in ("linux", "osx", "emscripten"),
            "is_linux": system == "linux",
            "is_osx": system == "osx",
            "environment": {"name": self.environment},
            "version": COMPATIBLE_VERSION,
        }
        for name in ("manifest_path", "init_cwd"):
            path = getattr(self, name)
            if path is not None:
                pixi[name] = str(path)
        return {**self.arguments, "pixi": pixi}


class UnrenderableError(PixiError):
    """A template of a task has faults, or asks for what nobody knows."""

    def __init__(
        self, origin: str, template: str, error: TemplateError, names: Mapping[str, Any]
    ) -> None:
        span = _span(template, error)
        about = error.message.partition(" (in <")[0]
        super().__init__(
            "failed to replace argument placeholders",
            labels=[
                Label(Source(origin, template), span, "this part can't be replaced")
            ],
            help=_advice(error, template[span.start : span.end], names),
            notes=[about],
        )


def render(template: str, variables: Variables, *, origin: str) -> str:
    """Return what a template comes to.

    Args:
        template: One trailing line end is dropped, as the engine does.
        variables: What it may ask for; anything else is an error, in conditions too.
        origin: What messages call it.

    Raises:
        UnrenderableError: If it has faults or asks for what nobody knows.
    """
    if not is_template(template):
        return template.removesuffix("\n").removesuffix("\r")
    # The engine's door: 8 ms that most tasks need not pay.
    from minijinja import TemplateError

    names = variables.as_names()
    try:
        return _engine().render_str(template, **names)
    except TemplateError as error:
        raise UnrenderableError(origin, template, error, names) from error


def is_template(text: str) -> bool:
    """Tell whether there is anything to be replaced in a text."""
    return any(mark in text for mark in _MARKS)


@cache
def _engine() -> Environment:
    from minijinja import Environment

    engine = Environment(
        undefined_behavior="strict",
        auto_escape_callback=lambda _: False,
        pycompat=False,  # no methods of Python: the original has filters only
    )
    for name in _FOREIGN_FILTERS:
        engine.remove_filter(name)
    for name in _FOREIGN_FUNCTIONS:
        engine.remove_global(name)
    return engine


def _span(template: str, error: TemplateError) -> Span:
    """Return the characters that an error is about; the engine counts bytes."""
    found = error.range
    if found is None:
        return Span(0, len(template))
    content = template.encode()
    start, end = (len(content[:at].decode(errors="ignore")) for at in found)
    return Span(start, end)


def _advice(error: TemplateError, word: str, names: Mapping[str, Any]) -> str | None:
    if error.kind == "UnknownMethod":
        return "templates have filters, not methods: {{ name | upper }}"
    if error.kind != "UndefinedError":
        return None
    known = [name for name in names if name != "pixi"]
    known += [f"pixi.{name}" for name in names["pixi"] if name != "environment"]
    return near_or_all(word, "known names", [*known, "pixi.environment.name"])
