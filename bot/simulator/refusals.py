"""What the server answers instead of a result, in the words of Telegram's own server.

Every refusal is one exception with an HTTP status, Telegram's description and, for a flood, the seconds to wait;
``server.py`` turns it into ``{"ok": false, ...}`` (Bot API, «Making requests»).
"""


class Refusal(Exception):  # noqa: N818 - errors here are named after what is wrong (DESIGN, words)
    """A request that the server does not carry out.

    Args:
        code: HTTP status and ``error_code``, 400-599.
        description: Telegram's sentence.
        retry_after: seconds to wait (429 only).
    """

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after


class PortInUse(Exception):  # noqa: N818 - same
    """The port asked for is already taken by another process.

    Args:
        host: address that was asked for.
        port: port that was asked for.
    """

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"port {port} on {host} is already in use")
        self.host = host
        self.port = port


def bad_request(text: str) -> Refusal:
    """A 400 in Telegram's form.

    Args:
        text: what is wrong, without the «Bad Request: » prefix.

    Returns:
        The refusal to raise.
    """
    return Refusal(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refusal:
    """A 403 in Telegram's form.

    Args:
        text: why, without the «Forbidden: » prefix.

    Returns:
        The refusal to raise.
    """
    return Refusal(403, f"Forbidden: {text}")


def conflict(text: str) -> Refusal:
    """A 409 in Telegram's form.

    Args:
        text: with what, without the «Conflict: » prefix.

    Returns:
        The refusal to raise.
    """
    return Refusal(409, f"Conflict: {text}")


def flood(seconds: int) -> Refusal:
    """A 429 with the seconds to wait.

    Args:
        seconds: ``parameters.retry_after``, at least 1.

    Returns:
        The refusal to raise.
    """
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
