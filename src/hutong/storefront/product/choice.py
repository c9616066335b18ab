"""Which SKU a shopper means, and which values are still open to them.

Specifications are decided in their order: a value is open when an SKU that can be bought has it
together with what was chosen before it. So nobody can pick a combination that does not exist,
and nobody gets stuck either, because the first specification is always open. What was wished for
a later one is kept where it can be, and replaced by the first open value where it cannot.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from hutong.catalog import ProductSheet, SkuSheet, SpecSheet, SpecValueSheet
from hutong.inventory import Level

Wishes = Mapping[int, int]
"""Which value, by place, for which specification, by place: what the form sends."""


@dataclass(frozen=True, slots=True)
class Option:
    place: int
    value: SpecValueSheet
    chosen: bool
    exists: bool
    in_stock: bool

    @property
    def open(self) -> bool:
        return self.exists and self.in_stock


@dataclass(frozen=True, slots=True)
class Question:
    place: int
    spec: SpecSheet
    options: tuple[Option, ...]

    @property
    def answer(self) -> SpecValueSheet | None:
        return next((option.value for option in self.options if option.chosen), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """`sku` is None only when the product has nothing to sell. `moved` are the specifications for
    which another value was taken than the one wished for."""

    sku: SkuSheet | None
    questions: tuple[Question, ...]
    moved: tuple[Question, ...] = ()


def choose(product: ProductSheet, stock: Mapping[UUID, Level], wishes: Wishes) -> Choice:
    left: Sequence[SkuSheet] = product.active_skus
    questions: list[Question] = []
    for place, spec in enumerate(product.specs):
        exist = [sku.value_ids[place] for sku in left]
        had = [sku.value_ids[place] for sku in left if stock[sku.id].available > 0]
        taken = _take(_wished(spec, wishes.get(place)), had, exist)
        questions.append(Question(place, spec, tuple(_options(spec, taken, had, exist))))
        left = [sku for sku in left if sku.value_ids[place] == taken]
    return Choice(
        sku=left[0] if left else None,
        questions=tuple(questions),
        moved=tuple(_moved(questions, wishes)),
    )


def wishes_of(product: ProductSheet, code: str) -> Wishes:
    """The choice that leads to the SKU of this code; none where there is no such SKU."""
    for sku in product.active_skus:
        if sku.code == code:
            return {
                place: _place_of(spec, sku.value_ids[place])
                for place, spec in enumerate(product.specs)
            }
    return {}


def _place_of(spec: SpecSheet, value_id: UUID) -> int:
    return next(n for n, value in enumerate(spec.values) if value.id == value_id)


def _wished(spec: SpecSheet, place: int | None) -> UUID | None:
    if place is None or not 0 <= place < len(spec.values):
        return None
    return spec.values[place].id


def _take(wished: UUID | None, had: Sequence[UUID], exist: Sequence[UUID]) -> UUID | None:
    """The wish where it can be had, else the first that can; all sold out, the same among all."""
    for values in (had, exist):
        if wished in values:
            return wished
        if values:
            return values[0]
    return None


def _options(
    spec: SpecSheet, taken: UUID | None, had: Sequence[UUID], exist: Sequence[UUID]
) -> Iterator[Option]:
    for place, value in enumerate(spec.values):
        yield Option(
            place=place,
            value=value,
            chosen=value.id == taken,
            exists=value.id in exist,
            in_stock=value.id in had,
        )


def _moved(questions: Sequence[Question], wishes: Wishes) -> Iterator[Question]:
    for question in questions:
        wished = _wished(question.spec, wishes.get(question.place))
        if wished is not None and (question.answer is None or question.answer.id != wished):
            yield question
