"""What staff hand in about a product or a category, and everything that can be wrong with it.

A field in a Problem is a path into the draft: "skus.3.price", "specs.0.values.1.name".
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from hutong.catalog.attributes import UNITS, Parameter, WantedParameter
from hutong.catalog.labels.states import Sourcing, TagPlace, Tone
from hutong.catalog.states import ProductKind
from hutong.kernel.errors import Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.money import Money
from hutong.kernel.texts import FALLBACK, LANGUAGES, Texts

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAG_SLUG = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
SLUG_MAX = 80
TITLE_MAX = 120
NAME_MAX = 40
DESCRIPTION_MAX = 20_000
PICTURES_MAX = 20
TURN_LEAST, TURN_MAX = 8, 72
PARAMETERS_MAX = 60
SPECS_MAX = 4
VALUES_MAX = 60
SKUS_MAX = 600
PRICE_MAX_MINOR = 100_000_000
WEIGHT_MAX_GRAMS = 1_000_000
LIMIT_MAX = 999
LIMIT_DAYS_MAX = 3650
VALID_DAYS_MAX = 3650
TAGS_MAX = 30
KEYWORDS_MAX = 50
META = {"meta_title": 80, "meta_description": 240}
"""What search engines are told, and how long each may be."""
PROVENANCE = {"supplier": 80, "supplier_number": 40, "maker": 80, "maker_address": 160}
"""Who made the goods and from whom they come, and how long each may be."""
PRIORITY_MAX = 999
STORY_MAX = 5000


@dataclass(frozen=True, kw_only=True)
class PictureDraft:
    key: str
    alt: Texts


@dataclass(frozen=True, kw_only=True)
class SpecValueDraft:
    name: Texts
    picture: str | None = None
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SpecDraft:
    name: Texts
    values: tuple[SpecValueDraft, ...]
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class SkuDraft:
    """`choice` is the place of its value in each spec, in the order of the specs: (0, 2)."""

    code: str
    price: Money
    choice: tuple[int, ...] = ()
    barcode: str | None = None
    original: Money | None = None
    """The price before, struck through beside this one."""
    weight_grams: int = 0
    picture: str | None = None
    active: bool = True
    id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProductDraft:
    """A product as it shall be. SKUs that are not in it go off sale; a missing combination is
    one that does not exist. `version` refuses the save when somebody saved in between. `film` is a
    key of the media library; `turn` shows the product from all sides, a picture after the other."""

    slug: str
    title: Texts
    category_id: UUID
    skus: tuple[SkuDraft, ...]
    specs: tuple[SpecDraft, ...] = ()
    subtitle: Texts | None = None
    description: Texts | None = None
    pictures: tuple[PictureDraft, ...] = ()
    film: str | None = None
    turn: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    tags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    meta_title: Texts | None = None
    meta_description: Texts | None = None
    brand_id: UUID | None = None
    sourcing: Sourcing | None = None
    supplier: str = ""
    supplier_number: str = ""
    maker: str = ""
    maker_address: str = ""
    limit_per_member: int | None = None
    limit_days: int | None = None
    kind: ProductKind = ProductKind.GOODS
    valid_days: int | None = None
    id: UUID | None = None
    version: int | None = None

    def problems(self) -> Iterator[Problem]:
        yield from _slug(self.slug)
        yield from _words("title", self.title, TITLE_MAX, needed=True)
        yield from _words("subtitle", self.subtitle or {}, TITLE_MAX)
        yield from _words("description", self.description or {}, DESCRIPTION_MAX)
        yield from _at_most("pictures", self.pictures, PICTURES_MAX)
        yield from _repeated("pictures", [picture.key for picture in self.pictures])
        yield from _turn(self.turn)
        yield from _parameters(self.parameters)
        yield from _at_most("tags", self.tags, TAGS_MAX)
        yield from _keywords(self.keywords)
        yield from _meta(self)
        yield from spec_problems(self.specs)
        yield from sku_problems(self.skus, self.specs)
        yield from _limit(self.limit_per_member, self.limit_days)
        yield from _provenance(self)
        yield from _valid(self.kind, self.valid_days)

    @property
    def picture_keys(self) -> Iterator[tuple[str, str]]:
        """Every picture it shows, by field."""
        for place, picture in enumerate(self.pictures):
            yield f"pictures.{place}", picture.key
        yield from (("turn", key) for key in self.turn)
        for place, spec in enumerate(self.specs):
            for n, value in enumerate(spec.values):
                if value.picture:
                    yield f"specs.{place}.values.{n}.picture", value.picture
        for place, sku in enumerate(self.skus):
            if sku.picture:
                yield f"skus.{place}.picture", sku.picture

    @property
    def lacks_for_listing(self) -> list[Problem]:
        """Everything that keeps it off the shelf."""
        lacks = [
            ("pictures", _("Add at least one picture."), bool(self.pictures)),
            ("skus", _("Put at least one SKU on sale."), any(sku.active for sku in self.skus)),
            *(
                (f"{field}.{language}", _("Write this in both languages."), bool(words.strip()))
                for field, texts in self._texts_for_listing()
                for language in LANGUAGES
                for words in [texts.get(language, "")]
            ),
        ]
        return [Problem(field, message) for field, message, there in lacks if not there]

    def _texts_for_listing(self) -> Iterator[tuple[str, Texts]]:
        yield "title", self.title
        for field, texts in (("subtitle", self.subtitle), ("description", self.description)):
            if texts and any(texts.values()):
                yield field, texts
        for place, spec in enumerate(self.specs):
            yield f"specs.{place}.name", spec.name
            for n, value in enumerate(spec.values):
                yield f"specs.{place}.values.{n}.name", value.name


@dataclass(frozen=True, kw_only=True)
class CategoryDraft:
    slug: str
    name: Texts
    parent_id: UUID | None = None
    blurb: Texts | None = None
    meta_title: Texts | None = None
    meta_description: Texts | None = None
    picture: str | None = None
    parameters: tuple[WantedParameter, ...] = ()
    position: int = 0
    hidden: bool = False
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        yield from _slug(self.slug)
        yield from _words("name", self.name, NAME_MAX, needed=True)
        yield from _words("blurb", self.blurb or {}, TITLE_MAX)
        yield from _meta(self)
        yield from _at_most("parameters", self.parameters, PARAMETERS_MAX)
        yield from _repeated("parameters", [each.name.get(FALLBACK) for each in self.parameters])
        for place, each in enumerate(self.parameters):
            yield from _words(f"parameters.{place}", each.name, NAME_MAX, needed=True)
            if each.unit and each.unit not in UNITS:
                yield Problem(f"parameters.{place}", _("There is no such unit."))


@dataclass(frozen=True, kw_only=True)
class TagDraft:
    slug: str
    name: Texts
    tone: Tone = Tone.CALM
    place: TagPlace = TagPlace.CARD
    parent_id: UUID | None = None
    priority: int = 0
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        if len(self.slug) > NAME_MAX or not TAG_SLUG.fullmatch(self.slug):
            words = _("Use small letters, digits and single hyphens, at most {max} characters.")
            yield Problem("slug", words.format(max=NAME_MAX))
        yield from _words("name", self.name, NAME_MAX, needed=True)
        if not 0 <= self.priority <= PRIORITY_MAX:
            words = _("Between {least} and {most}.")
            yield Problem("priority", words.format(least=0, most=PRIORITY_MAX))


@dataclass(frozen=True, kw_only=True)
class BrandDraft:
    slug: str
    name: Texts
    story: Texts | None = None
    logo: str | None = None
    country: str | None = None
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        yield from _slug(self.slug)
        yield from _words("name", self.name, NAME_MAX, needed=True)
        yield from _words("story", self.story or {}, STORY_MAX)
        if self.country is not None and not COUNTRY.fullmatch(self.country):
            yield Problem("country", _("Please choose one of these."))


def is_ean13(barcode: str) -> bool:
    """Thirteen digits of which the last one proves the others."""
    if not re.fullmatch(r"[0-9]{13}", barcode):
        return False
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(barcode))
    return weighted % 10 == 0


def _slug(slug: str) -> Iterator[Problem]:
    if len(slug) > SLUG_MAX or not SLUG.fullmatch(slug):
        words = _("Use small letters, digits and single hyphens, at most {max} characters.")
        yield Problem("slug", words.format(max=SLUG_MAX))


def _words(field: str, texts: Texts, limit: int, *, needed: bool = False) -> Iterator[Problem]:
    if needed and not texts.get(FALLBACK, "").strip():
        yield Problem(f"{field}.{FALLBACK}", _("This is needed."))
    for language, words in texts.items():
        if language not in LANGUAGES:
            yield Problem(field, _("The shop does not speak {language}.").format(language=language))
        elif len(words) > limit:
            message = _("At most {max} characters.").format(max=limit)
            yield Problem(f"{field}.{language}", message)


def _at_most(field: str, things: Sequence[object], limit: int) -> Iterator[Problem]:
    if len(things) > limit:
        yield Problem(field, _("At most {max} of these.").format(max=limit))


def _repeated(field: str, keys: Iterable[Hashable]) -> Iterator[Problem]:
    keys = list(keys)
    counts = Counter(key for key in keys if key is not None)
    for place, key in enumerate(keys):
        if counts[key] > 1:
            yield Problem(f"{field}.{place}", _("This is there twice."))


def _turn(keys: Sequence[str]) -> Iterator[Problem]:
    if keys and not TURN_LEAST <= len(keys) <= TURN_MAX:
        words = _("A 360° view has from {least} to {most} pictures.")
        yield Problem("turn", words.format(least=TURN_LEAST, most=TURN_MAX))


def _limit(most: int | None, days: int | None) -> Iterator[Problem]:
    if most is not None and not 1 <= most <= LIMIT_MAX:
        yield Problem("limit_per_member", _between(LIMIT_MAX))
    if days is not None and not 1 <= days <= LIMIT_DAYS_MAX:
        yield Problem("limit_days", _between(LIMIT_DAYS_MAX))
    elif days is not None and most is None:
        yield Problem("limit_per_member", _("Say how many one person can buy in that time."))


def _valid(kind: ProductKind, days: int | None) -> Iterator[Problem]:
    if kind is ProductKind.SERVICE and days is None:
        yield Problem("valid_days", _("Say for how many days a bought service can be had."))
    elif kind is ProductKind.GOODS and days is not None:
        yield Problem("valid_days", _("Only services have a time in which they can be had."))
    elif days is not None and not 1 <= days <= VALID_DAYS_MAX:
        yield Problem("valid_days", _between(VALID_DAYS_MAX))


def _between(most: int) -> str:
    return _("Between {least} and {most}.").format(least=1, most=most)


def _parameters(parameters: Sequence[Parameter]) -> Iterator[Problem]:
    yield from _at_most("parameters", parameters, PARAMETERS_MAX)
    for place, parameter in enumerate(parameters):
        yield from _words(f"parameters.{place}.name", parameter.name, NAME_MAX, needed=True)
        yield from _words(f"parameters.{place}.value", parameter.value, TITLE_MAX, needed=True)


def _keywords(keywords: Sequence[str]) -> Iterator[Problem]:
    yield from _at_most("keywords", keywords, KEYWORDS_MAX)
    if any(not 0 < len(each.strip()) <= NAME_MAX for each in keywords):
        yield Problem("keywords", _("At most {max} characters.").format(max=NAME_MAX))


def meta_of(draft: ProductDraft | CategoryDraft) -> tuple[Texts, Texts]:
    return draft.meta_title or {}, draft.meta_description or {}


def _meta(draft: ProductDraft | CategoryDraft) -> Iterator[Problem]:
    for field, most in META.items():
        yield from _words(field, getattr(draft, field) or {}, most)


def spec_problems(specs: Sequence[SpecDraft]) -> Iterator[Problem]:
    yield from _at_most("specs", specs, SPECS_MAX)
    yield from _repeated("specs", [spec.name.get(FALLBACK) for spec in specs])
    for place, spec in enumerate(specs):
        field = f"specs.{place}"
        yield from _words(f"{field}.name", spec.name, NAME_MAX, needed=True)
        yield from _at_most(f"{field}.values", spec.values, VALUES_MAX)
        yield from _repeated(f"{field}.values", [value.name.get(FALLBACK) for value in spec.values])
        if not spec.values:
            yield Problem(f"{field}.values", _("Give at least one value."))
        for n, value in enumerate(spec.values):
            yield from _words(f"{field}.values.{n}.name", value.name, NAME_MAX, needed=True)


def sku_problems(skus: Sequence[SkuDraft], specs: Sequence[SpecDraft]) -> Iterator[Problem]:
    yield from _at_most("skus", skus, SKUS_MAX)
    if not skus:
        yield Problem("skus", _("Give at least one SKU."))
    yield from _repeated("skus", [sku.choice for sku in skus])
    unique: dict[str, list[Hashable]] = {
        "code": [sku.code for sku in skus],
        "barcode": [sku.barcode for sku in skus],
        "id": [sku.id for sku in skus],
    }
    for field, values in unique.items():
        for problem in _repeated("skus", values):
            yield Problem(f"{problem.field}.{field}", problem.message)
    for place, sku in enumerate(skus):
        yield from _sku(f"skus.{place}", sku, specs)


def _provenance(draft: ProductDraft) -> Iterator[Problem]:
    for field, most in PROVENANCE.items():
        if len(getattr(draft, field)) > most:
            yield Problem(field, _("At most {max} characters.").format(max=most))


def _sku(field: str, sku: SkuDraft, specs: Sequence[SpecDraft]) -> Iterator[Problem]:
    if len(sku.choice) != len(specs) or not all(
        0 <= chosen < len(spec.values) for chosen, spec in zip(sku.choice, specs, strict=False)
    ):
        yield Problem(f"{field}.choice", _("Choose one value of every specification."))
    if not CODE.fullmatch(sku.code):
        words = _("Use letters, digits, dots, hyphens and underscores, at most 40 characters.")
        yield Problem(f"{field}.code", words)
    if not 0 < sku.price.minor <= PRICE_MAX_MINOR:
        yield Problem(f"{field}.price", _("A price is above zero and at most ¥1,000,000."))
    if sku.original and sku.original.minor > PRICE_MAX_MINOR:
        yield Problem(f"{field}.original", _("A price is above zero and at most ¥1,000,000."))
    if sku.barcode is not None and not is_ean13(sku.barcode):
        words = _("This is not an EAN-13 barcode: thirteen digits, the last one a check digit.")
        yield Problem(f"{field}.barcode", words)
    if not 0 <= sku.weight_grams <= WEIGHT_MAX_GRAMS:
        yield Problem(f"{field}.weight_grams", _("A weight is at most one tonne, in grams."))
