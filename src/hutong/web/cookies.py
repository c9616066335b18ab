"""The cookies of the house: their names, their flags, and setting one from inside a handler."""

from litestar import Request
from litestar.datastructures import Cookie, State
from litestar.types import Scope

Asked = Request[object, object, State]

SESSION = "ht_session"
GUEST = "ht_guest"
STAFF = "ht_staff"
LOCALE = "ht_locale"
THEME = "ht_theme"
CART = "ht_cart"
SEARCHER = "ht_searcher"
FLASH = "ht_flash"
REGION = "ht_region"

SESSION_DAYS = 180
GUEST_DAYS = 90
SEARCHER_DAYS = 30
CHOICE_DAYS = 365
TOKEN_MAX = 200
COUNT_DIGITS = 5
DAY = 86400
PENDING = "cookies"


def name(request: Asked, plain: str) -> str:
    """With the __Host- prefix where the shop is served over https (S22)."""
    return f"__Host-{plain}" if request.app.state.secure else plain


def private(request: Asked, plain: str, value: str, *, days: int | None) -> Cookie:
    """One that scripts never see and other sites never send. None: gone when the browser closes."""
    return Cookie(
        key=name(request, plain),
        value=value,
        max_age=None if days is None else days * DAY,
        secure=request.app.state.secure,
        httponly=True,
        samesite="lax",
    )


def choice(request: Asked, plain: str, value: str) -> Cookie:
    """A preference or a number to show; nothing depends on its being true."""
    return Cookie(
        key=plain,
        value=value,
        max_age=CHOICE_DAYS * DAY,
        secure=request.app.state.secure,
        samesite="lax",
    )


def gone(request: Asked, plain: str) -> Cookie:
    return Cookie(
        key=name(request, plain),
        value="",
        max_age=0,
        secure=request.app.state.secure,
        httponly=True,
        samesite="lax",
    )


def later(request: Asked, cookie: Cookie) -> None:
    """Set it with the answer of this request, whatever that will be: a page or a refusal."""
    pending: list[Cookie] = request.scope["state"].setdefault(PENDING, [])
    pending.append(cookie)


def count(request: Asked) -> int:
    """How many things are in the cart: as this request has just counted them, else as its cookie
    says."""
    told = [each.value for each in pending(request.scope) if each.key == CART]
    return count_of(told[-1] if told else request.cookies.get(CART))


def pending(scope: Scope) -> list[Cookie]:
    kept: list[Cookie] = scope["state"].get(PENDING, [])
    return kept


def count_of(value: str | None) -> int:
    """How many things are in the cart, as the cookie says; nothing depends on its being true."""
    if value and value.isdecimal() and len(value) <= COUNT_DIGITS:
        return int(value)
    return 0
