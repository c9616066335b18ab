import pytest

from hutong.kernel.sealing import Box

BOX = Box("a secret that only this shop knows, long enough")


def test_what_is_sealed_can_be_opened_by_us_alone() -> None:
    sealed = BOX.seal("JBSWY3DPEHPK3PXP")

    assert BOX.unseal(sealed) == "JBSWY3DPEHPK3PXP"
    assert "JBSWY3DPEHPK3PXP" not in sealed
    with pytest.raises(ValueError, match="not sealed by us"):
        Box("another secret, also long enough to be one").unseal(sealed)


def test_a_signature_is_good_for_one_purpose_only() -> None:
    signature = BOX.sign("return", "order 1")

    assert BOX.signed("return", "order 1", signature)
    assert not BOX.signed("return", "order 2", signature)
    assert not BOX.signed("cancel", "order 1", signature)
