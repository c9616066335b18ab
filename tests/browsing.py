"""A browser as far as forms of the console are concerned."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from httpx import AsyncClient, Request

from hutong.console.kit.once import FIELD


class Browser(AsyncClient):
    """Sends the key along that stands in every form, a new one each time: a form that is opened
    and sent. Whoever sends one twice says the key himself."""

    def build_request(self, method: str, url: Any, **sent: Any) -> Request:
        data = sent.get("data")
        whole = data is None or isinstance(data, Mapping)
        form = whole and sent.get("json") is None and sent.get("content") is None
        if method == "POST" and "/console/" in str(url) and form:
            sent["data"] = {FIELD: uuid4().hex, **(data or {})}
        return super().build_request(method, url, **sent)
