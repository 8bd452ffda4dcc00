"""How a model was trained, and how good it is on a DataFrame."""

from typing import Any, Callable, Dict, List, Optional

from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame


class _Predictions:
    """The predictions for a DataFrame, compared with its labels."""

    def __init__(self, evaluate: Callable[[], Any]):
        """Creates the summary; Java evaluates the model when something is asked for."""
        self._evaluate = evaluate
        self._evaluated: Optional[JavaWrapper] = None

    def _call_java(self, name: str) -> Any:
        if self._evaluated is None:
            self._evaluated = JavaWrapper(self._evaluate())
        return self._evaluated._call_java(name)

    @property
    def predictions(self) -> DataFrame:
        """The DataFrame with the columns of the predictions."""
        return self._call_java("predictions")

    @property
    def labelCol(self) -> str:
        """The column of labels."""
        return self._call_java("labelCol")

    @property
    def predictionCol(self) -> str:
        """The column of predictions."""
        return self._call_java("predictionCol")

    @property
    def weightCol(self) -> str:
        """The column of weights; empty for none."""
        return self._call_java("weightCol")

    def _metric(self, name: str, *arguments: Any) -> Any:
        return getattr(self._call_java("metrics"), name)(*arguments)


class LockstepClassificationSummary(_Predictions):
    """
    MLlib's metrics of a classification, each computed when it is asked for.

    Lists by label are in the order of `labels`. A label that is no number counts as the number of
    its class, its place in `model.labels`.
    """

    @property
    def labels(self) -> List[float]:
        """The labels that the DataFrame has, as numbers in ascending order."""
        return list(self._metric("labels"))

    @property
    def accuracy(self) -> float:
        """The share of rows that are predicted as they are labelled."""
        return self._metric("accuracy")

    def _by_label(self, name: str, *arguments: float) -> List[float]:
        return [self._metric(name, label, *arguments) for label in self.labels]

    @property
    def truePositiveRateByLabel(self) -> List[float]:
        """The share of each label's rows that are predicted as it."""
        return self._by_label("truePositiveRate")

    @property
    def falsePositiveRateByLabel(self) -> List[float]:
        """The share of other labels' rows that are predicted as each."""
        return self._by_label("falsePositiveRate")

    @property
    def precisionByLabel(self) -> List[float]:
        """The share of the rows predicted as each label that have it."""
        return self._by_label("precision")

    @property
    def recallByLabel(self) -> List[float]:
        """The share of each label's rows that are predicted as it."""
        return self._by_label("recall")

    def fMeasureByLabel(self, beta: float = 1.0) -> List[float]:
        """The F measure of each label; precision and recall count alike for beta 1."""
        return self._by_label("fMeasure", float(beta))

    @property
    def weightedTruePositiveRate(self) -> float:
        """The mean of truePositiveRateByLabel, weighted by the rows of each label."""
        return self._metric("weightedTruePositiveRate")

    @property
    def weightedFalsePositiveRate(self) -> float:
        """The mean of falsePositiveRateByLabel, weighted by the rows of each label."""
        return self._metric("weightedFalsePositiveRate")

    @property
    def weightedPrecision(self) -> float:
        """The mean of precisionByLabel, weighted by the rows of each label."""
        return self._metric("weightedPrecision")

    @property
    def weightedRecall(self) -> float:
        """The mean of recallByLabel, weighted by the rows of each label."""
        return self._metric("weightedRecall")

    def weightedFMeasure(self, beta: float = 1.0) -> float:
        """The mean of fMeasureByLabel, weighted by the rows of each label."""
        return self._metric("weightedFMeasure", float(beta))


class LockstepRegressionSummary(_Predictions):
    """MLlib's metrics of a regression, in the units of the label."""

    @property
    def meanAbsoluteError(self) -> float:
        """The mean of |prediction - label|."""
        return self._metric("meanAbsoluteError")

    @property
    def meanSquaredError(self) -> float:
        """The mean of (prediction - label)², in squared units."""
        return self._metric("meanSquaredError")

    @property
    def rootMeanSquaredError(self) -> float:
        """The root of meanSquaredError."""
        return self._metric("rootMeanSquaredError")

    @property
    def r2(self) -> float:
        """The coefficient of determination; 1 for perfect predictions."""
        return self._metric("r2")

    @property
    def explainedVariance(self) -> float:
        """The variance of the predictions around the mean label, in squared units."""
        return self._metric("explainedVariance")


class LockstepTrainingSummary(_Predictions):
    """
    How a model was trained.

    `model.summary` and `model.summary()` are the same: MLlib has the one and the other.
    """

    def __init__(self, training: Any, evaluate: Callable[[Any], Any]):
        """
        Creates the summary.

        Parameters
        ----------
        training : JavaObject
            Java's summary of the training.
        evaluate : function
            Evaluates the model on a DataFrame of Java.
        """
        super().__init__(lambda: evaluate(training.dataset()))
        self._training = JavaWrapper(training)

    def __call__(self) -> "LockstepTrainingSummary":
        return self

    @property
    def history(self) -> List[Dict[str, Any]]:
        """
        The figures of each epoch, for `pandas.DataFrame(model.summary.history)`.

        Returns
        -------
        list of dict
            `epoch`, from 1; `iteration`, those done; `loss`, the mean training loss; and where there
            were rows to validate on `validation.loss`, `validation.examples` and the other metrics
            of the task, such as `validation.accuracy`.
        """
        return [dict(epoch) for epoch in self._training._call_java("history")]

    @property
    def objectiveHistory(self) -> List[float]:
        """The mean training loss of each epoch."""
        return list(self._training._call_java("objectiveHistory"))

    @property
    def epochs(self) -> int:
        """Passes over the rows."""
        return self._training._call_java("epochs")

    @property
    def totalIterations(self) -> int:
        """Mini-batches, over all epochs."""
        return self._training._call_java("totalIterations")

    @property
    def modelIteration(self) -> int:
        """The iteration after which the parameters were those of the model."""
        return self._training._call_java("modelIteration")

    @property
    def stopped(self) -> str:
        """Why the training has ended: `epochs`, `early-stopping`, `listener` and so on."""
        return self._training._call_java("stopped")

    @property
    def seconds(self) -> float:
        """Wall time of data and training together."""
        return self._training._call_java("seconds")

    @property
    def digest(self) -> str:
        """The SHA-256 of the network's parameters."""
        return self._training._call_java("digest")


class LockstepClassificationTrainingSummary(
    LockstepTrainingSummary, LockstepClassificationSummary
):
    """How a classification was trained, and its metrics on the rows that it was trained on."""


class LockstepRegressionTrainingSummary(LockstepTrainingSummary, LockstepRegressionSummary):
    """How a regression was trained, and its metrics on the rows that it was trained on."""
