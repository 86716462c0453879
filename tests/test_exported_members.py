"""What the packages export is complete and importable; the linter keeps it sorted."""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("name", ["qa", "qa.web", "index.loading"])
def test_exports_can_be_imported(name: str) -> None:
    package = importlib.import_module(name)

    assert package.__all__
    assert [export for export in package.__all__ if not hasattr(package, export)] == []


def test_types_named_for_type_checkers_are_those_exported_at_run_time() -> None:
    tree = ast.parse((ROOT / "qa" / "__init__.py").read_text("utf-8"))
    imported = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module not in ("typing",)
        for alias in node.names
    }
    package = importlib.import_module("qa")

    assert package._HOMES == imported
    assert sorted(imported) == package.__all__


def test_an_unknown_name_is_an_attribute_error() -> None:
    package = importlib.import_module("qa")

    with pytest.raises(AttributeError, match="no attribute 'answer'"):
        package.answer  # noqa: B018
