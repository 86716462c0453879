"""Files to `Document`s; offsets of every later value count characters of `Document.text`."""

from index.loading.registry import is_supported, load_bytes, supported_suffixes

__all__ = ["is_supported", "load_bytes", "supported_suffixes"]
