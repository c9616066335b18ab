"""A small trade in mugs, which the tests of the kit are told with: no table, no module."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.console.kit import (
    Action,
    Amount,
    Answers,
    Area,
    Chart,
    ChartScreen,
    Choice,
    Column,
    Counter,
    Days,
    Deed,
    DetailScreen,
    Document,
    Done,
    Empty,
    Fact,
    Facts,
    File,
    FormScreen,
    Group,
    Label,
    ListScreen,
    MoneyField,
    Phone,
    Rows,
    Search,
    Series,
    Show,
    Subject,
    Tab,
    TextField,
    TextsField,
    Thing,
    Tile,
    Timeline,
    Tone,
    WholeField,
)
from hutong.kernel.errors import Invalid, NotFound, Problem, Refused
from hutong.kernel.money import CNY, Money
from hutong.kernel.texts import Texts
from hutong.views.lists import Found, Paging, Period, Range

STATES = {
    "drying": Label("Drying", Tone.WARN),
    "fired": Label("Fired", Tone.GOOD),
    "broken": Label("Broken", Tone.BAD),
}
FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Mug:
    number: str
    name: Texts
    state: str
    price: Money
    made_at: datetime
    id: UUID = field(default_factory=uuid4)

    @property
    def thing(self) -> Thing:
        return Thing(self.name["zh"], self.name.get("en", ""))


@dataclass(eq=False)
class NoSuchMug(NotFound):
    message = "There is no mug {number}."
    number: str


@dataclass(eq=False)
class AlreadyBroken(Refused):
    message = "Mug {number} is broken already."
    number: str


@dataclass(frozen=True, kw_only=True)
class MugFilters:
    q: str | None = None
    state: str | None = None
    made: Period | None = None
    price: Range | None = None


@dataclass
class Pottery:
    """What is on the shelf during one test."""

    mugs: list[Mug] = field(default_factory=list)
    keeps_books: bool = False
    """It writes the audit trail itself, as many modules do."""

    def throw(self, number: str, state: str = "fired", yuan: int = 20, name: str = "") -> Mug:
        made_at = FIRST_DAY + timedelta(days=len(self.mugs))
        name = name or f"马克杯 {number}"
        mug = Mug(number, {"zh": name}, state, Money(yuan * 100, CNY), made_at)
        self.mugs.append(mug)
        return mug

    async def shelf(self, _session: AsyncSession, asked: MugFilters, paging: Paging) -> Found[Mug]:
        found = [
            mug
            for mug in self.mugs
            if (not asked.q or asked.q in mug.name["zh"] or asked.q == mug.number)
            and (not asked.state or mug.state == asked.state)
            and (not asked.made or not asked.made.start or mug.made_at >= asked.made.start)
            and (
                not asked.price or asked.price.least is None or mug.price.minor >= asked.price.least
            )
        ]
        found.sort(key=_order(paging.column), reverse=paging.descending)
        return Found(found[paging.offset : paging.offset + paging.size], len(found))

    async def find(self, _session: AsyncSession, number: str) -> Mug:
        found = next((mug for mug in self.mugs if mug.number == number), None)
        if found is None:
            raise NoSuchMug(number)
        return found

    async def smash(self, deed: Deed, answers: Answers) -> None:
        mug: Mug = deed.subject
        if mug.state == "broken":
            raise AlreadyBroken(mug.number)
        if answers["reason"] == "art":
            raise Invalid([Problem("reason", "Art is no reason.")])
        mug.state = "broken"
        self._write(deed, mug)

    async def polish(self, deed: Deed, _answers: Answers) -> None:
        deed.subject.name = {"zh": f"亮{deed.subject.name['zh']}"}

    async def labels(self, _deed: Deed, keys: Sequence[str]) -> File:
        return File(name="labels.txt", media_type="text/plain", content=",".join(keys).encode())

    async def begin(self, _session: AsyncSession, mug: Mug | None) -> dict[str, Any]:
        return {"name": mug.name, "price": mug.price} if mug else {}

    async def save(self, deed: Deed, answers: Answers) -> Done:
        mug = deed.subject or self.throw(answers["number"])
        mug.name, mug.price = answers["name"], answers["price"]
        self._write(deed, mug)
        return Done(go_to=f"/console/mugs/{mug.number}", created=mug)

    def _write(self, deed: Deed, mug: Mug) -> None:
        if self.keeps_books:
            access.record(
                deed.session,
                deed.by,
                "pottery.book",
                object_type="mug",
                object_id=mug.id,
                label=mug.number,
            )

    async def numbers(self, _session: AsyncSession) -> Any:
        days = [
            SimpleNamespace(day=FIRST_DAY + timedelta(days=n), made=n, sold=Money(n * 100, CNY))
            for n in range(30)
        ]
        return SimpleNamespace(
            now=12, before=10, sold=Money(5000, CNY), sold_before=Money(0, CNY), days=days, drying=3
        )


def _order(column: str) -> Any:
    return {"price": lambda mug: mug.price.minor}.get(column, lambda mug: mug.made_at)


async def _facts(_session: AsyncSession, mug: Mug) -> dict[str, Any]:
    return {"state": mug.state, "name": mug.name["zh"], "price": mug.price.minor}


async def _page(pottery: Pottery, session: AsyncSession, number: str) -> Any:
    mug = await pottery.find(session, number)
    moment = SimpleNamespace(text="Thrown", note="", at=mug.made_at, who="Lao Wang")
    return SimpleNamespace(mug=mug, state=mug.state, price=mug.price, more=[mug], happened=[moment])


def areas(pottery: Pottery) -> Sequence[Area]:
    subject = Subject(kind="mug", find=pottery.find, label=lambda mug: mug.number, facts=_facts)
    smash = Action(
        slug="breakage",
        title="Smash",
        permission="mugs.smash",
        subject=subject,
        run=pottery.smash,
        done="Smashed.",
        fields=(TextField(name="reason", title="Reason", required=True, most=20),),
        question="It cannot be mended.",
        applies=lambda shown: shown.state != "broken",
        tone=Tone.BAD,
    )
    polish = Action(
        slug="polish",
        title="Polish",
        permission="mugs.view",
        subject=subject,
        run=pottery.polish,
        done="Polished.",
    )
    form = FormScreen(
        slug="mugs",
        title=lambda mug: f"Mug {mug.number}" if mug else "New mug",
        permission="mugs.edit",
        subject=subject,
        groups=(
            Group(
                "The mug",
                (
                    TextsField(name="name", title="Name", required=True, most=20),
                    MoneyField(name="price", title="Price", required=True),
                    WholeField(name="weight", title="Weight", hint="In grams.", most=5000),
                ),
            ),
        ),
        begin=pottery.begin,
        save=pottery.save,
        creates=False,
    )
    new = replace(
        form,
        groups=(
            Group(
                "The mug", (TextField(name="number", title="Number", required=True), *form.fields)
            ),
        ),
        creates=True,
        edits=False,
    )
    mugs = ListScreen(
        slug="mugs",
        title="Mugs",
        permission="mugs.view",
        query=pottery.shelf,
        filters_as=MugFilters,
        key=lambda mug: mug.number,
        link=lambda mug: f"/console/mugs/{mug.number}",
        sort="-made_at",
        columns=(
            Column(name="number", title="Number", show=Show.CODE, phone=Phone.TITLE),
            Column(name="thing", title="Mug", show=Show.THING, wide=True),
            Column(name="price", title="Price", show=Show.MONEY, sort=True),
            Column(name="state", title="State", show=Show.LABEL, labels=STATES, phone=Phone.BADGE),
            Column(name="made_at", title="Made", show=Show.TIME, sort=True),
        ),
        filters=(
            Search(title="Search", placeholder="Number or name"),
            Choice(name="state", title="State", labels=STATES),
            Days(name="made", title="Made"),
            Amount(name="price", title="Price"),
        ),
        tabs=(Tab("All"), Tab("Drying", {"state": "drying"})),
        actions=(smash,),
        bulk=(smash, polish),
        documents=(
            Document(slug="labels", title="Labels", permission="mugs.view", make=pottery.labels),
        ),
        create=new,
        export="mugs",
        empty=Empty("No mugs yet.", "Throw one."),
        jump="m",
    )
    detail = DetailScreen(
        slug="mugs",
        title=lambda shown: shown.mug.number,
        permission="mugs.view",
        load=lambda session, number: _page(pottery, session, number),
        badges=lambda shown: [STATES[shown.state]],
        sections=(
            Facts(
                title="The mug",
                facts=(
                    Fact("price", "Price", Show.MONEY),
                    Fact("state", "State", Show.LABEL, STATES),
                ),
            ),
            Rows(title="Others", name="more", columns=mugs.columns, empty="None."),
            Timeline(title="History", name="happened"),
        ),
        actions=(smash, polish),
        edit=form,
    )
    numbers = ChartScreen(
        slug="numbers",
        title="Numbers",
        permission="mugs.numbers",
        load=pottery.numbers,
        tiles=(
            Tile(title="Made", now="now", before="before", compared_with="yesterday"),
            Tile(title="Sold", now="sold", before="sold_before", compared_with="", show=Show.MONEY),
        ),
        counters=(
            Counter(
                title="Drying",
                count=lambda shown: int(shown.drying),
                url="/console/mugs",
                permission="mugs.view",
            ),
        ),
        charts=(
            Chart(
                title="Thirty days",
                name="days",
                series=(
                    Series(name="made", title="Made"),
                    Series(name="sold", title="Sold", show=Show.MONEY, line=True),
                ),
            ),
        ),
        jump="d",
    )
    return (
        Area("Overview", "chart", (numbers,)),
        Area("Pottery", "box", (mugs, detail, form, new)),
    )
