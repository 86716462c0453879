"""Loads scikit-learn and scipy when a function of theirs is called, which embedding never does.

sentence-transformers and transformers import them for three functions, and scikit-learn imports
pandas where that is installed: 65 MiB, and a quarter of the time until a first text is embedded.
Only the import statements of the packages named here are answered otherwise; nobody else's are.
"""

import builtins
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType
from typing import Any

PUT_OFF: Mapping[str, frozenset[str]] = {
    "sentence_transformers.util": frozenset({"sklearn.metrics", "scipy.sparse"}),
    "transformers.loss": frozenset({"scipy.optimize"}),
}
"""Packages, and what their modules import for functions alone."""


@contextmanager
def put_off_imports() -> Iterator[None]:
    """Put off what can be of that which is imported within this."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    """Finds the modules of the packages that are named, and no others."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how such a module is found as ever, and run by a loader of ours."""
        if fullname.rpartition(".")[0] not in PUT_OFF:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


class _Loader(SourceFileLoader):
    """Runs a module with an import statement of its own."""

    def exec_module(self, module: ModuleType) -> None:
        """Run it; what its statements would import is imported by the first call."""
        imported = _importing_later(PUT_OFF[module.__name__.rpartition(".")[0]])
        vars(module)["__builtins__"] = {**vars(builtins), "__import__": imported}
        super().exec_module(module)


def _importing_later(put_off: frozenset[str]) -> Callable[..., Any]:
    """Return what imports as ever, but for a module that is put off."""

    def imported(
        name: str, within: Any = None, local: Any = None, names: Any = (), level: int = 0
    ) -> Any:
        """Import a module, or stand in for it where functions are taken from it."""
        if names and name in put_off:
            return _StandIn(name)
        return builtins.__import__(name, within, local, names, level)

    return imported


class _StandIn:
    """A module's functions, each of which imports the module when it is called."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, function: str) -> Callable[..., Any]:
        def called(*values: Any, **named: Any) -> Any:
            """Call the function itself."""
            return getattr(import_module(self._name), function)(*values, **named)

        return called
