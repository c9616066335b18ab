"""Everything that a person can read is there in Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

SOURCE = Path("src/hutong")
CATALOGUES = sorted((SOURCE / "locale" / "zh_CN").glob("*.po"))
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def said_in_code(path: Path) -> Iterator[str]:
    """From the syntax tree, because words inside f-strings count too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(
                func=ast.Name(id=name) | ast.Attribute(attr=name),
                args=[ast.Constant(value=str(text)), *_],
            ):
                if name in KEYWORDS:
                    yield text
            case ast.ClassDef(body=body):
                yield from _messages(body)


def _messages(body: list[ast.stmt]) -> Iterator[str]:
    """A domain error's `message = "..."` is a msgid."""
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="message")], value=ast.Constant(value=str(text))):
                yield text


def said_in_template(path: Path) -> Iterator[str]:
    options = {"trimmed": "true", "silent": "false"}
    extractor = "jinja2.ext:babel_extract"
    for _line, message, *_ in extract_from_file(extractor, path, KEYWORDS, (), options):
        yield message if isinstance(message, str) else message[0]


def said() -> set[str]:
    words: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        words.update(said_in_code(path))
    for path in SOURCE.rglob("*.html"):
        words.update(said_in_template(path))
    return words


def translations() -> Iterator[tuple[Path, str, str]]:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_CN"):
                if message.id:
                    key = message.id if isinstance(message.id, str) else message.id[0]
                    text = message.string
                    yield path, key, text if isinstance(text, str) else text[0]


def test_every_word_has_its_chinese() -> None:
    translated = {key for _, key, text in translations() if text}

    assert sorted(said() - translated) == []


def test_no_translation_is_left_over() -> None:
    unused = {key for _, key, _ in translations()} - said()

    assert sorted(unused) == []


def test_two_areas_do_not_translate_one_word_differently() -> None:
    first: dict[str, str] = {}
    clashes = [
        (path.name, key, text, first[key])
        for path, key, text in translations()
        if first.setdefault(key, text) != text
    ]

    assert clashes == []


def test_a_translation_keeps_the_places_for_facts() -> None:
    wrong = [
        (path.name, key, text)
        for path, key, text in translations()
        if sorted(set(PLACEHOLDER.findall(key))) != sorted(set(PLACEHOLDER.findall(text)))
    ]

    assert wrong == []
