"""Trains the reader that comes with the product; needs `pip install 'qa[train]'`."""
