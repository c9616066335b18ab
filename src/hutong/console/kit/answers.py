"""How the console answers: a page, a dialog, a file, or "done" and the way back."""

import json
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.actions import Deed, File
from hutong.console.kit.frame import frame, say
from hutong.console.kit.labels import Tone
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Viewer

Asked = Request[Any, Any, State]
VARIES = {"vary": "hx-request"}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of one member of staff."""

    request: Asked
    session: AsyncSession
    viewer: Viewer
    site: Site

    def deed(self, subject: Any) -> Deed:
        """The viewer does something to that; None for what is made new."""
        return Deed(
            session=self.session,
            by=self.viewer.actor,
            ip=self.viewer.ip,
            subject=subject,
            settings=self.request.app.state.settings,
            session_id=self.viewer.session_id,
        )

    def swaps(self, target: str) -> bool:
        """The script asks for that part of the page only."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and headers.get("hx-target") == target

    def page(self, template: str, shown: object, status: int = 200) -> Template:
        context = {"page": shown, "frame": frame(self.request, self.site.areas, self.viewer)}
        return Template(template, context=context, status_code=status, headers=VARIES)

    def done(self, go_to: str, message: str, tone: Tone = Tone.GOOD) -> Response[Any]:
        """Say so on the next page and go there; a script fetches it without leaving the page."""
        if message:
            say(self.request, message, tone)
        if self.request.headers.get("hx-request") == "true":
            trigger = json.dumps({"console:done": {"go": go_to}})
            return Response(None, status_code=204, headers={"hx-trigger": trigger})
        return Redirect(go_to, status_code=303)


def attachment(file: File) -> Response[bytes]:
    where = "inline" if file.inline else "attachment"
    disposition = {"content-disposition": f'{where}; filename="{file.name}"'}
    return Response(file.content, media_type=file.media_type, headers=disposition)
