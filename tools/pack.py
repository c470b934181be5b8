"""The pack as the module `tag_atelier`, loaded from this repository the way the host loads it.

Its folder may have any name, and it is never put on `sys.path`, where its `nodes` would meet the
host's `nodes.py`. Only the rooms' logic is reached here, so a bare Python is enough.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load() -> None:
    """Make `import tag_atelier` work; a second call does nothing."""
    if "tag_atelier" in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        "tag_atelier", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    assert spec is not None and spec.loader is not None
    sys.modules["tag_atelier"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["tag_atelier"])
