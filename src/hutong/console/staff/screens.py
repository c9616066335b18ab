"""Colleagues, their roles, and what roles may do."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from hutong import access
from hutong.access import PERMISSIONS, Role, Staff
from hutong.console.kit import (
    Action,
    Answers,
    Choice,
    Column,
    Deed,
    Done,
    Empty,
    FormScreen,
    Group,
    Label,
    Labels,
    ListScreen,
    ManyField,
    Option,
    Phone,
    Search,
    Show,
    Subject,
    TextField,
    TextsField,
    Tone,
)
from hutong.kernel import texts
from hutong.kernel.errors import Invalid, Problem
from hutong.kernel.i18n import N_, gettext
from hutong.kernel.ids import as_id
from hutong.views.lists import NoFilters
from hutong.views.staff import RoleRow, StaffFilters, StaffRow, role_list, staff_list

PERMISSION = "staff.manage"
PASSWORD_HINT = N_("At least 8 characters. Empty keeps the password of a colleague who is there.")
STANDINGS: Labels = {
    "active": Label(N_("Active"), Tone.GOOD),
    "gone": Label(N_("Left")),
}
COLLEAGUE = Subject(
    kind="access_staff",
    find=lambda session, key: access.find_staff(session, as_id(key)),
    label=lambda staff: str(staff.name),
)
ROLE = Subject(
    kind="access_role",
    find=access.find_role,
    label=lambda role: texts.pick(role.title),
    id_of=lambda role: str(role.name),
)


async def _roles(session: AsyncSession) -> Sequence[Option]:
    return [Option(role.name, texts.pick(role.title)) for role in await access.roles(session)]


async def _permissions(_session: AsyncSession) -> Sequence[Option]:
    return [Option(name, texts.pick(title)) for name, title in PERMISSIONS.items()]


async def _begin_staff(_session: AsyncSession, staff: Staff | None) -> Answers:
    if staff is None:
        return {}
    return {
        "name": staff.name,
        "email": staff.email,
        "phone": staff.phone or "",
        "roles": staff.roles,
    }


async def _save_staff(deed: Deed, answers: Answers) -> Done:
    staff: Staff | None = deed.subject
    asked: dict[str, Any] = {
        "name": answers["name"],
        "roles": answers["roles"],
        "phone": answers["phone"] or None,
        "by": deed.by,
    }
    if staff is None:
        await access.create_staff(
            deed.session, email=answers["email"], password=answers["password"], **asked
        )
        return Done(message=gettext("The colleague can sign in now."), go_to="/console/staff")
    if answers["email"] != staff.email:
        raise Invalid([Problem("email", gettext("The e-mail stays as it is."))])
    await access.edit_staff(deed.session, staff.id, **asked)
    if answers["password"]:
        await access.set_password(deed.session, staff.id, answers["password"], by=deed.by)
    return Done(message=gettext("Saved."), go_to="/console/staff")


async def _begin_role(_session: AsyncSession, role: Role | None) -> Answers:
    if role is None:
        return {}
    return {"name": role.name, "title": role.title, "permissions": role.permissions}


async def _save_role(deed: Deed, answers: Answers) -> Done:
    role: Role | None = deed.subject
    await access.save_role(
        deed.session,
        role.name if role else answers["name"],
        title=answers["title"],
        permissions=answers["permissions"],
        by=deed.by,
    )
    return Done(message=gettext("Saved. It holds from the next click on."), go_to="/console/roles")


async def _leave(deed: Deed, _answers: Answers) -> None:
    await access.deactivate(deed.session, deed.subject.id, by=deed.by)


async def _return(deed: Deed, _answers: Answers) -> None:
    await access.reactivate(deed.session, deed.subject.id, by=deed.by)


async def _reset(deed: Deed, _answers: Answers) -> None:
    await access.reset_second_factor(deed.session, deed.subject.id, by=deed.by)


def _edit(row: StaffRow) -> str:
    return f"/console/staff/{row.id}/edit"


def _edit_role(row: RoleRow) -> str:
    return f"/console/roles/{row.name}/edit"


STAFF_FORM = FormScreen(
    slug="staff",
    title=lambda staff: staff.name if staff else gettext("New colleague"),
    permission=PERMISSION,
    subject=COLLEAGUE,
    groups=(
        Group(
            N_("Person"),
            (
                TextField(name="name", title=N_("Name"), required=True, most=60),
                TextField(
                    name="email",
                    title=N_("E-mail"),
                    type="email",
                    required=True,
                    most=120,
                    fixed=True,
                    hint=N_("The name to sign in with. It stays as it is."),
                ),
                TextField(name="phone", title=N_("Phone"), type="tel", most=20),
                TextField(
                    name="password",
                    title=N_("Password"),
                    type="password",
                    most=128,
                    autocomplete="new-password",
                    needed_new=True,
                    hint=PASSWORD_HINT,
                ),
            ),
        ),
        Group(
            N_("Roles"),
            (ManyField(name="roles", title=N_("Roles"), options=_roles, required=True, wide=True),),
            N_("A colleague may do what any of their roles allows."),
        ),
    ),
    begin=_begin_staff,
    save=_save_staff,
)
LEAVE = Action(
    slug="leave",
    title=N_("Take away access"),
    permission=PERMISSION,
    subject=COLLEAGUE,
    run=_leave,
    done=N_("Signed out everywhere; the account is closed."),
    question=N_("Take away access? Every device of this colleague is signed out now."),
    applies=lambda row: row.active,
    tone=Tone.BAD,
)
RETURN = Action(
    slug="return",
    title=N_("Give access again"),
    permission=PERMISSION,
    subject=COLLEAGUE,
    run=_return,
    done=N_("The account is open again."),
    applies=lambda row: not row.active,
)
RESET = Action(
    slug="second-factor",
    title=N_("Reset the second factor"),
    permission=PERMISSION,
    subject=COLLEAGUE,
    run=_reset,
    done=N_("A new authenticator app is set up at the next sign-in."),
    question=N_("Reset the second factor? Do this when a telephone was lost."),
    applies=lambda row: row.active,
)
STAFF = ListScreen(
    slug="staff",
    title=N_("Staff"),
    permission=PERMISSION,
    query=staff_list,
    filters_as=StaffFilters,
    key=lambda row: str(row.id),
    link=_edit,
    sort="name",
    columns=(
        Column(name="name", title=N_("Name"), sort=True, phone=Phone.TITLE),
        Column(name="email", title=N_("E-mail"), show=Show.CODE, wide=True),
        Column(name="roles", title=N_("Roles"), wide=True),
        Column(
            name="joined_at", title=N_("Here since"), show=Show.DAY, sort=True, phone=Phone.HIDDEN
        ),
        Column(
            name="standing",
            title=N_("State"),
            show=Show.LABEL,
            labels=STANDINGS,
            phone=Phone.BADGE,
        ),
    ),
    filters=(
        Search(title=N_("Search staff"), placeholder=N_("Name or e-mail")),
        Choice(name="role", title=N_("Role"), options=_roles),
        Choice(name="standing", title=N_("State"), labels=STANDINGS),
    ),
    actions=(RESET, LEAVE, RETURN),
    create=STAFF_FORM,
    empty=Empty(N_("Nobody fits."), N_("Change the filters, or add a colleague.")),
)

ROLE_FORM = FormScreen(
    slug="roles",
    title=lambda role: texts.pick(role.title) if role else gettext("New role"),
    permission=PERMISSION,
    subject=ROLE,
    groups=(
        Group(
            N_("Role"),
            (
                TextField(
                    name="name",
                    title=N_("Short name"),
                    required=True,
                    most=40,
                    fixed=True,
                    hint=N_("Small letters; it stays as it is."),
                ),
                TextsField(name="title", title=N_("Title"), required=True, most=40),
            ),
        ),
        Group(
            N_("Permissions"),
            (ManyField(name="permissions", title=N_("May"), options=_permissions, wide=True),),
            N_("Changes hold at once for everybody who has this role."),
        ),
    ),
    begin=_begin_role,
    save=_save_role,
)
ROLES = ListScreen(
    slug="roles",
    title=N_("Roles"),
    permission=PERMISSION,
    query=role_list,
    filters_as=NoFilters,
    key=lambda row: str(row.name),
    link=_edit_role,
    sort="name",
    columns=(
        Column(name="title", title=N_("Title"), show=Show.TEXTS, phone=Phone.TITLE),
        Column(name="name", title=N_("Short name"), show=Show.CODE, sort=True),
        Column(name="permissions", title=N_("Permissions"), show=Show.NUMBER),
        Column(name="holders", title=N_("Colleagues"), show=Show.NUMBER),
    ),
    create=ROLE_FORM,
    empty=Empty(N_("No roles.")),
)
