"""What the stages do otherwise, or not at all, over Spark Connect.

A client of Spark Connect sends parameters as literals, and its server lets it ask a model only for
what it knows of pyspark.ml's own models.
"""

import functools
import json
from contextlib import contextmanager
from typing import Any, Callable, Iterator, TypeVar

from pyspark.sql.utils import is_remote

F = TypeVar("F", bound=Callable[..., Any])


def require_jvm(what: str, instead: str) -> None:
    """Says in one line what a client of Spark Connect may not ask its server for."""
    if is_remote():
        raise NotImplementedError("%s is not available over Spark Connect; %s" % (what, instead))


def in_jvm(
    instead: str = "save the model, and load it in a session without Spark Connect",
) -> Callable[[F], F]:
    """A method that is not available over Spark Connect, and what to do there instead."""

    def decorated(function: F) -> F:
        @functools.wraps(function)
        def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
            require_jvm("%s.%s" % (type(self).__name__, function.__name__), instead)
            return function(self, *args, **kwargs)

        return checked  # type: ignore[return-value]

    return decorated


@contextmanager
def as_literals(stage: Any) -> Iterator[None]:
    """Has dicts as JSON meanwhile, for Spark Connect sends numbers, texts and lists of them."""
    given = stage._paramMap
    stage._paramMap = {
        param: json.dumps(value) if isinstance(value, dict) else value
        for param, value in given.items()
    }
    try:
        yield
    finally:
        stage._paramMap = given


def remote_writer(stage: Any) -> Any:
    """Has a server of Spark Connect save a stage."""
    from pyspark.ml.connect.readwrite import RemoteMLWriter

    class RemoteWriter(RemoteMLWriter):
        def save(self, path: str) -> None:
            with as_literals(stage):
                super().save(path)

        @in_jvm()
        def onnx(self, path: str) -> None:
            """Not over Spark Connect."""

    return RemoteWriter(stage)
