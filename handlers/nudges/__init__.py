"""Reminders of promises their client kept: which are found (asking), the message itself (sending), what is pressed on either
(pressed), how both look (cards, dialogs) and stay true (shown, effects), and a person's settings (settings)."""
