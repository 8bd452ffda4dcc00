"""Functions of Python that Java calls after each epoch, through Py4J's callback server."""

from typing import Any, Callable, Dict, List, Optional, Sequence

#: Takes the figures of an epoch; True ends the training there, with the model that it has.
Listener = Callable[[Dict[str, Any]], Optional[bool]]


class _EpochCallback:
    """Calls listeners one after the other; an exception of one ends the training."""

    def __init__(self, listeners: Sequence[Listener]):
        self._listeners = listeners
        self.failure: Optional[BaseException] = None

    def epochDone(self, epoch: Any) -> bool:
        try:
            figures = dict(epoch)
            # Each has a dict of its own, and all are called whatever one of them returns.
            answers: List[Any] = [listener(dict(figures)) for listener in self._listeners]
            return any(answer is True for answer in answers)
        except BaseException as e:  # raised again in the thread that has called fit
            self.failure = e
            return True

    class Java:
        implements = ["org.lockstep.ml.callback.EpochCallback"]


def listening(estimator: Any, listeners: Sequence[Listener], fit: Callable[[], Any]) -> Any:
    """Fits with listeners; raises what one of them has raised."""
    # Not in a PySpark that is a client of Spark Connect alone.
    from pyspark import SparkContext
    from pyspark.java_gateway import ensure_callback_server_started

    context = SparkContext._active_spark_context
    assert context is not None and context._gateway is not None
    gateway = context._gateway
    ensure_callback_server_started(gateway)
    callback = _EpochCallback(listeners)
    ml = gateway.jvm.org.lockstep
    array = gateway.new_array(ml.training.TrainingListener, 1)
    array[0] = ml.ml.callback.CallbackListener(callback)
    estimator.setListeners(array)
    try:
        model = fit()
    finally:
        estimator.setListeners(gateway.new_array(ml.training.TrainingListener, 0))
    if callback.failure is not None:
        raise callback.failure
    return model
