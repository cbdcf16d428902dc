"""The built dashboard, served from inside the package: no Node where OBT is only used."""

import re
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

FOLDER = Path(__file__).parent / "page"
OURS = re.compile(r"^(api|health|ready|metrics|docs|openapi\.json)(/|$)")
YEAR = "public, max-age=31536000, immutable"  # names under immutable/ carry a content hash


def install(app: FastAPI, folder: Path = FOLDER) -> None:
    """Last of all routes: whatever is no file is the app's to route. Nothing, when not built."""
    index = folder / "index.html"
    if not index.is_file():
        return
    root = folder.resolve()

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str, request: Request) -> Response:
        if OURS.match(path):
            raise HTTPException(404)
        file = (root / path).resolve()
        if file.is_relative_to(root) and file.is_file():
            cache = YEAR if "/immutable/" in path else "no-cache"
            return FileResponse(file, headers={"cache-control": cache})
        if "." in path.rpartition("/")[2] and not request.headers.get("accept", "").startswith(
            "text/html"
        ):
            raise HTTPException(404)
        return FileResponse(index, headers={"cache-control": "no-cache"})
