"""How a product is written into the cells of the format. The dry run compares these texts, so what
it shows as changed is what a person would see change in the sheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hutong import members
from hutong.assortment import Area
from hutong.catalog import PROVENANCE, PictureDraft, ProductDraft, SkuDraft
from hutong.exchange.column import SPECS
from hutong.exchange.columns import REGIONS, SUGGESTED
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts

JOINTS = re.compile(r"[\\|=\n]")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
BOTH = re.compile(r"(?<!\\)\|")
EQUALS = re.compile(r"(?<!\\)=")
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Limit:
    """From how few on more is wanted, and up to how many."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a maker suggests for a SKU. `id` is the record of the shop that says so; none where it
    is the file that says it."""

    price: Money
    dated: date
    until: date
    address: str
    id: UUID | None = None

    @property
    def cells(self) -> dict[str, str]:
        said = (f"{self.price.major:.2f}", str(self.dated), str(self.until), self.address)
        return dict(zip(SUGGESTED, said, strict=True))


Suggestions = Mapping[str, Suggested]
"""By SKU code."""


def product_cells(draft: ProductDraft, *, state: str, slugs: Mapping[UUID, str]) -> Cells:
    """What the rows of a product have in common."""
    return {
        "product": draft.slug,
        **_texts("title", draft.title),
        **_texts("subtitle", draft.subtitle or {}),
        **_texts("description", draft.description or {}),
        "category": slugs.get(draft.category_id, ""),
        "parameters": "\n".join(f"{joined(p.name)}={joined(p.value)}" for p in draft.parameters),
        "brand": slugs.get(draft.brand_id, "") if draft.brand_id else "",
        "sourcing": draft.sourcing or "",
        **{field: getattr(draft, field) for field in PROVENANCE},
        "tags": ", ".join(draft.tags),
        "keywords": ", ".join(draft.keywords),
        **_texts("meta_title", draft.meta_title or {}),
        **_texts("meta_description", draft.meta_description or {}),
        "limit_per_member": _whole(draft.limit_per_member),
        "limit_days": _whole(draft.limit_days),
        "kind": draft.kind,
        "valid_days": _whole(draft.valid_days),
        "pictures": "\n".join(map(_picture, draft.pictures)),
        "state": state,
        **{f"spec_{n}": joined(spec.name) for n, spec in enumerate(draft.specs[:SPECS], start=1)},
    }


def sku_cells(
    draft: ProductDraft, sku: SkuDraft, limit: Limit | None, suggested: Suggested | None
) -> Cells:
    values = zip(draft.specs, sku.choice, strict=False)
    return {
        "sku": sku.code,
        "barcode": sku.barcode or "",
        **{
            f"value_{n}": joined(spec.values[chosen].name)
            for n, (spec, chosen) in enumerate(values, start=1)
        },
        "price": f"{sku.price.major:.2f}",
        "original_price": f"{sku.original.major:.2f}" if sku.original else "",
        "weight": str(sku.weight_grams),
        "sku_picture": sku.picture or "",
        "active": "yes" if sku.active else "no",
        "stock_low": str(limit.low) if limit else "",
        "stock_high": str(limit.high) if limit else "",
        **(suggested.cells if suggested else {}),
    }


def region_cells(areas: Sequence[Area]) -> Cells:
    """A line for each rule."""
    return {
        key: "\n".join(members.regions.told(area.regions) for area in areas if area.only is only)
        for key, only in REGIONS.items()
    }


def joined(words: Texts) -> str:
    """Chinese | English, each with the signs that mean something here marked."""
    zh, en = (JOINTS.sub(_mark, words.get(language, "")) for language in ("zh", "en"))
    return f"{zh}|{en}" if en else zh


def parted(cell: str) -> Texts:
    """The other way round."""
    zh, en = [*BOTH.split(cell, maxsplit=1), ""][:2]
    words = {"zh": _plain(zh), "en": _plain(en)}
    return {language: said for language, said in words.items() if said}


def named(line: str) -> tuple[Texts, Texts] | None:
    """A parameter: the name and what it says. None where the equals sign is missing."""
    parts = EQUALS.split(line, maxsplit=1)
    return (parted(parts[0]), parted(parts[1])) if len(parts) == len((0, 1)) else None


def pictured(line: str) -> tuple[str, Texts]:
    """A picture: what it is called, and what it shows."""
    parts: Sequence[str] = BOTH.split(line, maxsplit=1)
    return _plain(parts[0]), parted(parts[1]) if len(parts) > 1 else {}


def _picture(picture: PictureDraft) -> str:
    return f"{picture.key}|{joined(picture.alt)}" if picture.alt else picture.key


def _texts(name: str, words: Texts) -> Cells:
    return {f"{name}_{language}": words.get(language, "") for language in ("zh", "en")}


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)


def _mark(sign: re.Match[str]) -> str:
    return r"\n" if sign[0] == "\n" else f"\\{sign[0]}"


def _plain(words: str) -> str:
    return ESCAPED.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], words).strip()
