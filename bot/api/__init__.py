"""The REST API under /api/v1: the acts and reads of core, asked for by a program with a token of its person.

`app` has the table of operations and the way every request takes; `operation` says what one is; `requests` and `answers` are
the types that parse and answer, of which the document (`document`) is made. What a person does not see in chat, their programs
do not see here.
"""
