"""Looks at everything the bot stands on, and says what is wrong and how to mend it. Nothing of any session is read, and nothing
said is a secret: ids, paths, versions, counts."""
