"""Turns values of `qa` into widgets and back; it decides nothing about answers."""

from qa.web.app import build_app
from qa.web.serving import serve

__all__ = ["build_app", "serve"]
