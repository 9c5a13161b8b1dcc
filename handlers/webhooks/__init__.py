"""/debrief webhook, and the job that sends one message to one webhook."""
