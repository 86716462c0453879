import base64
import hashlib

from qa.web.guard import content_security_policy


def test_a_policy_allows_exactly_the_inline_scripts_of_its_page() -> None:
    page = b'<script>one()</script><script type="module" src="./a.js"></script><script\nx>two\n'
    page += b"</script><p onclick='three()'>"
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in (b"one()", b"two\n")
    ]

    assert f"script-src 'self' 'unsafe-eval' {hashes[0]} {hashes[1]};" in content_security_policy(
        page
    )


def test_without_a_page_no_inline_script_is_allowed() -> None:
    assert "script-src 'self' 'unsafe-eval';" in content_security_policy()
