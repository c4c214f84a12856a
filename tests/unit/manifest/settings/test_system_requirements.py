from __future__ import annotations

import pytest

from pypixi.errors import PixiError
from pypixi.specs.virtual import VirtualPackage
from unit.manifest.samples import workspace


def test_system_requirements_are_read() -> None:
    found = workspace(
        "[system-requirements]\nlinux = '5.4'\nmacos = '13.0'\ncuda = '12'\n"
        "libc = { family = 'musl', version = '1.2' }\narchspec = 'zen4'\n"
    )
    assert set(map(str, found.features["default"].system_requirements)) == {
        "__linux=5.4",
        "__osx=13.0",
        "__cuda=12",
        "__musl=1.2",
        "__archspec=0=zen4",
    }


def test_libc_without_a_family_is_glibc() -> None:
    found = workspace("[feature.a.system-requirements]\nlibc = '2.34'\n")
    (libc,) = found.features["a"].system_requirements
    assert libc == VirtualPackage("__glibc", "2.34")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cuda = 12", "'cuda' must be a string"),
        ("cuda = 'x'", "'x' is not a version"),
        ("libc = 2", "'libc' must be a string"),
        ("libc = { family = 'glibc' }", "missing key 'version'"),
        (
            "libc = { family = 'bionic', version = '1' }",
            "'bionic' is not a family of C libraries",
        ),
        *(
            (f"{key} = '1'", f"unexpected key '{key}' in [system-requirements]")
            for key in ("gpu", "windows", "osx", "glibc", "musl", "__cuda")
        ),
    ],
)
def test_faulty_system_requirement_is_refused(text: str, message: str) -> None:
    with pytest.raises(PixiError) as caught:
        workspace(f"[system-requirements]\n{text}\n")
    assert caught.value.message.startswith(message)
