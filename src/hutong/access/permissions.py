"""What staff may be allowed to do, and the roles a new shop begins with. Data, not code."""

from collections.abc import Mapping
from dataclasses import dataclass

from hutong.kernel.errors import Forbidden
from hutong.kernel.texts import Texts

PERMISSIONS: Mapping[str, Texts] = {
    "dashboard.view": {"zh": "查看数据看板", "en": "See the dashboard"},
    "orders.view": {"zh": "查看订单", "en": "See orders"},
    "orders.ship": {"zh": "订单发货", "en": "Ship orders"},
    "orders.cancel": {"zh": "取消订单", "en": "Cancel orders"},
    "services.redeem": {"zh": "核销服务券码", "en": "Redeem codes of services"},
    "orders.note": {"zh": "添加订单备注", "en": "Write notes on orders"},
    "catalog.view": {"zh": "查看商品", "en": "See products"},
    "catalog.edit": {"zh": "编辑商品与价格", "en": "Change products and prices"},
    "catalog.audit": {"zh": "审核类目归属", "en": "Audit the categories of products"},
    "compliance.edit": {"zh": "维护违规词与违禁品", "en": "Keep the lists of forbidden words"},
    "listing.review": {"zh": "审核商品上架", "en": "Review goods before they are listed"},
    "listing.rules": {"zh": "设置上架标准与规则", "en": "Set the standards and rules of listing"},
    "checklists.view": {"zh": "查看清单与流程", "en": "See checklists and procedures"},
    "checklists.work": {"zh": "执行清单", "en": "Begin and tick checklists"},
    "checklists.edit": {"zh": "维护标准流程", "en": "Write the procedures of the shop"},
    "search.view": {"zh": "查看搜索报表", "en": "See what shoppers search for"},
    "search.edit": {"zh": "管理搜索词与排序", "en": "Manage search words and ranking"},
    "content.view": {"zh": "查看帮助与文章", "en": "See help and articles"},
    "content.edit": {"zh": "编辑帮助与文章", "en": "Write help and articles"},
    "media.view": {"zh": "查看素材库", "en": "See the media library"},
    "media.edit": {"zh": "管理素材库", "en": "Keep the media library"},
    "inventory.view": {"zh": "查看库存", "en": "See stock"},
    "inventory.receive": {"zh": "收货入库", "en": "Receive goods"},
    "inventory.transfer": {"zh": "库存调拨", "en": "Transfer goods"},
    "inventory.count": {"zh": "盘点录入", "en": "Count stock"},
    "inventory.approve": {"zh": "审核盘点差异", "en": "Post what a count found"},
    "inventory.adjust": {"zh": "调整与报损", "en": "Adjust and write off stock"},
    "inventory.locations": {"zh": "管理仓库与活动库存", "en": "Manage locations and pools"},
    "decoration.view": {"zh": "查看店铺装修", "en": "See shop pages and themes"},
    "decoration.edit": {
        "zh": "装修店铺与发布页面",
        "en": "Build and publish shop pages and themes",
    },
    "members.view": {"zh": "查看会员", "en": "See members"},
    "members.reveal": {"zh": "查看会员完整手机号", "en": "See members' whole phone numbers"},
    "members.freeze": {"zh": "冻结与解冻会员", "en": "Freeze and release members"},
    "payments.refund": {"zh": "处理退款", "en": "Deal with refunds"},
    "payments.settle": {"zh": "处理挂账与对账差异", "en": "Settle held payments and bills"},
    "approvals.view": {"zh": "查看审批", "en": "See approvals"},
    "approvals.decide": {"zh": "审批", "en": "Decide approvals"},
    "payments.rules": {"zh": "设置退款规则", "en": "Set the rules of refunds"},
    "messages.view": {"zh": "查看消息记录", "en": "See sent messages"},
    "staff.manage": {"zh": "管理员工与角色", "en": "Manage staff and roles"},
    "alarms.view": {"zh": "查看告警", "en": "See alarms"},
    "alarms.handle": {"zh": "处理告警", "en": "Deal with alarms"},
    "audit.view": {"zh": "查看操作日志", "en": "See the audit trail"},
    "work.retry": {"zh": "重试失败的任务与事件", "en": "Have failed jobs and events tried again"},
}
_VIEWS = frozenset(name for name in PERMISSIONS if name.endswith(".view"))


@dataclass(frozen=True)
class RoleDraft:
    name: str
    title: Texts
    permissions: frozenset[str]


OWNER = "owner"
DEFAULT_ROLES = (
    RoleDraft(OWNER, {"zh": "店主", "en": "Owner"}, frozenset(PERMISSIONS)),
    RoleDraft(
        "operator",
        {"zh": "运营", "en": "Operator"},
        frozenset(PERMISSIONS) - {"staff.manage", "audit.view", "work.retry", "members.reveal"},
    ),
    RoleDraft(
        "warehouse",
        {"zh": "仓库", "en": "Warehouse"},
        frozenset(
            {
                "dashboard.view",
                "orders.view",
                "orders.ship",
                "services.redeem",
                "catalog.view",
                "inventory.view",
                "inventory.receive",
                "inventory.transfer",
                "inventory.count",
                "inventory.adjust",
                "checklists.view",
                "checklists.work",
            }
        ),
    ),
    RoleDraft(
        "support",
        {"zh": "客服", "en": "Customer service"},
        frozenset(
            {
                "dashboard.view",
                "orders.view",
                "orders.cancel",
                "orders.note",
                "services.redeem",
                "catalog.view",
                "inventory.view",
                "members.view",
                "members.reveal",
                "messages.view",
                "checklists.view",
                "checklists.work",
            }
        ),
    ),
    RoleDraft("auditor", {"zh": "审计", "en": "Auditor"}, _VIEWS),
)


@dataclass(eq=False)
class NotAllowed(Forbidden):
    message = "Your role does not allow this."
    permission: str


def require(permissions: frozenset[str], permission: str) -> None:
    """Raises NotAllowed; a permission that nobody declared is a mistake of ours."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    if permission not in permissions:
        raise NotAllowed(permission)
