"""What to do next when uv has failed, for each kind of failure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from pypixi.errors import did_you_mean
from pypixi.values import field, frozen

from .clash import pinned_advice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pypixi.pypi.names.provided import Provided
    from pypixi.specs.names import PypiName

    from .failure import Failure


@frozen
class Surroundings:
    """What a person might have meant, and what may be in the way."""

    provided: Mapping[PypiName, Provided] = field(default_factory=dict)
    """What conda packages bring."""
    asked: tuple[str, ...] = ()
    """The names in the manifest."""
    searched: tuple[str, ...] = ()
    """The URLs of the indexes."""


def advice(failure: Failure, surroundings: Surroundings) -> str | None:
    """Return the advice of the first kind that a failure is of, None where of none."""
    found = (adviser(failure, surroundings) for adviser in _ADVISERS)
    return next((text for text in found if text is not None), None)


def _unauthorized(failure: Failure, _: Surroundings) -> str | None:
    for text in (*failure.hints, failure.text):
        if re.search(r"\b(?:401 Unauthorized|403 Forbidden)\b", text):
            url = re.search(r"https?://[^\s)]+", text)
            where = f" for {url[0]}" if url else ""
            return (
                f"give user and password{where}: in the URL of the manifest, in a"
                " netrc file, or by the setting `pypi-config.keyring-provider`"
            )
    return None


def _offline(failure: Failure, _: Surroundings) -> str | None:
    told = "\n".join([failure.text, *failure.hints])
    if "network was disabled" in told or "Network connectivity is disabled" in told:
        return "run it without `--offline` once, so that what is missing is fetched"
    return None


def _certificate(failure: Failure, _: Surroundings) -> str | None:
    if "invalid peer certificate" not in failure.text:
        return None
    return (
        "nobody that is trusted vouches for the server: if your system does, set"
        ' `tls-root-certs = "system"` in the configuration'
    )


def _unreachable(failure: Failure, _: Surroundings) -> str | None:
    if "error sending request" in failure.text or "HTTP status server" in failure.text:
        return "check the network, the proxy and the URL, then try again"
    return None


def _hash(failure: Failure, _: Surroundings) -> str | None:
    if "Hash mismatch" not in failure.text:
        return None
    return (
        "the file is not the one that was locked: ask who publishes it; only if the"
        " change is meant, delete pixi.lock and run `pixi lock`"
    )


def _damaged(failure: Failure, _: Surroundings) -> str | None:
    if "The wheel is invalid" not in failure.text:
        return None
    return (
        "if the file is sound where it comes from, uv's copy of it is damaged: delete"
        " the folder `uv-cache` in the cache (`pixi info` shows where), and try again"
    )


def _file_name(failure: Failure, _: Surroundings) -> str | None:
    if "UV_SKIP_WHEEL_FILENAME_CHECK" not in failure.text:
        return None
    return "if its names may differ, set `UV_SKIP_WHEEL_FILENAME_CHECK=1`"


def _build(failure: Failure, _: Surroundings) -> str | None:
    found = re.search(r"Failed to (?:download and )?build `([^`@=\s]+)", failure.text)
    if found is None or "Call to `" not in failure.text:
        return None
    name = found[1]
    return (
        f"the sources of '{name}' cannot be built here: take a conda package in its"
        f" place (`pixi add {name}`), another version, or add what the build misses"
    )


def _git(failure: Failure, _: Surroundings) -> str | None:
    if "Git operation failed" not in failure.text:
        return None
    return "check the address of the repository, and its branch, tag or rev"


def _absent(failure: Failure, surroundings: Surroundings) -> str | None:
    found = re.search(r"([\w.-]+) was not found in the (?!cache)", failure.text)
    if found is None:
        return None
    name = found[1]
    places = " or ".join(surroundings.searched)
    if not places:
        return (
            f"there is no '{name}' in `find-links`, and no index is searched beside"
            " them: name one as `index-url` in [pypi-options]"
        )
    known = {*surroundings.asked, *surroundings.provided} - {name}
    return f"there is no '{name}' in {places}: " + (
        did_you_mean(name, known) or "check how it is spelled"
    )


def _pinned(failure: Failure, surroundings: Surroundings) -> str | None:
    if "No solution found" not in failure.title:
        return None
    return pinned_advice("\n".join(failure.causes), surroundings.provided.values())


def _no_build(failure: Failure, _: Surroundings) -> str | None:
    for hint in failure.hints:
        found = re.search(r"`--(no-build|no-binary)", hint)
        if found:
            return f"take the package out of `{found[1]}` in [pypi-options]"
    return None


def _no_wheel(failure: Failure, _: Surroundings) -> str | None:
    found = re.search(
        r"([\w.-]+?)(?:[<>=!~]\S*)? has no (?:usable )?wheels", failure.text
    )
    if found is None:
        found = re.search(r"`?([\w.-]+)\S*`? can't be installed because", failure.text)
    if found is None:
        return None
    name = found[1]
    return (
        f"'{name}' has nothing for this Python and platform: take a conda package in"
        f" its place (`pixi add {name}`), another version, or another Python"
    )


def _prerelease(failure: Failure, _: Surroundings) -> str | None:
    hinted = any("re-releases" in hint for hint in failure.hints)
    only = re.findall(r"only [\w.-]+==(\S+) is available", failure.text)
    if hinted or any(_is_prerelease(version) for version in only):
        return (
            'set `prerelease-mode = "allow"` in [pypi-options], or ask for the exact'
            " version"
        )
    return None


def _version(failure: Failure, _: Surroundings) -> str | None:
    found = re.search(r"(?:only|no version of) ([\w.-]+?)[<>=!~]", failure.text)
    if found is None or "No solution found" not in failure.title:
        return None
    return f"ask for a version of '{found[1]}' that exists, or loosen the requirement"


def _internal(failure: Failure, _: Surroundings) -> str | None:
    if "uv.toml" in failure.title or "argument '" in failure.title:
        return "this is a fault of pypixi: report it with the version of uv"
    return None


def _death(failure: Failure, _: Surroundings) -> str | None:
    if not failure.is_death:
        return None
    return (
        "see whether disk space, memory or a limit (`ulimit -a`) ran out; with `-vv` uv"
        " says what it does"
    )


def _is_prerelease(text: str) -> bool:
    try:
        return Version(text).is_prerelease
    except InvalidVersion:
        return False


_ADVISERS: tuple[Callable[[Failure, Surroundings], str | None], ...] = (
    # What hides the true cause comes first, what is most common last.
    _internal,
    _unauthorized,
    _offline,
    _certificate,
    _unreachable,
    _hash,
    _damaged,
    _file_name,
    _build,
    _git,
    _absent,
    _pinned,
    _no_build,
    _no_wheel,
    _prerelease,
    _version,
    _death,
)
