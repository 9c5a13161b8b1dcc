"""A dropped file or pasted text, step by step, to a posted card: intake (the steps), questions asked on the way, analysis,
posting, delivery, and what people press meanwhile (buttons, paste, parts, withdrawal)."""
