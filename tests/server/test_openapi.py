"""The document against the server: no 5xx, and no answer that it does not tell of."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import allow_header_conformance, positive_data_acceptance

from obt.server.app import create_app
from obt.server.core.settings import ServerSettings
from tests.server.conftest import registration
from tests.server.live import in_a_thread


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that knows one client, so that some calls find something."""
    app = create_app(ServerSettings(data_dir=tmp_path_factory.mktemp("data")))
    with in_a_thread(app) as url:
        httpx.post(f"{url}/api/v1/clients", json=registration("desk-pc")).raise_for_status()
        yield url


schema = schemathesis.openapi.from_dict(create_app(ServerSettings()).openapi())
# a body above the limit is refused before anybody looks at what is wrong in it
_rejection = schema.config.checks.negative_data_rejection
_rejection.expected_statuses = [*_rejection.expected_statuses, "413"]


# the stream has no end, and would be waited for
@schema.exclude(path="/api/v1/events").parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_documented(case: schemathesis.Case[Any], address: str) -> None:
    # Starlette's 405 names the methods of one route, not of all routes at that path; and to JSON
    # Schema 1.0 is an integer, to us it is not
    excluded = [allow_header_conformance, positive_data_acceptance]
    case.call_and_validate(base_url=address, excluded_checks=excluded)


def test_every_operation_says_what_it_is() -> None:
    operations = [
        (f"{method} {path}", operation)
        for path, methods in create_app(ServerSettings()).openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    for name, operation in operations:
        assert operation["operationId"], name
        assert len(operation["tags"]) == 1, name
        assert operation.get("description") or operation.get("summary"), name
        for status, response in operation["responses"].items():
            if status >= "400" and status != "503":
                assert list(response["content"]) == ["application/problem+json"], (name, status)
