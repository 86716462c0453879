"""Turns values of `qa` into widgets and back; it decides nothing about answers."""

from qa.web.access import load_login
from qa.web.app import build_app
from qa.web.serving import check_login, serve

__all__ = ["build_app", "check_login", "load_login", "serve"]
