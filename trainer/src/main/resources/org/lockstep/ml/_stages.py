"""The behaviour of Lockstep's stages; their parameters are written from the settings."""

import difflib
import functools
import inspect
import io
import json
from typing import Any, Callable, Dict, FrozenSet, List, Optional, Sequence, Type, TypeVar, Union

import numpy as np
from pyspark.ml.evaluation import JavaEvaluator
from pyspark.ml.linalg import DenseVector, Vector, Vectors
from pyspark.ml.param import Param
from pyspark.ml.util import JavaMLReadable, JavaMLWritable, JavaMLWriter
from pyspark.ml.wrapper import JavaPredictionModel, JavaPredictor, JavaWrapper
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.utils import is_remote

from org.lockstep.ml._connect import as_literals, in_jvm, remote_writer, require_jvm
from org.lockstep.ml._listeners import Listener, listening
from org.lockstep.ml._summary import (
    LockstepClassificationSummary,
    LockstepClassificationTrainingSummary,
    LockstepRegressionSummary,
    LockstepRegressionTrainingSummary,
    LockstepTrainingSummary,
)

M = TypeVar("M")
F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = "org.lockstep.ml"


def _nearest(name: str, known: Any) -> str:
    """The known name that is most like another, whatever its capitals and underscores."""

    def likeness(other: str) -> float:
        letters = (name.replace("_", "").lower(), other.lower())
        return difflib.SequenceMatcher(None, *letters).ratio()

    return max(sorted(known), key=likeness)


def _keywords(function: F) -> F:
    """
    Keeps the keywords that are given in `_input_kwargs`, as pyspark's `keyword_only` does, and
    names the nearest one where there is none of a name.
    """
    known = [name for name in inspect.signature(function).parameters if name != "self"]

    @functools.wraps(function)
    def checked(self: Any, *args: Any, **kwargs: Any) -> Any:
        stage = type(self).__name__
        if args:
            raise TypeError("%s takes parameters by their names, such as %s=..." % (stage, known[0]))
        for name in kwargs:
            if name not in known:
                raise TypeError(
                    "%s has no parameter %s; the nearest is %s"
                    % (stage, name, _nearest(name, known))
                )
        self._input_kwargs = kwargs
        return function(self, **kwargs)

    return checked  # type: ignore[return-value]


def _defaults(estimator: Type[Any]) -> Dict[str, Any]:
    """The defaults of the parameters that have one."""
    return {
        argument.name: argument.default
        for argument in inspect.signature(estimator.__init__).parameters.values()
        if argument.kind is argument.KEYWORD_ONLY and argument.default is not None
    }


class _Checked:
    """Parameters that are unset by None, and whose names are corrected."""

    def _set(self, **kwargs: Any) -> Any:
        """Sets parameters; None is the value of those that have no default and are not set."""
        unset = []
        for name, value in kwargs.items():
            param = getattr(self, name)
            if value is None and not self.hasDefault(param):  # type: ignore[attr-defined]
                unset.append(param)
            elif value is None:
                raise TypeError(
                    'Invalid param value given for param "%s". Could not convert None: its default '
                    "is %r" % (name, self._defaultParamMap[param])  # type: ignore[attr-defined]
                )
        given = {name: value for name, value in kwargs.items() if value is not None}
        super()._set(**given)  # type: ignore[misc]
        for param in unset:
            self.clear(param)  # type: ignore[attr-defined]
        return self

    def getParam(self, paramName: str) -> Param:
        """
        Returns a parameter by its name.

        Raises
        ------
        AttributeError
            If there is none of the name; it names the nearest.
        """
        try:
            return super().getParam(paramName)  # type: ignore[misc]
        except AttributeError:
            known = [param.name for param in self.params]  # type: ignore[attr-defined]
            raise AttributeError(
                "%s has no parameter %s; the nearest is %s"
                % (type(self).__name__, paramName, _nearest(paramName, known))
            ) from None


class _Stage(_Checked):
    """What an estimator and a model have in common."""

    def getFeaturesCols(self) -> List[str]:
        """Returns the columns of features; only featuresCol if featuresCols is not set."""
        columns = self.featuresCols  # type: ignore[attr-defined]
        if self.isDefined(columns):  # type: ignore[attr-defined]
            return self.getOrDefault(columns)  # type: ignore[attr-defined]
        return [self.getFeaturesCol()]  # type: ignore[attr-defined]

    def _make_java_param_pair(self, param: Param, value: Any) -> Any:
        as_java = json.dumps(value) if isinstance(value, dict) else value
        return super()._make_java_param_pair(param, as_java)  # type: ignore[misc]

    def _transfer_params_from_java(self) -> None:
        super()._transfer_params_from_java()  # type: ignore[misc]
        for param, value in self._defaultParamMap.items():  # type: ignore[attr-defined]
            if param.typeConverter.__name__.startswith("toList"):
                converted = param.typeConverter(list(value))
                self._defaultParamMap[param] = converted  # type: ignore[attr-defined]


def _names(dataset: DataFrame, names: Sequence[str]) -> Any:
    """Texts as an array of Java's."""
    gateway = dataset.sparkSession.sparkContext._gateway
    array = gateway.new_array(gateway.jvm.java.lang.String, len(names))
    for i, name in enumerate(names):
        array[i] = name
    return array


def _require_one_version(jvm: Any) -> None:
    """Checks that the package and the jar have the same parameters."""
    import org.lockstep.ml as package

    jar = jvm.org.lockstep.training.machine.Machine.versions("").get("lockstep")
    if jar != package.__version__:
        raise RuntimeError(
            "the Python package is of Lockstep %s (%s), and the jar in this session of Lockstep %s; "
            "install the wheel that was built with the jar"
            % (package.__version__, package.__file__, jar)
        )


def _java_stage(name: str, uid: str) -> Any:
    """The companion of an estimator or an evaluator in the JVM."""
    if not is_remote():
        from pyspark import SparkContext  # not in a client of Spark Connect alone

        context = SparkContext._active_spark_context
        if context is None or context._jvm is None:
            raise RuntimeError(
                "there is no Spark session; create one first, by SparkSession.builder.getOrCreate()"
            )
        found = functools.reduce(getattr, name.split("."), context._jvm.org.lockstep.ml)
        if type(found).__name__ == "JavaPackage":
            raise RuntimeError(
                "Lockstep's jar is not in this Spark session; create it with "
                '.config("spark.jars", "PATH/lockstep.jar"), or start it with --jars PATH/lockstep.jar'
            )
        _require_one_version(context._jvm)
    return JavaWrapper._new_java_obj("%s.%s" % (_PACKAGE, name), uid)


class _Estimator(_Stage, JavaPredictor[M], JavaMLReadable, JavaMLWritable):
    """Trains a model of a DataFrame."""

    _model: Any
    _input_kwargs: Dict[str, Any]
    _listeners: "tuple[Listener, ...]" = ()

    def __init__(self, given: Dict[str, Any]):
        super().__init__()
        self._java_obj = _java_stage(type(self).__name__, self.uid)
        # Not those of pyspark's mixins: a seed that differs from Java's would be one.
        self._defaultParamMap = {}
        self._setDefault(**_defaults(type(self)))
        self._set(**given)

    def setListeners(self, *listeners: Listener) -> Any:
        """
        Sets functions that are called after each epoch; they replace the previous ones.

        They are no parameters: a copy has them, a saved stage has not.

        Parameters
        ----------
        *listeners : function
            Takes a dict with the figures of the epoch, as `model.summary.history` has them, and
            runs on another thread of this process while the training waits. It may print or log.
            If one returns True, the training ends with the model that it has, as by early
            stopping; if one raises an exception, the training ends and `fit` raises it.
        """
        for listener in listeners:
            if not callable(listener):
                raise TypeError("a listener is a function of a dict, and not %r" % (listener,))
        self._listeners = listeners
        return self

    def _fit_java(self, dataset: DataFrame) -> Any:
        def fit() -> Any:
            return super(_Estimator, self)._fit_java(dataset)

        return listening(self._java_obj, self._listeners, fit) if self._listeners else fit()

    def _create_model(self, java_model: Any) -> Any:
        return self._model(java_model)

    def _fit(self, dataset: DataFrame) -> Any:
        if self._listeners:
            require_jvm("a listener", "fit without listeners, by setListeners()")
        if not is_remote():
            return super()._fit(dataset)
        with as_literals(self):
            return super()._fit(dataset)

    def write(self) -> Any:
        """Returns a writer: `write().overwrite().save(path)`."""
        return remote_writer(self) if is_remote() else super().write()


class _Evaluator(_Checked, JavaEvaluator, JavaMLReadable, JavaMLWritable):
    """Evaluates predictions."""

    _input_kwargs: Dict[str, Any]
    _larger_is_better: FrozenSet[str]

    def __init__(self, given: Dict[str, Any]):
        super().__init__()
        self._java_obj = _java_stage("evaluation.%s" % type(self).__name__, self.uid)
        self._setDefault(**_defaults(type(self)))
        self._set(**given)

    def isLargerBetter(self) -> bool:
        """
        Whether a greater value of the metric is better.

        Raises
        ------
        ValueError
            If no metric is set.
        """
        metric = self.metricName  # type: ignore[attr-defined]
        if not self.isDefined(metric):
            raise ValueError("no metric is set; set metricName")
        return self.getOrDefault(metric) in self._larger_is_better

    def write(self) -> Any:
        """Returns a writer: `write().overwrite().save(path)`."""
        return remote_writer(self) if is_remote() else super().write()


class _ModelWriter(JavaMLWriter):
    """Saves a model, or writes it as ONNX."""

    def onnx(self, path: str) -> None:
        """
        Writes the whole model, from the columns of a row to the prediction, to a file of ONNX.

        Parameters
        ----------
        path : str
            The file, on any file system that Spark supports; `overwrite()` before replaces one.
        """
        self._jwrite.onnx(path)


class _Model(_Stage, JavaPredictionModel[Vector], JavaMLReadable, JavaMLWritable):
    """A network with the encoding of its features."""

    def __init__(self, java_model: Optional[Any] = None):
        super().__init__(java_model)
        # Java's come with the values, from the estimator or the saved model.
        self._defaultParamMap = {}
        if is_remote():
            estimators = {estimator._model: estimator for estimator in _Estimator.__subclasses__()}
            self._setDefault(**_defaults(estimators[type(self)]))

    @property
    def digest(self) -> str:
        """The SHA-256 of the network's parameters: equal for equal models, and for no others."""
        if is_remote():
            return self._call_java("toString").rpartition("digest=")[2]
        return self._call_java("digest")

    @property
    @in_jvm()
    def layers(self) -> List[int]:
        """The width of each layer, from the network's inputs to its outputs."""
        return list(self._call_java("layers"))

    @property
    @in_jvm()
    def weights(self) -> DenseVector:
        """
        All parameters of the network, as MLlib's perceptron has them.

        Returns
        -------
        DenseVector
            For each layer its weights, unit after unit, then its biases; `toArray()` is NumPy's.
        """
        return self._call_java("weights")

    @property
    @in_jvm()
    def layerWeights(self) -> Dict[str, np.ndarray]:
        """
        The parameters of each layer as arrays of NumPy.

        Returns
        -------
        dict of numpy.ndarray
            float32 by name: `layers.1.weight` (outputs, inputs), `layers.1.bias` (outputs) and so
            on; layer 1 is the first hidden layer.
        """
        with np.load(io.BytesIO(bytes(self._java_obj.npz()))) as arrays:
            return {name: arrays[name] for name in arrays.files}

    @in_jvm()
    def importance(
        self, dataset: DataFrame, metric: str = "loss", repeats: int = 5, seed: int = 1
    ) -> DataFrame:
        """
        How much each feature column matters: by how much a metric gets worse when the values of the
        column are permuted among the rows.

        Parameters
        ----------
        dataset : DataFrame
            With the columns of features and the label, and the weight where weightCol is set.
        metric : str
            One that `lockstep evaluate` computes, such as "loss" or "accuracy".
        repeats : int
            Permutations of each column.
        seed : int
            Of the permutations.

        Returns
        -------
        DataFrame
            With the columns `column`, `importance` and `deviation`, the most important first.
        """
        if not isinstance(dataset, DataFrame):
            raise TypeError("dataset must be a DataFrame but got %s." % type(dataset))
        self._transfer_params_to_java()
        java = self._java_obj.importance(dataset._jdf, metric, repeats, seed)
        return DataFrame(java, dataset.sparkSession)

    @in_jvm()
    def partialDependence(
        self, dataset: DataFrame, columns: Sequence[str] = (), points: int = 20
    ) -> DataFrame:
        """
        How the predictions depend on a column: their mean if all rows had the same value in it.

        Parameters
        ----------
        dataset : DataFrame
            With the columns of features.
        columns : list of str
            Features that hold one number or one word; none for all of these.
        points : int
            The most values of a column: all, or quantiles of numbers and the most frequent words.

        Returns
        -------
        DataFrame
            With the columns `column`, `value`, `number` (None for words) and `prediction`, an array
            with the probability of each class or each target.
        """
        if not isinstance(dataset, DataFrame):
            raise TypeError("dataset must be a DataFrame but got %s." % type(dataset))
        self._transfer_params_to_java()
        names = _names(dataset, columns)
        java = self._java_obj.partialDependence(dataset._jdf, points, names)
        return DataFrame(java, dataset.sparkSession)

    @in_jvm()
    def attributions(
        self, dataset: DataFrame, baseline: DataFrame, rows: int = 100, seed: int = 1
    ) -> DataFrame:
        """
        What the columns of each row contribute to its prediction: Shapley values, which add up to
        the prediction less the mean prediction of the baseline.

        Parameters
        ----------
        dataset : DataFrame
            With the columns of features.
        baseline : DataFrame
            To draw rows from, such as that which the model was trained on.
        rows : int
            How many rows are drawn.
        seed : int
            Of the draw, and of the orders in which the columns are compared.

        Returns
        -------
        DataFrame
            `dataset` with a struct `explanation`: `prediction` and `baseline`, arrays with an
            element for each class or target, `attributions` and their standard `errors`, such
            arrays by the names of the columns.
        """
        for given in (dataset, baseline):
            if not isinstance(given, DataFrame):
                raise TypeError("dataset and baseline must be DataFrames, not %s." % type(given))
        self._transfer_params_to_java()
        java = self._java_obj.attributions(dataset._jdf, baseline._jdf, rows, seed)
        return DataFrame(java, dataset.sparkSession)

    @property
    def hasSummary(self) -> bool:
        """Whether the model was fitted, and not loaded; False over Spark Connect."""
        return not is_remote() and self._call_java("hasSummary")

    def _training(self) -> Any:
        if not self.hasSummary:
            raise RuntimeError("No training summary available for this %s" % type(self).__name__)
        return self._java_obj.summary()

    def _evaluation(self, dataset: DataFrame) -> Any:
        if not isinstance(dataset, DataFrame):
            raise TypeError("dataset must be a DataFrame but got %s." % type(dataset))
        self._transfer_params_to_java()
        java = dataset._jdf
        return lambda: self._java_obj.evaluate(java)

    def _one(self, name: str, value: Any) -> Any:
        """Calls Java for one vector, with the thresholds that are set here."""
        thresholds = getattr(self, "thresholds", None)
        if thresholds is not None and self.isSet(thresholds):
            require_jvm("%s with thresholds" % name, "use transform")
            pair = self._make_java_param_pair(thresholds, self.getOrDefault(thresholds))
            self._java_obj.set(pair)
        return self._call_java(name, value if isinstance(value, Vector) else Vectors.dense(value))

    def predict(self, value: Any) -> float:
        """
        Predicts one vector, as `transform` does.

        Parameters
        ----------
        value : Vector, or array_like of shape (features,)
            The features, where the model was trained on a column of vectors.

        Returns
        -------
        float
            The prediction; of a classification the label, or the number of the class where labels
            are no numbers.
        """
        return self._one("predict", value)

    @in_jvm("call registerFunction in the server")
    def registerFunction(self, spark: SparkSession, name: str) -> None:
        """
        Makes the model a function of SQL: `SELECT name(struct(*)).prediction FROM table`.

        The probabilities of classes also stand in `name(struct(*)).probabilityOf`, a struct with a
        field for each class, by its name.

        Parameters
        ----------
        spark : SparkSession
            The session that gets the function.
        name : str
            Its name.
        """
        self._transfer_params_to_java()
        self._java_obj.registerFunction(spark._jsparkSession, name)

    def write(self) -> Any:
        """Returns a writer: `write().overwrite().save(path)`, `write().onnx(path)`."""
        return remote_writer(self) if is_remote() else _ModelWriter(self)

    def _transform(self, dataset: DataFrame) -> DataFrame:
        if not is_remote():
            return super()._transform(dataset)
        with as_literals(self):
            return super()._transform(dataset)


class _ClassificationModel(_Model):
    """A network that predicts classes."""

    @property
    @in_jvm()
    def labels(self) -> List[Union[str, bool, int]]:
        """The classes in the order of the probabilities."""
        return list(self._java_obj.labels())

    @property
    def numClasses(self) -> int:
        """How many classes there are."""
        return self._call_java("numClasses")

    @property
    @in_jvm("validate by an evaluator of pyspark.ml")
    def summary(self) -> LockstepClassificationTrainingSummary:
        """
        How the model was trained: `summary.history`, `summary.accuracy` and so on.

        Raises
        ------
        RuntimeError
            If the model was loaded.
        """
        return LockstepClassificationTrainingSummary(self._training(), self._java_obj.evaluate)

    @in_jvm("use transform and an evaluator of pyspark.ml")
    def evaluate(self, dataset: DataFrame) -> LockstepClassificationSummary:
        """
        Predicts a DataFrame and compares the predictions with its labels.

        Parameters
        ----------
        dataset : DataFrame
            With the columns of features, the label, and the weight where weightCol is set.
        """
        return LockstepClassificationSummary(self._evaluation(dataset))

    def predictRaw(self, value: Any) -> DenseVector:
        """
        The weighted inputs of the output layer for one vector, less their mean.

        Parameters
        ----------
        value : Vector, or array_like of shape (features,)

        Returns
        -------
        DenseVector of shape (classes,)
        """
        return self._one("predictRaw", value)

    @in_jvm("use transform")
    def predictProbability(self, value: Any) -> DenseVector:
        """
        The probability of each class for one vector.

        Parameters
        ----------
        value : Vector, or array_like of shape (features,)

        Returns
        -------
        DenseVector of shape (classes,)
        """
        return self._one("predictProbability", value)


class _RegressionModel(_Model):
    """A network that predicts a number, or several."""

    @property
    @in_jvm("validate by an evaluator of pyspark.ml")
    def summary(self) -> LockstepRegressionTrainingSummary:
        """
        How the model was trained: `summary.history`, `summary.r2` and so on.

        Raises
        ------
        RuntimeError
            If the model was loaded.
        """
        return LockstepRegressionTrainingSummary(self._training(), self._java_obj.evaluate)

    @in_jvm("use transform and an evaluator of pyspark.ml")
    def evaluate(self, dataset: DataFrame) -> LockstepRegressionSummary:
        """
        Predicts a DataFrame and compares the predictions with its labels.

        Parameters
        ----------
        dataset : DataFrame
            With the columns of features, the label, and the weight where weightCol is set.
        """
        return LockstepRegressionSummary(self._evaluation(dataset))
