import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from hutong import identity, members
from hutong.identity import Device, Subject, SubjectKind
from hutong.kernel.actor import SYSTEM
from hutong.members import FreezeReason, Member


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("kind", SubjectKind)
async def test_the_quick_way_knows_those_whom_the_whole_way_knows(
    session: AsyncSession, member: Member, device: Device, *, frozen: bool, kind: SubjectKind
) -> None:
    if frozen:
        await members.freeze(session, member.id, reason=FreezeReason.BY_STAFF, by=SYSTEM)
    token = await identity.start_session(session, Subject(kind, member.id), device=device)
    await session.flush()

    whole = await members.who_is(session, token)
    quick = await members.whose(session, token)

    assert quick == (whole.signed_in if whole else None)
    assert (quick is not None) == (kind is SubjectKind.MEMBER and not frozen)
