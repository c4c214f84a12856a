from __future__ import annotations

import pytest

from pypixi.lockfile.yaml.places import line_span, value_span

TEXT = """\
version: 7
environments:
  default:
    packages:
      linux-64:
      - conda: x
      - pypi: y
  'a: b':
    channels:
    - url: z
packages:
- conda: x
  depends:
  - one
  - two
  md5: q
- pypi: y
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), "version: 7"),
        (("version",), "version: 7"),
        (("environments",), "environments:"),
        (("environments", "default", "packages", "linux-64", 1), "- pypi: y"),
        (("environments", "a: b", "channels", 0, "url"), "- url: z"),
        (("packages",), "packages:"),
        (("packages", 0), "- conda: x"),
        (("packages", 0, "conda"), "- conda: x"),
        (("packages", 0, "depends", 1), "- two"),
        (("packages", 0, "md5"), "md5: q"),
        (("packages", 1, "pypi"), "- pypi: y"),
        (("packages", 1, "nothing"), "- pypi: y"),
        (("packages", 9), "packages:"),
    ],
)
def test_path_leads_to_its_line(path: tuple[str | int, ...], line: str) -> None:
    span = value_span(TEXT, path)
    assert TEXT[span.start : span.end] == line


def test_selector_is_found_where_it_is_used() -> None:
    span = value_span(TEXT, ("packages", 1))
    assert TEXT[: span.start].count("\n") == 16


def test_line_beyond_the_end_is_the_last_one() -> None:
    span = line_span("a\nb", 9)
    assert (span.start, span.end) == (2, 3)
