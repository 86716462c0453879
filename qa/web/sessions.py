"""What the server remembers of each page that is open: how its widgets look, not what they hold.

Gradio 6.31 keeps the values of every widget that an event reads or sets, the conversation among
them, so that a link can bring a page back as it was: an offer that this page does not make. It also
keeps a copy of a widget each time an event sets its properties or skips it. Together that is 200 kB
a page, for the last 10,000 pages. Only what lies under a widget's own id is ever looked for.
"""

from typing import Any

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

MAX_PAGES = 500
"""Pages remembered, the latest first; a page that is forgotten goes on from how it was built."""


class Sessions(StateHolder):
    """The pages that are open, by the hash that each of them sends along."""

    def __init__(self, page: gr.Blocks) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # Gradio does not annotate it
        self.set_blocks(page)
        self.capacity = MAX_PAGES

    def __getitem__(self, session_id: str) -> SessionState:
        if session_id not in self.session_data:
            self.session_data[session_id] = _Session(self.blocks)
        return super().__getitem__(session_id)


class _Session(SessionState):
    """One open page."""

    def __init__(self, page: gr.Blocks) -> None:
        super().__init__(page)
        self._own = page.blocks.keys()
        self.config_values.clear()

    def __setitem__(self, key: int, value: Any) -> None:
        if key in self._own:
            super().__setitem__(key, value)
            self.config_values.clear()

    def _update_config(self, key: int) -> None:
        """Keep no properties: the widget has them."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Keep no value."""
