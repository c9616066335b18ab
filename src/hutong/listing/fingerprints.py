"""Tells whether goods are still what somebody reviewed."""

import hashlib

import msgspec

from hutong.catalog import ProductSheet


def fingerprint(sheet: ProductSheet) -> str:
    """Of everything that a reviewer judges. A price or a stock is none of it."""
    judged = (
        sheet.title,
        sheet.subtitle,
        sheet.description,
        str(sheet.category_id),
        sheet.parameters,
        [picture.key for picture in sheet.pictures],
        [(spec.name, [value.name for value in spec.values]) for spec in sheet.specs],
    )
    return hashlib.sha256(msgspec.json.encode(judged, order="sorted")).hexdigest()
