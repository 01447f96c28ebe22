"""What `bench_updates` compares with: python-telegram-bot polling with its own request class, as its examples do.

python -m tests.bench.floor echo      # says back what it hears, stores nothing
python -m tests.bench.floor handler   # ConversationHandler with PicklePersistence: 40 questions, in memory and a file
"""

from __future__ import annotations

import os
import sys

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from tests.bench.interview import QUESTIONS


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it back."""
    del context
    if update.effective_message is not None:
        await update.effective_message.reply_text(update.effective_message.text or "?")


async def begin(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Ask the first question."""
    if context.user_data is not None:
        context.user_data.clear()
    if update.effective_message is not None:
        await update.effective_message.reply_text("1. Combien de ménages au point d'eau 1 ?")
    return 1


async def answered(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    """Keep an answer and ask the next question."""
    message = update.effective_message
    if message is None or context.user_data is None:
        return ConversationHandler.END
    number = len(context.user_data) + 1
    context.user_data[number] = message.text
    if number >= QUESTIONS:
        await message.reply_text("Merci.")
        return ConversationHandler.END
    await message.reply_text(f"✓ {number} : {message.text}\n\n{number + 1}. Le point d'eau {number + 1} suffit-il ?")
    return 1


def main() -> None:
    """Poll until killed."""
    url, token = os.environ["FLOOR_URL"], os.environ["FLOOR_TOKEN"]
    builder = Application.builder().token(token).base_url(f"{url}/bot")
    if sys.argv[1:] == ["handler"]:
        builder = builder.persistence(PicklePersistence(os.environ["FLOOR_FILE"]))
    application = builder.build()
    if sys.argv[1:] == ["handler"]:
        conversation = ConversationHandler(
            entry_points=[CommandHandler("nouveau", begin)],
            states={1: [MessageHandler(filters.TEXT & ~filters.COMMAND, answered)]},
            fallbacks=[CommandHandler("nouveau", begin)],
            name="interview",
            persistent=True,
        )
        application.add_handler(conversation)
    else:
        application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
