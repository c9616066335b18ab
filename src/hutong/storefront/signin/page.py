from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import urlencode

from hutong.identity import Purpose
from hutong.kernel.i18n import gettext as _
from hutong.storefront.codes import SentCode

ACCOUNT = "/account"


class Way(StrEnum):
    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - the name of a tab
    NEW_PASSWORD = "new-password"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Tab:
    title: str
    url: str
    count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInPage:
    way: Way = Way.CODE
    next: str = ACCOUNT
    phone: str = ""
    remember: bool = True
    agreed: bool = False
    sent: SentCode | None = None
    alert: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)

    def saying(
        self,
        *,
        sent: SentCode | None = None,
        alert: str = "",
        problems: Mapping[str, str] | None = None,
    ) -> "SignInPage":
        return replace(self, sent=sent, alert=alert, problems=problems or {})

    def problem(self, name: str) -> str:
        return self.problems.get(name, "")

    @property
    def purpose(self) -> Purpose:
        return Purpose.SET_PASSWORD if self.way is Way.NEW_PASSWORD else Purpose.SIGN_IN

    @property
    def asks_for_code(self) -> bool:
        return self.way is not Way.PASSWORD

    @property
    def asks_for_consent(self) -> bool:
        """Where somebody may become a member by it."""
        return self.way is not Way.PASSWORD

    @property
    def title(self) -> str:
        return {
            Way.CODE: _("Sign in or register"),
            Way.PASSWORD: _("Sign in"),
            Way.NEW_PASSWORD: _("Set a new password"),
        }[self.way]

    @property
    def is_on_the_way(self) -> bool:
        """Was somebody sent here from a page that asks who they are?"""
        return self.next != ACCOUNT

    @property
    def here(self) -> str:
        return self._address(self.way)

    @property
    def tabs(self) -> tuple[Tab, ...]:
        return (
            Tab(_("By text message"), self._address(Way.CODE)),
            Tab(_("By password"), self._address(Way.PASSWORD)),
        )

    @property
    def new_password_url(self) -> str:
        return self._address(Way.NEW_PASSWORD)

    @property
    def password_url(self) -> str:
        return self._address(Way.PASSWORD)

    def _address(self, way: Way) -> str:
        return f"/sign-in?{urlencode({'way': way.value, 'next': self.next})}"
