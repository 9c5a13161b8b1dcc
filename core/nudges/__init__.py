"""Nudges about promises that their client kept: a person's own hours (settings), the day in words (words), what is sent when
(schedule, record), in which form (forms), and what changes any of it (acts). The clock is an argument everywhere."""
