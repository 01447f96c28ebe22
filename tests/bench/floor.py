"""The floor of `bench_updates`: python-telegram-bot polling with its own request class; it says back what it hears."""

from __future__ import annotations

import os

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it back."""
    if update.effective_message is not None:
        await update.effective_message.reply_text(update.effective_message.text or "?")


def main() -> None:
    """Poll until killed."""
    url, token = os.environ["FLOOR_URL"], os.environ["FLOOR_TOKEN"]
    application = Application.builder().token(token).base_url(f"{url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
