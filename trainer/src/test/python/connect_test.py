"""The stages over Spark Connect, with the server that the JVM of JUnit has started."""

import os
import tempfile
import unittest

from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.evaluation import MulticlassClassificationEvaluator, RegressionEvaluator
from pyspark.ml.feature import StringIndexer, VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from pyspark.sql import SparkSession

from org.lockstep.ml import (
    LockstepClassificationModel,
    LockstepClassifier,
    LockstepRegressor,
)

MEASUREMENTS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]
WEIGHTS = {"setosa": 1.0, "versicolor": 1.0, "virginica": 2.0}

spark = SparkSession.builder.remote(os.environ["SPARK_REMOTE"]).getOrCreate()
# As a user has it who wants the one line alone.
spark.conf.set("spark.sql.connect.serverStacktrace.enabled", "false")
spark.conf.set("spark.sql.pyspark.jvmStacktrace.enabled", "false")


def tearDownModule():
    spark.stop()


def table(name):
    return spark.read.parquet(os.path.join(os.environ["LOCKSTEP_DATA"], name + ".parquet"))


def classifier(**params):
    given = dict(hiddenLayers=[8], solver="adam", stepSize=0.05, batchSize=20, lanes=4)
    given.update(params)
    return LockstepClassifier(**given)


def words(**params):
    return classifier(
        featuresCols=MEASUREMENTS, labelCol="species", classWeights=WEIGHTS, **params
    )


class ConnectTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.train = table("iris-train")
        cls.model = words(maxIter=15).fit(cls.train)

    def folder(self):
        made = tempfile.TemporaryDirectory()
        self.addCleanup(made.cleanup)
        return os.path.join(made.name, "saved")

    def test_a_fit_gives_the_digest_that_it_gives_without_connect(self):
        self.assertEqual(self.model.digest, os.environ["LOCKSTEP_DIGEST"])
        self.assertIn("numFeatures=4", repr(self.model))
        self.assertEqual((self.model.numClasses, self.model.numFeatures), (3, 4))
        self.assertEqual(self.model.getClassWeights(), WEIGHTS)

    def test_transform_takes_parameters_that_were_set_on_the_client(self):
        model = LockstepClassificationModel(self.model._java_obj)
        self.model._copyValues(model).setPredictedLabelCol("word")
        try:
            rows = model.transform(self.train).select("word", "species").collect()
        finally:
            model._java_obj = None  # the server forgets a model when a client's object ends
        self.assertGreater(sum(row.word == row.species for row in rows), 0.9 * len(rows))

    def test_a_model_and_an_estimator_are_saved_and_loaded(self):
        path = self.folder()
        self.model.write().save(path)
        loaded = LockstepClassificationModel.load(path)
        self.assertEqual(loaded.digest, self.model.digest)
        self.assertEqual(loaded.getClassWeights(), WEIGHTS)
        self.assertEqual(loaded.getPredictionCol(), "prediction")
        words().write().overwrite().save(path)
        self.assertEqual(LockstepClassifier.load(path).getClassWeights(), WEIGHTS)

    def test_in_a_pipeline_with_predictions_of_one_vector(self):
        stages = [
            StringIndexer(inputCol="species", outputCol="label"),
            VectorAssembler(inputCols=MEASUREMENTS, outputCol="features"),
            classifier(maxIter=15),
        ]
        fitted = Pipeline(stages=stages).fit(self.train)
        path = self.folder()
        fitted.write().save(path)
        last = PipelineModel.load(path).stages[-1]
        self.assertEqual(last.digest, fitted.stages[-1].digest)
        row = fitted.transform(self.train).select("features", "prediction").first()
        self.assertEqual(last.predict(row.features), row.prediction)
        self.assertEqual(last.predictRaw(row.features).toArray().argmax(), row.prediction)
        last.setThresholds([0.2, 0.3, 0.5])
        with self.assertRaisesRegex(NotImplementedError, "predict with thresholds.*use transform"):
            last.predict(row.features)

    def test_a_cross_validation(self):
        indexed = StringIndexer(inputCol="species", outputCol="label").fit(self.train)
        estimator = classifier(featuresCols=MEASUREMENTS)
        best = CrossValidator(
            estimator=estimator,
            estimatorParamMaps=ParamGridBuilder().addGrid(estimator.maxIter, [1, 15]).build(),
            evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
            numFolds=2,
            parallelism=2,
            seed=1,
        ).fit(indexed.transform(self.train))
        self.assertEqual(len(best.avgMetrics), 2)
        self.assertEqual(best.bestModel.getMaxIter(), 15)

    def test_a_regression(self):
        diabetes = table("diabetes-train")
        features = [name for name in diabetes.columns if name != "progression"]
        model = LockstepRegressor(
            labelCol="progression", featuresCols=features, maxIter=5, lanes=4
        ).fit(diabetes)
        evaluator = RegressionEvaluator(labelCol="progression", metricName="r2")
        self.assertGreater(evaluator.evaluate(model.transform(diabetes)), 0.2)

    def test_a_mistake_is_the_line_that_it_is_without_connect(self):
        with self.assertRaises(Exception) as raised:
            classifier(labelCol="nope").fit(self.train)
        self.assertEqual(type(raised.exception).__name__, "IllegalArgumentException")
        line = str(raised.exception).strip()
        self.assertRegex(line, r"^column nope does not exist \(labelCol\); the columns are: ")
        self.assertEqual(len(line.splitlines()), 1, line)

    def test_what_is_not_available_says_so_in_one_line(self):
        for name in ("layers", "weights", "layerWeights", "labels", "summary"):
            with self.assertRaisesRegex(NotImplementedError, name + " is not available over Spark"):
                getattr(self.model, name)
        for call in (
            lambda: self.model.evaluate(self.train),
            lambda: self.model.predictProbability([1.0, 2.0, 3.0, 4.0]),
            lambda: self.model.registerFunction(spark, "f"),
            lambda: self.model.write().onnx("model.onnx"),
            lambda: words().setListeners(print).fit(self.train),
        ):
            with self.assertRaisesRegex(NotImplementedError, "^[^\n]+ over Spark Connect; [^\n]+$"):
                call()
        self.assertFalse(self.model.hasSummary)
