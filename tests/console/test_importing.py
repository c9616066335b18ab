"""What is far too large is turned away with words, by the form itself and before the form."""

import pytest

from tests.console.conftest import Staffed

MEGABYTE = 1024 * 1024
IMPORTS = "/console/imports"


@pytest.mark.parametrize(
    ("megabytes", "status", "words"),
    [
        (100, 422, "The file has more than 64 MB. Split it, or leave pictures out."),
        (170, 413, "That is too large to send."),
    ],
)
async def test_a_file_that_is_too_large_gets_an_answer_that_says_so(
    staffed: Staffed, megabytes: int, status: int, words: str
) -> None:
    client = await staffed()
    files = {"file": ("products.csv", b"x" * (megabytes * MEGABYTE), "text/csv")}

    answer = await client.post(
        f"{IMPORTS}/new", files=files, headers={"accept-language": "en"}, follow_redirects=False
    )

    assert answer.status_code == status
    assert words in answer.text
    assert "products.csv" not in (await client.get(IMPORTS)).text
