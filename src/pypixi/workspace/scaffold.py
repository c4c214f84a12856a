"""Making a new workspace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pypixi.config.places import home_directory, pixi_home
from pypixi.errors import PixiError, did_you_mean
from pypixi.files.atomic import UnwritableFileError, write_bytes, write_text
from pypixi.manifest.discovery import has_pixi_tables
from pypixi.processes import capture
from pypixi.specs.platform import SUBDIRS
from pypixi.specs.urls import plain_url
from pypixi.values import frozen

from .workspace import Caller, caller_config, this_machine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pypixi.config.model import Config
    from pypixi.terminal.report import Report

_GITIGNORE = "# pixi environments\n.pixi/*\n!.pixi/config.toml\n"
_LOCK_ATTRIBUTES = {
    "github": "merge=binary linguist-language=YAML linguist-generated=true -diff",
    "gitlab": "merge=binary gitlab-language=yaml gitlab-generated=true -diff",
    "codeberg": "merge=binary linguist-language=YAML linguist-generated=true -diff",
}
SCM_FLAVOURS = tuple(_LOCK_ATTRIBUTES)
"""Whose dialect of ``.gitattributes`` can be written."""


@frozen
class NewWorkspace:
    """How a new workspace shall be; empty where the settings decide."""

    folder: Path
    channels: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    scm: str = "github"


class AlreadyExistsError(PixiError):
    """There is a workspace already."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path.name} already exists",
            help=f"add to it with `pixi add`, or delete '{path}' first",
        )


class UnknownSubdirError(PixiError):
    """A platform that conda does not know was asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"'{name}' is not a platform",
            help=did_you_mean(name, SUBDIRS) or "use a conda subdir such as 'linux-64'",
        )


def create_workspace(new: NewWorkspace, caller: Caller, report: Report) -> Path | None:
    """Write a manifest and the files that git wants beside it; return the manifest.

    Where a ``pyproject.toml`` describes a workspace nothing is done, and None returned.

    Raises:
        AlreadyExistsError: If the folder has a manifest.
        PixiError: If a platform is unknown or the folder cannot be written to.
    """
    folder = caller.cwd / new.folder
    for name in ("pixi.toml", "mojoproject.toml"):
        if (folder / name).exists():
            raise AlreadyExistsError(folder / name)
    if has_pixi_tables(folder / "pyproject.toml"):
        return None
    _check(new, folder, caller)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(folder, error) from error
    attributes = f"pixi.lock {_LOCK_ATTRIBUTES[new.scm]}"
    comment = "# SCM syntax highlighting & preventing 3-way merges\n"
    _append_once(folder / ".gitignore", _GITIGNORE, ".pixi/*")
    _append_once(folder / ".gitattributes", f"{comment}{attributes}\n", attributes)
    # The manifest comes last: with it there is a workspace.
    manifest = folder / "pixi.toml"
    write_text(manifest, _manifest(new, folder.resolve().name, caller, report))
    return manifest


def _check(new: NewWorkspace, folder: Path, caller: Caller) -> None:
    """Refuse what could not be used afterwards."""
    for platform in new.platforms:
        if platform not in SUBDIRS:
            raise UnknownSubdirError(platform)
    for channel in new.channels:
        if not channel.strip():
            raise PixiError("a channel cannot be empty", help="leave out --channel")
    home = pixi_home(caller.env, home_directory(caller.env, caller.system))
    if home is not None and folder.resolve() == home.resolve().parent:
        raise PixiError(
            f"a workspace in '{folder}' would hold pixi's own folder '{home.name}'",
            help="give it a folder of its own: pixi init NAME",
        )


def _manifest(new: NewWorkspace, name: str, caller: Caller, report: Report) -> str:
    config = caller_config(caller, None, report)
    channels = new.channels or config.default_channels
    platforms = new.platforms or (this_machine(caller, report),)
    author = _author(caller)
    rows = [
        "[workspace]",
        f"authors = {_array([author])}" if author else "",
        f"channels = {_array(dict.fromkeys(channels))}",
        f"name = {_string(name)}",
        f"platforms = {_array(dict.fromkeys(platforms))}",
        'version = "0.1.0"',
    ]
    head = "\n".join(row for row in rows if row)
    tables = "".join(f"\n{table}" for table in _configured(config))
    return f"{head}\n{tables}\n[tasks]\n\n[dependencies]\n"


def _configured(config: Config) -> Iterator[str]:
    """Yield the tables of a manifest that the settings have defaults for."""
    # A manifest is for everybody: passwords stay in the settings.
    index = config.pypi_config.index_url
    others = [plain_url(url) for url in config.pypi_config.extra_index_urls]
    rows = [
        f"index-url = {_string(plain_url(index))}\n" if index else "",
        f"extra-index-urls = {_array(others)}\n" if others else "",
    ]
    if any(rows):
        yield "".join(["[pypi-options]\n", *rows])
    for bucket, options in config.s3_options.items():
        yield (
            f"[workspace.s3-options.{_string(bucket)}]\n"
            f"endpoint-url = {_string(options.endpoint_url)}\n"
            f"region = {_string(options.region)}\n"
            f"force-path-style = {'true' if options.force_path_style else 'false'}\n"
        )


def _author(caller: Caller) -> str | None:
    """Return name and address as git knows them."""
    name, address = _git_config("user.name", caller), _git_config("user.email", caller)
    return f"{name} <{address}>" if name and address else name or None


def _git_config(key: str, caller: Caller) -> str:
    try:
        done = capture(["git", "config", "--get", key], env=caller.env, cwd=caller.cwd)
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").strip()


def _append_once(path: Path, text: str, line: str) -> None:
    """Append ``text`` to a file, with its line ends, unless it has ``line`` already.

    The file is taken as bytes: it is somebody else's, in whatever encoding.
    """
    try:
        present = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    if line.encode() in present.splitlines():
        return
    newline = b"\r\n" if b"\r\n" in present else b"\n"
    gap = b"" if not present or present.endswith(b"\n") else newline
    write_bytes(path, present + gap + text.encode().replace(b"\n", newline))


def _array(values: Sequence[str] | dict[str, None]) -> str:
    return f"[{', '.join(map(_string, values))}]"


def _string(value: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which nobody's name has. Bytes
    # of a folder's name that are not UTF-8 cannot stand in a manifest.
    clean = value.encode(errors="surrogateescape").decode(errors="replace")
    return json.dumps(clean, ensure_ascii=False)
