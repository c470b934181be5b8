"""The host starts with the pack, says nothing bad, and lists its nodes."""

from __future__ import annotations

import re
from pathlib import Path

import checkpoint
import host as hosts
import pytest
from client import Client


def test_log_has_no_failure(server):
    lines = server.boot_log.splitlines()
    assert [line for line in lines if re.search("Error|Exception|Traceback", line)] == []
    assert "IMPORT FAILED" not in server.boot_log


@pytest.fixture(scope="session")
def lines_without(host: hosts.Host, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the same host writes when it starts with a pack that does nothing."""
    base = tmp_path_factory.mktemp("without")
    empty = base / "custom_nodes" / "empty"
    empty.mkdir(parents=True)
    (empty / "__init__.py").write_text("NODE_CLASS_MAPPINGS = {}\n", encoding="utf-8")
    models = hosts.models_config(base, checkpoint.checkpoint_folder())
    arguments = ["--cpu", f"--base-directory={base}", f"--extra-model-paths-config={models}"]
    with hosts.Server(host, empty.name, arguments, base / "server.log") as server:
        return lines(server.log_text(), base)


def test_a_good_start_adds_no_line_but_the_host_s_own(server, lines_without: set[str]):
    added = lines(server.boot_log, server.base) - lines_without
    ours = {line for line in added if line.endswith(f" seconds: /custom_nodes/{hosts.PACK_NAME}")}
    assert len(ours) == 1, "the host names each pack once, with the time that it took"
    assert added == ours, "the pack speaks at import: log only what failed"


def lines(log: str, base: Path) -> set[str]:
    """Without colours, figures and the folder of the test."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log).replace(str(base), "")
    return {re.sub(r"\d+", "0", line).strip() for line in plain.splitlines()}


def test_the_pack_has_nodes_and_all_carry_its_name(server):
    assert server.nodes()
    assert all(name.startswith("TagAtelier") for name in server.nodes())


def test_native_prompt_runs_and_the_second_run_is_cached(client: Client):
    prompt = {
        "1": {
            "class_type": "EmptyImage",
            "inputs": {"width": 64, "height": 32, "batch_size": 1, "color": 255},
        },
        "2": {"class_type": "PreviewImage", "inputs": {"images": ["1", 0]}},
    }
    first = client.run(prompt)
    assert first.errors == []
    assert first.executed == {"1", "2"}
    assert len(first.images) == 1
    assert client.image(first.images[0]).startswith(b"\x89PNG")
    second = client.run(prompt)
    assert second.cached == {"1", "2"}
    assert second.executed == set()


def test_a_refused_prompt_names_node_and_value(client: Client):
    prompt = {
        "7": {
            "class_type": "EmptyImage",
            "inputs": {"width": 0, "height": 32, "batch_size": 1, "color": 0},
        },
        "8": {"class_type": "PreviewImage", "inputs": {"images": ["7", 0]}},
    }
    result = client.run(prompt)
    assert [(error.node, error.class_type) for error in result.errors] == [("7", "EmptyImage")]
    assert "width" in str(result.errors[0])
