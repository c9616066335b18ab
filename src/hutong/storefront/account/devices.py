"""Where the member is signed in, and signing those devices out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest
from litestar.response import Template

from hutong import identity
from hutong.identity import SessionRow
from hutong.kernel.i18n import gettext as _
from hutong.storefront.account.around import Around, around
from hutong.storefront.signin.arrival import leave
from hutong.web import pages
from hutong.web.frame import Flash
from hutong.web.session import Session
from hutong.web.visitor import Member


@dataclass(frozen=True, slots=True)
class DeviceLine:
    id: UUID
    name: str
    ip: str
    seen_at: datetime
    here: bool

    @property
    def url_end(self) -> str:
        return f"/account/devices/{self.id}/sign-out"


@dataclass(frozen=True, kw_only=True, slots=True)
class DevicesPage:
    around: Around
    devices: tuple[DeviceLine, ...]
    has_password: bool

    @property
    def has_others(self) -> bool:
        return any(not device.here for device in self.devices)


@get("/account/devices")
async def show(request: HTMXRequest, session: Session, signed_in: Member) -> Template:
    rows = await identity.sessions_of(session, signed_in.subject)
    page = DevicesPage(
        around=around(_("Devices and security")),
        devices=tuple(_line(row, signed_in.session_id) for row in rows),
        has_password=await identity.has_password(session, signed_in.subject),
    )
    return pages.show(request, "storefront/account/devices.html", page)


@post("/account/devices/{session_id:uuid}/sign-out", status_code=303)
async def end(
    request: HTMXRequest, session: Session, signed_in: Member, session_id: FromPath[UUID]
) -> Response[object]:
    await identity.end_session(session, session_id, subject=signed_in.subject)
    if session_id == signed_in.session_id:
        leave(request)
        return pages.back(request, "/", Flash(_("You are signed out.")))
    return pages.back(request, "/account/devices", Flash(_("That device is signed out.")))


@post("/account/devices/others/sign-out", status_code=303)
async def end_others(request: HTMXRequest, session: Session, signed_in: Member) -> Response[object]:
    await identity.end_other_sessions(session, signed_in.subject, keep=signed_in.session_id)
    words = _("All other devices are signed out.")
    return pages.back(request, "/account/devices", Flash(words))


def _line(row: SessionRow, here: UUID) -> DeviceLine:
    return DeviceLine(row.id, row.device, row.ip, row.seen_at, row.id == here)
