"""What Teams takes, in one table. Sources: learn.microsoft.com (format-your-bot-messages, bot-messages-ai-generated-content).

Sizes are bytes of JSON in UTF-8; lengths of text are in UTF-16 units.
"""

CARD = 28_000
"""A card. Teams takes 100 KB a message in UTF-16, and says to stay under 80."""
PART = 10_000
"""What stays together on one card: a fold, a table, a row of buttons; more of it goes on in another."""
FOLDED = 16_000
"""What the folds of a card may hold together, in place, where there is another way into them."""
TEXT = 2_000
"""One paragraph; a longer one is several."""
NOTIFICATION = 600
BUTTON = 75
ROW = 6
"""Buttons beside each other; Teams hides more of them."""
ROW_TEXT = 66
"""Characters of their labels, with five for each button's edges; a row that is wider runs out of the card."""
FEW_CHOICES = 8
"""Choices of a menu that are buttons; more are a list to choose from."""
CHOICE = 150
CONFIRM = 1_000
INPUT = 3_000
LABEL = 300
COLUMNS = 5
WIDE = 18
"""Characters of a cell from which its column is as wide as any."""
BAR = 8
"""Characters of the longest bar of a chart."""
BARS = 2
"""Lines of a chart up to which figures have bars beside them."""
CITATIONS = 10
"""In one message, which is refused with too many: over twenty, say Teams' pages; over ten, says Microsoft's Playground."""
CITED_AS = 80
CITED = 160
DIALOG_TITLE = 64

EMPTY = "–"
"""What stands where Teams wants a character and there is none."""
