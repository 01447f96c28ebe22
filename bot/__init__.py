"""The channel side: Telegram, the simulator, the command line and the wiring of the whole."""
