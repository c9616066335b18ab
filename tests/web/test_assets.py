import json
from pathlib import Path

import brotli
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from hutong.web.assets import Assets, static_files

MANIFEST = {
    "_shared.js": {"file": "shared-a1.js"},
    "src/store.ts": {
        "file": "store-b2.js",
        "isEntry": True,
        "imports": ["_shared.js"],
        "css": ["store-c3.css"],
    },
    "src/buying.css": {"file": "buying-e5.css", "isEntry": True},
    "pictures/icons.svg": {"file": "icons-d4.svg"},
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    for name in ("shared-a1.js", "store-b2.js", "store-c3.css", "icons-d4.svg"):
        (tmp_path / name).write_text(f"plain {name}")
        (tmp_path / f"{name}.br").write_bytes(brotli.compress(f"plain {name}".encode()))
    return tmp_path


@pytest.fixture
def client(built: Path) -> TestClient[Litestar]:
    return TestClient(Litestar([static_files(Assets.load(built))], openapi_config=None))


def test_a_page_loads_what_the_build_named(built: Path) -> None:
    assets = Assets.load(built)

    entry = assets.entry("store")

    assert entry is not None
    assert entry.script == "/static/store-b2.js"
    assert entry.styles == ("/static/store-c3.css",)
    assert entry.preloads == ("/static/shared-a1.js",)
    assert assets.drawing("icons.svg") == "/static/icons-d4.svg"


def test_styles_alone_are_an_entry_without_a_script(built: Path) -> None:
    entry = Assets.load(built).entry("buying")

    assert entry is not None
    assert entry.styles == ("/static/buying-e5.css",)
    assert entry.script == ""


def test_without_a_build_pages_come_bare(tmp_path: Path) -> None:
    assets = Assets.load(tmp_path)

    assert assets.entry("store") is None
    assert assets.drawing("icons.svg") == "/static/icons.svg"


def test_a_browser_gets_the_compressed_file_and_keeps_it(client: TestClient[Litestar]) -> None:
    with client:
        answer = client.get("/static/icons-d4.svg", headers={"Accept-Encoding": "gzip, br"})

    assert answer.headers["content-type"] == "image/svg+xml"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-encoding"] == "br"


def test_a_client_that_cannot_decompress_gets_the_plain_file(
    client: TestClient[Litestar],
) -> None:
    with client:
        answer = client.get("/static/store-b2.js", headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in answer.headers
    assert answer.text == "plain store-b2.js"


@pytest.mark.parametrize(
    "name", ["manifest.json", "none.js", "..%2fassets.py", "%2e%2e%2fpage.html"]
)
def test_nothing_but_what_was_built_can_be_fetched(client: TestClient[Litestar], name: str) -> None:
    with client:
        assert client.get(f"/static/{name}").status_code == 404
