"""The way to what is stored: the gate (load, ask the policy, show), members of a workspace, people's time zones."""
