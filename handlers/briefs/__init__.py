"""Briefs for a coach before a session, as their client wants them: what each sees (cards, notes), the settings of both
(settings), what is pressed (pressed), and the brief that is asked for (prep, asked). And the weekly digest."""
