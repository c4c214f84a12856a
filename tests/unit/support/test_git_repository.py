from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from support.git_repository import GitRepository

if TYPE_CHECKING:
    from pathlib import Path


def refs(repository: GitRepository) -> dict[str, str]:
    """Return name and commit of all that another repository would see."""
    command = ["git", "ls-remote", repository.url]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = (line.split("\t") for line in done.stdout.splitlines())
    return {name: commit for commit, name in lines}


def test_commit_is_the_head_of_main(tmp_path: Path) -> None:
    repository = GitRepository(tmp_path / "repository")
    commit = repository.commit({"src/kelp.py": "LEAVES = 1\n"})
    assert refs(repository) == {"HEAD": commit, "refs/heads/main": commit}


def test_tag_stays_where_it_was_set(tmp_path: Path) -> None:
    repository = GitRepository(tmp_path / "repository")
    tagged = repository.commit({"kelp.py": "LEAVES = 1\n"})
    later = repository.tag("v1").commit({"kelp.py": "LEAVES = 2\n"})
    found = refs(repository)
    assert (found["refs/tags/v1"], found["HEAD"]) == (tagged, later)


def test_branch_leaves_the_others_alone(tmp_path: Path) -> None:
    repository = GitRepository(tmp_path / "repository")
    main = repository.commit({"kelp.py": "LEAVES = 1\n"})
    wild = repository.branch("wild").commit({"kelp.py": "LEAVES = 9\n"})
    found = refs(repository.branch("main"))
    assert (found["refs/heads/main"], found["refs/heads/wild"]) == (main, wild)
    assert repository.head() == main


def test_same_content_gives_the_same_commit(tmp_path: Path) -> None:
    commits = {
        GitRepository(tmp_path / name).commit({"kelp.py": ""})
        for name in ("first", "second")
    }
    assert len(commits) == 1
