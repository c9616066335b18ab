"""The simulated carrier: tells where a parcel has been, and moves it while the time passes."""

import hmac
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, put
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.params import FromPath, JSONBody
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from hutong.fulfilment import CARRIERS, ShipmentState
from hutong.kernel import clock
from hutong.kernel.texts import Texts
from hutong.sandbox import queries
from hutong.sandbox.models import Parcel
from hutong.sandbox.route import Way, steps
from hutong.web.session import Session

PATH = "/sandbox/api/parcels"
LONG_AGO = timedelta(hours=1)
NUMBER_MAX = 32

Name = Annotated[str, msgspec.Meta(max_length=60)]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the sender wrote on the label."""

    shipped_at: datetime
    province: Name
    city: Name
    district: Name


class ScanOut(msgspec.Struct, frozen=True):
    key: str
    at: datetime
    state: ShipmentState
    text: Texts
    place: Texts


class ReportOut(msgspec.Struct, frozen=True):
    scans: list[ScanOut]
    expected_at: datetime | None


@put("/{carrier:str}/{tracking_number:str}")
async def track(  # noqa: PLR0917 - a handler's arguments are given by name
    request: Request[Any, Any, State],
    session: Session,
    carrier: FromPath[str],
    tracking_number: FromPath[str],
    data: JSONBody[Told],
) -> ReportOut:
    """The story so far. The first time it is asked for, the parcel sets out."""
    _check_key(request)
    if carrier not in CARRIERS or len(tracking_number) > NUMBER_MAX:
        raise NotFoundException
    speed = request.app.state.settings.parcel_speed
    parcel = await _known(session, carrier, tracking_number, data, speed=speed)
    return report(parcel, clock.now())


def report(parcel: Parcel, at: datetime) -> ReportOut:
    scans = [
        ScanOut(
            key=step.key,
            at=parcel.begins_at + step.after / parcel.speed,
            state=step.state,
            text=step.text,
            place=step.place,
        )
        for step in steps(_way(parcel))
    ]
    return ReportOut(scans=[scan for scan in scans if scan.at <= at], expected_at=scans[-1].at)


async def _known(
    session: AsyncSession, carrier: str, number: str, told: Told, *, speed: int
) -> Parcel:
    known = await queries.parcel(session, carrier, number)
    if known is None:
        at = clock.now()
        long_ago = told.shipped_at < at - LONG_AGO  # it has been under way since, in real time
        await session.execute(
            insert(Parcel)
            .values(
                carrier=carrier,
                tracking_number=number,
                begins_at=told.shipped_at if long_ago else at,
                speed=1 if long_ago else speed,
                province=told.province,
                city=told.city,
                district=told.district,
            )
            .on_conflict_do_nothing()
        )
        known = await queries.parcel(session, carrier, number)
    if known is None:
        raise NotFoundException
    return known


def _way(parcel: Parcel) -> Way:
    return Way(
        carrier=CARRIERS[parcel.carrier].name,
        tracking_number=parcel.tracking_number,
        province=parcel.province,
        city=parcel.city,
        district=parcel.district,
    )


def _check_key(request: Request[Any, Any, State]) -> None:
    expected = f"Bearer {request.app.state.box.sign('sandbox', 'carrier')}"
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise NotAuthorizedException


router = Router(
    PATH,
    route_handlers=[track],
    request_max_body_size=4096,
    include_in_schema=False,
    opt={"anonymous": True},
)
