"""A release folder into custom_nodes, as a person does it: any folder name, nothing writable.

The folder holds exactly what ships, so a file that is missing from a release fails here.
"""

from __future__ import annotations

import json
import re
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import archive
import host as hosts
import pytest
from client import Client

GOLDEN = Path(__file__).parents[1] / "schema" / "object_info.json"

NAME = "0_Tag-Atelier-main"
"""A digit first, capitals, and what unzipping adds."""

STRANGE = "0 Tag Atelier \u5de5\u623f"
"""Nodes load from here too. The page gets nothing from such a folder, of no pack at all: aiohttp
compares a quoted prefix with an unquoted path."""

START = 0.5
"""Seconds that the pack may take of the host's start; a loaded machine's, the goal is a tenth."""

# Runs in the host's Python, where everything that the host itself needs is loaded already.
LISTEN = """
import asyncio, sys
heard = []
listening = False

def hear(event, arguments):
    if not listening:
        return
    if event.startswith("socket."):
        heard.append([event, "", str(arguments[1:])])
    elif event in ("os.listdir", "os.scandir"):
        caller = sys._getframe(1).f_code.co_filename
        if not caller.startswith("<frozen importlib"):  # Python's own look for modules
            heard.append([event, str(arguments[0]), caller])
    elif event == "open" and isinstance(arguments[0], str):
        heard.append([event, arguments[0], ""])

async def load(folder):
    global listening
    listening = True
    try:
        return await nodes.load_custom_node(folder)
    finally:
        listening = False

sys.addaudithook(hear)
result = {"loaded": asyncio.run(load(FOLDER)), "heard": heard}
"""


@dataclass(frozen=True)
class Installed:
    server: hosts.Server
    folder: Path
    shipped: list[str]

    def get(self, route: str) -> bytes:
        with urllib.request.urlopen(self.server.address + urllib.parse.quote(route)) as answer:
            return answer.read()


@pytest.fixture(scope="session")
def shipped() -> list[str]:
    try:
        return archive.files()
    except archive.NoCheckout as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def unzip(
    host: hosts.Host, shipped: list[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Path]]:
    """Puts the shipped files into a host's custom_nodes, compiled as by a start, then read-only."""
    folders = []

    def put(name: str) -> Path:
        folder = tmp_path_factory.mktemp("base") / "custom_nodes" / name
        archive.copy(shipped, folder)
        subprocess.run([str(host.python), "-m", "compileall", "-q", str(folder)], check=True)
        allow(folder, file=0o444, directory=0o555)
        folders.append(folder)
        return folder

    yield put
    for folder in folders:
        allow(folder, file=0o644, directory=0o755)


def allow(folder: Path, file: int, directory: int) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(directory if path.is_dir() else file)
    folder.chmod(directory)


@pytest.fixture(scope="session")
def installed(
    host: hosts.Host, unzip: Callable[[str], Path], shipped: list[str]
) -> Iterator[Installed]:
    folder = unzip(NAME)
    base = folder.parent.parent
    arguments = ["--cpu", f"--base-directory={base}"]
    with hosts.Server(host, NAME, arguments, base / "server.log") as server:
        yield Installed(server, folder, shipped)


def test_every_node_is_there(installed: Installed) -> None:
    every = Client(installed.server.address).get("/object_info")
    ours = {name for name, info in every.items() if info["python_module"].endswith(NAME)}
    assert ours == set(json.loads(GOLDEN.read_text(encoding="utf-8")))


def test_the_page_gets_every_script_and_every_file(installed: Installed) -> None:
    served = {f"/extensions/{NAME}/{name[4:]}" for name in web(installed)}
    listed = set(json.loads(installed.get("/extensions")))
    listed = {urllib.parse.unquote(path) for path in listed if "atelier" in path.lower()}
    assert listed == {path for path in served if path.endswith(".js")}
    for name in web(installed):
        body = installed.get(f"/extensions/{NAME}/{name[4:]}")
        assert body == (installed.folder / name).read_bytes(), name


def web(installed: Installed) -> list[str]:
    return [name for name in installed.shipped if name.startswith("web/")]


def test_the_page_gets_every_template_with_its_thumbnail(installed: Installed) -> None:
    templates = json.loads(installed.get("/workflow_templates"))[NAME]
    shipped = {Path(n).stem for n in installed.shipped if n.startswith("example_workflows/")}
    assert set(templates) == shipped
    for name in templates:
        for ending, start in ((".json", b"{"), (".jpg", b"\xff\xd8")):
            address = f"/api/workflow_templates/{NAME}/{name}{ending}"
            assert installed.get(address).startswith(start), address


def test_the_routes_of_the_page_answer(installed: Installed) -> None:
    assert json.loads(installed.get("/tag_atelier/presets"))
    assert json.loads(installed.get("/tag_atelier/lists"))["tags"] > 0
    assert installed.get("/tag_atelier/index")


def test_nothing_is_written_into_the_pack(installed: Installed) -> None:
    installed.get("/tag_atelier/index")  # what is made for the page goes to the user's folder
    found = {
        path.relative_to(installed.folder).as_posix()
        for path in installed.folder.rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
    assert found == set(installed.shipped)


def test_a_good_start_says_nothing_of_the_pack_but_its_time(installed: Installed) -> None:
    ours = [line for line in installed.server.log_text().splitlines() if "atelier" in line.lower()]
    assert len(ours) == 1, ours
    seconds = re.search(r"([0-9.]+) seconds: ", ours[0])
    assert seconds, ours
    print(f"import time in {installed.server.host.root.name}: {seconds[1]} s")
    assert float(seconds[1]) < START, "something runs at import that could wait until it is used"


def test_loading_asks_the_network_for_nothing_and_reads_only_presets(
    in_host: Callable[[str], Any], unzip: Callable[[str], Path]
) -> None:
    folder = unzip(STRANGE)
    told = in_host(f"FOLDER = {str(folder)!r}\n{LISTEN}")
    assert told["loaded"]
    asked = [line for line in told["heard"] if line[0].startswith("socket.")]
    assert asked == [], "no network while the host starts"
    ours = [(event, Path(path)) for event, path, _ in told["heard"] if "atelier" in path.lower()]
    # Menus name every preset, and the host asks for menus when it loads a node.
    walked = {path.name for event, path in ours if event != "open"}
    assert walked == {"presets"}, "a walk that can wait until it is needed"
    read = {
        path.suffix for event, path in ours if event == "open" and path.parent.name != "presets"
    }
    assert read <= {".py", ".pyc", ".toml"}, "a file that can wait until it is needed"
