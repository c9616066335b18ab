from io import BytesIO

import pytest
from httpx import AsyncClient
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import content
from hutong.kernel.settings import Settings


def a_photograph() -> bytes:
    file = BytesIO()
    Image.new("RGB", (800, 800), "#1f4e8c").save(file, "PNG")
    return file.getvalue()


async def test_a_picture_is_served_in_the_wanted_width_and_kept_for_ever(
    session: AsyncSession, client: AsyncClient, settings: Settings
) -> None:
    picture = await content.put_picture(
        session, a_photograph(), media_dir=settings.media_dir, alt={"zh": "蓝", "en": "Blue"}
    )

    answer = await client.get(content.picture_url(picture.key, 320))

    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert Image.open(BytesIO(answer.content)).width == 320


@pytest.mark.parametrize(
    "name", ["x-320.webp", "..%2f..%2fsecret", "a" * 16 + "-٣٢٠.webp", "-.webp"]
)
async def test_what_is_no_picture_of_ours_is_not_found(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/media/{name}")).status_code == 404
