"""The house's one direction: who may import whom, read from the source with `ast`."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ALLOWED: dict[str, set[str]] = {
    "index": set(),
    "index.types": set(),
    "index.errors": set(),
    "index.events": {"index.types"},
    "index.metrics": set(),
    "index.function_words": set(),
    "index.irregular_words": set(),
    "index.dates": set(),
    "index.loading": {"index.types", "index.errors", "index.dates", "index.loading"},
    "index.places": {"index.types"},
    "index.sentences": {"index.types"},
    "index.measuring": {"index.types"},
    "index.splitting": {"index.types", "index.measuring", "index.places", "index.sentences"},
    "index.model_files": {"index.errors"},
    "index.devices": set(),
    "index.put_off_imports": set(),
    "index.heavy_imports": {"index.put_off_imports"},
    "index.eight_bits": set(),
    "index.quick_network": {"index.devices", "index.eight_bits"},
    "index.token_counting": set(),
    "index.quiet_loading": set(),
    "index.query_batching": {"index.types"},
    "index.embedding": {
        "index.heavy_imports",
        "index.query_batching",
        "index.eight_bits",
        "index.quick_network",
        "index.quiet_loading",
        "index.types",
        "index.errors",
        "index.devices",
        "index.model_files",
        "index.token_counting",
    },
    "index.records": {"index.types"},
    "index.seals": set(),
    "index.open_files": set(),
    "index.connections": {"index.errors", "index.open_files", "index.seals"},
    "index.database": {"index.connections"},
    "index.catalog_schema": {"index.errors"},
    "index.catalog_facts": {
        "index.types",
        "index.errors",
        "index.connections",
        "index.database",
        "index.catalog_schema",
        "index.seals",
    },
    "index.catalog": {"index.types", "index.catalog_facts", "index.records", "index.seals"},
    "index.duplicates": {"index.types"},
    "index.staging": {
        "index.types",
        "index.catalog",
        "index.records",
        "index.seals",
        "index.duplicates",
        "index.erasure",
    },
    "index.findings": {"index.types"},
    "index.flaws": {
        "index.errors",
        "index.catalog",
        "index.catalog_facts",
        "index.seals",
        "index.staging",
    },
    "index.doctor": {
        "index.types",
        "index.errors",
        "index.catalog",
        "index.seals",
        "index.staging",
        "index.derived",
        "index.store",
        "index.findings",
        "index.flaws",
    },
    "index.mending": {
        "index.types",
        "index.errors",
        "index.events",
        "index.catalog",
        "index.doctor",
        "index.creation",
        "index.locking",
        "index.seals",
        "index.staging",
        "index.derived",
        "index.store",
        "index.findings",
        "index.flaws",
    },
    "index.audit": {"index.types", "index.catalog"},
    "index.row_places": set(),
    "index.dense": {"index.types", "index.errors", "index.row_places"},
    "index.dense_choice": {"index.types", "index.catalog", "index.dense"},
    "index.lexical": {"index.types", "index.errors", "index.irregular_words"},
    "index.derived": {
        "index.types",
        "index.errors",
        "index.catalog",
        "index.dense",
        "index.dense_choice",
        "index.lexical",
    },
    "index.traces": {"index.open_files"},
    "index.slack": {"index.open_files"},
    "index.erasure": {
        "index.catalog",
        "index.dense",
        "index.lexical",
        "index.slack",
        "index.traces",
    },
    "index.locking": {"index.errors"},
    "index.creation": {
        "index.types",
        "index.errors",
        "index.catalog",
        "index.derived",
        "index.seals",
    },
    "index.store": {
        "index.types",
        "index.errors",
        "index.events",
        "index.catalog",
        "index.connections",
        "index.creation",
        "index.derived",
        "index.erasure",
        "index.locking",
        "index.staging",
    },
    "index.ignoring": {"index.errors"},
    "index.folder": {"index.types", "index.errors", "index.ignoring"},
    "index.progress": set(),
    "index.reading_ahead": set(),
    "index.survey": {
        "index.types",
        "index.errors",
        "index.folder",
        "index.loading",
        "index.progress",
        "index.reading_ahead",
        "index.splitting",
        "index.staging",
    },
    "index.syncing": {
        "index.types",
        "index.errors",
        "index.events",
        "index.folder",
        "index.loading",
        "index.progress",
        "index.staging",
        "index.store",
        "index.survey",
    },
    "index.watching": {
        "index.types",
        "index.errors",
        "index.ignoring",
        "index.progress",
        "index.survey",
    },
    "index.scope": {"index.types", "index.errors", "index.catalog", "index.lexical"},
    "index.timing": set(),
    "index.store_place": set(),
    "index.matching": {"index.types", "index.function_words"},
    "index.beside": set(),
    "index.fusion": set(),
    "index.search": {
        "index.types",
        "index.beside",
        "index.dense",
        "index.function_words",
        "index.fusion",
        "index.matching",
        "index.scope",
        "index.store",
        "index.timing",
    },
    "qa": {
        "index.errors",
        "qa.types",
        "qa.settings",
        "qa.conversation",
        "qa.assistant",
        "qa.one_call",
    },
    "qa.types": {"index"},
    "qa.settings": {"index"},
    "qa.metrics": {"index"},
    "qa.question": {"index.types", "index.function_words"},
    "qa.features": {"index.types", "index.function_words", "qa.question"},
    "qa.reader": {
        "index.types",
        "index.errors",
        "index.devices",
        "index.model_files",
        "index.quick_network",
        "index.quiet_loading",
        "qa.question",
        "qa.features",
        "qa.asked_name",
        "qa.required_figures",
        "qa.variants",
        "qa.reader",
    },
    "qa.confidence": {"index.types", "qa.types", "qa.question", "qa.features", "qa.reader"},
    "qa.question_form": set(),
    "qa.asked_name": {"index.function_words", "qa.question_form"},
    "qa.required_figures": {"index.dates", "qa.question_form"},
    "qa.variants": {"index.dates", "index.function_words", "index.types"},
    "qa.rewording": {"index.dates"},
    "qa.figures": {"index.dates"},
    "qa.agreement": {
        "index.types",
        "index.function_words",
        "qa.question",
        "qa.figures",
        "qa.reader",
    },
    "qa.neighbours": {"index.types", "qa.question", "qa.reader"},
    "qa.kept_list": {"index.types", "qa.features", "qa.neighbours", "qa.question", "qa.reader"},
    "qa.composition": {
        "index.types",
        "qa.question",
        "qa.question_form",
        "qa.features",
        "qa.reader",
        "qa.agreement",
        "qa.kept_list",
        "qa.neighbours",
    },
    "qa.citations": {
        "index.types",
        "index.places",
        "qa.types",
        "qa.reader",
        "qa.figures",
        "qa.agreement",
        "qa.composition",
    },
    "qa.verification": {
        "index.types",
        "index.errors",
        "index.catalog",
        "index.folder",
        "index.loading",
        "index.places",
        "qa.types",
    },
    "qa.terminal": {
        "index.types",
        "index.timing",
        "index.places",
        "index.audit",
        "index.findings",
        "qa.citations",
        "qa.types",
        "qa.verification",
    },
    "qa.prompt": set(),
    "qa.small_talk": {"index.errors", "index.function_words"},
    "qa.conversation": {"qa.types"},
    "qa.carried_words": {
        "index.types",
        "index.function_words",
        "qa.question",
        "qa.conversation",
    },
    "qa.following": {"index.types", "qa.conversation", "qa.carried_words"},
    "qa.declined": set(),
    "qa.document_names": {"index.types"},
    "qa.library_filters": set(),
    "qa.library_parts": set(),
    "qa.library_forms": {"qa.library_parts"},
    "qa.library_questions": {
        "qa.periods",
        "qa.document_names",
        "qa.library_filters",
        "qa.library_forms",
    },
    "qa.summary": {"index.types", "index.function_words"},
    "qa.document_facts": {"index.types", "index.catalog", "qa.summary"},
    "qa.quoted_list": {
        "index.types",
        "qa.types",
        "qa.reader",
        "qa.composition",
        "qa.citations",
        "qa.document_facts",
        "qa.summary",
    },
    "qa.document_answers": {
        "index.types",
        "qa.types",
        "qa.conversation",
        "qa.document_facts",
        "qa.document_names",
        "qa.library_forms",
        "qa.library_questions",
        "qa.quoted_list",
        "qa.summary",
    },
    "qa.document_orders": {
        "qa.document_facts",
        "qa.library_forms",
        "qa.library_questions",
        "qa.quoted_list",
    },
    "qa.library_answers": {
        "index",
        "qa.document_orders",
        "qa.types",
        "qa.conversation",
        "qa.document_answers",
        "qa.document_facts",
        "qa.library_forms",
        "qa.library_questions",
        "qa.mentions",
        "qa.quoted_list",
    },
    "qa.mentions": {"index", "qa.summary"},
    "qa.periods": {"index.dates"},
    "qa.self_questions": {"index.types", "index.function_words", "qa.features", "qa.question"},
    "qa.answer_log": {"index.events", "qa.types"},
    "qa.page_pictures": {"index.types", "index.errors", "index.loading"},
    "qa.answering": {
        "index.types",
        "index.scope",
        "index.search",
        "index.store",
        "index.timing",
        "qa.types",
        "qa.reader",
        "qa.question",
        "qa.confidence",
        "qa.composition",
        "qa.citations",
        "qa.small_talk",
        "qa.conversation",
        "qa.following",
        "qa.declined",
        "qa.library_answers",
        "qa.rewording",
    },
    "qa.assistant": {
        "index",
        "qa.answer_log",
        "qa.answering",
        "qa.types",
        "qa.settings",
        "qa.reader",
        "qa.confidence",
        "qa.conversation",
        "qa.self_questions",
        "qa.verification",
    },
    "qa.one_call": {"qa.types", "qa.conversation", "qa.assistant"},
    "qa.calibration": {"qa.assistant", "qa.confidence", "qa.metrics"},
    "qa.question_file": {"index.errors"},
    "qa.thumbs": {"qa.types"},
    "qa.thumbed_questions": {"qa.thumbs", "qa.question_file", "qa.assistant"},
    "qa.evaluation": {"index", "qa.types", "qa.metrics", "qa.question_file", "qa.assistant"},
    "qa.evaluation_report": {"index.errors", "qa.evaluation"},
    "qa.training": {"index", "qa.reader", "qa.confidence", "qa.calibration", "qa.training"},
    "qa.__main__": {"qa.cli"},
    "qa.json_log": {"index.events"},
    "qa.options": set(),
    "qa.cli": {"index.errors", "index.heavy_imports", "qa.commands", "qa.options"},
    "qa.incoming": {"index.errors", "index.loading"},
    "qa.plain": {"index.types", "index.audit", "qa.types"},
    "qa.programs": {
        "index.types",
        "index.audit",
        "index.errors",
        "qa.types",
        "qa.plain",
        "qa.assistant",
    },
    "qa.replies": {"index.progress", "index.timing", "qa.assistant", "qa.plain", "qa.terminal"},
    "qa.local_socket": set(),
    "qa.local_call": {"index.store_place", "qa.local_socket"},
    "qa.local_door": {
        "index.errors",
        "index.store_place",
        "qa.assistant",
        "qa.local_socket",
        "qa.programs",
        "qa.replies",
        "qa.settings",
    },
    "qa.mcp_server": {"index.errors", "qa.assistant", "qa.programs"},
    "qa.commands": {
        "index",
        "qa.assistant",
        "qa.calibration",
        "qa.commands",
        "qa.evaluation",
        "qa.evaluation_report",
        "qa.json_log",
        "qa.local_call",
        "qa.local_door",
        "qa.local_socket",
        "qa.mcp_server",
        "qa.plain",
        "qa.prompt",
        "qa.question_file",
        "qa.reader",
        "qa.replies",
        "qa.settings",
        "qa.terminal",
        "qa.thumbed_questions",
        "qa.thumbs",
        "qa.types",
        "qa.verification",
        "qa.web",
    },
    "qa.web": {
        "index",
        "qa.confidence",
        "qa.page_pictures",
        "qa.types",
        "qa.settings",
        "qa.assistant",
        "qa.small_talk",
        "qa.thumbs",
        "qa.conversation",
        "qa.incoming",
        "qa.programs",
        "qa.mcp_server",
        "qa.web",
    },
}
"""Per module, or package with all below it, what it may import; a package allows all below it."""

HOMES = {
    "faiss": {"index.dense"},
    "tantivy": {"index.lexical"},
    "sqlite3": {"index.connections"},
    "sentence_transformers": {"index.embedding", "qa.reader"},
    "torch": {
        "index.embedding",
        "index.quick_network",
        "index.eight_bits",
        "qa.reader",
        "qa.training",
    },
    "transformers": {"index.embedding", "index.quick_network", "index.quiet_loading", "qa.reader"},
    "gradio": {"qa.web"},
    "mcp": {"qa.mcp_server"},
    "filelock": {"index.locking"},
    "gitmatch": {"index.ignoring"},
    "watchfiles": {"index.watching"},
    "sentencex": {"index.sentences"},
    "trafilatura": {"index.loading"},
}
"""Third-party libraries and the only modules, or packages, that may import them."""

Imports = list[tuple[str, bool]]
"""Imported modules, each with whether the import stands inside a function."""


def modules() -> dict[str, Path]:
    found = {}
    for package in ("index", "qa"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports_of(source: str) -> Imports:
    tree = ast.parse(source)
    inner = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    found: Imports = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node in inner) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "siblings are imported by their full name"
            found.append((node.module or "", node in inner))
    return found


def is_in(module: str, place: str) -> bool:
    return module == place or module.startswith(f"{place}.")


def home_of(module: str) -> str:
    return max((place for place in ALLOWED if is_in(module, place)), key=len)


def own_imports() -> dict[str, Imports]:
    return {
        module: [(m, inner) for m, inner in imports_of(path.read_text("utf-8")) if is_own(m)]
        for module, path in modules().items()
    }


def is_own(module: str) -> bool:
    return is_in(module, "index") or is_in(module, "qa")


@pytest.mark.parametrize("module", modules())
def test_a_module_imports_only_what_its_layer_allows(module: str) -> None:
    allowed = ALLOWED[home_of(module)]
    forbidden = [
        imported
        for imported, _ in own_imports()[module]
        if not any(is_in(imported, place) for place in allowed)
    ]

    assert forbidden == []


def test_every_module_has_a_place_of_its_own_in_the_table() -> None:
    packages = {"index.loading", "qa.commands", "qa.reader", "qa.training", "qa.web"}
    unplaced = [m for m in modules() if home_of(m) != m and home_of(m) not in packages]

    assert unplaced == []


def test_index_never_imports_qa() -> None:
    wrong = [
        (module, imported)
        for module, imports in own_imports().items()
        for imported, _ in imports
        if is_in(module, "index") and is_in(imported, "qa")
    ]

    assert wrong == []


def test_imports_make_no_cycle() -> None:
    graph = {m: {i for i, _ in imports if i != m} for m, imports in own_imports().items()}
    graph["qa"] = set()  # its exports are imported when first used
    graph["qa.web"] = graph["qa.reader"] = set()  # only re-exports
    done: set[str] = set()

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"cycle: {' -> '.join((*path, module))}"
        if module not in done:
            for imported in sorted(graph.get(module, ())):
                visit(imported, (*path, module))
            done.add(module)

    for module in graph:
        visit(module, ())

    assert done >= graph.keys()


def test_own_imports_stand_at_the_top_except_in_the_command_line() -> None:
    inside = [
        (module, imported)
        for module, imports in own_imports().items()
        for imported, inner in imports
        if inner and not is_in(module, "qa.commands")
    ]

    assert inside == []


@pytest.mark.parametrize(("library", "homes"), HOMES.items())
def test_a_library_stays_at_home(library: str, homes: set[str]) -> None:
    users = [
        module
        for module, path in modules().items()
        if any(is_in(imported, library) for imported, _ in imports_of(path.read_text("utf-8")))
    ]

    assert [m for m in users if not any(is_in(m, home) for home in homes)] == []
    assert users != []
