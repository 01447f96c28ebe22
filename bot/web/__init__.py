"""What listens for HTTP: Telegram's webhook, and the two questions of whoever runs the bot. Only with a webhook."""
