"""Durable work: a job and its states, the worker that carries it on, and the lanes in which nobody waits behind others."""
