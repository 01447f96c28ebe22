"""Telegram: intake (T1), one worker a chat, owed replies (T3); no Application and no handlers of the library."""
