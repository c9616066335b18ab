"""The versions of a product: all of them, any two side by side, and the way back to one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, content
from hutong.catalog import (
    Differing,
    NoSuchVersion,
    Piece,
    ProductDraft,
    ProductSheet,
    Source,
    Version,
    VersionLine,
)
from hutong.console.goods.product_form import PERMISSION
from hutong.console.kit import (
    Above,
    Action,
    Answers,
    Column,
    Deed,
    DetailScreen,
    Done,
    Fact,
    Facts,
    Label,
    Labels,
    Part,
    Phone,
    Rows,
    Show,
    Staff,
    Subject,
    SwitchField,
)
from hutong.console.kit.answers import Asked
from hutong.console.kit.screens import ROOT
from hutong.console.trail.values import told
from hutong.console.trail.words import Words
from hutong.kernel import texts
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.trail import Change, names_of
from hutong.web.session import Session

VIEW = "catalog.view"
KEY = re.compile(r"([0-9a-f-]{36})\.([0-9]{1,6})(?:-([0-9]{1,6}))?")
SOURCES: Labels = {
    Source.HAND: Label(N_("By hand")),
    Source.MANY: Label(N_("Several at once")),
    Source.IMPORT: Label(N_("Import")),
    Source.UNDO: Label(N_("Taken back")),
    Source.RESTORE: Label(N_("Restored version")),
    Source.CATEGORIES: Label(N_("Category merged")),
    Source.RULE: Label(N_("Price rule")),
    Source.AUDIT: Label(N_("Category audit")),
    Source.APPROVED: Label(N_("Approved by a second person")),
}
LANGUAGES = {"zh": N_("Chinese"), "en": N_("English")}
WORDS = Words.of(())


@dataclass(frozen=True)
class VersionShown:
    line: VersionLine

    @property
    def title(self) -> str:
        return gettext("Version {number}").format(number=self.line.number)

    @property
    def at(self) -> datetime:
        return self.line.at

    @property
    def by(self) -> str:
        return self.line.by

    @property
    def source(self) -> str:
        return way_told(self.line)

    @property
    def url(self) -> str:
        return f"{ROOT}/product-changes/{self.line.product_id}.{self.line.number}"


@dataclass(frozen=True)
class VersionsShown:
    product: ProductSheet
    lines: Sequence[VersionLine]

    @property
    def versions(self) -> Sequence[VersionShown]:
        return [VersionShown(line) for line in self.lines]

    @property
    def name(self) -> str:
        return texts.pick(self.product.title)

    @property
    def product_url(self) -> str:
        return f"{ROOT}/products/{self.product.id}"

    @property
    def compare_url(self) -> str:
        return f"{ROOT}/product-versions/{self.product.id}/comparison"


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """Words as pieces, pictures as pictures, everything else from a value to a value."""

    title: str
    lang: str = ""
    pieces: Sequence[Piece] = ()
    before: str = ""
    after: str = ""
    pictures: tuple[Sequence[str], Sequence[str]] | None = None


@dataclass(frozen=True)
class ComparedShown:
    """From `base` (None: from nothing) to `version`."""

    base: Version | None
    version: Version
    newest: int
    names: Mapping[str, str]
    lost: Sequence[str]

    @property
    def id(self) -> str:
        return f"{self.version.product_id}.{self.version.number}"

    @property
    def name(self) -> str:
        return texts.pick(self.version.content["title"])

    @property
    def product_url(self) -> str:
        return f"{ROOT}/products/{self.version.product_id}"

    @property
    def all_versions(self) -> str:
        return gettext("All its versions")

    @property
    def versions_url(self) -> str:
        return f"{ROOT}/product-versions/{self.version.product_id}"

    @property
    def at(self) -> datetime:
        return self.version.at

    @property
    def by(self) -> str:
        return self.version.by

    @property
    def source(self) -> str:
        return way_told(self.version)

    @property
    def base_at(self) -> datetime | None:
        return self.base.at if self.base else None

    @property
    def base_by(self) -> str:
        return self.base.by if self.base else ""

    @property
    def is_present(self) -> bool:
        return self.version.number == self.newest

    @property
    def from_present(self) -> str:
        """Where one sees what restoring it would change."""
        present = self.base is not None and self.base.number == self.newest
        if self.is_present or present:
            return ""
        pair = f"{self.newest}-{self.version.number}"
        return f"{ROOT}/product-changes/{self.version.product_id}.{pair}"

    @property
    def cannot_come_back(self) -> Sequence[str]:
        words = {"category_id": gettext("its category, which is gone; it stays in the present one")}
        picture = gettext("a picture that was taken out of the media library")
        return list(dict.fromkeys(words.get(field, picture) for field in self.lost))

    @property
    def differences(self) -> Sequence[DifferenceShown]:
        before = catalog.sheet_of(self.base).draft if self.base else None
        return list(_shown(before, catalog.sheet_of(self.version).draft, self.names))


def way_told(line: VersionLine | Version) -> str:
    """By which way it came, with the file or the version that it came from."""
    way = gettext(SOURCES[line.source].title)
    return f"{way} · {line.reason}" if line.reason else way


async def _load(session: AsyncSession, key: str) -> VersionsShown:
    product = await catalog.product_by_id(session, as_id(key))
    return VersionsShown(product, await catalog.versions_of(session, product.id))


async def _compared(session: AsyncSession, key: str) -> ComparedShown:
    product_id, base, number = _of_key(key)
    wanted = (number,) if base < 1 else (number, base)
    version, *rest = await catalog.find_versions(session, product_id, *wanted)
    newest = await catalog.newest_number(session, product_id)
    then, *before = [catalog.sheet_of(each).draft for each in (version, *rest)]
    names = await names_of(session, [told for each in (then, *before) for told in _naming(each)])
    there = {then.category_id} if str(then.category_id) in names else set()
    gone = await content.missing_pictures(session, {key for _field, key in then.picture_keys})
    return ComparedShown(
        base=rest[0] if rest else None,
        version=version,
        newest=newest,
        names=names,
        lost=[] if number == newest else catalog.lost(then, gone, there),
    )


def _naming(draft: ProductDraft) -> list[Change]:
    """What stands in a version by its id or address, and has a name."""
    brand = str(draft.brand_id) if draft.brand_id else None
    named = {"category_id": str(draft.category_id), "brand_id": brand, "tags": list(draft.tags)}
    return [Change("catalog_product", field, None, kept) for field, kept in named.items()]


def _of_key(key: str) -> tuple[UUID, int, int]:
    """<product>.<number>, beside the one before it; <product>.<base>-<number>, beside that."""
    match = KEY.fullmatch(key)
    if match is None:
        raise NoSuchVersion(0)
    first, second = int(match[2]), match[3]
    return as_id(match[1]), (first if second else first - 1), int(second or first)


def _shown(
    before: ProductDraft | None, after: ProductDraft, names: Mapping[str, str]
) -> Iterator[DifferenceShown]:
    for each in catalog.differing(before or _nothing(after), after):
        title = " · ".join(part for part in (WORDS.field(each.field), each.of) if part)
        if each.language:
            yield DifferenceShown(
                f"{title} · {gettext(LANGUAGES[each.language])}",
                lang="zh-CN" if each.language == "zh" else "en",
                pieces=catalog.pieces(each.before or "", each.after or ""),
            )
        elif each.field.endswith(("pictures", ".picture")):
            yield DifferenceShown(title, pictures=(_keys(each.before), _keys(each.after)))
        else:
            yield DifferenceShown(
                title,
                before=_value(each, each.before, names),
                after=_value(each, each.after, names),
            )


def _nothing(after: ProductDraft) -> ProductDraft:
    return ProductDraft(slug="", title={}, category_id=after.category_id, skus=())


def _keys(kept: str | Sequence[str] | None) -> Sequence[str]:
    return [kept] if isinstance(kept, str) else kept or []


def _value(each: Differing, kept: object, names: Mapping[str, str]) -> str:
    if each.field == "category_id":
        return names.get(str(kept), gettext("A category that is gone"))
    if each.field == "brand_id":
        return names.get(str(kept), "")
    if each.field == "tags" and isinstance(kept, list | tuple):
        return gettext(", ").join(names.get(f"tags:{slug}", str(slug)) for slug in kept)
    return told(Change("catalog_product", each.field, each.before, each.after), kept)


async def _restore(deed: Deed, answers: Answers) -> Done:
    version: Version = deed.subject.version
    await catalog.restore_version(
        deed.session, version.product_id, version.number, prices=answers["prices"], by=deed.by
    )
    return Done(go_to=deed.subject.versions_url)


def _heading(shown: ComparedShown) -> str:
    if shown.base is None:
        return gettext("Version {number}").format(number=shown.version.number)
    words = gettext("From version {base} to version {number}")
    return words.format(base=shown.base.number, number=shown.version.number)


RESTORE = Action(
    slug="restoring",
    title=N_("Restore this version"),
    permission=PERMISSION,
    subject=Subject(
        kind="product_version",
        find=_compared,
        label=lambda shown: f"{shown.name} · {shown.version.number}",
    ),
    run=_restore,
    done=N_("The product is as it was in this version."),
    question=N_(
        "Words, pictures, parameters and kinds become what they were; kinds that came later go"
        " off sale. The rules of every change hold, and the version that stands now can be"
        " restored in the same way."
    ),
    fields=(SwitchField(name="prices", title=N_("Put the prices back, too")),),
    applies=lambda shown: not shown.is_present,
    primary=True,
)

VERSIONS_PAGE = DetailScreen(
    slug="product-versions",
    title=lambda _shown: gettext("Versions"),
    permission=VIEW,
    load=_load,
    above=lambda shown: Above(shown.product_url, shown.name),
    sections=(
        Rows(
            title=N_("Versions"),
            name="versions",
            columns=(
                Column(
                    name="title",
                    title=N_("Version"),
                    link=lambda row: str(row.url),
                    phone=Phone.TITLE,
                ),
                Column(name="at", title=N_("At"), show=Show.TIME),
                Column(name="by", title=N_("By"), show=Show.WHO),
                Column(name="source", title=N_("By which way")),
            ),
            empty=N_("No versions yet."),
        ),
        Part(title=N_("Compare two versions"), template="console/goods/_compare.html", aside=True),
    ),
)
CHANGE_PAGE = DetailScreen(
    slug="product-changes",
    title=_heading,
    permission=VIEW,
    load=_compared,
    subtitle=lambda shown: str(shown.name),
    above=lambda shown: Above(shown.versions_url, gettext("Versions")),
    sections=(
        Part(title=N_("What changed between them"), template="console/goods/_differences.html"),
        Facts(
            title=N_("Version"),
            facts=(
                Fact("at", N_("At"), Show.TIME),
                Fact("by", N_("By"), Show.WHO),
                Fact("source", N_("By which way")),
                Fact("base_at", N_("Beside the one of"), Show.TIME, optional=True),
                Fact("base_by", N_("Written by"), Show.WHO, optional=True),
                Fact("name", N_("Product"), link=lambda shown: str(shown.product_url)),
                Fact("all_versions", N_("Versions"), link=lambda shown: str(shown.versions_url)),
            ),
            aside=True,
        ),
    ),
    actions=(RESTORE,),
)


@get(f"{ROOT}/product-versions/{{key:str}}/comparison")
async def comparison(
    request: Asked, session: Session, staff: Staff, key: FromPath[str]
) -> Redirect:
    """The form that asks for two leads to the page of both."""
    staff.require(VIEW)
    product = await catalog.product_by_id(session, as_id(key))
    asked = [request.query_params.get(name, "") for name in ("base", "number")]
    base, number = (int(each) if re.fullmatch(r"[0-9]{1,6}", each) else 0 for each in asked)
    if not base or not number:
        return Redirect(f"{ROOT}/product-versions/{product.id}", status_code=303)
    return Redirect(f"{ROOT}/product-changes/{product.id}.{base}-{number}", status_code=303)
