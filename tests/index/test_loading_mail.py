"""Mails made by Python's own email package, and broken ones written by hand."""

from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.loading import load_bytes
from index.splitting import split
from index.types import Document, SpanKind
from tests.index.test_splitting import COUNTER, assert_sound


def mail_of(subject: str = "The ferry", text: str = "It floats.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail["From"] = "Ann Bell <ann@example.org>"
    mail["To"] = "bob@example.org"
    mail["Date"] = "Wed, 03 Dec 2025 10:15:00 +0100"
    mail["X-Spam"] = "never shown"
    mail.set_content(text)
    return mail


def load(mail: EmailMessage | bytes) -> Document:
    data = mail if isinstance(mail, bytes) else mail.as_bytes(policy=policy.SMTP)
    return load_bytes(data, "a.eml")


def ranges(document: Document, kind: SpanKind) -> list[str]:
    return [document.text[s.start : s.end] for s in document.spans if s.kind is kind]


HEADERS = [
    "From: Ann Bell <ann@example.org>",
    "To: bob@example.org",
    "Date: Wed, 03 Dec 2025 10:15:00 +0100",
]


def test_a_mail_says_who_wrote_to_whom_and_when() -> None:
    document = load(mail_of(text="Dear Bob,\n\nit floats.\n\n> Does it float?\n"))

    assert document.title == "The ferry"
    assert document.date == "2025-12-03"
    assert ranges(document, SpanKind.HEADING) == ["The ferry"]
    assert ranges(document, SpanKind.BLOCK) == [
        *HEADERS,
        "Dear Bob,",
        "it floats.",
        "> Does it float?",
    ]
    assert "never shown" not in document.text


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "iso-2022-jp", "koi8-r"])
def test_encodings_of_transfer_and_text_are_undone(encoding: str, charset: str) -> None:
    text = {"iso-2022-jp": "船は青い。", "koi8-r": "Паром."}.get(charset, "Le café coûte 3.")
    if (encoding, charset) == ("8bit", "iso-2022-jp"):
        encoding = "7bit"
    mail = mail_of(subject=text)
    mail.set_content(text, charset=charset, cte=encoding)

    document = load(mail)

    assert document.title == text
    assert ranges(document, SpanKind.BLOCK)[-1] == text


def test_the_plain_text_is_preferred_to_the_page() -> None:
    mail = mail_of()
    mail.add_alternative("<p>It <b>floats</b>, as a page.</p>", subtype="html")

    assert ranges(load(mail), SpanKind.BLOCK)[3:] == ["It floats."]


def test_paragraphs_of_a_flowed_text_are_whole() -> None:
    flowed = "The ferry leaves \nat eight \nand comes back.\n\n> Does it \nstop?\n-- \nVenn\n"
    data = mail_of(text=flowed).as_bytes().replace(b"text/plain;", b"text/plain; format=flowed;")

    assert "The ferry leaves at eight and comes back." in ranges(load(data), SpanKind.BLOCK)
    assert "Venn" in ranges(load(data), SpanKind.BLOCK)
    assert "The ferry leaves" in ranges(load(mail_of(text=flowed)), SpanKind.BLOCK)


def test_a_page_serves_where_the_plain_text_is_empty() -> None:
    mail = mail_of(text=" \n")
    mail.add_alternative(
        "<h1>Boats</h1><p>It <b>floats</b>.</p><script>no</script>", subtype="html"
    )

    document = load(mail)

    assert ranges(document, SpanKind.BLOCK)[3:] == ["It floats."]
    assert ranges(document, SpanKind.HEADING) == ["The ferry", "Boats"]


def test_attachments_are_named() -> None:
    mail = mail_of()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Préis.pdf")
    mail.add_attachment("secret", filename="notes.txt")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png")

    document = load(mail)

    assert document.remarks == (
        "the attachment 'Préis.pdf' was not read",
        "the attachment 'notes.txt' was not read",
        "the attachment of type image/png was not read",
    )
    assert "secret" not in document.text


def test_a_mail_inside_of_a_mail_is_part_of_the_text() -> None:
    mail = mail_of("Fwd: storm", "See below.\n")
    mail.add_attachment(mail_of("Storm", "It sank.\n"))

    document = load(mail)

    assert document.title == "Fwd: storm"
    assert ranges(document, SpanKind.BLOCK) == [*HEADERS, "See below.", *HEADERS, "It sank."]
    assert [s.label for s in document.spans if s.kind is SpanKind.SECTION] == ["Storm"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (b"Subject: caf\xc3\xa9", "café"),
        (b"Subject: caf\xe9", "café"),
        (b"Subject: =?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        (b"Subject: =?x-none?q?caf?=", "caf"),
        (b"Subject: =?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
        (b"Subject: one\r\n two", "one two"),
        (b"Subject: one\r\nDate: 99 Foo 2025 aa", "one"),
        (b"Subject: one\r\nContent-Type: text/plain; charset=no\xff-such", "one"),
        (b"Subject: one\r\nContent-Transfer-Encoding: base64x", "one"),
        (b'Subject: one\r\nContent-Type: ;;;="', "one"),
        (b"Subject: one\r\nContent-Disposition: inline; filename*=bad''%ff%", "one"),
    ],
)
def test_broken_headers_stop_nothing(head: bytes, title: str) -> None:
    document = load(b"From: a@example.org\r\n" + head + b"\r\n\r\nIt floats.\r\n")

    assert document.title == title
    assert document.date == ""
    assert "It floats." in document.text or document.remarks


def test_a_cut_mail_is_read_as_far_as_it_goes() -> None:
    mail = mail_of()
    mail.add_attachment(b"\0" * 500, maintype="application", subtype="pdf", filename="a.pdf")
    data = mail.as_bytes()

    assert "It floats." in load(data[: data.index(b"a.pdf") + 20]).text


def nested(depth: int) -> bytes:
    return (
        b"Subject: x\n"
        + b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n)
            for n in range(depth)
        )
        + b"\nDeep water.\n"
    )


def test_deep_nesting_is_refused_or_read() -> None:
    assert "Deep water." in load(nested(20)).text
    with pytest.raises(UnreadableDocumentError, match="found one nested too deeply"):
        load(nested(5_000))


def test_a_mail_of_too_many_parts_is_refused() -> None:
    data = b'Subject: x\nContent-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 2_000

    with pytest.raises(UnreadableDocumentError, match="found more than 1,000 parts"):
        load(data)


@pytest.mark.parametrize("data", [b"Plain words.\n", b"Note: x\n\ny\n"])
def test_what_has_no_headers_of_a_mail_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="found none of the headers From"):
        load(data)


WORD = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=2, max_size=10)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=5), st.binary(max_size=200))
def test_planted_words_come_back_whatever_is_attached(words: list[str], data: bytes) -> None:
    mail = mail_of(subject=" ".join(words), text="\n\n".join(words) + "\n")
    mail.add_attachment(data, maintype="text", subtype="x-any")

    document = load(mail)

    # Python's writer loses a space here and there where it folds encoded words
    assert document.title.replace(" ", "") == "".join(words)
    assert [b.split() for b in ranges(document, SpanKind.BLOCK)[3 : 3 + len(words)]] == [
        [word] for word in words
    ]
    assert_sound(document, tuple(split(document, COUNTER, max_tokens=128)), 128)
