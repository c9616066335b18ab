from hutong.identity.service.codes import check_code, issue_code
from hutong.identity.service.passwords import check_password, require_strong, set_password
from hutong.identity.service.second_factor import (
    Enrolment,
    begin_totp,
    check_recovery_code,
    check_totp,
    confirm_totp,
    new_recovery_codes,
    remove_totp,
)
from hutong.identity.service.sessions import (
    end_all_sessions,
    end_other_sessions,
    end_session,
    pass_second_factor,
    renew,
    require_fresh,
    rotate,
    start_session,
    touch_sessions,
)

__all__ = [
    "Enrolment",
    "begin_totp",
    "check_code",
    "check_password",
    "check_recovery_code",
    "check_totp",
    "confirm_totp",
    "end_all_sessions",
    "end_other_sessions",
    "end_session",
    "issue_code",
    "new_recovery_codes",
    "pass_second_factor",
    "remove_totp",
    "renew",
    "require_fresh",
    "require_strong",
    "rotate",
    "set_password",
    "start_session",
    "touch_sessions",
]
