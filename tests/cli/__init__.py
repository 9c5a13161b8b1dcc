"""The commands that whoever runs the bot gives on its machine, on a real database, with Slack played by a fake."""
