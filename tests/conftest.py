"""Options, the pack as a module, and the hosts that live tests run on.

Tests import the pack as `tag_atelier` and the command line's modules by their own names
(`from client import Client`). Everything live is skipped, with the reason, where no host is found.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import checkpoint
import host as hosts
import pack
import pytest
from client import Client

NEWEST_FRONTEND = "1.58.1"

pack.load()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("tag atelier")
    group.addoption("--comfyui", type=Path, help="the ComfyUI to test in")
    group.addoption("--comfyui-floor", type=Path, help="the oldest supported ComfyUI")
    group.addoption(
        "--frontends",
        choices=("current", "bundled", "all"),
        default="current",
        help="browser tests in the current host's frontend, in each host's own, or in the newest "
        "one too; tests of the nodes run in each host's own at least",
    )
    group.addoption("--long", action="store_true", help="also run tests that take minutes")
    group.addoption(
        "--write-golden", action="store_true", help="write tests/schema/object_info.json anew"
    )
    group.addoption("--tag-data", type=Path, help="folder of real tag lists (danbooru.csv)")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: takes minutes, runs only with --long")
    config.addinivalue_line("markers", "bundled: a browser test that each host's frontend runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: --long runs it"))
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            # A busy machine may answer the page late; what fails for a cause fails three times.
            item.add_marker(pytest.mark.flaky(reruns=2))


@dataclass(frozen=True)
class Stand:
    """A host, or why there is none, and the frontend that it serves (None: the one it bundles)."""

    name: str
    host: hosts.Host | None
    frontend: str | None = None
    missing: str = ""


def _stand(name: str, folder: Path | None, frontend: str | None = None) -> Stand:
    try:
        return Stand(name, hosts.find(folder), frontend)
    except hosts.HostError as error:
        return Stand(name, None, frontend, f"{name}: {str(error).split('. ')[0]}")


STANDS = pytest.StashKey[list[Stand]]()


def _stands(config: pytest.Config) -> list[Stand]:
    """Hosts with their own frontends first; the same objects each time, so servers are shared."""
    if STANDS not in config.stash:
        floor = config.getoption("--comfyui-floor")
        beside = hosts.default_workspace().with_name("ComfyUI-floor")
        named = config.getoption("--comfyui")
        stands = [_stand("current", named), _stand("floor", floor or beside)]
        if config.getoption("--frontends") == "all":
            stands.append(_stand(f"current-{NEWEST_FRONTEND}", named, NEWEST_FRONTEND))
        config.stash[STANDS] = stands
    return config.stash[STANDS]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that uses the host or the server once on each, and a page's in each frontend."""
    if "stand" in metafunc.fixturenames:
        stands = _stands(metafunc.config)
        in_page = "page" in metafunc.fixturenames
        if not in_page:
            stands = [stand for stand in stands if stand.frontend is None]
        elif metafunc.config.getoption("--frontends") == "current":
            everywhere = metafunc.definition.get_closest_marker("bundled")
            stands = stands if everywhere else stands[:1]
        names = [stand.name for stand in stands]
        metafunc.parametrize("stand", stands, ids=names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def stand(request: pytest.FixtureRequest) -> Stand:
    if request.param.host is None:
        pytest.skip(request.param.missing)
    return request.param


@pytest.fixture(scope="session")
def host(stand: Stand) -> hosts.Host:
    """A ComfyUI folder and its Python, once the current and once the oldest supported."""
    assert stand.host is not None
    return stand.host


# Runs in the host's Python: loads the pack as the host would, then the test's code, which leaves
# its answer in `result`. The answer goes through a file because hosts print while they load.
IN_HOST = """
import asyncio, importlib, json, sys
root, pack, answer, code = sys.argv[1:]
sys.argv = ["main.py", "--cpu", "--disable-api-nodes"]
sys.path.insert(0, root)
import comfy.options
comfy.options.enable_args_parsing()
import utils.extra_config  # first, as in the host's main.py: nodes.py puts another `utils` in front
import nodes, server
async def load():
    server.PromptServer(asyncio.get_running_loop())
    before = set(nodes.NODE_CLASS_MAPPINGS)
    assert await nodes.load_custom_node(pack), "the host could not load the pack, see above"
    return {name: nodes.NODE_CLASS_MAPPINGS[name] for name in nodes.NODE_CLASS_MAPPINGS
            if name not in before}
classes = asyncio.run(load())
package = next(iter(classes.values())).__module__.split(".nodes.")[0]
def ours(module):
    return importlib.import_module(f"{package}.nodes.{module}")
scope = {"classes": classes, "nodes": nodes, "ours": ours}
exec(code, scope)
with open(answer, "w", encoding="utf-8") as file:
    json.dump(scope["result"], file)
"""


@pytest.fixture(scope="session")
def in_host(host: hosts.Host, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Run code in the host's own Python and return what it left in `result`, as JSON.

    The code finds the pack loaded: `classes` maps node id to class, `nodes` is the host's module,
    `ours("prompt.encode")` imports a module of the pack from its rooms.
    """
    answers: dict[str, Any] = {}

    def run(code: str) -> Any:
        if code not in answers:
            answer = tmp_path_factory.mktemp("in_host") / "answer.json"
            arguments = [str(path) for path in (host.root, pack.ROOT, answer)]
            done = subprocess.run(
                [str(host.python), "-c", IN_HOST, *arguments, code],
                cwd=answer.parent,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=180,
                check=False,
            )
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
            answers[code] = json.loads(answer.read_text(encoding="utf-8"))
        return answers[code]

    return run


@dataclass(frozen=True)
class LiveServer:
    """A running ComfyUI whose folders (user, input, output, models) all lie under `base`."""

    process: hosts.Server
    base: Path
    boot_log: str

    @property
    def address(self) -> str:
        return self.process.address

    @property
    def host(self) -> hosts.Host:
        return self.process.host

    @property
    def presets(self) -> Path:
        """Where this server's user keeps presets of their own."""
        return self.base / "user" / "tag_atelier" / "presets"

    def log(self) -> str:
        return self.process.log_text()

    def nodes(self) -> dict[str, Any]:
        """The host's own description of this pack's nodes, by node id."""
        ours = f"custom_nodes.{hosts.PACK_NAME}"
        every = Client(self.address).get("/object_info")
        return {name: info for name, info in every.items() if info["python_module"] == ours}


@pytest.fixture(scope="session")
def server(stand: Stand, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The host running, with nothing but this pack and folders of its own.

    A test that needs a model asks for `random_checkpoint` too; every server can see it.
    """
    assert stand.host is not None
    base = tmp_path_factory.mktemp(stand.name)
    folder_name = hosts.link_pack(base / "custom_nodes")
    for folder in ("input", "models", "output", "temp", "user"):
        (base / folder).mkdir()
    checkpoint.checkpoint_folder().mkdir(parents=True, exist_ok=True)
    models = hosts.models_config(base, checkpoint.checkpoint_folder())
    arguments = ["--cpu", f"--base-directory={base}", f"--extra-model-paths-config={models}"]
    if stand.frontend is not None:
        arguments.append(f"--front-end-root={_frontend(stand.frontend)}")
    with hosts.Server(stand.host, folder_name, arguments, base / "server.log") as process:
        yield LiveServer(process, base, process.log_text())


def _frontend(version: str) -> Path:
    """The static files of a published frontend, fetched once into the cache."""
    folder = checkpoint.cache_folder() / "frontends" / version
    static = folder / "comfyui_frontend_package" / "static"
    if not (static / "index.html").is_file():
        # The host's Python may have no pip; uv's environments have none either.
        package = f"comfyui-frontend-package=={version}"
        installers = (["uv", "pip"], [sys.executable, "-m", "pip"])
        for installer in installers:
            command = [*installer, "install", "--quiet", "--no-deps", f"--target={folder}", package]
            try:
                done = subprocess.run(command, capture_output=True, timeout=240, check=False)
            except (OSError, subprocess.TimeoutExpired):
                continue
            if done.returncode == 0:
                return static
        pytest.skip(f"frontend {version} is not in the cache and could not be fetched")
    return static


@pytest.fixture
def client(server: LiveServer) -> Client:
    """Queues prompts on the live server: `client.run(prompt)` tells what ran and what came out."""
    return Client(server.address)


@pytest.fixture(scope="session")
def random_checkpoint() -> str:
    """The name of a checkpoint that every live server can load; its pictures are noise."""
    try:
        return checkpoint.write(checkpoint.checkpoint_folder()).name
    except OSError as error:
        pytest.skip(f"no checkpoint could be written (3.3 GB): {error}")


@pytest.fixture(scope="session")
def tag_data(request: pytest.FixtureRequest) -> Path:
    """A folder that holds real tag lists, danbooru.csv among them."""
    folder = request.config.getoption("--tag-data") or pack.ROOT.parent / "shared" / "data"
    if not (folder / "danbooru.csv").is_file():
        pytest.skip(f"no danbooru.csv in {folder.name}: name its folder with --tag-data")
    return folder
