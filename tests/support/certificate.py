"""A certificate for servers of this machine, which nobody trusts by itself."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NoOpensslError(RuntimeError):
    """The program that makes certificates is not there."""


def make_certificate(folder: Path) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1, valid for a day.

    Raises:
        NoOpensslError: If there is no ``openssl``.
    """
    program = shutil.which("openssl")
    if program is None:
        raise NoOpensslError("certificates are made by openssl, which is not there")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    options = (
        *("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
        *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
        *("-keyout", str(key), "-out", str(certificate)),
    )
    subprocess.run([program, "req", *options], check=True, capture_output=True)
    both = folder / "server.pem"
    both.write_text(key.read_text() + certificate.read_text())
    return both
