"""What people do in the shop, in the words of its Chinese pages."""

import re
from dataclasses import dataclass, field
from itertools import count

from playwright.async_api import Locator, Page, expect
from pyotp import TOTP

_phones = count(13766660001)
_parcels = count(1002003004001)
AUTHENTICATOR = "身份验证器中的 6 位数字"
TOLD_MS = 20_000
NUMBER = re.compile(r"/(?:pay|orders)/(\w+)")


@dataclass
class Visited:
    """The pages that somebody came through, each once, in order."""

    paths: list[str] = field(default_factory=list)

    @classmethod
    def by(cls, page: Page) -> "Visited":
        visited = cls()
        page.on("framenavigated", lambda frame: visited.note(frame.url))
        return visited

    def note(self, url: str) -> None:
        path = re.sub(r"https?://[^/]+", "", url).partition("?")[0].partition("#")[0]
        if not self.paths or self.paths[-1] != path:
            self.paths.append(path)


def new_phone() -> str:
    return str(next(_phones))


def new_parcel() -> str:
    return f"SF{next(_parcels)}"


def search_box(page: Page) -> Locator:
    """Which offers words while one types, where there is script."""
    name = "搜索商品"
    return page.get_by_role("combobox", name=name).or_(page.get_by_role("searchbox", name=name))


async def search(page: Page, words: str) -> None:
    box = search_box(page)
    await box.fill(words)
    await box.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(words)


async def open_first(page: Page) -> None:
    """The first article of a list."""
    await page.get_by_role("article").first.get_by_role("link").first.click()
    await expect(page.get_by_role("button", name="立即购买")).to_be_visible()


async def open_one_with_kinds(page: Page) -> None:
    """The first article of a list that is to be had in several kinds, all of them there."""
    found = page.get_by_role("article")
    there = [
        await found.nth(place).get_by_role("link").first.get_attribute("href")
        for place in range(await found.count())
    ]
    for href in filter(None, there):
        await page.goto(href)
        kinds = page.get_by_role("group").filter(has=page.get_by_role("radio")).first
        if await kinds.get_by_role("radio", disabled=False).count() > 1:
            return
    raise AssertionError("nothing in this list has several kinds")


async def choose(page: Page, number: int = 1) -> str:
    """Another kind of the first specification; its name."""
    kind = page.get_by_role("group").filter(has=page.get_by_role("radio")).first
    wanted = kind.get_by_role("radio").nth(number)
    name = (await kind.locator("label").nth(number).inner_text()).strip()
    await wanted.check()
    await expect(kind.locator("legend")).to_contain_text(name)
    return name


async def put_into_cart(page: Page) -> None:
    await page.get_by_role("button", name="加入购物车").click()
    await expect(page.get_by_text("已加入购物车")).to_be_visible()


async def fill_in_phone(page: Page, phone: str) -> None:
    await page.get_by_label("手机号").fill(phone)
    await page.get_by_role("button", name="获取验证码").click()
    await expect(page.get_by_text("验证码已发送至")).to_be_visible()


async def enter_with_code(page: Page, code: str) -> None:
    await page.get_by_label("验证码").fill(code)
    await page.get_by_role("checkbox", name="我已阅读并同意").check()
    await page.get_by_role("button", name="登录 / 注册").click()


def code_in(message: str) -> str:
    found = re.search(r"(?<!\d)\d{6}(?!\d)", message)
    assert found is not None, message
    return found[0]


async def fill_in_address(page: Page, *, by_hand: bool = False) -> None:
    """By hand: without script each level is loaded with a button."""
    await page.get_by_label("收货人").fill("张小满")
    await page.get_by_label("手机号").fill("138 1234 5678")
    for label, place in (("省份", "浙江省"), ("城市", "杭州市"), ("区 / 县", "西湖区")):
        await page.get_by_label(label).select_option(label=place)
        if by_hand:
            await page.get_by_role("button", name="载入下级地区").click()
    await page.get_by_label("街道 / 乡镇").select_option(label="三墩镇")
    await page.get_by_label("详细地址").fill("文三路90号1幢302")
    await page.get_by_role("button", name="保存地址").click()


async def place_order(page: Page) -> str:
    """The number of the order, which waits for its payment."""
    await page.get_by_role("button", name="提交订单").click()
    await expect(page.get_by_role("heading", name="订单已提交，请付款")).to_be_visible()
    return number_in(page)


def number_in(page: Page) -> str:
    found = NUMBER.search(page.url)
    assert found is not None, page.url
    return found[1]


async def to_cashier(page: Page) -> Locator:
    """On to the sandbox provider's own page; the button that pays there."""
    await page.get_by_role("radio", name="模拟收银台").check()
    await page.get_by_role("button", name="确认付款").click()
    await expect(page.get_by_role("heading", name="模拟收银台")).to_be_visible()
    return page.get_by_role("button", name="确认付款")


async def pay(page: Page, *, told: str = "") -> None:
    """`told`: how the shop hears of it, where that is not at once."""
    button = await to_cashier(page)
    if told:
        await page.get_by_text("测试选项：付款通知方式").click()
        await page.get_by_role("radio", name=told).check()
    await button.click()


async def see_paid(page: Page) -> None:
    await expect(page.get_by_role("heading", name="支付成功")).to_be_visible(timeout=TOLD_MS)


async def give_password(page: Page, email: str, password: str) -> None:
    await page.get_by_label("邮箱").fill(email)
    await page.get_by_label("密码").fill(password)
    await page.get_by_role("button", name="下一步").click()


async def set_up_second_factor(page: Page) -> str:
    """The secret that the authenticator app keeps from now on."""
    await page.get_by_role("button", name="现在设置").click()
    secret = (await page.locator("code").inner_text()).replace(" ", "")
    await page.get_by_label(AUTHENTICATOR).fill(TOTP(secret).now())
    await page.get_by_role("button", name="确认").click()
    await page.get_by_role("link", name="我已保存好").click()
    return secret
