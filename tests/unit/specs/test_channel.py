from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pypixi.specs.channel import (
    channel_url,
    is_path,
    with_masked_credentials,
    without_credentials,
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("conda-forge", "https://conda.anaconda.org/conda-forge/"),
        ("conda-forge/", "https://conda.anaconda.org/conda-forge/"),
        ("conda-forge/label/dev", "https://conda.anaconda.org/conda-forge/label/dev/"),
        ("https://repo.test/chan", "https://repo.test/chan/"),
        ("https://repo.test/chan//", "https://repo.test/chan/"),
        ("https://me:pw@repo.test/t/TK-1/c", "https://me:pw@repo.test/t/TK-1/c/"),
        ("file:///srv/chan", "file:///srv/chan/"),
        ("s3://bucket/chan", "s3://bucket/chan/"),
        ("oci://host.test/chan", "oci://host.test/chan/"),
        ("./local", "file:///work/ws/local/"),
        ("./local/", "file:///work/ws/local/"),
        ("./a/../b", "file:///work/ws/b/"),
        ("../beside", "file:///work/beside/"),
        (".", "file:///work/ws/"),
        ("..", "file:///work/"),
        ("/srv/chan", "file:///srv/chan/"),
        ("./my channel/ché", "file:///work/ws/my%20channel/ch%C3%A9/"),
        ("./50%#", "file:///work/ws/50%25%23/"),
    ],
)
def test_channel_has_a_base_url(text: str, url: str) -> None:
    assert channel_url(text, Path("/work/ws")) == url


def test_home_of_the_user_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert channel_url("~/chan", Path("/ws")) == "file:///home/me/chan/"


def test_home_of_an_unknown_user_is_a_folder_like_any() -> None:
    url = channel_url("~nobody-knows-me/chan", Path("/ws"))
    assert url == "file:///ws/~nobody-knows-me/chan/"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (".", True),
        ("..", True),
        ("./a", True),
        ("../a", True),
        ("/a", True),
        ("~/a", True),
        (".\\a", True),
        ("..\\a", True),
        ("C:\\a", True),
        ("C:/a", True),
        ("conda-forge", False),
        ("conda-forge/label/dev", False),
        ("...", False),
        ("", False),
    ],
)
def test_path_is_told_from_a_name(text: str, expected: bool) -> None:
    assert is_path(text) is expected


SECRETS = [
    ("https://me:secret@h.test/c", "https://h.test/c", "https://**********h.test/c"),
    ("https://me@h.test/c", "https://h.test/c", "https://***h.test/c"),
    ("https://:secret@h.test", "https://h.test", "https://********h.test"),
    ("https://me:p@ss@h.test/c", "https://h.test/c", "https://********h.test/c"),
    ("s3://key:secret@bucket/c", "s3://bucket/c", "s3://***********bucket/c"),
    ("https://h.test/t/TK-1/c/", "https://h.test/c/", "https://h.test*******/c/"),
    ("https://h.test/t/TK-1", "https://h.test", "https://h.test*******"),
    ("'https://h.test/t/TK'", "'https://h.test'", "'https://h.test*****'"),
    (
        "https://me:pw@h.test/t/TK/c/noarch/x-1-0.conda",
        "https://h.test/c/noarch/x-1-0.conda",
        "https://******h.test*****/c/noarch/x-1-0.conda",
    ),
    (
        "no https://a:b@h.test/c, nor https://i.test/t/TK/c: 404",
        "no https://h.test/c, nor https://i.test/c: 404",
        "no https://****h.test/c, nor https://i.test*****/c: 404",
    ),
]


@pytest.mark.parametrize(
    ("text", "clean"), [(text, clean) for text, clean, _ in SECRETS]
)
def test_credentials_are_taken_out(text: str, clean: str) -> None:
    assert without_credentials(text) == clean


@pytest.mark.parametrize(
    ("text", "masked"), [(text, masked) for text, _, masked in SECRETS]
)
def test_credentials_are_masked_in_place(text: str, masked: str) -> None:
    assert with_masked_credentials(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "conda-forge",
        "https://h.test/chan/linux-64",
        "https://h.test/a@b/c",
        "https://h.test?mail=me@h.test",
        '"https://h.test","me@h.test"',
        "me@h.test",
        "see https://h.test or write to me@h.test",
        "file:///srv/me@home",
        "https://h.test/test/c",
    ],
)
def test_text_without_credentials_is_kept(text: str) -> None:
    assert without_credentials(text) == text
    assert with_masked_credentials(text) == text


@given(st.text())
@settings(deadline=None)
def test_masking_moves_no_character(text: str) -> None:
    masked = with_masked_credentials(text)
    assert len(masked) == len(text)


passwords = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]))


@given(passwords.filter(lambda text: not {*'/?#"'} & {*text}))
@settings(deadline=None)
def test_no_password_remains(password: str) -> None:
    text = f"https://me:{password}@h.test/c"
    assert without_credentials(text) == "https://h.test/c"
