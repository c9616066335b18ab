"""Plays WeChat Pay, Alipay and UnionPay: their protocols, signatures, cashiers and bills, each
with its own books; and a recogniser of speech. Reached over HTTP only, and shares no code with the
gateways that speak to it.
"""
