"""The host starts with the pack, says nothing bad, and lists its nodes."""

from __future__ import annotations

import re

from client import Client


def test_log_has_no_failure(server):
    lines = server.boot_log.splitlines()
    assert [line for line in lines if re.search("Error|Exception|Traceback", line)] == []
    assert "IMPORT FAILED" not in server.boot_log


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
