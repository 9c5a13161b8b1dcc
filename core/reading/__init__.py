"""A file or pasted text to a transcript: extraction and its formats, speakers, who is coach and who is client, what can be
measured, and whether one text goes on where another ended."""
