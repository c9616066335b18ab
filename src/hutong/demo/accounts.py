"""Who can sign in to the demo shop. Everybody knows these passwords: production refuses them."""

from dataclasses import dataclass

from hutong.kernel.texts import Texts

PASSWORD = "xiangli-demo-2026"  # noqa: S105 - it stands on the screen when the shop starts
ROADSIDE = "@xiangli.example"


@dataclass(frozen=True)
class Account:
    """`role` is empty for the shopper, who signs in with a telephone number."""

    title: Texts
    login: str
    name: str
    role: str = ""
    password: str = PASSWORD


SHOPPER = Account({"zh": "顾客", "en": "Shopper"}, "13800000000", "小满")
OWNER = Account({"zh": "店主", "en": "Owner"}, f"owner{ROADSIDE}", "周巷", "owner")
OPERATOR = Account({"zh": "运营", "en": "Operator"}, f"operator{ROADSIDE}", "林一帆", "operator")
WAREHOUSE = Account(
    {"zh": "仓库", "en": "Warehouse"}, f"warehouse{ROADSIDE}", "赵铁生", "warehouse"
)
SUPPORT = Account(
    {"zh": "客服", "en": "Customer service"}, f"support{ROADSIDE}", "陈小雨", "support"
)
AUDITOR = Account({"zh": "审计", "en": "Auditor"}, f"auditor{ROADSIDE}", "沈明", "auditor")

STAFF = (OWNER, OPERATOR, WAREHOUSE, SUPPORT, AUDITOR)
ACCOUNTS = (SHOPPER, *STAFF)
"""The one place from which screens, tests and the manual take them."""

NO_DEMO = 3
"""The exit code by which `hutong demo --if-empty` says that the database holds another shop."""
