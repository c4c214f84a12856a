from __future__ import annotations

import pytest

from pypixi.config.model import S3Options
from pypixi.errors import PixiError
from unit.manifest.samples import WORKSPACE, manifest, marked

BUCKET = "endpoint-url = 'https://s3.test'\nregion = 'here'\nforce-path-style = true\n"


def test_options_of_a_bucket_are_read() -> None:
    found = manifest(f"{WORKSPACE}[workspace.s3-options.mine]\n{BUCKET}")
    assert found.workspace.s3_options == {
        "mine": S3Options(
            endpoint_url="https://s3.test", region="here", force_path_style=True
        )
    }


def test_no_bucket_has_options_of_its_own() -> None:
    assert manifest(f"{WORKSPACE}s3-options = {{}}\n").workspace.s3_options == {}


@pytest.mark.parametrize(
    ("table", "message", "mark"),
    [
        pytest.param(
            BUCKET.replace("region = 'here'\n", ""),
            "missing key 'region' in [workspace.s3-options.mine]",
            ("workspace.s3-options.mine", "'region' is required here"),
            id="missing key",
        ),
        pytest.param(
            BUCKET.replace("https://", ""),
            "'s3.test' is not a URL",
            ("'s3.test'", "expected a URL such as 'https://example.org/path'"),
            id="no URL",
        ),
        pytest.param(
            BUCKET.replace("true", "'yes'"),
            "'force-path-style' must be a boolean",
            ("'yes'", "expected a boolean, found a string"),
            id="no boolean",
        ),
        pytest.param(
            f"{BUCKET}secret = 'x'\n",
            "unexpected key 'secret' in [workspace.s3-options.mine]",
            ("secret", "'secret' was not expected here"),
            id="unknown key",
        ),
    ],
)
def test_fault_of_a_bucket_is_explained(
    table: str, message: str, mark: tuple[str, str]
) -> None:
    with pytest.raises(PixiError) as caught:
        manifest(f"{WORKSPACE}[workspace.s3-options.mine]\n{table}")
    assert caught.value.message == message
    assert marked(caught.value.labels[0]) == mark
