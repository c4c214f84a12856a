from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rattler import MatchSpec

from pypixi.specs.matchspec import CondaSpec, match_text
from pypixi.specs.names import PackageName

NUMPY = PackageName("numpy")


def spec(**fields: Any) -> CondaSpec:
    return CondaSpec(name=NUMPY, **fields)


@pytest.mark.parametrize(
    ("requirement", "text"),
    [
        (spec(), "numpy"),
        (spec(version="*"), "numpy"),
        (spec(version=""), "numpy"),
        (spec(version=">=1.2,<2"), "numpy >=1.2,<2"),
        (spec(version="1.2.*", build="py*"), "numpy 1.2.* py*"),
        (spec(build="py*"), "numpy * py*"),
        (spec(channel="conda-forge"), "numpy"),
    ],
)
def test_requirement_is_shown_as_people_write_it(
    requirement: CondaSpec, text: str
) -> None:
    assert str(requirement) == text


@pytest.mark.parametrize(
    ("requirement", "text"),
    [
        (spec(), "numpy"),
        (spec(version="*"), "numpy"),
        (spec(version=">=1.2,<2"), 'numpy[version=">=1.2,<2"]'),
        (
            spec(version="1.2", build="0", channel="conda-forge"),
            'numpy[version="1.2",build="0",channel="conda-forge"]',
        ),
        (spec(build_number=">=3"), 'numpy[build_number=">=3"]'),
        (spec(file_name="a-1-0.conda"), 'numpy[fn="a-1-0.conda"]'),
        (spec(extras=("a", "b")), "numpy[extras=[a,b]]"),
        (spec(flags=("cuda",)), "numpy[flags=[cuda]]"),
        (
            spec(when="__cuda >=12", extras=("a",)),
            'numpy[when="__cuda >=12",extras=[a]]',
        ),
    ],
)
def test_engine_gets_every_value_quoted(requirement: CondaSpec, text: str) -> None:
    assert match_text(requirement) == text
    MatchSpec(text)


def test_new_version_keeps_everything_else() -> None:
    requirement = spec(version="*", build="py*", channel="conda-forge")
    assert requirement.with_version(">=1") == spec(
        version=">=1", build="py*", channel="conda-forge"
    )


words = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)
specs = st.builds(
    CondaSpec,
    name=words.map(PackageName),
    version=st.none()
    | st.sampled_from([">=1.2,<2", "==1.0", "1.2.*", "~=1.1", "==1.2|==1.3", "!=2"]),
    build=st.none() | st.sampled_from(["py*", "h1_0", "^py.*$", "*_0"]),
    build_number=st.none() | st.sampled_from(["3", ">=3", "!=0"]),
    channel=st.none() | st.sampled_from(["conda-forge", "bioconda"]),
    subdir=st.none() | st.sampled_from(["linux-64", "noarch"]),
    file_name=st.none() | st.just("a-1-0.conda"),
    md5=st.none() | digests.map(lambda text: text[:32]),
    sha256=st.none() | digests,
    extras=st.lists(words, max_size=2, unique=True).map(tuple),
)


@given(specs)
@settings(deadline=None)
def test_engine_reads_what_was_asked_for(requirement: CondaSpec) -> None:
    match = MatchSpec(match_text(requirement))
    assert match.name is not None
    found = CondaSpec(
        name=PackageName(match.name.normalized),
        version=match.version,
        build=match.build,
        build_number=match.build_number and match.build_number.removeprefix("=="),
        channel=None if match.channel is None else match.channel.name,
        subdir=match.subdir,
        file_name=match.file_name,
        md5=None if match.md5 is None else match.md5.hex(),
        sha256=None if match.sha256 is None else match.sha256.hex(),
        extras=tuple(match.extras or ()),
    )
    assert found == requirement
