from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, desc
from sqlalchemy.orm import Mapped, composite, mapped_column

from hutong.kernel.db import Base
from hutong.kernel.ids import new_id


class SubjectKind(StrEnum):
    MEMBER = "member"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whoever proves who they are; this module knows no more of them."""

    kind: SubjectKind
    id: UUID


@dataclass(frozen=True, slots=True)
class Device:
    ip: str = ""
    user_agent: str = ""


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    SET_PASSWORD = "set_password"  # noqa: S105 - what a code is for
    CHANGE_PHONE = "change_phone"


class Proof(StrEnum):
    """What somebody tried to do about their identity."""

    PASSWORD = "password"  # noqa: S105
    CODE = "code"
    TOTP = "totp"
    RECOVERY_CODE = "recovery_code"
    SESSION_START = "session_start"
    SESSION_END = "session_end"
    PASSWORD_SET = "password_set"  # noqa: S105
    TOTP_SET = "totp_set"
    TOTP_REMOVED = "totp_removed"


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    LIMITED = "limited"


class Session(Base):
    """A device that somebody is signed in on. Only hashes of its tokens are known here."""

    __tablename__ = "identity_session"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    subject_kind: Mapped[SubjectKind]
    subject_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    token_at: Mapped[datetime]
    former_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    former_until: Mapped[datetime | None]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_for: Mapped[timedelta]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    second_factor_at: Mapped[datetime | None]
    ip: Mapped[str]
    user_agent: Mapped[str]

    subject: Mapped[Subject] = composite("subject_kind", "subject_id")

    def change_token(self, token_hash: bytes, at: datetime, *, grace: timedelta) -> None:
        """The old token is honoured a little longer, for answers that are still on the way."""
        self.former_hash, self.former_until = self.token_hash, at + grace
        self.token_hash, self.token_at = token_hash, at


class Code(Base):
    """A code that was sent to a phone. The latest one for a purpose is the only one that counts."""

    __tablename__ = "identity_code"
    __table_args__ = (
        Index("identity_code_phone_idx", "phone", desc("issued_at")),
        Index("identity_code_ip_idx", "ip", desc("issued_at")),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phone: Mapped[str]
    purpose: Mapped[Purpose]
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    ip: Mapped[str]
    issued_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class Password(Base):
    __tablename__ = "identity_password"

    subject_kind: Mapped[SubjectKind] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[str]
    set_at: Mapped[datetime]


class Totp(Base):
    """An authenticator app. A new one is pending until it has given a right code."""

    __tablename__ = "identity_totp"

    subject_kind: Mapped[SubjectKind] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    pending_sealed: Mapped[str | None]
    pending_at: Mapped[datetime | None]


class RecoveryCode(Base):
    __tablename__ = "identity_recovery_code"
    __table_args__ = (Index(None, "subject_kind", "subject_id"),)

    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    subject_kind: Mapped[SubjectKind]
    subject_id: Mapped[UUID]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Base):
    """Somebody tried to prove who they are. Kept half a year, longer than the law asks."""

    __tablename__ = "identity_attempt"
    __table_args__ = (
        Index("identity_attempt_handle_idx", "proof", "handle", desc("at")),
        Index("identity_attempt_ip_idx", "proof", "ip", desc("at")),
        Index("identity_attempt_subject_idx", "subject_id", desc("at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    proof: Mapped[Proof]
    outcome: Mapped[Outcome]
    handle: Mapped[str]
    subject_kind: Mapped[SubjectKind | None]
    subject_id: Mapped[UUID | None]
    ip: Mapped[str]
    user_agent: Mapped[str]
