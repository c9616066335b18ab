"""A large file arrives before the transaction of its request begins: over a slow line that takes
longer than a transaction may stand still."""

from hutong import access
from hutong.console.kit.answers import Asked
from hutong.kernel.db import Database
from hutong.web import cookies


async def arrived(request: Asked) -> None:
    """Of staff only; from anybody else nothing is read here, and the handler refuses them."""
    token = request.cookies.get(cookies.name(request, cookies.STAFF), "")
    if not 0 < len(token) <= cookies.TOKEN_MAX or not token.isascii():
        return
    db: Database = request.app.state.db
    async with db.reading() as session:
        known = await access.who_is(session, token)
    if known is not None and known.passed_second_factor:
        await request.form()
