"""The service: from one message to what is stored and owed, and from what is owed to what is shown."""

from dialogues.service.service import Service
from dialogues.service.team import token_hash

__all__ = ["Service", "token_hash"]
