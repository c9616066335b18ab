"""The OpenAPI 3.1 document, made from the handlers themselves."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from litestar import Litestar, Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.routes import HTTPRoute

from hutong.web.session import provide_batcher, provide_db, provide_session

VERSION = "1.0"
BEARER = "bearer"
GUEST = "guest"
SIGNED_IN = {"asked_before", "desk", "caller", "me", "my_id", "payer", "token_hash"}
DESCRIPTION = """\
Everything a shopper can do, for mini-programs, apps and partners.

Sign in with `POST /sessions` and send the token as `Authorization: Bearer ...`. Guests have a
cart too: `POST /guests` gives a token for the `Guest-Token` header. Texts come in the language of
`Accept-Language` (`zh` or `en`), amounts in whole minor units. Lists are read with cursors:
send back what `next` said. Writes that must not happen twice take an `Idempotency-Key`. Every
refusal is a problem document (RFC 9457) whose `detail` can be shown to a person.
"""
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
REFUSAL = {
    "description": "A refusal, as problem details",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
SCHEMES = {
    BEARER: {"type": "http", "scheme": "bearer"},
    GUEST: {"type": "apiKey", "in": "header", "name": "Guest-Token"},
}


@cache
def described(router: Router) -> dict[str, Any]:
    """The document as JSON values. Made once for each process, when it is first asked for."""
    app = Litestar(
        route_handlers=[router],
        dependencies={
            "session": Provide(provide_session),
            "db": Provide(provide_db, sync_to_thread=False),
            "batcher": Provide(provide_batcher, sync_to_thread=False),
        },
        openapi_config=OpenAPIConfig(
            title="Hutong", version=VERSION, description=DESCRIPTION, path="/unused"
        ),
    )
    document: dict[str, Any] = app.openapi_schema.to_schema()
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = SCHEMES
    for path, method, handler in operations(app):
        operation = document["paths"][path][method]
        operation["security"] = security_of(handler)
        operation["responses"].pop("400", None)  # the framework's own shape, which we never send
        operation["responses"]["default"] = REFUSAL
    return document


def operations(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    """Every documented handler with its path, as the document writes it, and its method."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if handler.resolve_include_in_schema():
                    for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                        yield route.path_format, method.lower(), handler


def security_of(handler: HTTPRouteHandler) -> Sequence[dict[str, list[str]]]:
    """What one must show: told by what the handler asks for."""
    wanted = set(handler.parsed_fn_signature.parameters)
    if wanted & SIGNED_IN:
        return [{BEARER: []}]
    return [{BEARER: []}, {GUEST: []}] if wanted & {"basket", "baskets"} else []
