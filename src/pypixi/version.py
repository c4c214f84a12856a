"""The two versions we carry: ours, and that of the original we match."""

from __future__ import annotations

__version__ = "0.1.0"

COMPATIBLE_VERSION = "0.77.0"
"""The pixi release whose files and behaviour we share.

Used by ``requires-pixi``, the marker ``conda-meta/pixi`` and ``--version``.
"""
