"""The widgets that say which documents a question is asked of."""

from dataclasses import dataclass

import gradio as gr

from qa.web import wording
from qa.web.handlers import Handlers


@dataclass(frozen=True, slots=True)
class ScopeFilter:
    """Files and folders, and a first and a last day where documents have dates."""

    sources: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox

    @property
    def inputs(self) -> list[gr.components.Component]:
        """What an event takes along, in the order of `Scope.parse`."""
        return [self.sources, self.since, self.until]


def build_scope_filter() -> ScopeFilter:
    """Build the filter in the row that is open; `scope_choices` fills it."""
    since, until = _day("since", wording.SINCE), _day("until", wording.UNTIL)
    sources = gr.Dropdown(
        elem_id="search-in", label=wording.SEARCH_IN, multiselect=True, filterable=True
    )
    return ScopeFilter(sources, since, until)


def scope_choices(handlers: Handlers) -> tuple[gr.Dropdown, gr.Textbox, gr.Textbox]:
    """Return what the filter offers for the library as it is."""
    dated = handlers.has_dates
    return (
        gr.Dropdown(choices=handlers.search_choices()),
        gr.Textbox(visible=dated),
        gr.Textbox(visible=dated),
    )


def _day(name: str, label: str) -> gr.Textbox:
    """Build a field for a day; Gradio's own calendar has neither a label nor names for buttons."""
    return gr.Textbox(
        elem_id=name,
        elem_classes="day",
        label=label,
        placeholder=wording.DAY_HINT,
        max_lines=1,
        visible=False,
    )
