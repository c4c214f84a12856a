from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import tomli

from pypixi.config.editing.listing import document_of, toml_of
from pypixi.config.layer import configuration, parse_layer

if TYPE_CHECKING:
    from pypixi.config.model import Config

EVERYTHING = """\
default-channels = [
    "a",
    "b",
]
authentication-override-file = "/keys.json"
offline = true
pinning-strategy = "minor"
detached-environments = "/envs"

[mirrors]
"https://a.test" = ["https://b.test"]

[repodata-config]
disable-zstd = true

[repodata-config."https://a.test"]
disable-bzip2 = false

[s3-options."my.bucket"]
endpoint-url = "https://s.test"
region = "eu"
force-path-style = false

[concurrency]
downloads = 7

[build]
package-format = "conda:9"

[cache]
netfs-redirect = "never"
"""


def _config(text: str) -> Config:
    return configuration(parse_layer(text, None).values)


def test_listing_says_what_the_files_say() -> None:
    document = document_of(_config(EVERYTHING))
    assert document == tomli.loads(EVERYTHING)
    assert tomli.loads(toml_of(document)) == document


def test_listing_is_laid_out_as_the_original_does() -> None:
    text = "shell.change-ps1 = false\ndefault-channels = ['a', 'b']\noffline = true\n"
    assert toml_of(document_of(_config(text))) == (
        'default-channels = [\n    "a",\n    "b",\n]\noffline = true\n\n'
        "[shell]\nchange-ps1 = false"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "default-channels = []",
        "mirrors = {}",
        "concurrency.downloads = 50",
        "cache.netfs-redirect = 'auto'",
    ],
)
def test_what_says_nothing_is_left_out(text: str) -> None:
    assert document_of(_config(text)) == {}


@pytest.mark.parametrize(
    ("path", "part"),
    [
        (("offline",), {"offline": True}),
        (("concurrency",), {"concurrency": {"downloads": 7}}),
        (("concurrency", "downloads"), {"concurrency": {"downloads": 7}}),
        (("concurrency", "solves"), {}),
        (("shell", "change-ps1"), {}),
        (("s3-options", "b"), {}),
    ],
)
def test_listing_of_one_key(path: tuple[str, ...], part: dict[str, object]) -> None:
    assert document_of(_config(EVERYTHING), path) == part


@pytest.mark.parametrize(
    "text",
    [
        "proxy-config.http = 'http://ada:geheim@p.test'",
        "pypi-config.extra-index-urls = ['https://ada:geheim@p.test']",
        "mirrors = {'https://ada:geheim@a.test' = ['https://b.test']}",
        "default-channels = ['https://a.test/t/geheim/c']",
    ],
)
def test_passwords_are_not_listed(text: str) -> None:
    shown = toml_of(document_of(_config(text)))
    assert ".test" in shown
    assert "geheim" not in shown


@pytest.mark.parametrize("text", ["conda", "tar-bz2:9", "conda:-7", "conda:highest"])
def test_package_format_is_listed_as_it_is_written(text: str) -> None:
    document = {"build": {"package-format": text}}
    assert document_of(_config(f"build.package-format = '{text}'")) == document
