from hutong.members.service.addresses import (
    ADDRESSES_MAX,
    TooManyAddresses,
    delete_address,
    make_default,
    save_address,
)
from hutong.members.service.favourites import TooManyFavourites, favourite, unfavourite
from hutong.members.service.profile import ProfileDraft, edit_profile, speak
from hutong.members.service.sign_in import (
    AccountFrozen,
    PhoneTaken,
    SignIn,
    change_phone,
    join,
    request_code,
    require_good_password,
    set_password,
    sign_in_with_code,
    sign_in_with_new_password,
    sign_in_with_password,
)
from hutong.members.service.standing import (
    AlreadyFrozen,
    NotFrozen,
    freeze,
    reveal_phone,
    unfreeze,
)

__all__ = [
    "ADDRESSES_MAX",
    "AccountFrozen",
    "AlreadyFrozen",
    "NotFrozen",
    "PhoneTaken",
    "ProfileDraft",
    "SignIn",
    "TooManyAddresses",
    "TooManyFavourites",
    "change_phone",
    "delete_address",
    "edit_profile",
    "favourite",
    "freeze",
    "join",
    "make_default",
    "request_code",
    "require_good_password",
    "reveal_phone",
    "save_address",
    "set_password",
    "sign_in_with_code",
    "sign_in_with_new_password",
    "sign_in_with_password",
    "speak",
    "unfavourite",
    "unfreeze",
]
