"""What the Registry, Manager and an unzipping person get: pyproject's fields and the archive."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import archive
import host as hosts
import pack
import pytest
from PIL import Image

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib  # pytest brings it

REPOSITORY = "https://github.com/tag-atelier/tag-atelier"

SHIPPED = {
    "LICENSE": set(),
    "README.md": set(),
    "__init__.py": set(),
    "example_workflows": {".json", ".jpg"},
    "locales": {".json"},
    "nodes": {".py", ".txt"},
    "presets": {".json"},
    "pyproject.toml": set(),
    "web": {".js", ".css", ".md"},
}
"""What lies at the root of an archive, and the kinds of file in its folders."""

MODULES = "web/js/package.json"
"""Lets Node read the page's modules as the browser does: search.js is for both."""

LARGEST = 3 * 2**20
"""Bytes of all shipped files, unpacked."""

LARGEST_THUMBNAIL = 40_000

RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
"""Names that Windows keeps for devices, whatever their ending."""


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((pack.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shipped() -> list[str]:
    try:
        return archive.files()
    except archive.NoCheckout as error:
        pytest.skip(str(error))


def test_what_can_never_change_is_as_it_was_published(project) -> None:
    assert project["project"]["name"] == "tag-atelier"
    assert project["tool"]["comfy"]["PublisherId"] == "tag-atelier"


def test_the_registry_finds_every_field_in_the_form_it_reads(project) -> None:
    about, comfy = project["project"], project["tool"]["comfy"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", about["version"]), "the registry takes X.Y.Z alone"
    assert about["license"] == {"file": "LICENSE"}, "comfy-cli reads no other form of a file"
    assert about["description"] and about["requires-python"] == ">=3.10"
    assert about["classifiers"] == ["Operating System :: OS Independent"], (
        "one classifier that the registry does not know empties the list"
    )
    urls = about["urls"]
    assert urls["Repository"] == REPOSITORY
    assert urls["Issues"] == urls["Bug Tracker"] == f"{REPOSITORY}/issues", (
        "comfy-cli reads one name, the registry's documentation writes the other"
    )
    assert comfy["DisplayName"] == "Tag Atelier"
    assert "web" not in comfy, "the page's scripts would load twice, see WEB_DIRECTORY"


def test_one_place_says_which_host_is_the_oldest(project) -> None:
    oldest = ".".join(map(str, hosts.OLDEST))
    assert project["tool"]["comfy"]["requires-comfyui"] == f">={oldest}"


def test_nothing_is_installed_besides_the_pack(project) -> None:
    assert project["project"]["dependencies"] == []
    assert not (pack.ROOT / "requirements.txt").exists(), "Manager would install it"


@pytest.mark.parametrize(("field", "ratio"), [("Icon", 1), ("Banner", 21 / 9)])
def test_icon_and_banner_are_in_the_repository(project, field: str, ratio: float) -> None:
    address = project["tool"]["comfy"][field]
    name = address.removeprefix(f"{REPOSITORY}/raw/main/")
    with Image.open(pack.ROOT / name) as picture:
        width, height = picture.size
    assert width / height == pytest.approx(ratio, rel=0.005), "run tools/draw_icon.py"
    assert field == "Banner" or width <= 400, "the registry takes icons of 400 pixels at most"


def test_the_archive_holds_these_and_no_others(shipped) -> None:
    roots = {PurePosixPath(name).parts[0] for name in shipped}
    assert roots == set(SHIPPED), (
        "a new name at the root: list it in .comfyignore, or in SHIPPED if users need it"
    )
    strange = [
        name
        for name in shipped
        if "/" in name
        and name != MODULES
        and PurePosixPath(name).suffix not in SHIPPED[PurePosixPath(name).parts[0]]
    ]
    assert not strange, f"list them in .comfyignore, or their kind in SHIPPED: {strange}"


def test_the_archive_misses_nothing_of_its_folders(shipped) -> None:
    folders = {name for name, kinds in SHIPPED.items() if kinds}
    inside = {name for name in archive.tracked() if PurePosixPath(name).parts[0] in folders}
    missing = {name for name in inside - set(shipped) if not name.endswith(".d.ts")}
    assert not missing, "start the pattern in .comfyignore with a slash"


def test_nothing_of_the_workshop_is_in_the_archive(shipped) -> None:
    workshop = re.compile(r"(^|[/_.])(tests?|bench|tools|docs?|ci|github|d\.ts|conftest)([/_.]|$)")
    kept = [name for name in shipped if not name.startswith("web/docs/")]
    assert [name for name in kept if workshop.search(name)] == [], "list them in .comfyignore"


def test_the_archive_is_small(shipped) -> None:
    sizes = {name: (pack.ROOT / name).stat().st_size for name in shipped}
    largest = sorted(sizes, key=sizes.__getitem__)[-5:]
    assert sum(sizes.values()) <= LARGEST, f"look at {largest}"


def test_every_system_can_unpack_it(shipped) -> None:
    for name in shipped:
        assert re.fullmatch(r"[\w./-]+", name, re.ASCII), f"{name}: rename it"
        assert len(name) <= 100, f"{name}: Windows allows 260 characters, folders above included"
        parts = {part.split(".")[0].lower() for part in PurePosixPath(name).parts}
        assert not parts & RESERVED, f"{name}: Windows keeps this name"
    assert len({name.lower() for name in shipped}) == len(shipped), "names that differ by case"


def test_every_template_has_a_thumbnail() -> None:
    folder = pack.ROOT / "example_workflows"
    pictures = {path.stem for path in folder.glob("*.jpg")}
    assert pictures == {path.stem for path in folder.glob("*.json")}, (
        "run tools/draw_thumbnails.py, and delete what has no workflow"
    )
    for path in folder.glob("*.jpg"):
        with Image.open(path) as picture:
            assert picture.format == "JPEG" and picture.width <= 400, path.name
        assert path.stat().st_size < LARGEST_THUMBNAIL, f"{path.name}: lower its quality"


def test_a_release_waits_for_both_jobs_of_the_tests() -> None:
    folder = pack.ROOT / ".github" / "workflows"
    publish = (folder / "publish.yml").read_text(encoding="utf-8")
    tests = (folder / "test.yml").read_text(encoding="utf-8")
    assert "needs: test" in publish and "uses: ./.github/workflows/test.yml" in publish
    assert publish.count("if: github.repository == 'tag-atelier/tag-atelier'") == 2
    assert "bash .ci/run" in tests and "comfy-cli" in tests and "continue-on-error" not in tests
    assert f"install ComfyUI-floor {'.'.join(map(str, hosts.OLDEST))}" in tests


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of the work tree as it stands, for comfy-cli to work in."""
    folder = tmp_path_factory.mktemp("checkout")
    try:
        archive.copy(archive.tracked(), folder)
    except archive.NoCheckout as error:
        pytest.skip(str(error))
    for command in (["init", "--quiet"], ["add", "--force", "."]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    return folder


@pytest.fixture(scope="module")
def comfy(checkout: Path) -> Callable[..., str]:
    """`comfy("node", "pack")` runs comfy-cli in the checkout and returns what it said."""
    uvx = shutil.which("uvx")
    if uvx is None:
        pytest.skip("comfy-cli needs uv, which is not on the PATH")
    command = [uvx, "--from", "comfy-cli", "comfy", "--skip-prompt", "--no-enable-telemetry"]

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*command, *arguments],
            cwd=checkout,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    try:
        run("--version")
    except (AssertionError, OSError, subprocess.TimeoutExpired):
        pytest.skip("comfy-cli could not be fetched")
    return run


def test_comfy_cli_finds_nothing_to_say(comfy) -> None:
    said = comfy("node", "validate")
    assert "All validation checks passed" in said
    assert not re.search("warning|error", said, re.IGNORECASE), said


def test_comfy_cli_packs_the_same_files(comfy, checkout: Path, shipped) -> None:
    comfy("node", "pack")
    with zipfile.ZipFile(checkout / "node.zip") as packed:
        assert sorted(packed.namelist()) == shipped
