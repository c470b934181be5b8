"""Finding a ComfyUI, and linking the pack into it."""

from __future__ import annotations

from pathlib import Path

import host as hosts
import pack
import pytest


def comfyui(folder: Path, version: str) -> Path:
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (folder / "main.py").touch()
    (folder / "comfyui_version.py").write_text(f'__version__ = "{version}"\n', encoding="utf-8")
    return folder


@pytest.mark.skipif("sys.platform == 'win32'")
def test_a_named_comfyui_is_found_with_its_own_python(tmp_path):
    host = hosts.find(comfyui(tmp_path / "mine", "0.33.1"))
    assert host == hosts.Host(tmp_path / "mine", tmp_path / "mine" / ".venv" / "bin" / "python")
    assert host.version == (0, 33, 1)


@pytest.mark.parametrize(
    ("version", "message"),
    [(None, "is no ComfyUI"), ("0.16.4", "is ComfyUI 0.16.4; Tag Atelier needs 0.17.0 or newer")],
)
def test_what_cannot_be_used_is_named(tmp_path, version, message):
    folder = tmp_path / "mine"
    if version:
        comfyui(folder, version)
    with pytest.raises(hosts.HostError, match=message) as error:
        hosts.find(folder)
    assert str(folder) in str(error.value)


def test_linking_keeps_what_is_there(tmp_path):
    assert hosts.link_pack(tmp_path, "first") == "first"
    assert (tmp_path / "first").resolve() == pack.ROOT
    assert hosts.link_pack(tmp_path, "second") == "first"
    assert [entry.name for entry in tmp_path.iterdir()] == ["first"]


def test_another_copy_of_the_pack_is_not_replaced(tmp_path):
    (tmp_path / hosts.PACK_NAME).mkdir()
    with pytest.raises(hosts.HostError, match="holds another copy of the pack"):
        hosts.link_pack(tmp_path)
