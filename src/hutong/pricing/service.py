from collections.abc import Iterator
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.kernel.actor import SYSTEM, Actor, ActorKind
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import gettext as _
from hutong.kernel.ids import new_id
from hutong.kernel.money import Money
from hutong.kernel.texts import Texts, pick
from hutong.pricing.models import FreightRule

NAME_MAX = 80
REGIONS_MAX = 500
GRAMS_MAX = 1_000_000
FEE_MAX_MINOR = 1_000_000


@dataclass(frozen=True, kw_only=True)
class FreightDraft:
    name: Texts
    regions: tuple[str, ...] = ()
    first_grams: int
    first_fee: Money
    next_grams: int
    next_fee: Money
    free_from: Money | None = None
    priority: int = 0
    id: UUID | None = None

    def problems(self) -> Iterator[Problem]:
        if not self.name.get("zh", "").strip() or any(
            len(words) > NAME_MAX for words in self.name.values()
        ):
            yield Problem(
                "name", _("Give a name of at most {max} characters.").format(max=NAME_MAX)
            )
        if len(self.regions) > REGIONS_MAX or not all(
            code.isascii() and code.isdigit() for code in self.regions
        ):
            yield Problem("regions", _("A region is the code of an administrative division."))
        for field in ("first_grams", "next_grams"):
            if not 0 < getattr(self, field) <= GRAMS_MAX:
                yield Problem(field, _("A weight is more than zero grams and at most one tonne."))
        for field in ("first_fee", "next_fee"):
            if not 0 <= getattr(self, field).minor <= FEE_MAX_MINOR:
                yield Problem(field, _("A fee is not negative and at most ¥10,000."))
        if self.free_from is not None and self.free_from.minor <= 0:
            yield Problem("free_from", _("Free delivery begins at an amount above zero."))


async def save_freight_rule(
    session: AsyncSession, draft: FreightDraft, *, by: Actor = SYSTEM
) -> FreightRule:
    """Create or replace a rule. Raises Invalid with every problem."""
    if problems := list(draft.problems()):
        raise Invalid(problems)
    rule = await session.merge(
        FreightRule(
            id=draft.id or new_id(),
            name=draft.name,
            regions=list(draft.regions),
            priority=draft.priority,
            first_grams=draft.first_grams,
            next_grams=draft.next_grams,
            currency=draft.first_fee.currency,
            first_fee_minor=draft.first_fee.minor,
            next_fee_minor=draft.next_fee.minor,
            free_from_minor=draft.free_from.minor if draft.free_from else None,
        )
    )
    await session.flush()
    if by.kind is not ActorKind.SYSTEM:
        access.record(
            session,
            by,
            "pricing.save_freight_rule",
            object_type=FreightRule.__tablename__,
            object_id=rule.id,
            label=pick(rule.name),
            after=asdict(draft),
        )
    return rule
