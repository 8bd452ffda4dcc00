"""Lockstep's stages of Spark ML for PySpark, by the names that they have in Java.

Lockstep's jar is the Python package too:

    spark-submit --jars lockstep.jar --py-files lockstep.jar train.py

    from org.lockstep.ml import LockstepClassifier
    model = LockstepClassifier(featuresCols=["age", "site"], labelCol="outcome").fit(table)

A stage has the parameters of its Java companion, with the same names, documentation and defaults
(`explainParams()`): they are taken from there, none is declared here.
"""

from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel


class _Estimator(JavaEstimator, JavaMLReadable, JavaMLWritable):
    def __init__(self, **params):
        """Creates an estimator, with parameters by their names."""
        super().__init__()
        java_class = "org.lockstep.ml." + type(self).__name__
        self._java_obj = self._new_java_obj(java_class, self.uid)
        self._create_params_from_java()
        self._transfer_params_from_java()
        self.setParams(**params)

    def setParams(self, **params):
        """Sets parameters by their names."""
        for name, value in params.items():
            self.set(self.getParam(name), self._as_java_has_it(name, value))
        return self

    def _as_java_has_it(self, name, value):
        # Java takes no whole number for a double, unlike Python.
        kind = self._java_obj.getParam(name).getClass().getSimpleName()
        if kind == "DoubleParam":
            return float(value)
        if kind == "DoubleArrayParam":
            return [float(v) for v in value]
        if kind == "StringArrayParam" and isinstance(value, (list, tuple)):
            return [str(v) for v in value]  # a layer to freeze may be a number
        return value


class _Model(JavaModel, JavaMLReadable, JavaMLWritable):
    @property
    def digest(self):
        """The SHA-256 of the network's parameters."""
        return self._call_java("digest")

    @property
    def layers(self):
        """The width of each layer, from the network's inputs to its outputs."""
        return list(self._java_obj.layers())

    def registerFunction(self, spark, name):
        """Makes the model known to SQL: SELECT name(struct(*)).prediction FROM table."""
        self._java_obj.registerFunction(spark._jsparkSession, name)


class LockstepClassificationModel(_Model):
    """A network that tells classes apart."""

    @property
    def labels(self):
        """The classes in the order of the probabilities."""
        return list(self._java_obj.labels())


class LockstepRegressionModel(_Model):
    """A network that predicts a number."""


class LockstepClassifier(_Estimator):
    """Trains a network that tells classes apart."""

    def _create_model(self, java_model):
        return LockstepClassificationModel(java_model)


class LockstepRegressor(_Estimator):
    """Trains a network that predicts a number."""

    def _create_model(self, java_model):
        return LockstepRegressionModel(java_model)
