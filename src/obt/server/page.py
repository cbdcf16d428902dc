"""The built dashboard, served from inside the package: no Node where OBT is only used."""

import re
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

FOLDER = Path(__file__).parent / "page"
OURS = re.compile(r"^/(api|health|ready|metrics|docs|openapi\.json)(/|$)")
YEAR = "public, max-age=31536000, immutable"  # names under immutable/ carry a content hash


class Page:
    """What no route of the API answers: a file of the page, or for its own routes the page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises HTTPException 404 and 405."""
        path = scope["path"]
        if OURS.match(path):
            raise HTTPException(404)
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        await self._answer(Request(scope), path)(scope, receive, send)

    def _answer(self, request: Request, path: str) -> FileResponse:
        if file := self._file(path):
            cache = YEAR if "/immutable/" in path else "no-cache"
            return FileResponse(file, headers={"cache-control": cache})
        wants_a_page = request.headers.get("accept", "").startswith("text/html")
        if "." in path.rpartition("/")[2] and not wants_a_page:
            raise HTTPException(404)
        return FileResponse(self._folder / "index.html", headers={"cache-control": "no-cache"})

    def _file(self, path: str) -> Path | None:
        try:
            file = (self._folder / path.lstrip("/")).resolve()
            return file if file.is_relative_to(self._folder) and file.is_file() else None
        except (OSError, ValueError):
            return None  # no name that this system could give a file


def install(app: FastAPI, folder: Path = FOLDER) -> None:
    """Nothing, where the page was not built."""
    if not (folder / "index.html").is_file():
        return
    page, not_found = Page(folder), app.router.default

    async def fallback(scope: Scope, receive: Receive, send: Send) -> None:
        await (page if scope["type"] == "http" else not_found)(scope, receive, send)

    app.router.default = fallback
