"""From ``s3-options`` to how buckets are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pypixi.config.model import S3Options
from pypixi.manifest.schema.settings import S3_OPTIONS

if TYPE_CHECKING:
    from pypixi.manifest.reading.tables import Table

_EXAMPLES = {
    "endpoint-url": '"https://s3.example.org"',
    "region": '"us-east-1"',
    "force-path-style": "false",
}


def parse_s3_options(parent: Table) -> dict[str, S3Options]:
    """Return the options of a workspace's table by bucket."""
    found: dict[str, S3Options] = {}
    for bucket, child in parent.children("s3-options"):
        options = _options(child)
        if options is not None:
            found[bucket] = options
    return found


def _options(table: Table) -> S3Options | None:
    url, region = table.url("endpoint-url"), table.string("region")
    force_path_style = table.boolean("force-path-style")
    table.finish(S3_OPTIONS)
    for key, example in _EXAMPLES.items():
        table.require(key, f"{key} = {example}")
    if url is None or region is None or force_path_style is None:
        return None
    return S3Options(endpoint_url=url, region=region, force_path_style=force_path_style)
