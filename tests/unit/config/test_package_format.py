from __future__ import annotations

import pytest

from pypixi.config.package_format import (
    ArchiveKind,
    NamedLevel,
    PackageFormat,
    parse_package_format,
)

CONDA, TAR_BZ2 = ArchiveKind.CONDA, ArchiveKind.TAR_BZ2


@pytest.mark.parametrize(
    ("text", "archive", "level"),
    [
        ("conda", CONDA, NamedLevel.DEFAULT),
        (".conda", CONDA, NamedLevel.DEFAULT),
        ("tar-bz2", TAR_BZ2, NamedLevel.DEFAULT),
        (".Tar.Bz2", TAR_BZ2, NamedLevel.DEFAULT),
        ("conda:max", CONDA, NamedLevel.HIGHEST),
        ("conda:highest", CONDA, NamedLevel.HIGHEST),
        ("conda:default", CONDA, NamedLevel.DEFAULT),
        ("conda:normal", CONDA, NamedLevel.DEFAULT),
        ("conda:fast", CONDA, NamedLevel.LOWEST),
        ("conda:lowest", CONDA, NamedLevel.LOWEST),
        ("conda:min", CONDA, NamedLevel.LOWEST),
        ("conda:-7", CONDA, -7),
        ("conda:22", CONDA, 22),
        ("tar-bz2:1", TAR_BZ2, 1),
        ("tar-bz2:9", TAR_BZ2, 9),
    ],
)
def test_format_is_parsed(
    text: str, archive: ArchiveKind, level: int | NamedLevel
) -> None:
    assert parse_package_format(text) == PackageFormat(archive=archive, level=level)


@pytest.mark.parametrize(
    "text",
    ["", "zip", "conda:", "conda:23", "conda:-8", "tar-bz2:0", "tar-bz2:10", "conda:x"],
)
def test_wrong_format_is_none(text: str) -> None:
    assert parse_package_format(text) is None
