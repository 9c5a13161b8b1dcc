"""What is made of a session's words, and what is claimed of it only where the words prove it.

analyse: a transcript to an insight; assessment: a draft against its transcript; verification: quotes and promises proven;
offline: the engine without a key; speech: questions, reflections, advice; icf: markers of the ICF's competencies; checkoff:
promises told as kept; safety: words that want a person, not a bot; metrics, quality, coach_turns: the figures."""
