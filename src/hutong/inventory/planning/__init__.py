"""How much should stand where: daily figures of the ledger, and thresholds made from them."""
