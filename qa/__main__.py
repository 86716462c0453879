"""Lets `python -m qa` do what the installed `qa` command does."""

from qa.cli import console

if __name__ == "__main__":
    console()
