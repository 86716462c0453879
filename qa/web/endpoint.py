"""The endpoint of the page for `gradio_client`: `/ask`, with the JSON of every other door."""

from typing import Any

import gradio as gr
from gradio.events import api

from index.errors import ReportableError
from qa.programs import AskRequest, Programs, checked

API_NAME = "ask"


def add_endpoint(page: gr.Blocks, programs: Programs, *, concurrency_limit: int) -> None:
    """Add `/ask` to a page that is built but not yet served."""

    def ask(
        question: str,
        sources: list[str] | None = None,
        top_k: int | None = None,
        since: str | None = None,
        until: str | None = None,
        history: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Answer a question with quotes, or abstain and name what came nearest.

        Args:
            question: One question in plain words.
            sources: Files, or folders with all below them, to keep to; none for all.
            top_k: Most passages to return.
            since: Only documents that date themselves on this day, 2025-12-03, or later.
            until: Only documents that date themselves on this day or earlier.
            history: Earlier messages, each with `role` and `content`, oldest first.
        """
        request = {
            "question": question,
            "history": history or (),
            "sources": sources or (),
            "top_k": top_k,
            "since": since,
            "until": until,
        }
        try:
            return programs.ask(checked(AskRequest, request))
        except ReportableError as error:
            raise gr.Error(str(error), print_exception=False) from error

    with page:
        api(ask, api_name=API_NAME, concurrency_limit=concurrency_limit)
