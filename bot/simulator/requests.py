"""Decoding of HTTP requests into parameters, whatever their form."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.simulator.methods import Parameters, Upload
from bot.simulator.refusals import Refusal, bad_request
from bot.simulator.world import World

Handler = Callable[[Request], Awaitable[Response]]
_BODY_LIMIT = 120 * 1024 * 1024


async def parameters_of(request: Request) -> Parameters:
    """All parameters of a request: query, then body.

    Args:
        request: GET, or POST as JSON, form or multipart.

    Returns:
        The parameters, uploads read into memory.

    Raises:
        Refusal: unreadable, or larger than 120 MB.
    """
    values: dict[str, Any] = dict(request.query_params)
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > _BODY_LIMIT:
        raise Refusal(413, "Request Entity Too Large")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object: Expected an Object")
        values.update(body)
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form(max_files=10, max_part_size=4 * 1024 * 1024) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    values[name] = Upload(value.filename or "", value.content_type or "", await value.read())
                else:
                    values[name] = value
    return Parameters(values)


def guarded(world: World, handler: Handler) -> Handler:
    """A handler under ``/sim`` whose refusals are answers, and after which the world is safe.

    Args:
        world: its store is committed before the answer leaves.
        handler: what is to be done.

    Returns:
        The handler to route to.
    """

    async def answer(request: Request) -> Response:
        try:
            response = await handler(request)
        except Refusal as refusal:
            response = JSONResponse({"error": refusal.description}, status_code=refusal.code)
        world.store.commit()
        return response

    return answer
