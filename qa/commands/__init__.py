"""What each command does; `qa.terminal` shows what came of it.

Each function imports what it needs itself, so that `qa --help` waits for none of it.
"""

from qa.commands.asking import ask, chat, search, verify
from qa.commands.keeping import doctor, sync
from qa.commands.measuring import calibrate, evaluate
from qa.commands.opening import told_of_events
from qa.commands.serving import mcp, serve

__all__ = [
    "ask",
    "calibrate",
    "chat",
    "doctor",
    "evaluate",
    "mcp",
    "search",
    "serve",
    "sync",
    "told_of_events",
    "verify",
]
