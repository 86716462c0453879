"""The name under which a browser keeps the chats with one library, apart from those with others.

Two libraries may be served on one address, one after the other, and a browser tells its stored
things apart by address alone.
"""

import hashlib
import secrets
from pathlib import Path

FILE = "chats-key"
_N_DIGITS = 16


def library_key(store: Path) -> str:
    """Return the key of the library whose store this is, 16 hex digits; made when first asked for.

    It stays with the store. Where none can be written, it is made of the store's path.
    """
    path = store / FILE
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(_N_DIGITS // 2), encoding="ascii")
        kept = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    if len(kept) == _N_DIGITS and kept.isalnum():
        return kept
    return hashlib.sha256(str(store.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
