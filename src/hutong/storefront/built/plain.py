"""The home page of a shop that has not built one: its slides, shelves, story and promises."""

from typing import Any

from hutong.content import Shopfront
from hutong.decoration import Content, read
from hutong.kernel.i18n import gettext as _
from hutong.kernel.texts import FALLBACK, Texts
from hutong.web.goods import Promise

PICKS, ROWS_OF_FOUR = 10, 8
STORY_PARAGRAPHS = 2


def plain_home(front: Shopfront) -> Content:
    slides = [
        {"title": each.title, "line": each.line, "picture": each.picture, "url": each.url}
        for each in front.slides
    ]
    content, unsaid = read(
        {
            "title": front.slogan,
            "line": front.description,
            "blocks": [
                *([_block("carousel", slides=slides)] if slides else []),
                _block("navigation", by="categories"),
                _block(
                    "goods",
                    title={FALLBACK: _("Picked for today")},
                    line={FALLBACK: _("A few things we would like to show you today")},
                    goods={"tag": "daily_pick", "count": PICKS},
                    layout="shelf",
                ),
                _block(
                    "goods",
                    title={FALLBACK: _("New in the lane")},
                    goods={"sort": "new", "count": ROWS_OF_FOUR},
                    line={FALLBACK: _("Just arrived")},
                    url="/search?sort=new",
                ),
                *([_story(front)] if front.story else []),
                _block(
                    "goods",
                    title={FALLBACK: _("Many neighbours took this home")},
                    goods={"tag": "hit", "count": ROWS_OF_FOUR},
                    url="/search?sort=sales",
                ),
                *([_promises(front)] if front.promises else []),
            ],
        }
    )
    del unsaid  # a shop without a slogan still has a home page
    return content


def _story(front: Shopfront) -> dict[str, Any]:
    paragraphs = front.story[:STORY_PARAGRAPHS]
    languages = dict.fromkeys(language for each in paragraphs for language in each)
    body: Texts = {
        language: "\n\n".join(each.get(language, "") for each in paragraphs)
        for language in languages
    }
    more = {FALLBACK: _("About us")}
    return _block("story", title=front.slogan, body=body, url="/help/about", more=more)


def _promises(front: Shopfront) -> dict[str, Any]:
    return _block(
        "promises",
        promises=[
            {
                "icon": Promise(each.slug, each.title, each.line).icon,
                "title": each.title,
                "line": each.line,
            }
            for each in front.promises
        ],
    )


def _block(kind: str, **values: object) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "values": values}
