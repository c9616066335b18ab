"""Who keeps the demo shop: name, story, promises, the home page's slides and the help pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hutong.demo.fields import Fields, read, read_texts
from hutong.kernel.texts import Texts

FILE = Path(__file__).with_name("brand.toml")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Promise:
    slug: str
    title: Texts
    line: Texts


@dataclass(frozen=True, slots=True)
class Slide:
    """One picture of the home page's carousel, leading to a category or to a product."""

    title: Texts
    line: Texts
    picture: str
    category: str | None
    product: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """A help page; the body has paragraphs parted by blank lines and lists of "- " lines."""

    slug: str
    title: Texts
    body: Texts


@dataclass(frozen=True, slots=True)
class Brand:
    name: Texts
    slogan: Texts
    description: Texts
    mail: str
    service_hours: Texts
    story: tuple[Texts, ...]
    footer: tuple[Texts, ...]
    promises: tuple[Promise, ...]
    slides: tuple[Slide, ...]
    articles: tuple[Article, ...]


def load(path: Path = FILE) -> Brand:
    """Raises DemoDataError, which names the entry, at the first mistake."""
    with read(path) as file:
        return Brand(
            name=file.texts("name"),
            slogan=file.texts("slogan"),
            description=file.texts("description"),
            mail=file.text("mail"),
            service_hours=file.texts("service_hours"),
            story=_each(file, "story", read_texts),
            footer=_each(file, "footer", read_texts),
            promises=_each(file, "promise", _promise),
            slides=_each(file, "slide", _slide),
            articles=_each(file, "article", _article),
        )


def _each(file: Fields, key: str, make: Callable[[Fields], Part]) -> tuple[Part, ...]:
    return tuple(make(entry) for entry in file.tables(key))


def _promise(entry: Fields) -> Promise:
    return Promise(slug=entry.text("slug"), title=entry.texts("title"), line=entry.texts("line"))


def _slide(entry: Fields) -> Slide:
    slide = Slide(
        title=entry.texts("title"),
        line=entry.texts("line"),
        picture=entry.picture("picture"),
        category=entry.text("category") if entry.has("category") else None,
        product=entry.text("product") if entry.has("product") else None,
    )
    if (slide.category is None) == (slide.product is None):
        raise entry.wrong("a slide leads to one category or to one product")
    return slide


def _article(entry: Fields) -> Article:
    return Article(slug=entry.text("slug"), title=entry.texts("title"), body=entry.texts("body"))
