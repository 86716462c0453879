"""Texts in Latin script are read in their encoding, however few bytes tell it from another."""

import pytest

from index.loading import load_bytes
from index.loading.alphabets import encoding_by_letters

TEXTS = {
    "Žlutý kůň přeskočil čtyři ploty, šťastně utekl do lesa a řeka ho zaplavila.": (
        *("cp1250", "iso8859_2"),
    ),
    "Żółta łódź płynęła wzdłuż brzegu, a dzieci śpiewały piosenkę o źrebięciu.": (
        *("cp1250", "iso8859_2"),
    ),
    "Az öreg a folyóparton ült, és őszi esőben nézte a gyűrött újságot.": ("cp1250",),
    "Čebelar je prodal šest panjev, župan pa je včeraj odprl še šolo: čaj, kruh, češnje.": (
        "cp1250",
        "iso8859_2",
    ),
    "Šią savaitę žąsys skrido į pietus, ūkininkas pardavė šešis avilius.": ("cp1257",),
    "Yaşlı adam kıyıda oturdu, çocuklar bahçeye üç elma ağacı dikti.": ("cp1254",),
    "Það var kalt í gær og þeir fóru út á sjó með bátnum, þótt þú ættir kú.": ("cp1252",),
    "L'œuvre coûte 5 € et l'été a été très long, déjà à la forêt.": ("cp1252", "iso8859_15"),
    "Die Straße „für längere Zeit“ – größer, schöner, übel und öde.": ("cp1252",),
    "¿Cuánto cuesta? El niño comió pan y después durmió. ¡Qué bueno!": ("cp1252",),
}


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, one) for text, found in TEXTS.items() for one in found]
)
def test_a_text_in_latin_script_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert load_bytes(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize(
    "data",
    [
        "Старик сидел у реки и смотрел на лодки.".encode("koi8-r"),
        "東京の港では、毎朝早くから魚の競りが行われている。".encode("cp932"),
        "It costs £5, and a room of 20 m² is 30 €.".encode("cp1252"),
        b"\xff\xfe\x00",
    ],
)
def test_other_scripts_and_a_few_signs_prove_nothing(data: bytes) -> None:
    assert encoding_by_letters(data) is None
