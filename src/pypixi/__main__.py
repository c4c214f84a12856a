"""``python -m pypixi``."""

from __future__ import annotations

from pypixi.cli.main import main

main()
