"""What `hutong demo` decides before anything heavy is imported."""

from hutong.demo import occupied
from hutong.demo.accounts import NO_DEMO
from hutong.demo.occupied import Holds
from hutong.kernel.operator import OperatorError
from hutong.kernel.settings import Settings


class DemoRefused(OperatorError): ...


def run(settings: Settings, *, small: bool, if_empty: bool) -> int:
    """The exit code: 0 when the demo shop is there now. Raises DemoRefused in production, and
    rather than touch a database that holds something."""
    if settings.production:
        raise DemoRefused("HUTONG_ENVIRONMENT: demo trade never goes into production.")
    holds = occupied.look(settings)
    if holds is Holds.NOTHING:
        _fill(settings, small=small)
        return 0
    if not if_empty:
        raise DemoRefused("The database is not empty: demo trade needs one of its own.")
    return 0 if holds is Holds.DEMO else NO_DEMO


def _fill(settings: Settings, *, small: bool) -> None:
    from hutong import migrate  # noqa: PLC0415 - most starts find a filled database
    from hutong.demo import loading  # noqa: PLC0415

    migrate.upgrade(settings.database_url.get_secret_value())
    loading.fill(settings, small=small)
