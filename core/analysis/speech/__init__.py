"""What can be read from words alone: sentences, questions, reflections, advice. Pure Python, no network, no model files
beyond core/analysis/speech/weights.json."""
