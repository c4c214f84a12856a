from __future__ import annotations

from unit.config.recording import Recorder
from unit.manifest.package.packages import BUILD, WORKSPACE, table
from unit.manifest.samples import manifest


def warnings(text: str) -> list[tuple[str, str | None]]:
    report = Recorder()
    table(text, report=report)
    return list(zip(report.warnings, report.helps, strict=True))


def test_current_keys_are_not_mentioned() -> None:
    text = "[package.build]\nbackend = { name = 'b', channels = ['c'] }\nconfig = {}\n"
    assert warnings(text) == []


def test_older_keys_of_a_build_are_told() -> None:
    found = warnings(
        "[package.build]\nbackend.name = 'b'\nconfiguration = {}\n"
        "channels = ['c']\nadditional-dependencies = {}\n"
    )
    assert found == [
        (
            "The `configuration` field is deprecated. Use `config` instead.",
            "write `config` in its place",
        ),
        (
            "The `channels` field is deprecated. Use `backend.channels` instead.",
            "write `backend.channels` in its place",
        ),
        (
            (
                "The `additional-dependencies` field is deprecated. Use"
                " `backend.additional-dependencies` instead."
            ),
            "write `backend.additional-dependencies` in its place",
        ),
    ]


def test_target_is_told_with_what_to_write() -> None:
    found = warnings(
        f"{BUILD}[package.target.osx]\nhost-dependencies = {{}}\n"
        "run-dependencies = {}\n[package.target.linux-64]\n"
    )
    assert found == [
        (
            "The `target` field is deprecated. Use `if(...)` instead.",
            (
                'write host-dependencies."if(osx)" and run-dependencies."if(osx)"'
                " in its place"
            ),
        ),
        (
            "The `target` field is deprecated. Use `if(...)` instead.",
            "leave it out",
        ),
    ]


def test_older_keys_of_an_inline_package_are_told() -> None:
    report = Recorder()
    text = (
        "[feature.f.dependencies]\na = { path = 'a', package.build ="
        " { backend.name = 'b', configuration = {} } }\n[environments]\nf = ['f']\n"
    )
    manifest(f"{WORKSPACE}{text}", report=report)
    message = "The `configuration` field is deprecated. Use `config` instead."
    assert report.warnings == [message]
