from __future__ import annotations

import pytest

from pypixi.config.editing.keys import (
    KEYS,
    MovedKeyError,
    UnknownKeyError,
    key_path,
)

# As the original lists them, without those of buckets.
ORIGINAL = [
    "authentication-override-file",
    "cache",
    "cache.build-tool-environments",
    "cache.conda-packages",
    "cache.detached-environments",
    "cache.exec-environments",
    "cache.netfs-redirect",
    "cache.pypi-mapping",
    "cache.pypi-wheels",
    "cache.repodata",
    "cache.root",
    "concurrency",
    "concurrency.downloads",
    "concurrency.solves",
    "default-channels",
    "detached-environments",
    "experimental",
    "experimental.use-environment-activation-cache",
    "mirrors",
    "offline",
    "pinning-strategy",
    "proxy-config",
    "proxy-config.http",
    "proxy-config.https",
    "proxy-config.non-proxy-hosts",
    "pypi-config",
    "pypi-config.allow-insecure-host",
    "pypi-config.extra-index-urls",
    "pypi-config.index-url",
    "pypi-config.keyring-provider",
    "repodata-config",
    "repodata-config.disable-bzip2",
    "repodata-config.disable-sharded",
    "repodata-config.disable-zstd",
    "run-post-link-scripts",
    "allow-symbolic-links",
    "allow-hard-links",
    "allow-ref-links",
    "s3-options",
    "shell",
    "shell.change-ps1",
    "shell.force-activate",
    "shell.source-completion-scripts",
    "tls-no-verify",
    "tls-root-certs",
    "tool-platform",
]


def test_keys_are_those_of_the_original_and_of_builds() -> None:
    assert {*KEYS} == {*ORIGINAL, "build", "build.package-format"}


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("offline", ("offline",)),
        ("shell.change-ps1", ("shell", "change-ps1")),
        ("s3-options.b", ("s3-options", "b")),
        ("s3-options.my.bucket", ("s3-options", "my.bucket")),
        ("s3-options.my.bucket.region", ("s3-options", "my.bucket", "region")),
        ("s3-options.region", ("s3-options", "region")),
    ],
)
def test_key_is_a_path(key: str, path: tuple[str, ...]) -> None:
    assert key_path(key) == path


@pytest.mark.parametrize("key", ["", "shel", "shell.", "s3-options.", "mirrors.a"])
def test_unknown_key_is_told_with_all_there_are(key: str) -> None:
    with pytest.raises(UnknownKeyError, match=f"^Unknown key: {key}$") as raised:
        key_path(key)
    assert raised.value.notes[0].startswith("Supported keys: allow-hard-links, ")
    assert "s3-options.<bucket>.region" in raised.value.notes[0]


def test_unknown_key_gets_a_suggestion() -> None:
    with pytest.raises(UnknownKeyError) as raised:
        key_path("default_channels")
    assert raised.value.help == "did you mean 'default-channels'?"


@pytest.mark.parametrize("key", ["change-ps1", "force-activate"])
def test_key_that_moved_is_told_with_its_place(key: str) -> None:
    message = f"^The `{key}` field is deprecated. Please use the `shell.{key}` field"
    with pytest.raises(MovedKeyError, match=message):
        key_path(key)
