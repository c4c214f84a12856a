"""Print how large our modules and functions are; fail where the ratchet says so.

The measures: *lines* are physical lines; *documented* are public functions having a
docstring; *comments* are comment tokens per 100 lines that are not blank.
"""

from __future__ import annotations

import ast
import io
import re
import statistics
import sys
import tokenize
import tomllib
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[1]
LONG_FUNCTION = 60
LONG_MODULE = 600
_IGNORE = re.compile(r"#\s*type:\s*ignore\b")

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function or method, nested ones included."""

    name: str
    lines: int
    is_public: bool
    is_documented: bool
    is_annotated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What is counted in one file."""

    path: Path
    lines: int
    filled: int
    """Lines that are not blank."""
    comments: int
    ignores: int
    functions: tuple[Function, ...]
    dataclasses: int
    frozen: int


def main(argv: Sequence[str]) -> int:
    """Print the table for the tree in ``argv``, ours by default."""
    root = Path(argv[0]) if argv else ROOT
    modules = [read_module(path) for path in python_files(root / "src")]
    tests = sum(count_lines(path) for path in python_files(root / "tests"))
    for name, value in table(modules, tests):
        print(f"{name:<28}{value}")
    ratchet = tomllib.loads((root / ".ci" / "ratchet.toml").read_text(encoding="utf-8"))
    return check(ratchet["ceilings"], modules)


def python_files(folder: Path) -> list[Path]:
    """Return the Python files below a folder, sorted."""
    return sorted(folder.rglob("*.py"))


def count_lines(path: Path) -> int:
    """Return the number of lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def read_module(path: Path) -> Module:
    """Count what is in a file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    words = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [word.string for word in words if word.type == tokenize.COMMENT]
    calls = [name for node in ast.walk(tree) for name in decorators(node)]
    dataclasses = [call for call in calls if call.startswith(("dataclass", "frozen"))]
    return Module(
        path=path,
        lines=len(text.splitlines()),
        filled=sum(bool(line.strip()) for line in text.splitlines()),
        comments=len(comments),
        ignores=sum(bool(_IGNORE.search(comment)) for comment in comments),
        functions=tuple(functions(tree, is_public=True)),
        dataclasses=len(dataclasses),
        frozen=sum(call != "dataclass" and "frozen" in call for call in dataclasses),
    )


def decorators(node: ast.AST) -> list[str]:
    """Return the decorators of a class as text."""
    if not isinstance(node, ast.ClassDef):
        return []
    return [ast.unparse(decorator) for decorator in node.decorator_list]


def functions(node: ast.AST, *, is_public: bool) -> Iterator[Function]:
    """Yield the functions below a node; what lies in a private one is private."""
    for child in ast.iter_child_nodes(node):
        public = is_public
        if isinstance(child, AnyFunction):
            own = is_public and not child.name.startswith("_")
            yield read_function(child, is_public=own)
            public = False
        elif isinstance(child, ast.ClassDef):
            public = is_public and not child.name.startswith("_")
        yield from functions(child, is_public=public)


def read_function(node: AnyFunction, *, is_public: bool) -> Function:
    """Measure one function."""
    return Function(
        name=node.name,
        lines=(node.end_lineno or node.lineno) - node.lineno + 1,
        is_public=is_public,
        is_documented=ast.get_docstring(node) is not None,
        is_annotated=is_annotated(node),
    )


def is_annotated(node: AnyFunction) -> bool:
    """Tell whether the result and every parameter but self and cls have a type."""
    own = node.args
    several = [one for one in (own.vararg, own.kwarg) if one is not None]
    parameters = [*own.posonlyargs, *own.args, *own.kwonlyargs, *several]
    typed = all(
        parameter.annotation is not None or parameter.arg in {"self", "cls"}
        for parameter in parameters
    )
    return typed and node.returns is not None


def table(modules: Sequence[Module], tests: int) -> Iterator[tuple[str, str]]:
    """Yield the rows: what is measured, and its value."""
    every = list(chain.from_iterable(module.functions for module in modules))
    sizes = sorted(function.lines for function in every)
    lengths = [module.lines for module in modules]
    lines = sum(lengths)
    public = [function for function in every if function.is_public]
    comments = sum(module.comments for module in modules)
    filled = sum(module.filled for module in modules)
    ignores = sum(module.ignores for module in modules)
    yield "files / lines", f"{len(modules)} / {lines}"
    yield "module median / max", f"{statistics.median(lengths):.0f} / {max(lengths)}"
    median, p90 = statistics.median(sizes), sizes[int(len(sizes) * 0.9)]
    yield "function median / p90 / max", f"{median:.0f} / {p90} / {sizes[-1]}"
    yield f"functions > {LONG_FUNCTION}", share(long_functions(modules), len(every))
    documented = sum(function.is_documented for function in public)
    yield "documented", share(documented, len(public))
    yield "comments per 100 lines", f"{100 * comments / filled:.1f}"
    annotated = sum(function.is_annotated for function in every)
    yield "fully annotated", share(annotated, len(every))
    yield "type: ignore per 1000", f"{1000 * ignores / lines:.2f} ({ignores})"
    yield f"modules > {LONG_MODULE}", str(long_modules(modules))
    frozen = sum(module.frozen for module in modules)
    dataclasses = sum(module.dataclasses for module in modules)
    yield "value classes (frozen)", f"{dataclasses} ({frozen})"
    yield "tests : source", f"{tests / lines:.2f}"


def share(part: int, whole: int) -> str:
    """Return a share as percentage, with its count."""
    return f"{100 * part / whole:.1f} % ({part})"


def long_functions(modules: Sequence[Module]) -> int:
    """Return how many functions are too long."""
    every = chain.from_iterable(module.functions for module in modules)
    return sum(function.lines > LONG_FUNCTION for function in every)


def long_modules(modules: Sequence[Module]) -> int:
    """Return how many modules are too long."""
    return sum(module.lines > LONG_MODULE for module in modules)


def check(ceilings: Mapping[str, int], modules: Sequence[Module]) -> int:
    """Hold the counts against their ceilings; return 1 if one is above it."""
    counts = {
        "functions-over-60": long_functions(modules),
        "type-ignores": sum(module.ignores for module in modules),
        "modules-over-600": long_modules(modules),
    }
    for name, count in counts.items():
        ceiling = ceilings[name]
        if count > ceiling:
            print(f"ratchet: {name} rose from {ceiling} to {count}", file=sys.stderr)
        elif count < ceiling:
            print(f"ratchet: well done, now write {name} = {count} in .ci/ratchet.toml")
    return int(any(count > ceilings[name] for name, count in counts.items()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
