"""The tab that shows the library's files, and takes files in and out."""

from typing import Any

import gradio as gr

from qa.web import wording
from qa.web.clicks import parse_removal
from qa.web.evidence_panel import STATIC
from qa.web.library_desk import LibraryDesk, Progress

LIBRARY = "library"
_NEVER = ""
_AT_ONCE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}


def build_library(desk: LibraryDesk, known: gr.Textbox) -> None:
    """Build the tab inside the tabs that are open.

    Args:
        desk: What its events do.
        known: Says which state of the library the page knows of; its changes are followed.
    """
    with gr.Tab(wording.LIBRARY_TAB, id=LIBRARY) as tab:
        with gr.Row(elem_id="library-tools"):
            changing = [] if desk.read_only else _changing_tools()
            examine = gr.Button(wording.EXAMINE, size="sm")
        said = gr.HTML(elem_id="library-news", js_on_load=None, apply_default_css=False)
        wanted = gr.Textbox(
            elem_id="library-filter",
            label=wording.FILTER,
            placeholder=wording.FILTER,
            show_label=False,
            container=False,
            max_lines=1,
        )
        script = (STATIC / "library.js").read_text("utf-8")
        files = gr.HTML(elem_id="library", js_on_load=script, apply_default_css=False)
        shown = gr.Textbox(_NEVER, visible="hidden", container=False)
    _follow(desk, tab, wanted, files, shown, known)

    def remove(name: str, event: gr.EventData) -> tuple[str, str]:
        """Set the file aside whose button was pressed."""
        return desk.remove(parse_removal(event._data)), desk.files(name)

    working: dict[str, Any] = {"api_visibility": "private", "show_progress_on": files}
    one_by_one = {**working, "concurrency_id": "library", "concurrency_limit": 1}
    files.click(remove, inputs=wanted, outputs=[said, files], **one_by_one)
    examine.click(desk.examine, outputs=said, **one_by_one)
    for tool in changing:
        if isinstance(tool, gr.UploadButton):
            inputs = [tool, wanted]
            tool.upload(_adding(desk), inputs=inputs, outputs=[said, files], **one_by_one)
        else:  # not one by one: who presses it second is told that a sync is running
            tool.click(_syncing(desk), inputs=wanted, outputs=[said, files], **working)


def _changing_tools() -> list[gr.UploadButton | gr.Button]:
    return [
        gr.UploadButton(wording.ADD_FILES, file_count="multiple", type="filepath", size="sm"),
        gr.Button(wording.SYNC_NOW, size="sm"),
    ]


def _adding(desk: LibraryDesk) -> Any:
    def add(
        paths: list[str],
        name: str,
        progress: gr.Progress = gr.Progress(),  # noqa: B008
    ) -> tuple[str, str]:
        return desk.add([str(path) for path in paths or []], _shown(progress)), desk.files(name)

    return add


def _syncing(desk: LibraryDesk) -> Any:
    def sync(name: str, progress: gr.Progress = gr.Progress()) -> tuple[str, str]:  # noqa: B008
        return desk.sync(_shown(progress)), desk.files(name)

    return sync


def _shown(progress: gr.Progress) -> Progress:
    """Return what tells a sync's progress to the page."""
    return lambda doing, done, total: progress((done, total), desc=doing)


def _follow(
    desk: LibraryDesk,
    tab: gr.Tab,
    wanted: gr.Textbox,
    files: gr.HTML,
    shown: gr.Textbox,
    known: gr.Textbox,
) -> None:
    """Show the files when the tab is opened, when a name is typed, and whenever they changed."""

    def show(name: str) -> tuple[str, str]:
        return desk.files(name), str(desk.version)

    def refresh(name: str, version: str) -> tuple[Any, Any]:
        """Return the files anew where they are shown and not as they are."""
        if version in (_NEVER, str(desk.version)):
            return gr.skip(), gr.skip()
        return show(name)

    tab.select(show, inputs=[wanted], outputs=[files, shown], **_AT_ONCE)
    wanted.change(show, inputs=[wanted], outputs=[files, shown], **_AT_ONCE)
    known.change(refresh, inputs=[wanted, shown], outputs=[files, shown], **_AT_ONCE)
