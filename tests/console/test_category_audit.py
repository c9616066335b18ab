"""Why goods may stand in the wrong category, in the reader's language."""

from uuid import uuid4

from hutong.console.goods.category_audit import why
from hutong.kernel import clock, i18n
from hutong.kernel.texts import Texts
from hutong.taxonomy import FindingState, Reason
from hutong.views.taxonomy import AuditRow


def doubted(has: Texts | str, lacks: Texts | str) -> AuditRow:
    return AuditRow(
        id=uuid4(),
        product_id=uuid4(),
        title={"zh": "马克杯"},
        picture=None,
        here={"zh": "毛巾"},
        there={"zh": "杯子"},
        sureness=86,
        reasons=[{"reason": Reason.PARAMETERS, "has": [has], "lacks": [lacks]}],
        state=FindingState.OPEN,
        found_at=clock.now(),
        decided_at=None,
        decided_by="",
    )


def test_parameters_are_named_in_the_readers_language() -> None:
    row = doubted({"zh": "容量", "en": "Volume"}, {"zh": "克重", "en": "Weight"})

    with i18n.using("en"):
        english = why(row)
    with i18n.using("zh_CN"):
        chinese = why(row)

    assert "Volume" in english
    assert "Weight" in english
    assert "容量" in chinese
    assert "克重" in chinese


def test_findings_of_before_name_parameters_as_they_did() -> None:
    with i18n.using("en"):
        told = why(doubted("容量", "克重"))

    assert "It has 容量" in told
    assert "克重" in told
