"""The demo shop: its brand, its goods, its people and a year of trade."""

from hutong.demo.accounts import ACCOUNTS, NO_DEMO, PASSWORD, SHOPPER, Account

__all__ = ["ACCOUNTS", "NO_DEMO", "PASSWORD", "SHOPPER", "Account"]
