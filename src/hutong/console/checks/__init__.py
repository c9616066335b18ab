"""Checklists and the procedures behind them."""
