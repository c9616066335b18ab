"""Every address of the storefront."""

from litestar.types import ControllerRouterHandler

from hutong.storefront.account.routes import ROUTES as ACCOUNT
from hutong.storefront.built.pages import show as built
from hutong.storefront.built.preview import show as preview
from hutong.storefront.cart.pages import arrange, check_out, put_back, remove
from hutong.storefront.cart.pages import show as cart
from hutong.storefront.checkout.pages import amend, place
from hutong.storefront.checkout.pages import show as checkout
from hutong.storefront.display.pages import change
from hutong.storefront.favourites.pages import mark, unmark
from hutong.storefront.favourites.pages import show as favourites
from hutong.storefront.help.pages import show as help_page
from hutong.storefront.home.pages import show as home
from hutong.storefront.listing.pages import brand, categories, category, search
from hutong.storefront.listing.speaking import ask as ask_to_speak
from hutong.storefront.listing.speaking import hear
from hutong.storefront.listing.suggestions import begin, suggest
from hutong.storefront.listing.suggestions import clear as forget_searches
from hutong.storefront.orders.pages import buy_again, cancel, confirm, spending
from hutong.storefront.orders.pages import index as orders
from hutong.storefront.orders.pages import show as order
from hutong.storefront.pay.pages import onward as pay_onward
from hutong.storefront.pay.pages import recognised as pay_recognised
from hutong.storefront.pay.pages import result as pay_result
from hutong.storefront.pay.pages import show as pay
from hutong.storefront.pay.pages import start as pay_start
from hutong.storefront.product.buying import into_cart, purchase
from hutong.storefront.product.leaving import leave
from hutong.storefront.product.pages import show as product
from hutong.storefront.region.pages import choose as choose_region
from hutong.storefront.region.pages import show as region
from hutong.storefront.robots.pages import robots, sitemap
from hutong.storefront.signin.pages import enter, send_code, sign_out
from hutong.storefront.signin.pages import show as sign_in

ROUTES: list[ControllerRouterHandler] = [
    home,
    built,
    preview,
    categories,
    category,
    brand,
    search,
    suggest,
    begin,
    forget_searches,
    ask_to_speak,
    hear,
    product,
    into_cart,
    purchase,
    leave,
    cart,
    arrange,
    remove,
    put_back,
    check_out,
    checkout,
    amend,
    place,
    pay,
    pay_start,
    pay_recognised,
    pay_onward,
    pay_result,
    orders,
    spending,
    order,
    cancel,
    confirm,
    buy_again,
    favourites,
    mark,
    unmark,
    help_page,
    change,
    region,
    choose_region,
    robots,
    sitemap,
    sign_in,
    send_code,
    enter,
    sign_out,
    *ACCOUNT,
]
