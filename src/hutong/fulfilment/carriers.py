"""The carriers that the shop hands parcels to, and what their tracking numbers look like."""

import re
from dataclasses import dataclass

from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import Texts

LENGTH_MAX = 32


@dataclass(frozen=True, slots=True)
class Carrier:
    code: str
    name: Texts
    pattern: str
    example: str
    hotline: str


CARRIERS = {
    carrier.code: carrier
    for carrier in (
        Carrier(
            "sf",
            {"zh": "顺丰速运", "en": "SF Express"},
            r"SF\d{13}|\d{12}",
            "SF1412345678901",
            "95338",
        ),
        Carrier(
            "jd",
            {"zh": "京东物流", "en": "JD Logistics"},
            r"JD[0-9A-Z]{11,13}(-\d+-\d+-?)?",
            "JDX012345678901",
            "950616",
        ),
        Carrier(
            "zto", {"zh": "中通快递", "en": "ZTO Express"}, r"7\d{13}", "78612345678901", "95311"
        ),
        Carrier(
            "yto", {"zh": "圆通速递", "en": "YTO Express"}, r"YT\d{13}", "YT8812345678901", "95554"
        ),
        Carrier(
            "sto", {"zh": "申通快递", "en": "STO Express"}, r"77\d{13}", "773112345678901", "95543"
        ),
        Carrier(
            "yunda",
            {"zh": "韵达快递", "en": "Yunda Express"},
            r"3\d{14}|4\d{14}",
            "312345678901234",
            "95546",
        ),
        Carrier(
            "jt", {"zh": "极兔速递", "en": "J&T Express"}, r"JT\d{13}", "JT5112345678901", "956025"
        ),
        Carrier(
            "ems",
            {"zh": "中国邮政 EMS", "en": "China Post EMS"},
            r"1\d{12}|[A-Z]{2}\d{9}CN",
            "1234567890123",
            "11183",
        ),
        Carrier(
            "deppon",
            {"zh": "德邦快递", "en": "Deppon Express"},
            r"DPK\d{12}",
            "DPK312345678901",
            "95353",
        ),
    )
}


def checked(carrier: str, tracking_number: str) -> str:
    """The number as the carrier writes it. Raises Invalid for one that it cannot have made."""
    known = CARRIERS.get(carrier)
    if known is None:
        raise Invalid([Problem("carrier", _("Please choose a carrier."))])
    number = re.sub(r"\s", "", tracking_number).upper()
    if len(number) > LENGTH_MAX or not re.fullmatch(known.pattern, number, re.ASCII):
        problem = _("This is not a tracking number of that carrier. Example: {example}")
        raise Invalid([Problem("tracking_number", problem.format(example=known.example))])
    return number
