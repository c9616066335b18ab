"""The words that shoppers typed, and the remedies for those that find too little."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import catalog, search
from hutong.console.goods.words import categories_by_slug, tags_by_slug
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    ChoiceField,
    Column,
    Deed,
    DetailScreen,
    Done,
    Empty,
    Fact,
    Facts,
    ListScreen,
    Phone,
    Rows,
    Search,
    Show,
    Subject,
    Tab,
    TextField,
    Tone,
)
from hutong.console.kit.screens import ROOT
from hutong.console.searching.labels import DAYS, KINDS, VIEWS
from hutong.console.searching.tagged import give_tag, named_product
from hutong.kernel.i18n import N_, gettext
from hutong.search import Wording, WordingDraft, WordingKind
from hutong.views.searches.words import (
    View,
    WordsFilters,
    WordsShown,
    words_key,
    words_list,
    words_page,
)

EDIT = "search.edit"
TYPED_MAX = 400
HOLDS = N_("It holds within two seconds. Undo takes it back.")


async def _remedies(_session: AsyncSession, shown: WordsShown) -> Mapping[str, Any]:
    return {"wordings": [told(each) for each in shown.wordings]}


def told(wording: Wording) -> str:
    """A wording in one line."""
    words = gettext(", ").join(wording.words)
    if wording.kind is WordingKind.REDIRECT:
        return f"{wording.word} → {wording.target}"
    if wording.kind is WordingKind.SAME:
        return " = ".join(wording.words)
    return f"{wording.word} → {words}" if words else wording.word


WORDS = Subject(
    kind="search_words",
    find=words_page,
    label=lambda shown: str(shown.words),
    facts=_remedies,
    id_of=lambda shown: words_key(shown.words),
    written=True,
)


def _ranked(shown: WordsShown) -> str:
    return f"{ROOT}/search-explanation?{urlencode({'q': shown.words})}"


def _arranged(shown: WordsShown) -> str:
    """Where the rules of these words are, and a new one is made."""
    return f"{ROOT}/merchandising?{urlencode({'q': shown.words})}"


async def _same(deed: Deed, answers: Answers) -> None:
    words = [deed.subject.words, *search.split_words(answers["words"])]
    await _say(deed, WordingDraft(kind=WordingKind.SAME, words=words))


async def _wider(deed: Deed, answers: Answers) -> None:
    words = search.split_words(answers["words"])
    await _say(deed, WordingDraft(kind=WordingKind.WIDER, word=deed.subject.words, words=words))


async def _lead(deed: Deed, answers: Answers) -> None:
    category = answers["category"]
    target = f"/c/{category}" if category else answers["target"]
    await _say(
        deed, WordingDraft(kind=WordingKind.REDIRECT, word=deed.subject.words, target=target)
    )


async def _keep_with_product(deed: Deed, answers: Answers) -> None:
    sheet = await named_product(deed.session, answers["product"], "product")
    words = tuple(dict.fromkeys([*sheet.keywords, deed.subject.words]))
    await catalog.save_product(deed.session, replace(sheet.draft, keywords=words), by=deed.by)


async def _say(deed: Deed, draft: WordingDraft) -> None:
    await search.say(deed.session, draft, by=deed.by)
    await deed.session.flush()


async def _undo(deed: Deed, _answers: Answers) -> Done:
    newest = next(each for each in deed.subject.wordings if not each.seeded)
    await search.take_back(deed.session, newest.id, by=deed.by)
    await deed.session.flush()
    return Done(message=gettext("Taken back: {what}").format(what=told(newest)))


SAME = Action(
    slug="synonym",
    title=N_("Add a synonym"),
    permission=EDIT,
    subject=WORDS,
    run=_same,
    done=HOLDS,
    fields=(
        TextField(
            name="words",
            title=N_("Means the same as"),
            hint=N_("One or more words of your goods, with commas. Each finds the others."),
            required=True,
            most=TYPED_MAX,
        ),
    ),
    primary=True,
)
WIDER = Action(
    slug="one-way-synonym",
    title=N_("Add a one-way synonym"),
    permission=EDIT,
    subject=WORDS,
    run=_wider,
    done=HOLDS,
    fields=(
        TextField(
            name="words",
            title=N_("Finds also"),
            hint=N_("One or more words, with commas. They do not find it the other way round."),
            required=True,
            most=TYPED_MAX,
        ),
    ),
)
KEEP = Action(
    slug="product-words",
    title=N_("Keep with a product"),
    permission="catalog.edit",
    subject=WORDS,
    run=_keep_with_product,
    done=N_("These words find the product within two seconds."),
    fields=(
        TextField(
            name="product",
            title=N_("Product"),
            hint=N_("The address of its page, or the code of one of its SKUs."),
            required=True,
            most=200,
        ),
    ),
)
TAG = Action(
    slug="tag",
    title=N_("Give a tag"),
    permission="catalog.edit",
    subject=WORDS,
    run=give_tag,
    done=N_("Done."),
    question=N_(
        "Whoever searches for the word of a tag finds its goods. It stands in the history of each"
        " product, where it can be undone."
    ),
    fields=(
        TextField(
            name="goods",
            title=N_("Goods"),
            hint=N_("Addresses of their pages or codes of their SKUs, one to a line."),
            required=True,
            most=4000,
            lines=4,
        ),
        ChoiceField(
            name="tag",
            title=N_("Tag"),
            options=tags_by_slug,
            unset=N_("The tag called as these words are; made where there is none"),
        ),
    ),
)
LEAD = Action(
    slug="redirect",
    title=N_("Set a redirect"),
    permission=EDIT,
    subject=WORDS,
    run=_lead,
    done=HOLDS,
    fields=(
        ChoiceField(name="category", title=N_("A category"), options=categories_by_slug),
        TextField(
            name="target",
            title=N_("Or an address of the shop"),
            hint=N_("Of a product or a page, such as /p/moon-mug or /help/about."),
            placeholder="/p/…",
        ),
    ),
)
UNDO = Action(
    slug="undo",
    title=N_("Undo"),
    permission=EDIT,
    subject=WORDS,
    run=_undo,
    done=N_("Taken back."),
    question=N_("The newest rule about these words is taken back."),
    applies=lambda shown: bool(shown.can_undo),
    tone=Tone.BAD,
)
ASKED_PAGE = DetailScreen(
    slug="search-words",
    title=lambda shown: str(shown.words),
    written=True,
    subtitle=lambda _shown: gettext("The last 90 days"),
    permission="search.view",
    load=words_page,
    sections=(
        Rows(
            title=N_("What was opened from the results"),
            name="opened",
            columns=(
                Column(
                    name="title",
                    title=N_("Product"),
                    show=Show.TEXTS,
                    phone=Phone.TITLE,
                    link=lambda row: f"/console/products/{row.product_id}",
                ),
                Column(name="position", title=N_("Place on average"), show=Show.NUMBER),
                Column(name="clicked", title=N_("Clicked"), show=Show.NUMBER),
                Column(name="added", title=N_("Put in the cart"), show=Show.NUMBER),
                Column(name="bought", title=N_("Bought"), show=Show.NUMBER),
            ),
            empty=N_("Nobody opened anything from these results."),
        ),
        Rows(
            title=N_("Rules about these words"),
            name="wordings",
            columns=(
                Column(name="kind", title=N_("Kind of rule"), show=Show.LABEL, labels=KINDS),
                Column(name="words", title=N_("Searched words"), value=told, phone=Phone.TITLE),
                Column(name="made_by", title=N_("By"), show=Show.WHO),
                Column(name="made_at", title=N_("When"), show=Show.TIME),
            ),
            empty=N_("Nothing yet. The buttons above do something about it."),
        ),
        Facts(
            title=N_("How it is searched for"),
            aside=True,
            facts=(
                Fact("searches", N_("Searches"), Show.NUMBER),
                Fact("empty_rate", N_("Share without results"), Show.PERCENT),
                Fact("click_rate", N_("Click rate"), Show.PERCENT),
                Fact("bought", N_("Bought"), Show.NUMBER),
                Fact("ranked", N_("What it finds"), link=_ranked),
                Fact("arranged", N_("Order of the results"), link=_arranged),
            ),
        ),
    ),
    actions=(SAME, KEEP, TAG, WIDER, LEAD, UNDO),
)
ASKED = ListScreen(
    slug="search-words",
    title=N_("What is searched for"),
    permission="search.view",
    hint=N_(
        "The last 7 days, where no other period is chosen, summed up every five minutes."
        " One shopper asking the same on one day is one search."
    ),
    query=words_list,
    filters_as=WordsFilters,
    key=lambda row: str(row.key),
    link=lambda row: f"/console/search-words/{row.key}",
    sort="-searches",
    columns=(
        Column(name="words", title=N_("Searched words"), show=Show.WRITTEN, phone=Phone.TITLE),
        Column(name="searches", title=N_("Searches"), show=Show.NUMBER, sort=True),
        Column(name="change", title=N_("Against the time before"), show=Show.CHANGE, sort=True),
        Column(name="empty_rate", title=N_("Share without results"), show=Show.PERCENT, sort=True),
        Column(name="click_rate", title=N_("Click rate"), show=Show.PERCENT, sort=True),
        Column(name="bought", title=N_("Bought"), show=Show.NUMBER, sort=True),
        Column(name="said", title=N_("Rules"), show=Show.NUMBER, phone=Phone.HIDDEN),
    ),
    tabs=(
        Tab(N_("Top")),
        Tab(N_("Rising"), {"need": View.RISING, "sort": "-change"}),
        Tab(N_("Found nothing"), {"need": View.EMPTY}),
        Tab(N_("Hardly clicked"), {"need": View.IGNORED}),
    ),
    filters=(
        Search(title=N_("Search the words"), placeholder=N_("Part of the words")),
        Choice(name="need", title=N_("View"), labels=VIEWS, in_tabs=True),
        Choice(name="days", title=N_("Period"), labels=DAYS, unset=N_("Last 7 days")),
    ),
    export="searches",
    empty=Empty(N_("No searches here."), N_("What shoppers type is counted from now on.")),
)
