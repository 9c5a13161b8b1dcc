"""Figures of a coaching programme, for those who administer the workspace."""
