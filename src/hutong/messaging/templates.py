"""The words of every message, in every language of the shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from hutong.kernel import texts
from hutong.kernel.texts import Texts

HIDDEN = "••••••"
SHOP = "shop"
NO_WORDS: Texts = {"zh": "", "en": ""}
ORDER = "/orders/{number}"


class Channel(StrEnum):
    SMS = "sms"
    MAIL = "mail"
    IN_APP = "in_app"


@dataclass(frozen=True, kw_only=True)
class Template:
    """`link` may name facts, as the words do. `secret`: facts not kept once the message is out.
    `good_for`: too late after that. `signed`: {shop} is the name that the shop signs with."""

    channels: frozenset[Channel]
    body: Texts
    title: Texts
    link: str = ""
    secret: frozenset[str] = frozenset()
    good_for: timedelta | None = None
    signed: bool = False


def _code(purpose: Texts) -> Template:
    return Template(
        channels=frozenset({Channel.SMS}),
        title=purpose,
        body={
            "zh": "【{shop}】{code} 是您的验证码，用于"
            + purpose["zh"]
            + "，5 分钟内有效。任何人向您索要都请勿提供。",
            "en": "[{shop}] {code} is your code to "
            + purpose["en"].lower()
            + ", good for 5 minutes. Never give it to anybody.",
        },
        secret=frozenset({"code"}),
        signed=True,
        good_for=timedelta(minutes=5),
    )


def _in_app(title: Texts, body: Texts, link: str = "") -> Template:
    return Template(channels=frozenset({Channel.IN_APP}), title=title, body=body, link=link)


TEMPLATES: Mapping[str, Template] = {
    "code.sign_in": _code({"zh": "登录或注册", "en": "Sign in"}),
    "code.set_password": _code({"zh": "设置登录密码", "en": "Set a password"}),
    "code.change_phone": _code({"zh": "更换手机号", "en": "Change the phone number"}),
    "welcome": _in_app(
        {"zh": "欢迎光临", "en": "Welcome"},
        {
            "zh": "很高兴认识您。填好收货地址，下次结算就不用再输入了。",
            "en": "Good to have you here. Add your address now, and the next checkout is shorter.",
        },
        "/account/addresses",
    ),
    "account.new_device": _in_app(
        {"zh": "新设备登录提醒", "en": "A new device signed in"},
        {
            "zh": "您的账号刚刚在 {device} 上登录。如果不是您本人，请退出该设备并修改密码。",
            "en": "Your account was just used on {device}. If this was not you, sign that device"
            " out and change your password.",
        },
        "/account/devices",
    ),
    "account.password_set": _in_app(
        {"zh": "登录密码已更新", "en": "Your password was changed"},
        {
            "zh": "您的登录密码刚刚被修改，其他设备已退出登录。",
            "en": "Your password was just changed. All other devices were signed out.",
        },
        "/account/devices",
    ),
    "order.paid_late": _in_app(
        {"zh": "付款确认延迟说明", "en": "Your payment was confirmed late"},
        {
            "zh": "很抱歉，订单 {number} 的付款确认晚了一些。"
            "款项已到账，订单现已恢复正常，您无需任何操作。",
            "en": "Sorry: the payment for order {number} was confirmed late. The money is here"
            " and the"
            " order goes on as usual; there is nothing for you to do.",
        },
        "/orders",
    ),
    "order.refund_late": _in_app(
        {"zh": "退款状态更新说明", "en": "Your refund was shown late"},
        {
            "zh": "很抱歉，订单 {number} 的退款早已完成，但页面状态更新晚了。"
            "款项已原路退回，您无需任何操作。",
            "en": "Sorry: the refund of order {number} was done, but shown late. The money went"
            " back"
            " the way it came; there is nothing for you to do.",
        },
        "/orders",
    ),
    "order.refund_owed": _in_app(
        {"zh": "退款补发说明", "en": "Your refund is on its way"},
        {
            "zh": "很抱歉，订单 {number} 取消后，退款没有及时发起。"
            "我们已经补上，款项将原路退回，您无需任何操作。",
            "en": "Sorry: order {number} was cancelled, but its refund had not been started. It"
            " is on"
            " its way now, the way the money came; there is nothing for you to do.",
        },
        "/orders",
    ),
    "order.looked_into": _in_app(
        {"zh": "订单正在核对", "en": "We are looking into your order"},
        {
            "zh": "我们发现订单 {number} 的状态有异常，正在人工核对。"
            "您的款项和权益不受影响，处理完会再通知您。",
            "en": "Something about order {number} does not add up, and a person is looking into it."
            " Your money is safe; you will hear from us when it is settled.",
        },
        "/orders",
    ),
    "account.phone_changed": _in_app(
        {"zh": "手机号已更换", "en": "Your phone number was changed"},
        {
            "zh": "您的登录手机号已更换为 {phone}。",
            "en": "You now sign in with {phone}.",
        },
        "/account/profile",
    ),
    "order.paid": _in_app(
        {"zh": "付款成功", "en": "Payment received"},
        {
            "zh": "订单 {number} 已付款 {amount}，我们马上为您安排。",
            "en": "Order {number} is paid ({amount}). We see to it right away.",
        },
        ORDER,
    ),
    "order.codes": _in_app(
        {"zh": "服务券码已生成", "en": "The codes of your services are ready"},
        {
            "zh": "订单 {number} 的 {count} 个服务券码已生成，使用服务时出示即可，"
            "可随时在订单详情中查看。",
            "en": "{count} codes for order {number} are ready. Show one when you use a service;"
            " the order keeps them for you.",
        },
        ORDER,
    ),
    "order.shipped": _in_app(
        {"zh": "订单已发货", "en": "Your order is on its way"},
        {
            "zh": "订单 {number} 的商品已全部发出，可在订单详情中查看物流。",
            "en": "Everything in order {number} has been sent. The order shows where it is.",
        },
        ORDER,
    ),
    "order.shipped_partly": _in_app(
        {"zh": "订单部分发货", "en": "A part of your order is on its way"},
        {
            "zh": "订单 {number} 的部分商品已发出，其余商品将另行寄出。",
            "en": "A part of order {number} has been sent. The rest follows in another parcel.",
        },
        ORDER,
    ),
    "order.cancelled": _in_app(
        {"zh": "订单已被取消", "en": "Your order was cancelled"},
        {
            "zh": "很抱歉，订单 {number} 已由商家取消，原因见订单详情。",
            "en": "We are sorry: we had to cancel order {number}. The order says why.",
        },
        ORDER,
    ),
    "order.cancelled_paid": _in_app(
        {"zh": "订单已被取消", "en": "Your order was cancelled"},
        {
            "zh": "很抱歉，订单 {number} 已由商家取消，原因见订单详情。您支付的款项将原路退回。",
            "en": "We are sorry: we had to cancel order {number}. The order says why. What you"
            " paid is being given back.",
        },
        ORDER,
    ),
    "order.unpaid": _in_app(
        {"zh": "订单已关闭", "en": "Your order was closed"},
        {
            "zh": "订单 {number} 超时未付款，已自动关闭。如仍需要，可在订单详情中再次购买。",
            "en": "Order {number} was not paid in time and is closed. You can buy it again from"
            " the order.",
        },
        ORDER,
    ),
    "order.refunded": _in_app(
        {"zh": "退款成功", "en": "Your money is on its way back"},
        {
            "zh": "订单 {number} 的 {amount} 已原路退回。",
            "en": "{amount} for order {number} went back the way you paid.",
        },
        ORDER,
    ),
}


def write(words: Texts, facts: Mapping[str, str], locale: str) -> str:
    """Raises KeyError when a fact is missing: a half-written message never leaves."""
    return texts.pick(words, locale).format_map(facts)
