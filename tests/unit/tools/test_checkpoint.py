"""The random checkpoint's layout, and the file where it is written."""

from __future__ import annotations

import json
import math
from collections import Counter

import checkpoint
import pytest

# Parameters of the parts, as ComfyUI counts them when it builds the models of this layout.
PARTS = {
    "model.diffusion_model.": 745_225_604,
    "conditioner.embedders.0.": 123_060_480,
    "conditioner.embedders.1.": 694_659_841,
    "first_stage_model.": 83_653_863,
}


@pytest.mark.parametrize(("prefix", "parameters"), PARTS.items())
def test_part_has_its_parameters(prefix, parameters):
    shapes = [tensor.shape for tensor in checkpoint.layout() if tensor.name.startswith(prefix)]
    assert sum(math.prod(shape) for shape in shapes) == parameters


def test_names_are_unique_and_belong_to_a_part():
    names = Counter(tensor.name for tensor in checkpoint.layout())
    assert set(names.values()) == {1}
    assert all(name.startswith(tuple(PARTS)) for name in names)


def test_a_broken_file_is_not_taken_for_whole(tmp_path):
    tensors = list(checkpoint.layout())
    header = checkpoint._header(tensors, checkpoint.SEED)
    path = tmp_path / checkpoint.NAME
    assert not checkpoint._is_whole(path, header, tensors)
    path.write_bytes(header)
    assert not checkpoint._is_whole(path, header, tensors)


def test_header_describes_the_file_without_gaps():
    tensors = list(checkpoint.layout())
    header = checkpoint._header(tensors, checkpoint.SEED)
    assert int.from_bytes(header[:8], "little") == len(header) - 8
    assert len(header) % 8 == 0
    entries = json.loads(header[8:])
    del entries["__metadata__"]
    end = 0
    for entry in entries.values():
        assert entry["data_offsets"][0] == end
        end = entry["data_offsets"][1]
    assert end == checkpoint.size()
