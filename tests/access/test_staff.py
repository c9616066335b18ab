from datetime import timedelta
from uuid import uuid4

import pytest
from pyotp import TOTP
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access, identity
from hutong.access import PERMISSIONS, Staff
from hutong.identity import Device, WrongCode, WrongCredentials
from hutong.kernel.actor import SYSTEM
from hutong.kernel.clock import Simulated
from hutong.kernel.errors import Invalid
from hutong.kernel.sealing import Box
from tests.access.conftest import PASSWORD


async def test_a_new_shop_has_five_roles_and_only_the_owner_may_everything(
    session: AsyncSession, owner: Staff
) -> None:
    roles = {role.name: set(role.permissions) for role in await access.roles(session)}

    assert set(roles) == {"owner", "operator", "warehouse", "support", "auditor"}
    assert roles["owner"] == set(PERMISSIONS)
    assert not any(
        "staff.manage" in permissions for name, permissions in roles.items() if name != "owner"
    )
    assert all(permission.endswith(".view") for permission in roles["auditor"])
    assert owner.roles == ["owner"]


async def test_roles_that_staff_have_changed_stay_changed(
    session: AsyncSession, owner: Staff
) -> None:
    title = {"zh": "仓库", "en": "Warehouse"}
    await access.save_role(
        session, "warehouse", title=title, permissions=["orders.view"], by=owner.as_actor()
    )
    await session.execute(text("update access_role set permissions = '{}' where name = 'owner'"))

    await access.ensure_roles(session)

    session.expire_all()
    roles = {role.name: role.permissions for role in await access.roles(session)}
    assert roles["warehouse"] == ["orders.view"]
    assert set(roles["owner"]) == set(PERMISSIONS)


@pytest.mark.parametrize(
    ("name", "title", "permissions"),
    [
        ("owner", {"zh": "店主"}, ["orders.view"]),
        ("cashier", {"zh": "收银"}, ["orders.view", "orders.steal"]),
        ("Cashier!", {"zh": "收银"}, ["orders.view"]),
        ("cashier", {"en": "Cashier"}, ["orders.view"]),
    ],
)
async def test_a_role_that_makes_no_sense_is_refused(
    session: AsyncSession,
    owner: Staff,
    name: str,
    title: dict[str, str],
    permissions: list[str],
) -> None:
    with pytest.raises(Invalid):
        await access.save_role(
            session, name, title=title, permissions=permissions, by=owner.as_actor()
        )


async def test_permissions_are_those_of_all_roles_together(
    session: AsyncSession, owner: Staff, packer: Staff
) -> None:
    await access.edit_staff(
        session, packer.id, name="小武", roles=["warehouse", "auditor"], by=owner.as_actor()
    )
    await session.flush()

    permissions = await access.permissions_of(session, packer.id)

    assert {"orders.ship", "audit.view"} <= permissions
    access.require(permissions, "orders.ship")
    with pytest.raises(access.NotAllowed):
        access.require(permissions, "staff.manage")


def test_a_permission_that_nobody_declared_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        access.require(frozenset({"orders.fly"}), "orders.fly")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@b"}, "email"),
        ({"email": "x" * 300 + "@example.com"}, "email"),
        ({"name": "  "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
        ({"roles": []}, "roles"),
        ({"roles": ["emperor"]}, "roles"),
    ],
)
async def test_a_colleague_needs_an_address_a_name_a_password_and_a_role(
    session: AsyncSession, owner: Staff, facts: dict[str, object], field: str
) -> None:
    valid: dict[str, object] = {
        "email": "new@example.com",
        "name": "阿珍",
        "password": PASSWORD,
        "roles": ["support"],
    }

    with pytest.raises(Invalid) as refused:
        await access.create_staff(session, **(valid | facts), by=owner.as_actor())  # type: ignore[arg-type]

    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    "email",
    ["owner@example.com", " OWNER@Example.com ", "ｏｗｎｅｒ@example.com"],
)
async def test_one_address_is_one_account_however_it_is_written(
    session: AsyncSession, owner: Staff, email: str
) -> None:
    with pytest.raises(access.EmailTaken):
        await access.create_staff(
            session,
            email=email,
            name="another",
            password=PASSWORD,
            roles=["owner"],
            by=owner.as_actor(),
        )


async def test_signing_in_takes_two_steps(
    session: AsyncSession, owner: Staff, device: Device, box: Box, time: Simulated
) -> None:
    enrolment = await identity.begin_totp(
        session, owner.subject, box=box, name=owner.email, issuer="巷里"
    )
    app = TOTP(enrolment.secret)
    await identity.confirm_totp(session, owner.subject, app.at(time.at), box=box)
    time.advance(timedelta(minutes=1))

    first = await access.sign_in(session, " Owner@example.com", PASSWORD, device=device)
    here = await access.who_is(session, first)
    assert here is not None
    assert here.has_second_factor
    assert not here.passed_second_factor
    second = await access.second_factor(
        session, here.id, here.signed_in.session_id, app.at(time.at), box=box, device=device
    )
    await session.flush()

    assert await access.who_is(session, first) is None
    now_here = await access.who_is(session, second)
    assert now_here is not None
    assert now_here.passed_second_factor
    assert now_here.permissions == frozenset(PERMISSIONS)


async def test_a_recovery_code_stands_in_for_a_lost_telephone(
    session: AsyncSession, owner: Staff, device: Device, box: Box, time: Simulated
) -> None:
    enrolment = await identity.begin_totp(
        session, owner.subject, box=box, name=owner.email, issuer="巷里"
    )
    codes = await identity.confirm_totp(
        session, owner.subject, TOTP(enrolment.secret).at(time.at), box=box
    )
    token = await access.sign_in(session, owner.email, PASSWORD, device=device)
    here = await access.who_is(session, token)
    assert here is not None

    with pytest.raises(WrongCode):
        await access.second_factor(
            session, here.id, here.signed_in.session_id, "ABCD-EFGH", box=box, device=device
        )
    token = await access.second_factor(
        session, here.id, here.signed_in.session_id, codes[0], box=box, device=device
    )
    await session.flush()

    assert await access.who_is(session, token) is not None


async def test_who_is_at_the_console_costs_one_statement(
    session: AsyncSession, packer: Staff, device: Device
) -> None:
    token = await access.sign_in(session, packer.email, PASSWORD, device=device)
    await session.flush()
    statements: list[str] = []
    connection = (await session.connection()).sync_connection
    event.listen(connection, "before_cursor_execute", lambda *told: statements.append(told[2]))

    here = await access.who_is(session, token)

    assert len(statements) == 1
    assert here is not None
    assert here.name == "小武"
    assert "orders.ship" in here.permissions
    assert not here.has_second_factor


async def test_a_members_token_opens_no_console(session: AsyncSession, device: Device) -> None:
    member = identity.Subject(identity.SubjectKind.MEMBER, uuid4())
    token = await identity.start_session(session, member, device=device)
    await session.flush()

    assert await access.who_is(session, token) is None


@pytest.mark.parametrize(
    ("email", "password"), [("nobody@example.com", PASSWORD), ("owner@example.com", "guess")]
)
async def test_a_wrong_address_and_a_wrong_password_get_one_answer(
    session: AsyncSession, owner: Staff, device: Device, email: str, password: str
) -> None:
    with pytest.raises(WrongCredentials):
        await access.sign_in(session, email, password, device=device)


async def test_a_role_that_changes_acts_with_the_next_request(
    session: AsyncSession, owner: Staff, packer: Staff, device: Device
) -> None:
    token = await access.sign_in(session, packer.email, PASSWORD, device=device)

    await access.edit_staff(session, packer.id, name="小武", roles=["auditor"], by=owner.as_actor())
    await session.flush()

    here = await access.who_is(session, token)
    assert here is not None
    assert "orders.ship" not in here.permissions


async def test_who_leaves_is_out_at_once_and_cannot_come_back_in(
    session: AsyncSession, owner: Staff, packer: Staff, device: Device
) -> None:
    token = await access.sign_in(session, packer.email, PASSWORD, device=device)

    await access.deactivate(session, packer.id, by=owner.as_actor())
    await access.deactivate(session, packer.id, by=owner.as_actor())
    await session.flush()

    assert await identity.find_session(session, token) is None
    assert await access.permissions_of(session, packer.id) == frozenset()
    with pytest.raises(WrongCredentials):
        await access.sign_in(session, packer.email, PASSWORD, device=device)

    await access.reactivate(session, packer.id, by=owner.as_actor())
    assert await access.sign_in(session, packer.email, PASSWORD, device=device)


async def test_the_last_owner_stays(session: AsyncSession, owner: Staff, packer: Staff) -> None:
    with pytest.raises(access.LastOwner):
        await access.deactivate(session, owner.id, by=owner.as_actor())
    with pytest.raises(access.LastOwner):
        await access.edit_staff(
            session, owner.id, name="林掌柜", roles=["operator"], by=owner.as_actor()
        )

    await access.edit_staff(session, packer.id, name="小武", roles=["owner"], by=owner.as_actor())
    await session.flush()
    await access.deactivate(session, owner.id, by=packer.as_actor())


async def test_a_new_password_and_a_reset_factor_sign_the_devices_out(
    session: AsyncSession, owner: Staff, packer: Staff, device: Device
) -> None:
    for change in (
        access.set_password(session, packer.id, "sparrow-at-dawn", by=owner.as_actor()),
        access.reset_second_factor(session, packer.id, by=owner.as_actor()),
    ):
        token = await identity.start_session(session, packer.subject, device=device)
        await session.flush()
        await change
        await session.flush()
        assert await access.who_is(session, token) is None


async def test_unknown_staff_do_not_exist(session: AsyncSession, owner: Staff) -> None:
    for attempt in (
        access.find_staff(session, uuid4()),
        access.deactivate(session, uuid4(), by=owner.as_actor()),
        access.edit_staff(session, uuid4(), name="x", roles=["owner"], by=owner.as_actor()),
    ):
        with pytest.raises(access.NoSuchStaff):
            await attempt


async def test_demo_staff_are_known_as_such(session: AsyncSession, owner: Staff) -> None:
    assert not await access.demo_staff_exist(session)
    await access.create_staff(
        session,
        email="demo@example.com",
        name="演示",
        password=PASSWORD,
        roles=["owner"],
        by=SYSTEM,
        demo=True,
    )
    assert await access.demo_staff_exist(session)
