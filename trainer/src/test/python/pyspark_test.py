"""The stages in a Spark session, as a user of pyspark.ml works with them."""

import contextlib
import io
import os
import tempfile
import unittest

import numpy as np
import pandas
from pyspark.errors.exceptions.captured import IllegalArgumentException
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.classification import OneVsRest
from pyspark.ml.common import _java2py
from pyspark.ml.evaluation import MulticlassClassificationEvaluator, RegressionEvaluator
from pyspark.ml.feature import StringIndexer, VectorAssembler
from pyspark.ml.linalg import DenseVector, SparseVector, Vectors
from pyspark.ml.tuning import (
    CrossValidator,
    CrossValidatorModel,
    ParamGridBuilder,
    TrainValidationSplit,
)
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

import org.lockstep.ml as lockstep
from org.lockstep.ml import (
    LockstepClassificationModel,
    LockstepClassifier,
    LockstepEvaluator,
    LockstepRegressor,
)
from shared_session import MEASUREMENTS, context, spark, table

IRIS = table("iris-train").repartition(1).cache()
VECTORS = (
    Pipeline(
        stages=[
            StringIndexer(inputCol="species", outputCol="label", stringOrderType="alphabetAsc"),
            VectorAssembler(inputCols=MEASUREMENTS, outputCol="features"),
        ]
    )
    .fit(IRIS)
    .transform(IRIS)
    .select("features", "label")
    .cache()
)
FLOWER = Vectors.dense(5.1, 3.5, 1.4, 0.2)


def small(**params):
    """A classifier that fits in a moment."""
    settings = dict(hiddenLayers=[8], solver="adam", stepSize=0.05, batchSize=20, maxIter=4, lanes=4)
    settings.update(params)
    return LockstepClassifier(**settings)


def by_name(**params):
    """One that reads the columns of the table."""
    return small(featuresCols=MEASUREMENTS, labelCol="species", **params)


class Once:
    """What is fitted once for all tests."""

    _made = {}

    @classmethod
    def get(cls, name, make):
        if name not in cls._made:
            cls._made[name] = make()
        return cls._made[name]

    @classmethod
    def vectors(cls):
        return cls.get("vectors", lambda: small(maxIter=15).fit(VECTORS))

    @classmethod
    def words(cls):
        return cls.get("words", lambda: by_name(maxIter=15).fit(IRIS))

    @classmethod
    def regression(cls):
        return cls.get(
            "regression",
            lambda: LockstepRegressor(
                featuresCols=MEASUREMENTS[:3],
                labelCol="petal_width",
                hiddenLayers=[8],
                solver="adam",
                maxIter=10,
                batchSize=20,
            ).fit(IRIS),
        )


class ParametersTest(unittest.TestCase):
    def test_parameters_documentation_and_defaults_are_those_of_java(self):
        for stage in (LockstepClassifier(), LockstepRegressor()):
            java = stage._new_java_obj(
                "org.lockstep.ml." + type(stage).__name__, "another"
            )
            self.assertEqual(
                [param.name for param in stage.params], [param.name() for param in java.params()]
            )
            for param in stage.params:
                java_param = java.getParam(param.name)
                self.assertEqual(stage.hasDefault(param), java.hasDefault(java_param), param.name)
                if stage.hasDefault(param):
                    value = _java2py(context, java.getOrDefault(java_param))
                    value = list(value) if isinstance(stage.getOrDefault(param), list) else value
                    self.assertEqual(stage.getOrDefault(param), value, param.name)
                    self.assertIs(type(stage.getOrDefault(param)), type(value), param.name)

    def test_a_default_that_is_changed_in_python_is_used(self):
        stage = by_name()
        stage._defaultParamMap[stage.predictionCol] = "mine"
        self.assertIn("mine", stage.fit(IRIS).transform(IRIS).columns)

    def test_keywords_setters_and_a_map_give_the_same_model(self):
        digest = by_name(seed=3).fit(IRIS).digest
        stage = LockstepClassifier().setFeaturesCols(MEASUREMENTS).setLabelCol("species")
        stage.setHiddenLayers((8,)).setSolver("adam").setStepSize(np.float64(0.05)).setLanes(4.0)
        stage.setBatchSize(np.int64(20)).setMaxIter(4.0).setSeed(7)
        self.assertEqual(stage.fit(IRIS, {stage.seed: 3}).digest, digest)
        self.assertEqual(stage.getSeed(), 7)
        self.assertEqual(stage.setSeed(3).fit(IRIS).digest, digest)

    def test_every_setting_reaches_java(self):
        stage = by_name(
            scheduleType="cosine",
            scheduleWarmUp=2,
            clipGlobalNorm=1,
            classWeights={"setosa": 2},
            freeze=[1],
            dropout=0.1,
            layerNorm=True,
        )
        model = stage.fit(IRIS)
        self.assertEqual(model.getScheduleWarmUp(), "2")
        self.assertEqual(model.getClassWeights(), {"setosa": 2.0})
        self.assertNotEqual(model.digest, by_name().fit(IRIS).digest)

    def test_values_are_those_of_python_in_loaded_stages_too(self):
        with tempfile.TemporaryDirectory() as folder:
            stage = small(hiddenLayers=[4, 3], thresholds=[0.2, 0.3, 0.5], freeze=[1])
            stage.write().overwrite().save(folder + "/stage")
            loaded = LockstepClassifier.load(folder + "/stage")
        for found in (stage, loaded):
            self.assertEqual(found.getOrDefault("hiddenLayers"), [4, 3])
            self.assertEqual(found.getThresholds(), [0.2, 0.3, 0.5])
            self.assertEqual(found.getFreeze(), ["1"])
            self.assertNotIn("[I@", found.explainParams())
            self.assertNotIn("[D@", found.explainParams())
        self.assertEqual(str(stage), str(loaded))
        self.assertEqual(
            {p.name: v for p, v in stage.extractParamMap().items()},
            {p.name: v for p, v in loaded.extractParamMap().items()},
        )

    def test_a_package_of_another_version_than_the_jar_is_refused(self):
        version = lockstep.__version__
        lockstep.__version__ = "0.0.1"
        try:
            with self.assertRaisesRegex(RuntimeError, "of Lockstep 0.0.1 .*install the wheel"):
                LockstepClassifier()
        finally:
            lockstep.__version__ = version

    def test_a_cleared_parameter_is_not_used(self):
        stage = by_name(weightCol="nope")
        stage.clear(stage.weightCol)
        self.assertEqual(stage.fit(IRIS).digest, by_name().fit(IRIS).digest)


class ModelTest(unittest.TestCase):
    def test_a_model_has_what_mllibs_perceptron_has(self):
        model = Once.vectors()
        self.assertEqual((model.numFeatures, model.numClasses), (4, 3))
        self.assertEqual(model.layers, [4, 8, 3])
        self.assertEqual(model.labels, [0, 1, 2])
        self.assertIsInstance(model.weights, DenseVector)
        self.assertEqual(model.weights.size, 4 * 8 + 8 + 8 * 3 + 3)
        self.assertRegex(model.digest, "^[0-9a-f]{64}$")

        self.assertEqual(model.predict(FLOWER), 0.0)
        probability = model.predictProbability(FLOWER)
        self.assertIsInstance(probability, DenseVector)
        self.assertAlmostEqual(sum(probability), 1.0, 5)
        self.assertEqual(int(np.argmax(model.predictRaw(FLOWER).toArray())), 0)
        for vector in (list(FLOWER), tuple(FLOWER), FLOWER.toArray(), SparseVector(4, range(4), FLOWER)):
            self.assertEqual(model.predictProbability(vector), probability)

        output = model.transform(VECTORS)
        self.assertEqual(
            output.columns, ["features", "label", "rawPrediction", "probability", "prediction"]
        )
        row = output.first()
        self.assertEqual(model.predictProbability(row.features), row.probability)
        self.assertEqual(model.predictRaw(row.features), row.rawPrediction)
        self.assertEqual(model.predict(row.features), row.prediction)

    def test_the_importance_of_the_columns_is_a_dataframe_in_its_order(self):
        model = by_name().fit(IRIS)
        rows = model.importance(IRIS, metric="log-loss", repeats=3).collect()
        self.assertEqual(sorted(row.column for row in rows), sorted(model.getFeaturesCols()))
        importances = [row.importance for row in rows]
        self.assertEqual(importances, sorted(importances, reverse=True))
        self.assertGreater(importances[0], 0)
        self.assertEqual(rows, model.importance(IRIS, "log-loss", 3).collect())
        with self.assertRaisesRegex(IllegalArgumentException, "metric is mae"):
            model.importance(IRIS, metric="mae")
        with self.assertRaisesRegex(IllegalArgumentException, "repeats is 0"):
            model.importance(IRIS, repeats=0)

    def test_the_dependence_and_the_attributions_are_dataframes(self):
        model = Once.words()
        points = model.partialDependence(IRIS, ["petal_length"], points=4).collect()
        self.assertEqual([row.column for row in points], ["petal_length"] * 4)
        self.assertEqual([len(row.prediction) for row in points], [3] * 4)
        self.assertEqual(model.partialDependence(IRIS).select("column").distinct().count(), 4)
        row = model.attributions(IRIS.limit(1), IRIS, rows=10).first().explanation
        for c in range(3):
            attributed = sum(of[c] for of in row.attributions.values())
            self.assertAlmostEqual(attributed, row.prediction[c] - row.baseline[c], places=12)
        with self.assertRaisesRegex(IllegalArgumentException, "petal is no feature"):
            model.partialDependence(IRIS, ["petal"])

    def test_the_weights_of_layers_are_arrays_of_numpy(self):
        weights = Once.vectors().layerWeights
        self.assertEqual(
            {name: array.shape for name, array in weights.items()},
            {
                "layers.1.weight": (8, 4),
                "layers.1.bias": (8,),
                "layers.2.weight": (3, 8),
                "layers.2.bias": (3,),
            },
        )
        self.assertEqual({array.dtype for array in weights.values()}, {np.dtype("float32")})
        flat = np.concatenate([array.ravel() for array in weights.values()])
        np.testing.assert_array_equal(flat, Once.vectors().weights.toArray())

    def test_thresholds_of_a_model_decide_its_predictions(self):
        model = Once.vectors().copy()
        self.assertIs(model.setThresholds([1, 0.0, 1]), model)
        self.assertEqual(model.getThresholds(), [1.0, 0.0, 1.0])
        self.assertEqual(model.predict(FLOWER), 1.0)
        self.assertEqual({row.prediction for row in model.transform(VECTORS).collect()}, {1.0})
        self.assertFalse(Once.vectors().isSet("thresholds"))

    def test_the_columns_of_a_model_can_be_renamed(self):
        model = Once.vectors().copy().setPredictionCol("p").setProbabilityCol("")
        model.setRawPredictionCol("raw").setFeaturesCol("x")
        output = model.transform(VECTORS.withColumnRenamed("features", "x"))
        self.assertEqual(output.columns, ["x", "label", "raw", "p"])

    def test_a_model_says_what_it_is(self):
        model = Once.vectors()
        self.assertTrue(
            repr(model).startswith("LockstepClassificationModel: uid=%s, " % model.uid), repr(model)
        )
        self.assertIn("numClasses=3", repr(model))
        self.assertIn("numFeatures=4", repr(model))
        self.assertEqual(str(model), repr(model))

    def test_the_summary_has_the_history_for_pandas(self):
        model = by_name(maxIter=3, validationIndicatorCol="held").fit(
            IRIS.withColumn("held", F.col("sepal_length") > 6.5)
        )
        self.assertTrue(model.hasSummary)
        summary = model.summary
        history = pandas.DataFrame(summary.history)
        self.assertEqual(list(history["epoch"]), [1, 2, 3])
        self.assertEqual(list(history["loss"]), summary.objectiveHistory)
        self.assertEqual(history["iteration"].iloc[-1], summary.totalIterations)
        self.assertTrue({"validation.loss", "validation.accuracy"} <= set(history.columns))
        self.assertEqual((summary.epochs, summary.stopped), (3, "epochs"))
        self.assertGreater(summary.seconds, 0)
        self.assertEqual(summary.digest, model.digest)
        self.assertEqual(model.summary().history, summary.history)
        self.assertIsInstance(summary, lockstep.LockstepTrainingSummary)

    def test_the_summary_has_the_metrics_of_the_rows_that_were_fitted(self):
        model = Once.vectors()
        summary = model.summary()
        again = model.evaluate(VECTORS)
        evaluator = MulticlassClassificationEvaluator(metricName="accuracy")
        accuracy = evaluator.evaluate(model.transform(VECTORS))
        self.assertGreater(accuracy, 0.9)
        for s in (summary, again):
            self.assertIsInstance(s, lockstep.LockstepClassificationSummary)
            self.assertIsInstance(s.predictions, DataFrame)
            self.assertEqual((s.labelCol, s.predictionCol, s.weightCol), ("label", "prediction", ""))
            self.assertEqual(s.labels, [0.0, 1.0, 2.0])
            self.assertEqual(s.accuracy, accuracy)
            for by_label in (
                s.truePositiveRateByLabel,
                s.falsePositiveRateByLabel,
                s.precisionByLabel,
                s.recallByLabel,
                s.fMeasureByLabel(),
                s.fMeasureByLabel(0.5),
            ):
                self.assertEqual(len(by_label), 3)
            self.assertAlmostEqual(s.weightedRecall, accuracy)
            self.assertAlmostEqual(s.weightedTruePositiveRate, accuracy)
            self.assertLess(s.weightedFalsePositiveRate, 0.1)
            self.assertGreater(s.weightedPrecision, 0.9)
            self.assertGreater(s.weightedFMeasure(), 0.9)
            self.assertGreater(s.weightedFMeasure(0.5), 0.9)
        self.assertNotIsInstance(again, lockstep.LockstepTrainingSummary)
        with self.assertRaisesRegex(TypeError, "dataset must be a DataFrame"):
            model.evaluate("")

    def test_words_are_evaluated_by_the_numbers_of_their_classes(self):
        model = Once.words()
        output = model.transform(IRIS)
        right = output.where("predictedLabel = species").count() / IRIS.count()
        self.assertEqual(model.evaluate(IRIS).accuracy, right)
        self.assertEqual(model.evaluate(IRIS).labels, [0.0, 1.0, 2.0])
        self.assertEqual(model.evaluate(IRIS).predictions.columns, output.columns)
        self.assertEqual(model.summary.accuracy, right)
        self.assertEqual(model.labels, ["setosa", "versicolor", "virginica"])

    def test_a_regression_has_its_own_metrics(self):
        model = Once.regression()
        output = model.transform(IRIS)
        for s in (model.summary, model.evaluate(IRIS)):
            for metric, value in {
                "rmse": s.rootMeanSquaredError,
                "mse": s.meanSquaredError,
                "mae": s.meanAbsoluteError,
                "r2": s.r2,
                "var": s.explainedVariance,
            }.items():
                evaluator = RegressionEvaluator(labelCol="petal_width", metricName=metric)
                self.assertAlmostEqual(value, evaluator.evaluate(output))
        self.assertEqual(model.numFeatures, 3)
        self.assertFalse(hasattr(model, "numClasses"))

    def test_a_regression_predicts_a_vector(self):
        rows = VECTORS.withColumn("label", F.col("label") * 2.0)
        model = LockstepRegressor(hiddenLayers=[4], maxIter=2, batchSize=20).fit(rows)
        row = model.transform(rows).first()
        self.assertEqual(model.predict(row.features.toArray()), row.prediction)

    def test_sql_predicts(self):
        Once.words().registerFunction(spark, "iris")
        IRIS.createOrReplaceTempView("flowers")
        found = spark.sql("SELECT species, iris(struct(*)).predictedLabel AS l FROM flowers")
        expected = Once.words().transform(IRIS).select("species", "predictedLabel")
        self.assertEqual(found.collect(), expected.collect())

    def test_a_model_is_written_as_onnx(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "iris.onnx")
            Once.words().write().onnx(path)
            written = os.path.getsize(path)
            self.assertGreater(written, 500)
            with self.assertRaisesRegex(Exception, "exists already .*overwrite"):
                Once.words().write().onnx(path)
            Once.words().write().overwrite().onnx(path)
            self.assertEqual(os.listdir(folder), ["iris.onnx"])


class PersistenceTest(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.path = os.path.join(self.temporary.name, "saved")

    def test_a_loaded_model_predicts_as_the_saved_one_and_has_no_summary(self):
        model = Once.vectors().copy().setThresholds([0.2, 0.3, 0.5])
        model.write().overwrite().save(self.path)
        loaded = LockstepClassificationModel.load(self.path)
        self.assertEqual((loaded.uid, loaded.digest), (model.uid, model.digest))
        self.assertEqual(loaded.getThresholds(), [0.2, 0.3, 0.5])
        self.assertEqual(loaded.getHiddenLayers(), [8])
        self.assertEqual(loaded.getSeed(), 1)
        self.assertEqual(str(loaded), str(model))
        self.assertEqual(loaded.transform(VECTORS).collect(), model.transform(VECTORS).collect())
        self.assertEqual(
            {p.name: v for p, v in loaded.extractParamMap().items()},
            {p.name: v for p, v in model.extractParamMap().items()},
        )
        self.assertFalse(loaded.hasSummary)
        with self.assertRaisesRegex(RuntimeError, "No training summary available"):
            loaded.summary

    def test_pipelines_and_their_models_are_saved_and_loaded(self):
        pipeline = Pipeline(stages=[by_name(maxIter=2)])
        pipeline.save(self.path)
        loaded = Pipeline.load(self.path)
        self.assertIsInstance(loaded.getStages()[0], LockstepClassifier)
        model = loaded.fit(IRIS)
        model.save(self.path + "-model")
        again = PipelineModel.load(self.path + "-model")
        self.assertIsInstance(again.stages[0], LockstepClassificationModel)
        self.assertEqual(again.stages[0].digest, by_name(maxIter=2).fit(IRIS).digest)

    def test_loading_a_model_as_an_estimator_names_the_class_to_use(self):
        Once.vectors().write().overwrite().save(self.path)
        with self.assertRaises(IllegalArgumentException) as raised:
            LockstepClassifier.load(self.path)
        self.assertIn("LockstepClassificationModel", str(raised.exception))


class TuningTest(unittest.TestCase):
    def test_a_grid_converts_its_values_and_a_cross_validator_finds_the_best(self):
        stage = small(maxIter=2)
        grid = (
            ParamGridBuilder()
            .addGrid(stage.stepSize, [1, np.float32(0.5)])
            .addGrid(stage.hiddenLayers, [(4,), np.array([6, 3])])
            .build()
        )
        self.assertEqual([type(m[stage.stepSize]) for m in grid], [float] * 4)
        self.assertEqual([m[stage.hiddenLayers] for m in grid], [[4], [6, 3]] * 2)
        validator = CrossValidator(
            estimator=stage,
            estimatorParamMaps=grid[:2],
            evaluator=MulticlassClassificationEvaluator(metricName="accuracy"),
            numFolds=2,
            parallelism=2,
            seed=5,
        )
        model = validator.fit(VECTORS)
        self.assertIsInstance(model.bestModel, LockstepClassificationModel)
        self.assertEqual(len(model.avgMetrics), 2)
        best = int(np.argmax(model.avgMetrics))
        self.assertEqual(model.bestModel.getHiddenLayers(), grid[best][stage.hiddenLayers])
        with tempfile.TemporaryDirectory() as folder:
            model.write().overwrite().save(folder)
            loaded = CrossValidatorModel.load(folder)
            self.assertEqual(loaded.bestModel.digest, model.bestModel.digest)
            self.assertEqual(loaded.avgMetrics, model.avgMetrics)
            validator.write().overwrite().save(folder)
            maps = CrossValidator.load(folder).getEstimatorParamMaps()
            self.assertEqual(
                [{p.name: v for p, v in one.items()} for one in maps],
                [{p.name: v for p, v in one.items()} for one in grid[:2]],
            )

    def test_a_train_validation_split_finds_the_best(self):
        stage = small()
        model = TrainValidationSplit(
            estimator=stage,
            estimatorParamMaps=ParamGridBuilder().addGrid(stage.maxIter, [1, 2.0]).build(),
            evaluator=LockstepEvaluator(metricName="log-loss"),
        ).fit(VECTORS)
        self.assertEqual(len(model.validationMetrics), 2)
        self.assertLess(model.validationMetrics[1], model.validationMetrics[0])
        self.assertEqual(model.bestModel.getMaxIter(), 2)

    def test_an_evaluator_is_saved_and_reads_words(self):
        evaluator = LockstepEvaluator(metricName="accuracy", labelCol="species")
        predictions = Once.words().transform(IRIS)
        right = predictions.where("predictedLabel = species").count() / IRIS.count()
        with tempfile.TemporaryDirectory() as folder:
            evaluator.write().overwrite().save(folder)
            loaded = LockstepEvaluator.load(folder)
        self.assertEqual(loaded.getMetricName(), "accuracy")
        self.assertAlmostEqual(loaded.evaluate(predictions), right, places=12)
        self.assertGreater(
            loaded.evaluate(predictions, {loaded.metricName: "roc-auc"}), 0.9
        )

    def test_several_maps_are_fitted_at_once(self):
        stage = small(maxIter=1)
        models = stage.fit(VECTORS, [{stage.seed: 1}, {stage.seed: 2}])
        self.assertEqual([model.getSeed() for model in models], [1, 2])
        self.assertNotEqual(models[0].digest, models[1].digest)

    def test_one_versus_rest_takes_a_classifier(self):
        model = OneVsRest(classifier=small(maxIter=2)).fit(VECTORS)
        self.assertEqual(len(model.models), 3)
        self.assertIsInstance(model.models[0], LockstepClassificationModel)


class ListenersTest(unittest.TestCase):
    def test_a_listener_is_called_after_each_epoch_with_its_figures(self):
        seen = []
        model = by_name().setListeners(seen.append).fit(IRIS)
        self.assertEqual(seen, model.summary.history)
        self.assertEqual(model.digest, by_name().fit(IRIS).digest)

    def test_a_listener_prints(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            by_name(maxIter=2).setListeners(print).fit(IRIS)
        self.assertEqual(printed.getvalue().count("'epoch': "), 2)

    def test_a_listener_ends_the_training_and_the_model_is_that_of_the_epoch(self):
        both = []
        stage = by_name(maxIter=50).setListeners(lambda e: e["epoch"] == 3, both.append)
        model = stage.fit(IRIS)
        self.assertEqual((model.summary.epochs, model.summary.stopped), (3, "listener"))
        self.assertEqual(len(both), 3)
        self.assertEqual(model.digest, by_name(maxIter=3).fit(IRIS).digest)

    def test_the_exception_of_a_listener_ends_the_fit(self):
        calls = []

        def wrong(epoch):
            calls.append(epoch)
            raise KeyError("mine")

        stage = by_name(maxIter=50).setListeners(wrong)
        with self.assertRaisesRegex(KeyError, "mine"):
            stage.fit(IRIS)
        self.assertEqual(len(calls), 1)
        self.assertEqual(stage.setListeners().fit(IRIS, {stage.maxIter: 1}).summary.epochs, 1)

    def test_a_copy_has_the_listeners(self):
        seen = []
        stage = by_name(maxIter=1).setListeners(seen.append)
        stage.copy().fit(IRIS)
        stage.fit(IRIS, [{stage.seed: 1}, {stage.seed: 2}])
        self.assertEqual(len(seen), 3)


class MistakesTest(unittest.TestCase):
    def one_line(self, *parts, error=IllegalArgumentException):
        """A context in which one exception of one line is raised that has all of the parts."""
        test = self

        class Raised:
            def __enter__(self):
                return self

            def __exit__(self, kind, exception, trace):
                test.assertIsInstance(exception, error)
                text = str(exception)
                test.assertEqual(len(text.strip().splitlines()), 1, text)
                for part in parts:
                    test.assertIn(part, text)
                return True

        return Raised()

    def test_an_absent_label(self):
        with self.one_line("nope", "labelCol"):
            small(labelCol="nope", featuresCols=MEASUREMENTS).fit(IRIS)

    def test_an_absent_feature_is_reported_by_the_parameter_that_named_it(self):
        with self.one_line("nope", "featuresCols"):
            small(labelCol="species", featuresCols=["nope"]).fit(IRIS)

    def test_a_wrong_value(self):
        with self.one_line("solver is adm", "the nearest is adam"):
            by_name(solver="adm").fit(IRIS)
        with self.one_line("maxIter is 0"):
            by_name(maxIter=0).fit(IRIS)

    def test_a_message_names_the_parameter_and_not_the_key_of_the_command_line(self):
        rows = IRIS.withColumn("word", F.lit("known"))
        stage = small(featuresCols=["word"], labelCol="species", maxIter=1)
        model = stage.fit(rows)
        with self.assertRaises(Exception) as raised:
            model.transform(IRIS.withColumn("word", F.lit("new"))).collect()
        self.assertIn("unseenWords", str(raised.exception))
        self.assertNotIn("data.categories.unseen", str(raised.exception))

    def test_a_wrong_number_of_thresholds(self):
        with self.one_line("2 thresholds", "3 classes"):
            small(thresholds=[0.5, 0.5]).fit(VECTORS)

    def test_a_setting_of_another_optimizer(self):
        with self.one_line("remove it"):
            by_name(solver="sgd", optimizerBeta1=0.5).fit(IRIS)
