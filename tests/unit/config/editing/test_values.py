from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from pypixi.config.editing.keys import KEYS, UnknownKeyError, key_path
from pypixi.config.editing.values import RefusedValueError, with_more, with_typed
from pypixi.config.layer import parse_layer
from pypixi.config.settings import InvalidSettingError

# key, what is typed, the line that this makes in an empty file
TYPED = [
    ("allow-hard-links", "false", "allow-hard-links = false"),
    ("allow-ref-links", "false", "allow-ref-links = false"),
    ("allow-symbolic-links", "false", "allow-symbolic-links = false"),
    ("authentication-override-file", "a/b", 'authentication-override-file = "a/b"'),
    ("authentication-override-file", "true", 'authentication-override-file = "true"'),
    ("build", '{"package-format": "conda:9"}', 'build.package-format = "conda:9"'),
    ("build.package-format", "tar-bz2", 'build.package-format = "tar-bz2"'),
    ("cache", '{"root": "/a", "repodata": null}', 'cache.root = "/a"'),
    ("cache.build-tool-environments", "/a", 'cache.build-tool-environments = "/a"'),
    ("cache.conda-packages", "~/a", 'cache.conda-packages = "~/a"'),
    ("cache.detached-environments", "/a", 'cache.detached-environments = "/a"'),
    ("cache.exec-environments", "/a", 'cache.exec-environments = "/a"'),
    ("cache.netfs-redirect", "never", 'cache.netfs-redirect = "never"'),
    ("cache.pypi-mapping", "/a", 'cache.pypi-mapping = "/a"'),
    ("cache.pypi-wheels", "/a", 'cache.pypi-wheels = "/a"'),
    ("cache.repodata", "/a", 'cache.repodata = "/a"'),
    ("cache.root", "/a", 'cache.root = "/a"'),
    ("concurrency", '{"solves": 2}', "concurrency.solves = 2"),
    ("concurrency.downloads", "12", "concurrency.downloads = 12"),
    ("concurrency.solves", "3", "concurrency.solves = 3"),
    ("default-channels", '["a", "b"]', 'default-channels = ["a", "b"]'),
    ("detached-environments", "true", "detached-environments = true"),
    ("detached-environments", "/a", 'detached-environments = "/a"'),
    (
        "experimental",
        '{"use-environment-activation-cache": true}',
        "experimental.use-environment-activation-cache = true",
    ),
    (
        "experimental.use-environment-activation-cache",
        "true",
        "experimental.use-environment-activation-cache = true",
    ),
    (
        "mirrors",
        '{"https://a.test": ["https://b.test"]}',
        'mirrors."https://a.test" = ["https://b.test"]',
    ),
    ("offline", "true", "offline = true"),
    ("pinning-strategy", "no-pin", 'pinning-strategy = "no-pin"'),
    ("proxy-config", '{"http": "http://p"}', 'proxy-config.http = "http://p"'),
    ("proxy-config.http", "http://p", 'proxy-config.http = "http://p"'),
    ("proxy-config.https", "http://p", 'proxy-config.https = "http://p"'),
    ("proxy-config.non-proxy-hosts", '["a"]', 'proxy-config.non-proxy-hosts = ["a"]'),
    (
        "pypi-config",
        '{"index-url": "https://a.test"}',
        'pypi-config.index-url = "https://a.test"',
    ),
    ("pypi-config.allow-insecure-host", "[]", "pypi-config.allow-insecure-host = []"),
    (
        "pypi-config.extra-index-urls",
        '["https://a.test"]',
        'pypi-config.extra-index-urls = ["https://a.test"]',
    ),
    (
        "pypi-config.index-url",
        "https://a.test",
        'pypi-config.index-url = "https://a.test"',
    ),
    (
        "pypi-config.keyring-provider",
        "subprocess",
        'pypi-config.keyring-provider = "subprocess"',
    ),
    (
        "repodata-config",
        '{"https://a.test": {"disable-zstd": true}}',
        'repodata-config."https://a.test".disable-zstd = true',
    ),
    (
        "repodata-config.disable-bzip2",
        "true",
        "repodata-config.disable-bzip2 = true",
    ),
    (
        "repodata-config.disable-sharded",
        "true",
        "repodata-config.disable-sharded = true",
    ),
    ("repodata-config.disable-zstd", "true", "repodata-config.disable-zstd = true"),
    ("run-post-link-scripts", "insecure", 'run-post-link-scripts = "insecure"'),
    ("run-post-link-scripts", "false", 'run-post-link-scripts = "false"'),
    (
        "s3-options",
        '{"b": {"endpoint-url": "https://s", "region": "1", "force-path-style": true}}',
        's3-options.b = {endpoint-url="https://s", region="1", force-path-style=true}',
    ),
    ("shell", '{"change-ps1": false}', "shell.change-ps1 = false"),
    ("shell.change-ps1", "false", "shell.change-ps1 = false"),
    ("shell.force-activate", "true", "shell.force-activate = true"),
    (
        "shell.source-completion-scripts",
        "false",
        "shell.source-completion-scripts = false",
    ),
    ("tls-no-verify", "true", "tls-no-verify = true"),
    ("tls-root-certs", "system", 'tls-root-certs = "system"'),
    ("tool-platform", "linux-64", 'tool-platform = "linux-64"'),
]
HOME = Path("/home/ada")
BUCKET = """\
[s3-options."b.c"]
endpoint-url = "https://s.test"
region = "1"
force-path-style = true
"""


def test_every_key_is_tried() -> None:
    assert {key for key, _, _ in TYPED} == {*KEYS}


@pytest.mark.parametrize(("key", "typed", "line"), TYPED)
def test_value_is_read_as_the_key_takes_it(key: str, typed: str, line: str) -> None:
    edited = with_typed("", key_path(key), typed, HOME)
    assert tomli.loads(edited) == tomli.loads(line)
    parse_layer(edited, HOME)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("endpoint-url", "https://t.test", "https://t.test"),
        ("region", "2", "2"),
        ("force-path-style", "false", False),
    ],
)
def test_field_of_a_bucket_is_set(field: str, typed: str, value: object) -> None:
    edited = with_typed(BUCKET, key_path(f"s3-options.b.c.{field}"), typed, None)
    assert tomli.loads(edited)["s3-options"]["b.c"][field] == value


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("offline", "maybe", "'offline' must be true or false, found 'maybe'"),
        ("offline", "1", "'offline' must be true or false, found 1"),
        (
            "concurrency.solves",
            "0",
            "'concurrency.solves' must be a whole number above zero, found 0",
        ),
        (
            "pinning-strategy",
            "loose",
            (
                "'pinning-strategy' must be 'semver', 'minor', 'major', 'latest-up', "
                "'exact-version' or 'no-pin', found 'loose'"
            ),
        ),
        ("cache.root", "here", "'cache.root' must be an absolute path, found 'here'"),
        (
            "detached-environments",
            "here",
            "'detached-environments' must be an absolute path, found 'here'",
        ),
        (
            "tool-platform",
            "amiga",
            "'tool-platform' must be a platform such as 'linux-64', found 'amiga'",
        ),
        (
            "proxy-config.http",
            "ada:secret@p",
            "'proxy-config.http' must be a URL, found a text that is none",
        ),
    ],
)
def test_value_that_would_void_the_file_is_refused(
    key: str, typed: str, message: str
) -> None:
    with pytest.raises(RefusedValueError) as raised:
        with_typed("", key_path(key), typed, HOME)
    assert raised.value.message == message
    assert raised.value.help is None


@pytest.mark.parametrize(
    ("key", "typed", "advice"),
    [
        ("default-channels", "a", "a list is written as JSON"),
        ("default-channels", '["a"', "a list is written as JSON"),
        ("shell", "true", "a table is written as JSON"),
        ("mirrors", "https://a.test", "a table is written as JSON"),
        ("s3-options.b.region", "eu", "give the bucket all of them"),
        ("s3-options.b", '{"region": "eu"}', "give the bucket all of them"),
    ],
)
def test_refusal_shows_how_to_write_it(key: str, typed: str, advice: str) -> None:
    with pytest.raises(RefusedValueError) as raised:
        with_typed("", key_path(key), typed, None)
    assert raised.value.help is not None
    assert raised.value.help.startswith(advice)


@pytest.mark.parametrize(
    ("key", "typed", "unknown"),
    [
        ("shell", '{"colour": 1}', "shell.colour"),
        ("repodata-config", '{"disable-jlap": true}', "repodata-config.disable-jlap"),
    ],
)
def test_table_with_a_key_that_means_nothing_is_refused(
    key: str, typed: str, unknown: str
) -> None:
    with pytest.raises(UnknownKeyError, match=f"Unknown key: {unknown}"):
        with_typed("", key_path(key), typed, None)


def test_mistake_elsewhere_in_the_file_is_told() -> None:
    with pytest.raises(InvalidSettingError, match="'offline' must be true or false"):
        with_typed("offline = 3\n", ("tls-no-verify",), "true", None)


def test_mistake_of_the_key_itself_is_mended() -> None:
    assert with_typed("offline = 3\n", ("offline",), "true", None) == "offline = true\n"


@pytest.mark.parametrize(
    ("text", "below", "at_front", "items"),
    [
        ("", (), False, ["x"]),
        ("", ("a", "b"), False, ["a", "b", "x"]),
        ("", ("a", "b"), True, ["x", "a", "b"]),
        ("default-channels = ['c']", ("a",), False, ["c", "x"]),
        ("default_channels = ['c']", ("a",), True, ["x", "c"]),
    ],
)
def test_item_continues_the_list(
    text: str, below: tuple[str, ...], at_front: bool, items: list[str]
) -> None:
    path = ("default-channels",)
    edited = with_more(text, path, "x", below=below, at_front=at_front, home=None)
    assert parse_layer(edited, None).values["default-channels"] == tuple(items)


def test_item_that_the_list_does_not_take_is_refused() -> None:
    path = ("pypi-config", "extra-index-urls")
    with pytest.raises(RefusedValueError, match="must be a URL"):
        with_more("", path, "nowhere", below=(), at_front=True, home=None)
