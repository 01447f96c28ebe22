"""One file a command; heavy imports stand inside functions, so that `baro --help` answers at once."""
