from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import fulfilment
from hutong.fulfilment import Destination, Shipment, ShippedLine
from hutong.kernel import clock

NUMBER = "SF1412345678901"
HOME = Destination(
    recipient="李雷",
    phone="13800138000",
    province="浙江省",
    city="杭州市",
    district="西湖区",
    street="北山街道",
    detail="曙光路 1 号",
)
MUG = ShippedLine(
    sku_id=uuid4(),
    quantity=2,
    title={"zh": "青花马克杯", "en": "Porcelain mug"},
    sku_title={"zh": "蓝", "en": "Blue"},
)


async def shipment(
    session: AsyncSession, *, order_id: UUID | None = None, tracking_number: str = NUMBER
) -> Shipment:
    order_id = order_id or uuid4()
    return await fulfilment.create_shipment(
        session,
        order_id=order_id,
        member_id=uuid4(),
        number=f"P-{order_id}-{tracking_number}",
        lines=[MUG],
        carrier="sf",
        tracking_number=tracking_number,
        to=HOME,
        at=clock.now(),
    )
