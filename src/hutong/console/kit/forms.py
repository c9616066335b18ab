"""From fields to what a template shows, and from a refusal to the words beside the field."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong.console.kit.fields import Answers, Field, Posted
from hutong.console.kit.pages import FieldView, FormView
from hutong.console.kit.screens import Group
from hutong.kernel.errors import DomainError, Invalid, Problem


async def fresh(session: AsyncSession, groups: Sequence[Group], kept: Answers) -> FormView:
    """The form as it opens, filled with what is kept."""
    entered = {
        field.name: field.filled(kept.get(field.name)) for group in groups for field in group.fields
    }
    return await _view(session, groups, entered)


async def again(
    session: AsyncSession, groups: Sequence[Group], posted: Posted, error: DomainError
) -> FormView:
    """The form as it was sent, with what is wrong."""
    entered = {field.name: field.entered(posted) for group in groups for field in group.fields}
    problems = tuple(error.problems) if isinstance(error, Invalid) else ()
    refusal = "" if problems else str(error)
    return await _view(session, groups, entered, problems=problems, refusal=refusal)


async def _view(
    session: AsyncSession,
    groups: Sequence[Group],
    entered: Mapping[str, Any],
    *,
    problems: Sequence[Problem] = (),
    refusal: str = "",
) -> FormView:
    by_path = {problem.field: problem.message for problem in reversed(problems)}
    shown = [
        (group, [await _field(session, each, entered, by_path) for each in group.fields])
        for group in groups
    ]
    return FormView(groups=shown, problems=problems, refusal=refusal)


async def _field(
    session: AsyncSession, field: Field, entered: Mapping[str, Any], problems: Mapping[str, str]
) -> FieldView:
    options = await field.choices(session)
    return FieldView(field=field, entered=entered[field.name], options=options, problems=problems)
