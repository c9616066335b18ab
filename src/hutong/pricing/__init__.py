"""What things cost and why: freight rules, and the quote from a cart to a total with its trace."""

from hutong.pricing.models import FreightRule
from hutong.pricing.queries import freight_rules, rules
from hutong.pricing.quoting import (
    Adjustment,
    Destination,
    FreightCharge,
    FreightTerms,
    PricedLine,
    Quote,
    QuoteLine,
    Rules,
    freight_gap,
    quote,
)
from hutong.pricing.service import FreightDraft, save_freight_rule

__all__ = [
    "Adjustment",
    "Destination",
    "FreightCharge",
    "FreightDraft",
    "FreightRule",
    "FreightTerms",
    "PricedLine",
    "Quote",
    "QuoteLine",
    "Rules",
    "freight_gap",
    "freight_rules",
    "quote",
    "rules",
    "save_freight_rule",
]
