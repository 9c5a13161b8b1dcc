"""Renderers for places that are no chat: pure functions from a card to what a terminal or a browser shows."""
