from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, desc, text
from sqlalchemy.orm import Mapped, mapped_column

from hutong.identity import Subject, SubjectKind
from hutong.kernel.actor import Actor
from hutong.kernel.db import Base
from hutong.kernel.ids import new_id
from hutong.members import phones
from hutong.members.regions import AddressDraft, written


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


class FreezeReason(StrEnum):
    ABNORMAL_SIGN_IN = "abnormal_sign_in"
    """Its owner releases it by proving the phone anew."""
    BY_STAFF = "by_staff"


class Member(Base):
    __tablename__ = "members_member"
    __table_args__ = (
        CheckConstraint("phone ~ '^1[3-9][0-9]{9}$'", name="phone"),
        CheckConstraint("(frozen_at is null) = (frozen_reason is null)", name="frozen"),
        Index("members_member_joined_at_idx", desc("joined_at"), desc("id")),
        Index("members_member_last_digits_idx", text('"right"(phone, 4)')),
        Index(
            "members_member_nickname_idx",
            "nickname",
            postgresql_ops={"nickname": "text_pattern_ops"},
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phone: Mapped[str] = mapped_column(unique=True, info={"personal": True})
    nickname: Mapped[str]
    avatar: Mapped[str | None]
    gender: Mapped[Gender | None]
    birthday: Mapped[date | None] = mapped_column(info={"personal": True})
    locale: Mapped[str]
    joined_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    frozen_reason: Mapped[FreezeReason | None]
    demo: Mapped[bool] = mapped_column(server_default=text("false"))

    @property
    def masked_phone(self) -> str:
        return phones.masked(self.phone)

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.MEMBER, self.id)

    def as_actor(self) -> Actor:
        return Actor.member(self.id, self.nickname)

    def freeze(self, at: datetime, reason: FreezeReason) -> None:
        self.frozen_at, self.frozen_reason = at, reason

    def release(self) -> None:
        self.frozen_at, self.frozen_reason = None, None


class Address(Base):
    __tablename__ = "members_address"
    __table_args__ = (
        Index(
            "members_address_default_key",
            "member_id",
            unique=True,
            postgresql_where=text("is_default"),
        ),
        Index("members_address_member_idx", "member_id", desc("updated_at")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members_member.id", ondelete="cascade"))
    recipient: Mapped[str] = mapped_column(info={"personal": True})
    phone: Mapped[str] = mapped_column(info={"personal": True})
    province_code: Mapped[str]
    province: Mapped[str]
    city_code: Mapped[str]
    city: Mapped[str]
    district_code: Mapped[str]
    district: Mapped[str]
    street_code: Mapped[str | None]
    street: Mapped[str | None]
    detail: Mapped[str] = mapped_column(info={"personal": True})
    label: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime]

    @property
    def region(self) -> str:
        """浙江省杭州市西湖区三墩镇"""
        return written(self.province, self.city, self.district, self.street or "")

    @property
    def full(self) -> str:
        """As it stands on a parcel."""
        return f"{self.region} {self.detail}"

    @property
    def masked_phone(self) -> str:
        return phones.masked(self.phone)

    def as_draft(self) -> AddressDraft:
        return AddressDraft(
            recipient=self.recipient,
            phone=self.phone,
            province=self.province_code,
            city=self.city_code,
            district=self.district_code,
            street=self.street_code or "",
            detail=self.detail,
            label=self.label or "",
            is_default=self.is_default,
        )


class Favourite(Base):
    """A product that a member wants to find again. Products are known here by id alone."""

    __tablename__ = "members_favourite"
    __table_args__ = (Index("members_favourite_at_idx", "member_id", desc("at")),)

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("members_member.id", ondelete="cascade"), primary_key=True
    )
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
