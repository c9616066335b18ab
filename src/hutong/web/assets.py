"""The built front end: names that never change their content, served compressed from memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog
from litestar import Request, Router, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Response

STATIC = Path(__file__).parent / "static"
URL = "/static/"
FOR_ALL = {"Access-Control-Allow-Origin": "*"}  # scripts that come by way of a CDN
FOREVER = "public, max-age=31536000, immutable"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one kind of page loads. An entry of styles alone has no script."""

    script: str
    styles: tuple[str, ...]
    preloads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assets:
    entries: Mapping[str, Entry] = field(default_factory=dict)
    drawings: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path = STATIC, *, cdn: str = "") -> "Assets":
        """What Vite built. Without a build pages come bare: they still work, which is a promise.
        Drawings come from the shop even where there is a CDN: browsers `use` no others."""
        manifest = folder / "manifest.json"
        if not manifest.is_file():
            log.warning("assets_not_built", folder=str(folder), remedy="./dev run builds them")
            return cls()
        chunks = json.loads(manifest.read_text("utf-8"))
        return cls(
            entries={
                Path(source).stem: _entry(chunks, chunk, cdn + URL)
                for source, chunk in chunks.items()
                if chunk.get("isEntry")
            },
            drawings={
                Path(source).name: URL + chunk["file"]
                for source, chunk in chunks.items()
                if source.startswith("pictures/")
            },
            files={path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()},
        )

    def entry(self, name: str) -> Entry | None:
        return self.entries.get(name)

    def drawing(self, name: str) -> str:
        return self.drawings.get(name, URL + name)


def _entry(chunks: Mapping[str, Any], chunk: Mapping[str, Any], base: str) -> Entry:
    shared = [chunks[name] for name in chunk.get("imports", ())]
    own = chunk["file"]
    is_style = own.endswith(".css")
    named = [name for part in (*shared, chunk) for name in part.get("css", ())]
    return Entry(
        script="" if is_style else base + own,
        styles=tuple(base + name for name in (*named, *([own] if is_style else []))),
        preloads=tuple(base + part["file"] for part in shared),
    )


def static_files(assets: Assets) -> Router:
    """Only names that were there at start are answered, so no path can lead elsewhere."""

    @get("/{name:str}", sync_to_thread=False)
    def file(request: Request[Any, Any, Any], name: FromPath[str]) -> Response[bytes]:
        media_type = MEDIA_TYPES.get(Path(name).suffix)
        if media_type is None or name not in assets.files:
            raise NotFoundException(name)
        coding, content = _smallest(assets, name, request.headers.get("accept-encoding", ""))
        headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding", **FOR_ALL}
        if coding:
            headers["Content-Encoding"] = coding
        return Response(content, media_type=media_type, headers=headers)

    return Router(URL, route_handlers=[file], opt={"anonymous": True}, include_in_schema=False)


def _smallest(assets: Assets, name: str, accepted: str) -> tuple[str, bytes]:
    for coding, suffix in (("br", ".br"), ("gzip", ".gz")):
        if coding in accepted and name + suffix in assets.files:
            return coding, assets.files[name + suffix]
    return "", assets.files[name]
