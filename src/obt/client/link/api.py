"""The client's REST calls."""

from typing import TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from obt.client.link.broken import LinkBroken
from obt.client.ollama.address import is_loopback
from obt.wire.rest import Heartbeat, HeartbeatReply, ModelsPut, Registered, Registration

Reply = TypeVar("Reply", bound=BaseModel)


class ServerApi:
    """Every call raises `LinkBroken` where it fails."""

    def __init__(self, server_url: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.server_url = server_url
        self._http = httpx.AsyncClient(
            base_url=f"{server_url}/api/v1",
            timeout=httpx.Timeout(10.0, connect=5.0),
            trust_env=not is_loopback(urlsplit(server_url).hostname or ""),
            transport=transport,
        )

    async def aclose(self) -> None:
        await self._http.aclose()

    async def register(self, registration: Registration, key: str | None) -> Registered:
        """`key` is the enrolment token, or this client's own."""
        return _read(await self._send("POST", "/clients", registration, key), Registered)

    async def heartbeat(self, client_id: str, token: str, beat: Heartbeat) -> HeartbeatReply:
        path = f"/clients/{client_id}/heartbeat"
        return _read(await self._send("POST", path, beat, token), HeartbeatReply)

    async def put_models(self, client_id: str, token: str, models: ModelsPut) -> None:
        _checked(await self._send("PUT", f"/clients/{client_id}/models", models, token))

    async def _send(
        self, method: str, path: str, body: BaseModel, key: str | None
    ) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        try:
            return await self._http.request(
                method, path, content=body.model_dump_json(), headers=headers
            )
        except httpx.TimeoutException as error:
            raise LinkBroken("dial", f"{self.server_url} did not answer in time") from error
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise LinkBroken("dial", f"{self.server_url} is not reachable: {why}") from error


def _checked(response: httpx.Response) -> httpx.Response:
    status = response.status_code
    if status < 300:
        return response
    why = f"the server answers {status}: {_detail(response)}"
    match status:
        case 401 | 403 | 404:
            raise LinkBroken("register", why)
        case 410:
            raise LinkBroken("stop", why)
        case 429 | 502 | 503 | 504:
            raise LinkBroken("dial", why)
        case _:
            raise LinkBroken("wait", why)


def _read(response: httpx.Response, shape: type[Reply]) -> Reply:
    try:
        return shape.model_validate_json(_checked(response).content)
    except ValidationError as error:
        url = response.url.copy_with(path="/")
        raise LinkBroken("wait", f"{url} answers, but not as an OBT server does") from error


def _detail(response: httpx.Response) -> str:
    """The sentence of a problem+json, else what HTTP calls the status."""
    try:
        problem = response.json()
    except ValueError:
        return response.reason_phrase
    detail = problem.get("detail") or problem.get("title") if isinstance(problem, dict) else None
    return detail[:300] if isinstance(detail, str) else response.reason_phrase
