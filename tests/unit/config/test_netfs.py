from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from pypixi.config.netfs import is_network_kind, mount_kind, on_network

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/local xfs rw 0 0
fuse /my\\040disk fuse.sshfs rw 0 0
/dev/sdc1 /work ext4 rw 0 0
scratch /work lustre rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/etc", "ext4"),
        ("/home/me/.cache", "nfs4"),
        ("/homes", "ext4"),
        ("/home/local/me", "xfs"),
        ("/my disk/x", "fuse.sshfs"),
        ("/work/x", "lustre"),
    ],
)
def test_nearest_mount_decides(path: str, kind: str) -> None:
    assert mount_kind(PurePosixPath(path), MOUNTS) == kind


@pytest.mark.parametrize(
    "kind",
    [
        "nfs", "nfs4", "smb3", "smbfs", "cifs", "fuse", "fuse.sshfs", "fuseblk",
        "autofs", "beegfs", "lustre", "gpfs", "ceph",
    ],
)  # fmt: skip
def test_network_kinds(kind: str) -> None:
    assert is_network_kind(kind)


@pytest.mark.parametrize(
    "kind", ["", "ext4", "xfs", "tmpfs", "overlay", "fusectl", "nfsd2"]
)
def test_local_kinds(kind: str) -> None:
    assert not is_network_kind(kind)


def test_temporary_files_are_local(tmp_path: Path) -> None:
    assert not on_network(tmp_path / "missing")
