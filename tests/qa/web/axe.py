"""What axe-core, the common checker of accessibility, says of a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_NOT_OURS = {"aria-required-children": (".examples",)}  # Gradio's list of buttons without items
"""Selectors of Gradio's own widgets by the rule that they break, which this page cannot mend."""


def assert_accessible(page: Page) -> None:
    """Fail with every violation that axe-core finds on what the page shows now."""
    found = Axe().run(page).response["violations"]
    problems = [
        f"{violation['id']} ({violation['impact']}): {node['target']} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
        if not _is_gradios(violation["id"], str(node["target"]))
    ]
    assert not problems, "\n\n".join(problems)


def _is_gradios(rule: str, target: str) -> bool:
    return any(selector in target for selector in _NOT_OURS.get(rule, ()))
