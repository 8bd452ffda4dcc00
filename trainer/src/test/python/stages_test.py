"""The stages without a JVM: signatures, converters, setters, getters and messages."""

import array
import inspect
import pathlib
import typing
import unittest

import numpy as np
import pyspark.ml.param.shared as shared
from pyspark import SparkContext
from pyspark.ml.param import Param, Params

import org.lockstep.ml as lockstep
from org.lockstep.ml import _stages


class JavaStage:
    """What a stage asks of its companion before it is fitted."""

    def hasParam(self, name):
        return False

    def getParam(self, name):
        return name

    def clear(self, param):
        return self


class StagesTest(unittest.TestCase):
    def setUp(self):
        self.java_stage = _stages._java_stage
        _stages._java_stage = lambda name, uid: JavaStage()

    def tearDown(self):
        _stages._java_stage = self.java_stage


def classifier(**params):
    return lockstep.LockstepClassifier(**params)


class SessionTest(unittest.TestCase):
    def test_a_stage_without_a_session_says_to_create_one(self):
        with self.assertRaisesRegex(RuntimeError, "there is no Spark session; create one first"):
            lockstep.LockstepClassifier()

    def test_a_session_without_the_jar_says_how_to_give_it(self):
        class JavaPackage:
            def __getattr__(self, name):
                return JavaPackage()

        context = type("Context", (), {"_jvm": JavaPackage()})
        before = SparkContext._active_spark_context
        SparkContext._active_spark_context = context
        try:
            with self.assertRaisesRegex(RuntimeError, r"jar is not in this .*spark\.jars.*--jars"):
                lockstep.LockstepRegressor()
        finally:
            SparkContext._active_spark_context = before


class SignatureTest(StagesTest):
    def test_a_signature_has_every_parameter_by_keyword_with_type_and_default(self):
        for stage in (lockstep.LockstepClassifier, lockstep.LockstepRegressor):
            for function in (stage.__init__, stage.setParams):
                arguments = list(inspect.signature(function).parameters.values())[1:]
                self.assertEqual(
                    sorted(argument.name for argument in arguments),
                    [param.name for param in stage().params],
                )
                for argument in arguments:
                    self.assertIs(argument.kind, argument.KEYWORD_ONLY)
                    self.assertIsNot(argument.annotation, argument.empty)
                    self.assertIsNot(argument.default, argument.empty)

    def test_the_defaults_of_a_signature_are_those_of_the_stage(self):
        stage = classifier()
        for name, argument in inspect.signature(lockstep.LockstepClassifier).parameters.items():
            if argument.default is None:
                self.assertFalse(stage.isDefined(name), name)
            else:
                default = argument.default
                expected = list(default) if isinstance(default, tuple) else default
                self.assertEqual(stage.getOrDefault(name), expected, name)
                self.assertIs(type(stage.getOrDefault(name)), type(expected), name)

    def test_types_are_the_ones_that_are_taken(self):
        types = typing.get_type_hints(lockstep.LockstepClassifier.__init__)
        self.assertIs(types["maxIter"], int)
        self.assertIs(types["dropout"], float)
        self.assertIs(types["layerNorm"], bool)
        self.assertEqual(types["weightCol"], typing.Optional[str])
        self.assertEqual(types["hiddenLayers"], typing.Sequence[int])
        self.assertEqual(types["scheduleWarmUp"], typing.Optional[typing.Union[str, int]])

    def test_positional_arguments_are_refused(self):
        with self.assertRaisesRegex(TypeError, "takes parameters by their names, such as"):
            lockstep.LockstepClassifier("features")

    def test_an_unknown_keyword_is_refused_with_the_nearest_name(self):
        for wrong, nearest in {
            "maxiter": "maxIter",
            "max_iter": "maxIter",
            "hidden_layers": "hiddenLayers",
            "learningRate": "",
            "labelColumn": "labelCol",
            "schedule_type": "scheduleType",
        }.items():
            message = "LockstepClassifier has no parameter %s; the nearest is %s" % (wrong, nearest)
            with self.assertRaisesRegex(TypeError, message):
                classifier(**{wrong: 3})
            with self.assertRaisesRegex(TypeError, message):
                classifier().setParams(**{wrong: 3})
            with self.assertRaisesRegex(AttributeError, message):
                classifier().getParam(wrong)

    def test_help_describes_each_parameter_in_the_style_of_numpy(self):
        doc = inspect.getdoc(lockstep.LockstepClassifier)
        self.assertIn("\nParameters\n----------\n", doc)
        for param in classifier().params:
            self.assertRegex(doc, r"\n%s : .+(, default .+|, optional)\n    \S" % param.name)
        self.assertIn("hiddenLayers : list of int, default (64,)\n    Units of each hidden", doc)
        self.assertNotRegex(doc, r"\b(data|network|training)\.[a-z]")

    def test_every_public_method_has_a_docstring(self):
        for name in lockstep.__all__:
            for member, value in inspect.getmembers(getattr(lockstep, name)):
                function = value.fget if isinstance(value, property) else value
                ours = str(getattr(function, "__module__", "")).startswith("org.lockstep")
                if ours and not member.startswith("_"):
                    self.assertTrue(inspect.getdoc(value), "%s.%s" % (name, member))

    def test_the_package_says_what_it_exports_and_its_version(self):
        self.assertRegex(lockstep.__version__, r"^\d+\.\d+\.\d+")
        for name in lockstep.__all__:
            self.assertEqual(getattr(lockstep, name).__name__, name)
        folder = pathlib.Path(lockstep.__file__).parent
        self.assertTrue((folder / "py.typed").exists())


class EvaluatorTest(StagesTest):
    def test_an_evaluator_has_the_parameters_of_mllibs_and_a_metric_of_the_registry(self):
        evaluator = lockstep.LockstepEvaluator(metricName="pr-auc", positiveClass="bad")
        self.assertEqual(evaluator.getMetricName(), "pr-auc")
        self.assertEqual(evaluator.getLabelCol(), "label")
        self.assertEqual(evaluator.setWeightCol("w").getWeightCol(), "w")
        self.assertTrue(evaluator.isLargerBetter())
        self.assertFalse(evaluator.setMetricName("rmsle").isLargerBetter())
        self.assertFalse(evaluator.setParams(metricName="log-loss").isLargerBetter())
        with self.assertRaisesRegex(ValueError, "no metric is set; set metricName"):
            lockstep.LockstepEvaluator().isLargerBetter()
        with self.assertRaisesRegex(TypeError, "no parameter metric; the nearest is metricName"):
            lockstep.LockstepEvaluator(metric="f1")


class ParametersTest(StagesTest):
    def test_parameters_are_attributes_of_the_class(self):
        for stage in (
            lockstep.LockstepClassifier,
            lockstep.LockstepClassificationModel,
            lockstep.LockstepRegressor,
            lockstep.LockstepRegressionModel,
        ):
            self.assertIsInstance(stage.maxIter, Param)
            self.assertEqual(stage.maxIter.name, "maxIter")
            self.assertIn("Passes over the examples", stage.maxIter.doc)
        stage = classifier()
        self.assertEqual(stage.maxIter.parent, stage.uid)
        with self.assertRaises(ValueError):
            stage.maxIter._copy_new_parent(stage)

    def test_stages_have_the_mixins_of_the_parameters_that_they_share_with_mllib(self):
        for stage in (lockstep.LockstepClassifier, lockstep.LockstepRegressor):
            names = {param.name for param in stage().params}
            for name, mixin in inspect.getmembers(shared, inspect.isclass):
                own = [n for n, value in vars(mixin).items() if isinstance(value, Param)]
                # HasBatchSize is of the stages for Connect that train with PyTorch.
                if name != "HasBatchSize" and own and names.issuperset(own):
                    self.assertTrue(issubclass(stage, mixin), name)
            self.assertTrue(issubclass(stage, shared.HasLabelCol))
        self.assertTrue(issubclass(lockstep.LockstepClassificationModel, shared.HasProbabilityCol))

    def test_each_parameter_has_a_setter_that_can_be_chained_and_a_getter(self):
        stage = classifier()
        for param in stage.params:
            name = param.name[0].upper() + param.name[1:]
            if stage.isDefined(param):
                value = stage.getOrDefault(param)
                self.assertIs(getattr(stage, "set" + name)(value), stage)
                self.assertEqual(getattr(stage, "get" + name)(), value)
                self.assertTrue(stage.isSet(param))
            elif param.name != "featuresCols":
                with self.assertRaises(KeyError):
                    getattr(stage, "get" + name)()
        stage = classifier().setMaxIter(5).setHiddenLayers([4, 3]).setSolver("adam")
        self.assertEqual(stage.getMaxIter(), 5)
        self.assertEqual(stage.getHiddenLayers(), [4, 3])
        self.assertEqual(stage.getSolver(), "adam")

    def test_the_columns_of_features_are_featuresCol_unless_they_are_set(self):
        self.assertEqual(classifier(featuresCol="x").getFeaturesCols(), ["x"])
        self.assertEqual(classifier(featuresCols=["a", "b"]).getFeaturesCols(), ["a", "b"])

    def test_explainParams_prints_lists_as_lists(self):
        explained = classifier(hiddenLayers=[4]).explainParams()
        self.assertRegex(explained, r"hiddenLayers: .* \(default: \[64\], current: \[4\]\)")
        self.assertNotIn("[I@", explained)
        self.assertIn("weightCol: ", explained)

    def test_a_copy_has_the_uid_and_the_values_and_those_that_are_given(self):
        stage = classifier(maxIter=3)
        params = Params.copy(stage, {stage.seed: 7})
        self.assertEqual(params.uid, stage.uid)
        self.assertEqual((params.getMaxIter(), params.getSeed()), (3, 7))
        self.assertEqual(stage.getSeed(), 1)
        with self.assertRaises(TypeError):
            Params.copy(stage, {"unknown": None})

    def test_setParams_keeps_what_it_does_not_name(self):
        stage = classifier(maxIter=3).setParams(seed=4)
        self.assertEqual((stage.getMaxIter(), stage.getSeed()), (3, 4))

    def test_a_parameter_that_is_not_set_may_be_none(self):
        stage = classifier(weightCol=None)
        self.assertFalse(stage.isDefined("weightCol"))
        stage.setWeightCol("w")
        self.assertTrue(stage.isSet("weightCol"))
        stage.setWeightCol(None)
        self.assertFalse(stage.isSet("weightCol"))

    def test_a_listener_must_be_a_function(self):
        with self.assertRaisesRegex(TypeError, "a listener is a function of a dict, and not 3"):
            classifier().setListeners(print, 3)


class ConversionTest(StagesTest):
    def refused(self, message, **params):
        name = next(iter(params))
        with self.assertRaises(TypeError) as raised:
            classifier(**params)
        self.assertIn('Invalid param value given for param "%s"' % name, str(raised.exception))
        self.assertIn(message, str(raised.exception))
        self.assertNotIn("\n", str(raised.exception))

    def test_whole_numbers(self):
        for value in (5, 5.0, np.int64(5), np.int32(5), np.float64(5), np.uint8(5)):
            converted = classifier(maxIter=value).getMaxIter()
            self.assertEqual(converted, 5)
            self.assertIs(type(converted), int)
        for value in ("ten", 5.1, None, True, [5], np.nan):
            self.refused("Could not convert %s" % value, maxIter=value)
        self.refused("it has more than 32 bits", maxIter=2**31)
        self.assertEqual(classifier(seed=2**40).getSeed(), 2**40)
        self.refused("it has more than 64 bits", seed=2**63)

    def test_numbers(self):
        for value in (1, 1.0, np.float32(1), np.int64(1)):
            converted = classifier(stepSize=value).getStepSize()
            self.assertEqual(converted, 1.0)
            self.assertIs(type(converted), float)
        for value in ("small", True, [0.1]):
            self.refused("Could not convert %s to float" % value, stepSize=value)

    def test_lists_of_whole_numbers(self):
        for value in (
            [4, 3],
            (4, 3),
            (4.0, 3.0),
            np.array([4, 3]),
            np.array([4.0, 3.0]),
            array.array("l", [4, 3]),
            [np.int32(4), np.int64(3)],
        ):
            converted = classifier(hiddenLayers=value).getHiddenLayers()
            self.assertEqual(converted, [4, 3])
            self.assertEqual({type(number) for number in converted}, {int})
        self.assertEqual(classifier(hiddenLayers=range(1, 3)).getHiddenLayers(), [1, 2])
        self.assertEqual(classifier(hiddenLayers=()).getHiddenLayers(), [])
        for value in (4, "4", ["a"], [4.5], None):
            self.refused("Could not convert", hiddenLayers=value)

    def test_lists_of_numbers(self):
        for value in ([1, 2], (1.0, 2.0), np.array([1, 2])):
            converted = classifier(thresholds=value).getThresholds()
            self.assertEqual(converted, [1.0, 2.0])
            self.assertEqual({type(number) for number in converted}, {float})
        self.refused("Could not convert", thresholds=["a", 1.0])
        self.refused("Could not convert", thresholds=0.5)

    def test_a_list_of_one_may_be_a_value_alone_where_java_takes_it(self):
        self.assertEqual(classifier(scheduleFactors=0.5).getScheduleFactors(), [0.5])
        self.assertEqual(classifier(freeze=1).getFreeze(), ["1"])
        self.assertEqual(classifier(featuresCols="age").getFeaturesCols(), ["age"])

    def test_texts(self):
        self.assertEqual(classifier(labelCol=np.str_("y")).getLabelCol(), "y")
        self.assertEqual(classifier(featuresCols=np.array(["a", "b"])).getFeaturesCols(), ["a", "b"])
        self.assertEqual(classifier(freeze=["hidden1", 2]).getFreeze(), ["hidden1", "2"])
        self.assertEqual(classifier(scheduleWarmUp=500).getScheduleWarmUp(), "500")
        self.assertEqual(classifier(scheduleWarmUp="5 epochs").getScheduleWarmUp(), "5 epochs")
        self.assertEqual(classifier(warmStart=pathlib.Path("runs")).getWarmStart(), "runs")
        self.refused("Could not convert", labelCol=2.3)
        self.refused("Could not convert", featuresCols=["a", 2])
        self.refused("Could not convert", solver=None)

    def test_flags(self):
        self.assertIs(classifier(layerNorm=np.bool_(True)).getLayerNorm(), True)
        for value in (1, "false"):
            self.refused("requires value of type bool", layerNorm=value)

    def test_weights_of_classes(self):
        weights = classifier(classWeights={"yes": 3, 0.0: np.float32(0.5), True: 1})
        self.assertEqual(weights.getClassWeights(), {"yes": 3.0, "0": 0.5, "true": 1.0})
        self.assertEqual(classifier(classWeights='{"a": "2"}').getClassWeights(), {"a": 2.0})
        self.assertEqual(classifier(classWeights="balanced").getClassWeights(), "balanced")
        self.refused("Could not convert", classWeights={"yes": "many"})

    def test_settings_of_columns(self):
        kept = {"text": {"sparse": "true"}, "age": {"transform": "log1p", "sparse": "false"}}
        for value in (
            {"text": {"sparse": True}, "age": {"transform": "log1p", "sparse": np.bool_(False)}},
            '{"text": {"sparse": true}, "age": {"transform": "log1p", "sparse": "false"}}',
        ):
            self.assertEqual(classifier(columns=value).getColumns(), kept)
        self.refused("Could not convert", columns={"text": {"sparse": 1}})
        self.refused("Could not convert", columns={"text": "sparse"})

    def test_setters_convert_too(self):
        self.assertEqual(classifier().setMaxIter(np.int64(4)).getMaxIter(), 4)
        with self.assertRaisesRegex(TypeError, "Could not convert ten to int"):
            classifier().setMaxIter("ten")
        stage = classifier()
        with self.assertRaisesRegex(TypeError, "Could not convert ten to int"):
            stage.set(stage.maxIter, "ten")

    def test_a_converter_of_a_list_is_known_to_pyspark_by_its_name(self):
        for name, taken in typing.get_type_hints(lockstep.LockstepClassifier.__init__).items():
            if "Sequence" in str(taken):
                converter = classifier().getParam(name).typeConverter
                self.assertTrue(converter.__name__.startswith("toList"), name)
