"""What search engines are told of a product or a category, with how they would show it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hutong.catalog import META, Category, ProductSheet
from hutong.console.kit import Group, PartField, Posted, TextsField
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.texts import LANGUAGES, Texts
from hutong.web.found import words_of_category, words_of_product

WIDE = 0x2E80  # from here on a character takes the room of two
TITLE_ROOM, WORDS_ROOM = 60, 160
TEMPLATE = "console/goods/_found.html"


@dataclass(frozen=True, slots=True)
class Result:
    """As a search engine would show it in one language. `usual` stands there where staff say
    nothing else."""

    address: str
    title: str
    words: str
    usual: str

    @property
    def counts(self) -> str:
        return counts().format(title=width(self.title), words=width(self.words))


@dataclass(frozen=True, slots=True)
class Preview:
    """`named`: the field of the form whose words are the title where nothing else is said."""

    named: str
    results: dict[str, Result]


def counts() -> str:
    return gettext(
        "Title {title} of about 60, description {words} of about 160; a Chinese character counts"
        " as two. What is longer is cut off."
    )


def width(words: str) -> int:
    return sum(1 + (ord(each) >= WIDE) for each in words)


def _result(address: str, title: str, meta: Sequence[str], usual: str) -> Result:
    return Result(address, meta[0] or title, meta[1] or usual, usual)


def _each(found: Callable[[str], Result]) -> dict[str, Result]:
    return {language: found(language) for language in LANGUAGES}


def of_product(sheet: ProductSheet | None) -> Preview:
    def found(language: str) -> Result:
        if sheet is None:
            return Result("/p/…", "", "", "")
        title, subtitle, description = (
            texts.get(language, "") for texts in (sheet.title, sheet.subtitle, sheet.description)
        )
        usual = words_of_product(title, subtitle, description)
        meta = _said(sheet.meta_title, sheet.meta_description, language)
        return _result(f"/p/{sheet.slug}", title, meta, usual)

    return Preview("title", _each(found))


def of_category(category: Category | None) -> Preview:
    def found(language: str) -> Result:
        if category is None:
            return Result("/c/…", "", "", "")
        name, blurb = category.name.get(language, ""), category.blurb.get(language, "")
        meta = _said(category.meta_title, category.meta_description, language)
        return _result(f"/c/{category.slug}", name, meta, words_of_category(name, blurb))

    return Preview("name", _each(found))


def _said(title: Texts, words: Texts, language: str) -> tuple[str, str]:
    return title.get(language, ""), words.get(language, "")


def _product_typed(posted: Posted) -> Preview:
    def found(language: str) -> Result:
        title, subtitle, description, *meta = (
            posted.one(f"{name}_{language}") for name in ("title", "subtitle", "description", *META)
        )
        usual = words_of_product(title, subtitle, description)
        return _result(f"/p/{posted.one('slug')}", title, meta, usual)

    return Preview("title", _each(found))


def _category_typed(posted: Posted) -> Preview:
    def found(language: str) -> Result:
        name, blurb, *meta = (
            posted.one(f"{field}_{language}") for field in ("name", "blurb", *META)
        )
        return _result(f"/c/{posted.one('slug')}", name, meta, words_of_category(name, blurb))

    return Preview("name", _each(found))


def _group(typed: Callable[[Posted], Preview], usual: str) -> Group:
    return Group(
        N_("Search engines"),
        (
            TextsField(
                name="meta_title", title=N_("Title in search engines"), most=META["meta_title"]
            ),
            TextsField(
                name="meta_description",
                title=N_("Description in search engines"),
                most=META["meta_description"],
                lines=3,
            ),
            PartField(
                name="preview",
                title=N_("As search engines would show it"),
                template=TEMPLATE,
                parse=lambda _posted: None,
                echo=typed,
                wide=True,
            ),
        ),
        hint=usual,
    )


OF_PRODUCT = _group(
    _product_typed,
    N_(
        "The words that people search for, near the beginning. Left empty, its title, its subtitle"
        " and its first words stand there."
    ),
)
OF_CATEGORY = _group(
    _category_typed,
    N_(
        "The words that people search for, near the beginning. Left empty, its name and the one"
        " line about it stand there."
    ),
)
