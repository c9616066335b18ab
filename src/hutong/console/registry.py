"""All screens of the console, in the order of its menu. What is not here is not reachable."""

from hutong.console.alarms.screens import ALARMS
from hutong.console.approvals.screens import APPROVALS
from hutong.console.articles.screens import ARTICLE_FORM, ARTICLES
from hutong.console.checks.lists import LIST_FORM, LIST_PAGE, LISTS
from hutong.console.checks.procedures import PROCEDURE_FORM, PROCEDURES
from hutong.console.checks.steps import STEPS, TICK_FORM, TIMES
from hutong.console.dashboard.screens import DASHBOARD
from hutong.console.decoration.asking import PUBLISHING, PUBLISHING_FORM
from hutong.console.decoration.identity import IDENTITY, IDENTITY_FORM
from hutong.console.decoration.scenes import SCENES
from hutong.console.decoration.screens import NEW_PAGE, PAGES, THEME_FORM, THEMES
from hutong.console.goods.brands import BRAND_FORM, BRANDS
from hutong.console.goods.categories import CATEGORIES, CATEGORY_FORM
from hutong.console.goods.category_audit import CATEGORY_AUDIT, CATEGORY_LOOKS, LOOK_FORM
from hutong.console.goods.import_lines import IMPORT_LINES, LINE_PAGE
from hutong.console.goods.imports import IMPORT_FORM, IMPORT_PAGE, IMPORTS
from hutong.console.goods.prices import PRICE_HISTORY, PRICE_RULE_FORM, PRICE_RULES
from hutong.console.goods.product_form import EDIT_PRODUCT, NEW_PRODUCT
from hutong.console.goods.products import PRODUCT_PAGE, PRODUCTS
from hutong.console.goods.shares import SHARES
from hutong.console.goods.suggested import SUGGESTED_FORM, SUGGESTED_LIST
from hutong.console.goods.tag_rules import TAG_PREVIEW, TAG_RULE_FORM, TAG_RULES, TAGGED
from hutong.console.goods.tags import TAG_FORM, TAGS
from hutong.console.goods.versions import CHANGE_PAGE, VERSIONS_PAGE
from hutong.console.health.screens import FAILED, PARKED
from hutong.console.integrity.screens import CHECKS, FINDINGS, RUNS
from hutong.console.kit import Area
from hutong.console.media.forms import EDIT_MEDIA, NEW_MEDIA
from hutong.console.media.screens import MEDIA_LIST, MEDIA_PAGE
from hutong.console.members.screens import MEMBER_PAGE, MEMBERS
from hutong.console.messages.screens import MESSAGES
from hutong.console.money.batches import BATCH_PAGE, BATCHES, NEW_BATCH
from hutong.console.money.clearing import CLEARING
from hutong.console.money.health import HEALTH
from hutong.console.money.payment import PAYMENT_PAGE
from hutong.console.money.reconciling import DIFFERENCES, RECONCILIATIONS, START
from hutong.console.money.rules import RULE_FORM, RULES
from hutong.console.money.screens import PAYMENTS, REFUNDS
from hutong.console.orders.screens import ORDER_PAGE, ORDERS
from hutong.console.quality.checks import CHECK_PAGE, CHECKED
from hutong.console.quality.introducing import INTRODUCTIONS
from hutong.console.quality.papers import PAPER_FORM, PAPERS, STANDARD_FORM, STANDARDS
from hutong.console.quality.reviews import REVIEWS
from hutong.console.quality.schedule import (
    APPOINTMENTS,
    PREVIEW,
)
from hutong.console.quality.schedule import (
    RULE_FORM as SHELF_RULE_FORM,
)
from hutong.console.quality.schedule import (
    RULES as SHELF_RULES,
)
from hutong.console.quality.suppliers import SUPPLIER_FORM, SUPPLIERS
from hutong.console.quality.terms import TERM_FORM, TERMS
from hutong.console.quality.turns import SCAN_FORM, SCANS_LIST, TURNS
from hutong.console.regions.screens import RULE_FORM as REGION_FORM
from hutong.console.regions.screens import RULES as REGIONS
from hutong.console.searching.asked import ASKED, ASKED_PAGE
from hutong.console.searching.figures import FIGURES as SEARCH_FIGURES
from hutong.console.searching.rule_page import RULE_PAGE as MERCHANDISING_PAGE
from hutong.console.searching.rules import RULE_FORM as MERCHANDISING_FORM
from hutong.console.searching.rules import RULES as MERCHANDISING
from hutong.console.searching.wordings import WORDING_FORM, WORDINGS
from hutong.console.services.screens import CODE_PAGE, CODES
from hutong.console.staff.screens import ROLE_FORM, ROLES, STAFF, STAFF_FORM
from hutong.console.stock.articles import STOCK, STOCK_PAGE
from hutong.console.stock.counting import COUNT_FORM
from hutong.console.stock.figures import ACCURACY, FIGURES, TURNOVER
from hutong.console.stock.locations import LOCATION_FORM, LOCATIONS
from hutong.console.stock.movements import MOVEMENTS
from hutong.console.stock.pools import POOL_FORM, POOL_PAGE, POOLS
from hutong.console.stock.receipts import RECEIPT_FORM, RECEIPT_PAGE, RECEIPTS
from hutong.console.stock.shelves import SHELF_PAGE, SHELVES
from hutong.console.stock.stocktakes import STOCKTAKE_FORM, STOCKTAKE_PAGE, STOCKTAKES
from hutong.console.stock.thresholds import IMPORT, THRESHOLDS
from hutong.console.stock.transfers import TRANSFER_FORM, TRANSFER_PAGE, TRANSFERS
from hutong.console.trail.screens import telling, trail_screens
from hutong.kernel.i18n import N_

_HOUSE = (STAFF, STAFF_FORM, ROLES, ROLE_FORM, CHECKS, FINDINGS, RUNS, PARKED, FAILED)
_AREAS = (
    Area(N_("Overview"), "chart", (DASHBOARD, ALARMS, APPROVALS)),
    Area(
        N_("Checklists"),
        "check-circle",
        (
            LISTS,
            LIST_PAGE,
            LIST_FORM,
            STEPS,
            TICK_FORM,
            TIMES,
            PROCEDURES,
            PROCEDURE_FORM,
        ),
    ),
    Area(
        N_("Orders and members"),
        "receipt",
        (ORDERS, ORDER_PAGE, CODES, CODE_PAGE, MEMBERS, MEMBER_PAGE, MESSAGES),
    ),
    Area(
        N_("Money"),
        "wallet",
        (
            PAYMENTS,
            PAYMENT_PAGE,
            REFUNDS,
            BATCHES,
            BATCH_PAGE,
            NEW_BATCH,
            HEALTH,
            CLEARING,
            RECONCILIATIONS,
            START,
            DIFFERENCES,
            RULES,
            RULE_FORM,
        ),
    ),
    Area(
        N_("Goods"),
        "box",
        (
            PRODUCTS,
            PRODUCT_PAGE,
            NEW_PRODUCT,
            EDIT_PRODUCT,
            VERSIONS_PAGE,
            PRICE_HISTORY,
            PRICE_RULES,
            PRICE_RULE_FORM,
            SUGGESTED_LIST,
            SUGGESTED_FORM,
            CHANGE_PAGE,
            CATEGORIES,
            CATEGORY_FORM,
            TAGS,
            TAG_FORM,
            TAG_RULES,
            TAG_RULE_FORM,
            TAG_PREVIEW,
            TAGGED,
            BRANDS,
            BRAND_FORM,
            SHARES,
            REGIONS,
            REGION_FORM,
            IMPORTS,
            IMPORT_PAGE,
            IMPORT_FORM,
            IMPORT_LINES,
            LINE_PAGE,
        ),
    ),
    Area(
        N_("Listing and quality"),
        "shield",
        (
            CHECKED,
            CHECK_PAGE,
            REVIEWS,
            INTRODUCTIONS,
            PAPERS,
            PAPER_FORM,
            STANDARDS,
            STANDARD_FORM,
            APPOINTMENTS,
            SHELF_RULES,
            SHELF_RULE_FORM,
            PREVIEW,
            TURNS,
            TERMS,
            TERM_FORM,
            SUPPLIERS,
            SUPPLIER_FORM,
            SCANS_LIST,
            SCAN_FORM,
            CATEGORY_AUDIT,
            LOOK_FORM,
            CATEGORY_LOOKS,
        ),
    ),
    Area(
        N_("Search"),
        "search",
        (
            SEARCH_FIGURES,
            ASKED,
            ASKED_PAGE,
            WORDINGS,
            WORDING_FORM,
            MERCHANDISING,
            MERCHANDISING_PAGE,
            MERCHANDISING_FORM,
        ),
    ),
    Area(
        N_("Shop design"),
        "image",
        (
            PAGES,
            NEW_PAGE,
            MEDIA_LIST,
            MEDIA_PAGE,
            NEW_MEDIA,
            EDIT_MEDIA,
            IDENTITY,
            IDENTITY_FORM,
            THEMES,
            THEME_FORM,
            SCENES,
            PUBLISHING,
            PUBLISHING_FORM,
            ARTICLES,
            ARTICLE_FORM,
        ),
    ),
    Area(
        N_("Stock"),
        "truck",
        (
            STOCK,
            STOCK_PAGE,
            SHELVES,
            SHELF_PAGE,
            MOVEMENTS,
            RECEIPTS,
            RECEIPT_PAGE,
            RECEIPT_FORM,
            TRANSFERS,
            TRANSFER_PAGE,
            TRANSFER_FORM,
            STOCKTAKES,
            STOCKTAKE_PAGE,
            STOCKTAKE_FORM,
            COUNT_FORM,
            THRESHOLDS,
            IMPORT,
            FIGURES,
            TURNOVER,
            ACCURACY,
            POOLS,
            POOL_PAGE,
            POOL_FORM,
            LOCATIONS,
            LOCATION_FORM,
        ),
    ),
)
_SCREENS = (*(screen for area in _AREAS for screen in area.screens), *_HOUSE)
TELLING = telling(_SCREENS)
AREAS = (*_AREAS, Area(N_("House"), "settings", (*trail_screens(_SCREENS), *_HOUSE)))
