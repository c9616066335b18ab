"""One's own account: where one is signed in, the password, the app and the codes for a lost one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.response import Template

from hutong import access, identity
from hutong.access import SignedInStaff
from hutong.console.door import pages
from hutong.console.door.pages import Asked, DoorPage
from hutong.console.door.staff import Entering, known
from hutong.console.kit.answers import Visit
from hutong.console.kit.fields import Posted
from hutong.console.kit.screens import ROOT
from hutong.console.kit.site import Site
from hutong.console.kit.viewer import Staff
from hutong.identity import WeakPassword, WrongCredentials
from hutong.kernel import texts
from hutong.kernel.errors import DomainError, TooMany
from hutong.kernel.i18n import gettext
from hutong.web import cookies
from hutong.web.session import Session
from hutong.web.visitor import device_of

ACCOUNT = f"{ROOT}/account"
PRESENT, PASSWORD = "present", "password"
OF_CODES, OF_APP = "codes-present", "app-present"
"""The present password is asked for in three places of one page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceLine:
    id: UUID
    name: str
    ip: str
    seen_at: datetime
    here: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountPage:
    """`problems` by field."""

    name: str
    email: str
    roles: Sequence[str]
    devices: Sequence[DeviceLine]
    codes_left: int
    problems: Mapping[str, str] = field(default_factory=dict)

    def problem(self, name: str) -> str:
        return self.problems.get(name, "")

    @property
    def has_others(self) -> bool:
        return any(not device.here for device in self.devices)


def own_routes(site: Site) -> Sequence[HTTPRouteHandler]:
    return [_show(site), *_devices(site), *_secrets(site), _app(site), confirm_app]


def _show(site: Site) -> HTTPRouteHandler:
    @get(ACCOUNT, name="console:account")
    async def show(request: Asked, session: Session, staff: Staff, entering: Entering) -> Template:
        staff.require("")
        return await _page(Visit(request, session, staff, site), known(entering))

    return show


def _devices(site: Site) -> Sequence[HTTPRouteHandler]:
    @post(f"{ACCOUNT}/devices/{{session_id:uuid}}/sign-out", status_code=200)
    async def end(
        request: Asked,
        session: Session,
        staff: Staff,
        *,
        entering: Entering,
        session_id: FromPath[UUID],
    ) -> Response[Any]:
        staff.require("")
        device = device_of(request)
        await access.end_own_session(session, known(entering), session_id, device=device)
        visit = Visit(request, session, staff, site)
        if session_id == staff.session_id:
            cookies.later(request, cookies.gone(request, cookies.STAFF))
            return visit.done(pages.SIGN_IN, "")
        return visit.done(ACCOUNT, gettext("That device is signed out."))

    @post(f"{ACCOUNT}/devices/others/sign-out", status_code=200)
    async def end_others(
        request: Asked, session: Session, staff: Staff, entering: Entering
    ) -> Response[Any]:
        staff.require("")
        await access.end_own_others(session, known(entering), device=device_of(request))
        words = gettext("All other devices are signed out.")
        return Visit(request, session, staff, site).done(ACCOUNT, words)

    return [end, end_others]


def _secrets(site: Site) -> Sequence[HTTPRouteHandler]:
    @post(f"{ACCOUNT}/password", status_code=200)
    async def change(
        request: Asked, session: Session, staff: Staff, entering: Entering
    ) -> Response[Any]:
        staff.require("")
        visit, posted = Visit(request, session, staff, site), Posted(await request.form())
        present, wanted = posted.secret(PRESENT), posted.secret(PASSWORD)
        mine, device = known(entering), device_of(request)
        try:
            await access.change_own_password(session, mine, present, wanted, device=device)
        except DomainError as refused:
            at = PASSWORD if isinstance(refused, WeakPassword) else PRESENT
            return await _page(visit, mine, at, refused)
        words = gettext("The password is set. All other devices are signed out.")
        return visit.done(ACCOUNT, words)

    @post(f"{ACCOUNT}/codes", status_code=200)
    async def renew(
        request: Asked, session: Session, staff: Staff, entering: Entering
    ) -> Response[Any]:
        staff.require("")
        posted, mine = Posted(await request.form()), known(entering)
        try:
            codes = await access.renew_recovery_codes(
                session, mine, posted.secret(OF_CODES), device=device_of(request)
            )
        except DomainError as refused:
            return await _page(Visit(request, session, staff, site), mine, OF_CODES, refused)
        return pages.show(request, "codes", DoorPage(next=ACCOUNT, codes=tuple(codes)))

    return [change, renew]


def _app(site: Site) -> HTTPRouteHandler:
    @post(f"{ACCOUNT}/app", status_code=200)
    async def begin_app(
        request: Asked, session: Session, staff: Staff, entering: Entering
    ) -> Response[Any]:
        staff.require("")
        posted, mine = Posted(await request.form()), known(entering)
        try:
            begun = await access.begin_own_app(
                session,
                mine,
                posted.secret(OF_APP),
                box=request.app.state.box,
                issuer=pages.ISSUER,
                device=device_of(request),
            )
        except DomainError as refused:
            return await _page(Visit(request, session, staff, site), mine, OF_APP, refused)
        return pages.show(request, "enrol", _offered(mine, begun.secret))

    return begin_app


@post(f"{ACCOUNT}/app/confirmation", status_code=200)
async def confirm_app(
    request: Asked, session: Session, staff: Staff, entering: Entering
) -> Response[Any]:
    """The new telephone shows the right code: the one before opens nothing any more."""
    staff.require("")
    posted, mine = Posted(await request.form()), known(entering)
    box, device = request.app.state.box, device_of(request)
    try:
        codes = await access.confirm_own_app(
            session, mine, posted.one("code"), box=box, device=device
        )
    except DomainError as refused:
        return pages.again(request, "enrol", _offered(mine, posted.one("secret")), refused)
    return pages.show(request, "codes", DoorPage(next=ACCOUNT, codes=tuple(codes)))


def _offered(mine: SignedInStaff, secret: str) -> DoorPage:
    confirm_at = f"{ACCOUNT}/app/confirmation"
    return replace(pages.offered(ACCOUNT, mine, secret), confirm_at=confirm_at)


async def _page(
    visit: Visit, mine: SignedInStaff, at: str = "", refused: DomainError | None = None
) -> Template:
    session, subject = visit.session, mine.signed_in.subject
    devices = [
        DeviceLine(
            id=row.id,
            name=row.device,
            ip=row.ip,
            seen_at=row.seen_at,
            here=row.id == mine.signed_in.session_id,
        )
        for row in await identity.sessions_of(session, subject)
    ]
    titles = {role.name: texts.pick(role.title) for role in await access.roles(session)}
    page = AccountPage(
        name=mine.name,
        email=mine.email,
        roles=[titles.get(name, name) for name in mine.roles],
        devices=devices,
        codes_left=await identity.recovery_codes_left(session, subject),
        problems={at: _told(refused)} if refused else {},
    )
    status = pages.TOO_MANY if isinstance(refused, TooMany) else pages.UNPROCESSABLE
    return visit.page("console/door/account.html", page, status if refused else 200)


def _told(refused: DomainError) -> str:
    """Who is signed in knows the account: only the password can be wrong."""
    if isinstance(refused, WrongCredentials):
        return gettext("The present password is wrong.")
    return str(refused)
