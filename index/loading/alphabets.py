"""Which encoding makes the letters of one language of a text in Latin script.

Such encodings differ in a handful of bytes, and statistics of short texts mistake one for another:
"Žlutý kůň" of ISO 8859-2 for "®lutý kůň". But no language is written with those wrong letters.
"""

import re
from collections import Counter
from functools import partial

_WESTERN = (
    *("àâæçèéêëîïôœùûüÿ", "äöüßé", "áéíñóúü", "ãáàâçéêíóôõúü"),
    *("àèéìíîòóùú", "åäöéæøü", "áðéíóúýþæö"),
)
_CENTRAL = ("áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ")
_BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")
_TURKISH = ("çğıöşüâîû",)

_ENCODINGS = {
    "cp1252": _WESTERN,
    "iso8859_15": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1257": _BALTIC,
    "cp1254": _TURKISH,
}
"""The alphabets written in each, beyond ASCII; the more usual encodings come first."""

_BESIDE_LETTERS = frozenset("‘’‚“”„‹›«»–—…·•\xa0\xad")
_APART = frozenset("€£¢¥§©®°™†‡²³¹½¼¾×±µºª¿¡")
"""Signs that stand before no letter, unless they open a sentence."""

_OPENING = frozenset("¿¡©§")

_LEAST_LETTERS, _LEAST_KINDS = 8, 3
"""Letters beyond ASCII, and different ones, below which a text proves nothing."""

_LEAST_SHARE = 0.99

_PLAIN_LETTER = re.compile(rb"[A-Za-z]")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")


def encoding_by_letters(sample: bytes) -> str | None:
    """Return the encoding in which nearly all signs beyond ASCII are of one language's writing."""
    if len(_PLAIN_LETTER.findall(sample)) < 2 * len(_BEYOND_ASCII.findall(sample)):
        return None  # the script is another one
    best = max(_ENCODINGS, key=partial(_share, sample))
    return best if _share(sample, best) >= _LEAST_SHARE else None


def _share(sample: bytes, encoding: str) -> float:
    """Return the most that one alphabet explains of a text's signs beyond ASCII."""
    text = sample.decode(encoding, "replace").lower()
    odd = Counter(sign for sign in text if sign > "\x7f")
    letters = {sign for sign in odd if sign.isalpha()}
    if sum(odd[sign] for sign in letters) < _LEAST_LETTERS or len(letters) < _LEAST_KINDS:
        return 0.0
    signs = sum(
        sign in _BESIDE_LETTERS or (sign in _APART and (sign in _OPENING or not after.isalpha()))
        for sign, after in zip(text, f"{text[1:]} ", strict=True)
    )
    known = max(sum(odd[letter] for letter in alphabet) for alphabet in _ENCODINGS[encoding])
    return (known + signs) / odd.total()
