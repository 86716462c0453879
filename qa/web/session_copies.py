"""Forgets the copies of widgets that Gradio keeps of every open page.

Whenever an event sets a widget's properties, or skips it, Gradio 6.31 makes the widget anew under
another id and keeps that, too, once a value of it is set: about 50 kB a question, as long as the
server runs. Only what lies under a widget's own id is ever looked for.
"""

import gradio as gr


def forget_copies(page: gr.Blocks, session: str | None) -> None:
    """Forget the copies that one open page has left; call it where events run, in their loop.

    Args:
        page: The page's widgets.
        session: Which open page, as `gr.Request.session_hash` names it; None for no one's.
    """
    if session is None or session not in page.state_holder:
        return
    state = page.state_holder[session]
    for kept in (state.blocks_config.blocks, state.config_values):
        for key in kept.keys() - page.blocks.keys():
            del kept[key]
