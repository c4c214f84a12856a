"""The uv program: found, shielded from the user's settings, and run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pypixi import trace
from pypixi.config.model import KeyringProvider, TlsRootCerts
from pypixi.config.network import network_settings
from pypixi.errors import PixiError
from pypixi.files.atomic import write_text
from pypixi.files.hashing import Xxh3
from pypixi.processes import Children, Completed
from pypixi.values import field, frozen, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pypixi.config.caches import CacheDirs
    from pypixi.config.model import Config

_ADMITTED = frozenset(
    {
        "UV_CONCURRENT_BUILDS",
        "UV_CONCURRENT_DOWNLOADS",
        "UV_CONCURRENT_INSTALLS",
        "UV_HTTP_RETRIES",
        "UV_HTTP_TIMEOUT",
        "UV_REQUEST_TIMEOUT",
        "UV_SKIP_WHEEL_FILENAME_CHECK",
    }
)
"""The variables of uv that the original reads as well."""

_HIDDEN = frozenset({"CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"})
"""Variables by which uv or the Python it starts would find another environment."""

_NO_INDEX = "uv does not tell its default index"


@frozen
class Uv:
    """How uv is started."""

    program: Path
    cache: Path
    """Its own cache."""
    notes: Path
    """What we keep for it and about it: stubs, its default index."""
    env: Mapping[str, str]
    """The caller's variables; those it must not see are taken out for each run."""
    options: tuple[str, ...] = ()
    """What every call gets: offline, certificates, keyring."""
    link_mode: str | None = None
    """How files come from the cache into a prefix; None leaves the choice to uv."""
    children: Children = field(default_factory=Children, compare=False, repr=False)
    """Its processes under way."""


class MissingUvError(PixiError):
    """The program that PyPI packages need is not there."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            "uv is required for PyPI dependencies, and was not found",
            help="install pypixi anew: uv is one of its dependencies",
            notes=[reason],
        )


def open_uv(config: Config, caches: CacheDirs, env: Mapping[str, str]) -> Uv:
    """Return uv as it works under ``config``; nothing is started yet.

    Raises:
        MissingUvError: If it was not installed with us.
    """
    settings = network_settings(config, env)
    variables = dict(settings.proxies.variables)
    if "concurrency.downloads" in config.given:
        variables["UV_CONCURRENT_DOWNLOADS"] = str(settings.downloads)
    return Uv(
        program=find_uv(),
        cache=caches.pypi_wheels,
        notes=caches.uv_notes,
        env={**variables, **env},
        options=tuple(_options(config)),
        link_mode=None if config.allow_hard_links else "copy",
    )


def _options(config: Config) -> Iterator[str]:
    if config.offline:
        yield "--offline"
    if config.tls_root_certs is TlsRootCerts.SYSTEM:
        yield "--system-certs"
    # The original names the hosts of all indexes; uv takes a word for every host.
    hosts = ("*",) if config.tls_no_verify else config.pypi_config.allow_insecure_host
    for host in hosts:
        yield from ("--allow-insecure-host", host)
    if config.pypi_config.keyring_provider is KeyringProvider.SUBPROCESS:
        yield from ("--keyring-provider", "subprocess")


def find_uv() -> Path:
    """Return the uv that was installed with us.

    Raises:
        MissingUvError: If there is none.
    """
    try:
        import uv  # noqa: PLC0415 - the door of the engine

        return Path(uv.find_uv_bin())
    except (ImportError, FileNotFoundError) as error:
        raise MissingUvError(str(error)) from error


def shielded(env: Mapping[str, str]) -> dict[str, str]:
    """Return variables without those that would change what uv does."""
    return {
        name: value
        for name, value in env.items()
        if name not in _HIDDEN and (name in _ADMITTED or not name.startswith("UV_"))
    }


def run_uv(
    uv: Uv,
    arguments: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
) -> Completed:
    """Run uv to its end and return what it wrote.

    Args:
        uv: The program.
        arguments: The command and its own options.
        env: An activated environment in the place of the caller's variables.
        more: Variables on top: credentials, settings that have no option.
        on_line: Hears each line of standard error as it comes.

    Raises:
        MissingUvError: If it cannot be started.
    """
    variables = shielded(uv.env) if env is None else _activated(env)
    argv = [
        str(uv.program),
        *arguments,
        *uv.options,
        *("--cache-dir", str(uv.cache)),
        *("--color", "never"),
        "--no-progress",
        "--no-python-downloads",
    ]
    if trace.is_detailed():
        argv.append("--verbose")
    trace.debug(__name__, "running %s", argv)

    def heard(line: str) -> None:
        trace.debug(__name__, "uv: %s", line)
        if on_line is not None:
            on_line(line)

    try:
        return uv.children.stream(
            argv, env={**variables, **(more or {})}, on_line=heard
        )
    except OSError as error:
        raise MissingUvError(f"{uv.program}: {error.strerror or error}") from error


def default_index(uv: Uv) -> str:
    """Return the URL of uv's own default index, asked once for each build of uv.

    Raises:
        PixiError: If uv does not tell.
    """
    path = uv.notes / f"default-index-{_build(uv.program)}"
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        pass
    # With the user's settings its answer would be theirs.
    plain = replace(uv, options=())
    arguments = ("pip", "compile", "-", "--emit-index-url", "--no-config")
    done = run_uv(plain, [*arguments, "--no-header"])
    for line in done.stdout.decode(errors="replace").splitlines():
        option, _, url = line.strip().partition(" ")
        if option == "--index-url":
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(path, url)
            return url
    if done.code:
        # What PEP 440 and 508 say is needed to explain a failure, and costs 40 ms.
        from pypixi.pypi.failures.explain import explain_failure  # noqa: PLC0415

        raise explain_failure(done, message=_NO_INDEX)
    raise PixiError(
        _NO_INDEX,
        help="set `index-url` in [pypi-options], and report this",
        notes=done.stderr.decode(errors="replace").splitlines(),
    )


def _build(program: Path) -> str:
    """Return what changes with each version of a program."""
    found = program.stat()
    state = Xxh3()
    state.text(str(program))
    state.text(f"{found.st_size} {found.st_mtime_ns}")
    return f"{state.number():016x}"


def _activated(env: Mapping[str, str]) -> dict[str, str]:
    """Return an activated environment as a build sees it."""
    kept = shielded(env)
    if "CONDA_PREFIX" in env:  # the activation's own: builds look for libraries there
        kept["CONDA_PREFIX"] = env["CONDA_PREFIX"]
    return kept
