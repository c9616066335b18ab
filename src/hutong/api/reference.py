"""The document as a page: what there is to call, what to send, what comes back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hutong.kernel.i18n import N_, gettext

CHAPTERS = {
    "sign-in": N_("Signing in"),
    "account": N_("Account"),
    "addresses": N_("Addresses"),
    "goods": N_("Products"),
    "favourites": N_("Favourites"),
    "cart": N_("Cart"),
    "checkout": N_("Checkout"),
    "orders": N_("Orders"),
    "payment": N_("Paying"),
    "messages": N_("Messages"),
}
DEPTH_MAX = 3


@dataclass(frozen=True, kw_only=True)
class Field:
    name: str
    kind: str
    required: bool
    limits: str
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Call:
    method: str
    path: str
    summary: str
    description: str
    needs: Sequence[str]
    parameters: Sequence[Field]
    body: Sequence[Field]
    status: str
    answer: Sequence[Field]

    @property
    def anchor(self) -> str:
        return f"{self.method}-{self.path.strip('/').replace('/', '-')}".replace("{", "").replace(
            "}", ""
        )


@dataclass(frozen=True, kw_only=True)
class Chapter:
    name: str
    title: str
    calls: Sequence[Call]


@dataclass(frozen=True, kw_only=True)
class ReferencePage:
    chapters: Sequence[Chapter]
    version: str


def page_of(document: Mapping[str, Any]) -> ReferencePage:
    calls = [
        (operation["tags"][0], _call(document, path, method, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    return ReferencePage(
        version=document["info"]["version"],
        chapters=[
            Chapter(
                name=name,
                title=gettext(words),
                calls=[call for tag, call in calls if tag == name],
            )
            for name, words in CHAPTERS.items()
        ],
    )


def _call(
    document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]
) -> Call:
    status, answer = next(iter(operation["responses"].items()))
    return Call(
        method=method.upper(),
        path=path,
        summary=gettext(operation.get("summary", "")),
        description=gettext(operation["description"]) if operation.get("description") else "",
        needs=[scheme for each in operation["security"] for scheme in each],
        parameters=[
            _field(document, each["name"], each["schema"], required=each.get("required", False))
            for each in operation.get("parameters", [])
        ],
        body=list(_fields(document, _content(operation.get("requestBody", {})))),
        status=status,
        answer=list(_fields(document, _content(answer))),
    )


def _content(part: Mapping[str, Any]) -> Mapping[str, Any]:
    for content in part.get("content", {}).values():
        schema: Mapping[str, Any] = content.get("schema", {})
        return schema
    return {}


def _fields(
    document: Mapping[str, Any], schema: Mapping[str, Any], depth: int = 0
) -> Iterator[Field]:
    """The members of an object, and of the objects in it, a few levels deep."""
    whole = _resolved(document, schema)
    if whole.get("type") == "array":
        yield from _fields(document, whole["items"], depth)
        return
    required = set(whole.get("required", ()))
    for name, member in whole.get("properties", {}).items():
        yield _field(document, name, member, required=name in required, depth=depth)
        if depth + 1 < DEPTH_MAX:
            yield from _fields(document, _inner(document, member), depth + 1)


def _field(
    document: Mapping[str, Any],
    name: str,
    schema: Mapping[str, Any],
    *,
    required: bool,
    depth: int = 0,
) -> Field:
    return Field(
        name=name,
        kind=_kind(document, schema),
        required=required,
        limits=_limits(_resolved(document, schema)),
        depth=depth,
    )


def _inner(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for choice in schema.get("oneOf", [schema]):
        whole = _resolved(document, choice)
        if whole.get("type") == "array" or "properties" in whole:
            return whole
    return {}


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """A few words: text, whole number, one of these, a list of those."""
    if "oneOf" in schema:
        kinds = [_kind(document, choice) for choice in schema["oneOf"]]
        return " | ".join(kind for kind in kinds if kind != "null") + " | null" * ("null" in kinds)
    whole = _resolved(document, schema)
    if "enum" in whole:
        return " | ".join(str(choice) for choice in whole["enum"])
    if whole.get("type") == "array":
        return f"[{_kind(document, whole['items'])}]"
    return str(whole.get("format") or whole.get("type") or "object")


LIMITS = {
    "minLength": N_("at least {limit} characters"),
    "maxLength": N_("at most {limit} characters"),
    "minimum": N_("at least {limit}"),
    "maximum": N_("at most {limit}"),
    "minItems": N_("at least {limit} items"),
    "maxItems": N_("at most {limit} items"),
}


def _limits(schema: Mapping[str, Any]) -> str:
    words = [
        gettext(words).format(limit=schema[name])
        for name, words in LIMITS.items()
        if name in schema
    ]
    return gettext(", ").join([*words, *([schema["pattern"]] if "pattern" in schema else [])])


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").removeprefix("#/components/schemas/")
    whole: Mapping[str, Any] = document["components"]["schemas"][name] if name else schema
    return whole
