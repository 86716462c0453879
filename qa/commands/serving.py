"""The commands that go on answering: in the browser and to other programs."""

import argparse
import os
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from index.heavy_imports import heavy_imports
from qa.commands.opening import if_changed, open_library, synced, teller

if TYPE_CHECKING:
    from qa.assistant import Assistant


def serve(options: argparse.Namespace) -> int:
    """Index a folder and open the chat in the browser."""
    with heavy_imports():
        from qa.web import check_login, load_login, serve

    login = load_login(
        user=options.user,
        password_file=options.password_file,
        token_file=options.token_file,
        environment=os.environ,
    )
    check_login(options.host, login)  # before the folder is indexed, which may take long
    assistant = open_library(options)
    tell = teller(options)
    tell(synced(assistant))
    with (
        assistant.watcher(on_sync=if_changed(tell)) if options.watch else nullcontext(),
        _local_door(assistant, options),
    ):
        serve(
            assistant,
            host=options.host,
            port=options.port,
            login=login,
            names=options.allowed_hosts,
            root_path=options.root_path,
            read_only=options.read_only,
            open_browser=not options.no_browser,
            on_ready=lambda url: print(f"The chat is at {url} (stop it with Ctrl+C)", flush=True),
        )
    return 0


def _local_door(
    assistant: "Assistant", options: argparse.Namespace
) -> AbstractContextManager[object]:
    """Return what answers `qa ask` and `qa search` of the same library, where that can be had."""
    from qa.local_socket import is_offered_here

    if not is_offered_here():
        return nullcontext()
    from qa.local_door import LocalDoor

    return LocalDoor(assistant, store=options.store)


def mcp(options: argparse.Namespace) -> int:
    """Offer a folder to a language model's program over standard input and output."""
    from qa.mcp_server import serve_stdio

    def open_and_sync() -> "Assistant":
        """Return the library, in step with its folder."""
        assistant = open_library(options)
        assistant.sync()
        return assistant

    serve_stdio(open_and_sync)
    return 0
