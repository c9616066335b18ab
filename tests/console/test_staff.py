"""Colleagues and their roles, as whoever manages staff sees them."""

from sqlalchemy.ext.asyncio import AsyncSession

from tests.console.conftest import Staffed, hire


async def test_what_a_colleague_signs_in_with_can_be_read_and_not_changed(
    session: AsyncSession, staffed: Staffed
) -> None:
    colleague = await hire(session, {"dashboard.view"})
    browser = await staffed("staff.manage")

    new = await browser.get("/console/staff/new")
    known = await browser.get(f"/console/staff/{colleague.id}/edit")
    role = await browser.get(f"/console/roles/{colleague.roles[0]}/edit")

    assert " readonly" not in new.text
    assert f'value="{colleague.email}" maxlength="120" autocomplete="off" required readonly' in (
        known.text
    )
    assert f'value="{colleague.roles[0]}" maxlength="40" autocomplete="off" required readonly' in (
        role.text
    )


async def test_a_new_colleague_needs_a_password_and_a_known_one_keeps_theirs(
    session: AsyncSession, staffed: Staffed
) -> None:
    colleague = await hire(session, {"dashboard.view"})
    browser = await staffed("staff.manage")

    new = await browser.get("/console/staff/new")
    known = await browser.get(f"/console/staff/{colleague.id}/edit")

    assert '<label class="field__label" for="password">Password</label>' in new.text
    assert '<label class="field__label" for="password">Password <span' in known.text
