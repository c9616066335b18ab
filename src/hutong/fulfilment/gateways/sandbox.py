"""The simulated carrier, asked over HTTP as the tracking service of a real one would be."""

from dataclasses import dataclass
from datetime import datetime

import httpx
import msgspec

from hutong.fulfilment.gateway import CarrierUnreachable, Parcel, Report, Scan
from hutong.fulfilment.states import ShipmentState
from hutong.kernel.outside import counted
from hutong.kernel.texts import Texts

PATIENCE = httpx.Timeout(10, connect=3)
OK = 200


class ScanTold(msgspec.Struct, frozen=True):
    key: str
    at: datetime
    state: ShipmentState
    text: Texts
    place: Texts | None = None


class ReportTold(msgspec.Struct, frozen=True):
    scans: list[ScanTold]
    expected_at: datetime | None = None


@dataclass
class SandboxTracker:
    base_url: str
    secret: str
    transport: httpx.AsyncBaseTransport | None = None
    _client: httpx.AsyncClient | None = None

    async def track(self, parcel: Parcel) -> Report:
        with counted("carrier", "track"):
            return await self._tracked(parcel)

    async def _tracked(self, parcel: Parcel) -> Report:
        url = f"{self.base_url}/parcels/{parcel.carrier}/{parcel.tracking_number}"
        try:
            answer = await self._line().put(
                url,
                headers={"authorization": f"Bearer {self.secret}"},
                json={
                    "shipped_at": parcel.shipped_at.isoformat(),
                    "province": parcel.province,
                    "city": parcel.city,
                    "district": parcel.district,
                },
            )
        except httpx.HTTPError as error:
            raise CarrierUnreachable from error
        if answer.status_code != OK:
            raise CarrierUnreachable
        return _report(answer.content)

    def _line(self) -> httpx.AsyncClient:
        """Kept: each new one reads the certificates of all authorities, 20 ms of CPU."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=PATIENCE, transport=self.transport, trust_env=False
            )
        return self._client


def _report(body: bytes) -> Report:
    try:
        told = msgspec.json.decode(body, type=ReportTold)
    except msgspec.DecodeError:
        raise CarrierUnreachable from None
    scans = [
        Scan(key=scan.key, at=scan.at, state=scan.state, text=scan.text, place=scan.place)
        for scan in told.scans
    ]
    return Report(scans=scans, expected_at=told.expected_at)
