package org.lockstep.ml.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.lockstep.encoding.Task;
import org.lockstep.ml.LockstepClassificationModel;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepRegressionModel;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.training.machine.Machine;

/**
 * Writes the part of the Python package that follows from the Java estimators: the parameters as
 * mixins ({@code _params.py}), and the stages with their signatures, setters and docstrings ({@code
 * __init__.py}).
 */
public final class PythonStages {
  /** The parameters that {@code pyspark.ml.param.shared} has a mixin for, in the order of these. */
  private static final List<String> SHARED =
      List.of(
          "labelCol",
          "featuresCol",
          "predictionCol",
          "probabilityCol",
          "rawPredictionCol",
          "weightCol",
          "validationIndicatorCol",
          "thresholds",
          "maxIter",
          "solver",
          "stepSize",
          "regParam",
          "elasticNetParam",
          "seed",
          "loss");

  private static final List<PythonParam> CLASSIFIER =
      PythonParam.of(new LockstepClassifier("python"), Task.CLASSIFICATION);
  private static final List<PythonParam> REGRESSOR =
      PythonParam.of(new LockstepRegressor("python"), Task.REGRESSION);

  private PythonStages() {}

  /**
   * Writes the files.
   *
   * @param arguments the folder of the class path that the package is written into
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0], "org", "lockstep", "ml");
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** The text of each file by its name. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("_params.py", params());
    files.put("__init__.py", stages());
    files.put("evaluation.py", PythonEvaluator.module());
    return files;
  }

  private static String params() {
    List<PythonParam> both = CLASSIFIER.stream().filter(REGRESSOR::contains).toList();
    return """
    \"""The parameters of Lockstep's stages, with their documentation and getters.

    Written from the settings when Lockstep was built; their defaults are in the signatures.
    \"""

    from typing import Dict, List, Union

    from pyspark.ml.param import Param, Params
    from pyspark.ml.param.shared import (
    %s
    )

    from org.lockstep.ml import _convert

    """
            .formatted(
                SHARED.stream()
                    .sorted()
                    .map(name -> "    Has%s,".formatted(PythonText.capitalized(name)))
                    .collect(Collectors.joining("\n")))
        + mixin("_StageParams", "Params", "The parameters of all stages.", both)
        + mixin(
            "_ClassifierParams",
            "_StageParams",
            "Those of a classification.",
            without(both, CLASSIFIER))
        + mixin(
            "_RegressorParams", "_StageParams", "Those of a regression.", without(both, REGRESSOR))
        + mixin("_EvaluatorParams", "Params", "Those of an evaluator.", PythonEvaluator.PARAMS);
  }

  private static List<PythonParam> without(List<PythonParam> both, List<PythonParam> all) {
    return all.stream().filter(param -> !both.contains(param)).toList();
  }

  private static String mixin(String name, String base, String doc, List<PythonParam> params) {
    List<String> bases =
        SHARED.stream()
            .filter(shared -> params.stream().anyMatch(param -> param.name().equals(shared)))
            .map(shared -> "Has" + PythonText.capitalized(shared))
            .collect(Collectors.toList());
    if (bases.isEmpty() || !base.equals("Params")) {
      bases.add(0, base);
    }
    return "\nclass %s(%s):\n    \"\"\"%s\"\"\"\n".formatted(name, String.join(", ", bases), doc)
        + params.stream().map(PythonStages::declaration).collect(Collectors.joining())
        + params.stream().map(PythonStages::getter).collect(Collectors.joining())
        + "\n";
  }

  private static String declaration(PythonParam param) {
    return """

        %s: "Param[%s]" = Param(
            Params._dummy(),
            "%s",
            %s,
            typeConverter=_convert.%s,
        )
    """
        .formatted(
            param.name(),
            param.type().given(),
            param.name(),
            PythonType.text(param.doc()),
            param.type().converter());
  }

  private static String getter(PythonParam param) {
    return """

        def get%s(self) -> %s:
            \"""
            Returns %s or its default.

    %s
            \"""
            return self.getOrDefault(self.%s)
    """
        .formatted(
            param.capitalized(),
            param.type().given(),
            param.name(),
            PythonText.wrapped(param.sentence(), "        "),
            param.name());
  }

  private static String stages() {
    return """
    \"""Lockstep's stages of Spark ML for PySpark: networks that train to the same bits on any cluster.

        from org.lockstep.ml import LockstepClassifier
        model = LockstepClassifier(featuresCols=["age", "site"], labelCol="outcome").fit(table)

    Written from the settings when Lockstep was built. The stages run in Spark's JVM: a session needs
    lockstep.jar (`spark.jars`, `--jars`). Importing the package needs neither.
    \"""

    from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

    from org.lockstep.ml._params import _ClassifierParams, _RegressorParams
    from org.lockstep.ml._stages import (
        _ClassificationModel,
        _Estimator,
        _keywords,
        _RegressionModel,
    )
    from org.lockstep.ml.evaluation import LockstepEvaluator
    from org.lockstep.ml._summary import (
        LockstepClassificationSummary,
        LockstepClassificationTrainingSummary,
        LockstepRegressionSummary,
        LockstepRegressionTrainingSummary,
        LockstepTrainingSummary,
    )

    __version__ = "%s"

    __all__ = [
        "LockstepClassifier",
        "LockstepClassificationModel",
        "LockstepClassificationSummary",
        "LockstepClassificationTrainingSummary",
        "LockstepEvaluator",
        "LockstepRegressor",
        "LockstepRegressionModel",
        "LockstepRegressionSummary",
        "LockstepRegressionTrainingSummary",
        "LockstepTrainingSummary",
    ]

    """
            .formatted(Machine.versions("none").get("lockstep"))
        + model(
            LockstepClassificationModel.class,
            "Classification",
            "Classifier",
            "A network that predicts classes; fitted by LockstepClassifier.",
            CLASSIFIER)
        + model(
            LockstepRegressionModel.class,
            "Regression",
            "Regressor",
            "A network that predicts a number, or several; fitted by LockstepRegressor.",
            REGRESSOR)
        + estimator(
            "Classifier",
            "Classification",
            "Trains a network that predicts classes. The label holds whole numbers, booleans or words.",
            CLASSIFIER)
        + estimator(
            "Regressor",
            "Regression",
            "Trains a network that predicts a number, or an array of them where the label is one.",
            REGRESSOR);
  }

  /** A model has the setters that it has in Java. */
  private static String model(
      Class<?> java, String kind, String params, String doc, List<PythonParam> all) {
    String type = java.getSimpleName();
    Set<String> setters =
        Arrays.stream(java.getMethods()).map(m -> m.getName()).collect(Collectors.toSet());
    return "\nclass %s(_%sModel, _%sParams):\n    \"\"\"%s\"\"\"\n"
            .formatted(type, kind, params, doc)
        + all.stream()
            .filter(param -> setters.contains("set" + param.capitalized()))
            .map(param -> setter(type, param))
            .collect(Collectors.joining())
        + "\n";
  }

  private static String estimator(
      String kind, String modelKind, String doc, List<PythonParam> params) {
    String model = "Lockstep%sModel".formatted(modelKind);
    return stage(
        "Lockstep" + kind,
        "_Estimator[%s], _%sParams".formatted(model, kind),
        doc,
        "    _model = %s\n\n".formatted(model),
        params);
  }

  /**
   * A class with a constructor, {@code setParams} and setters.
   *
   * @param fields its lines before the constructor
   */
  static String stage(
      String type, String bases, String doc, String fields, List<PythonParam> params) {
    String signature =
        params.stream().map(p -> "        " + p.argument() + ",\n").collect(Collectors.joining());
    String described =
        params.stream()
            .map(p -> PythonText.indented(p.described(), "    "))
            .collect(Collectors.joining("\n"));
    return """

    class %s(%s):
        \"""
        %s

        A parameter without a default is not set unless a value is given; None leaves it so.

        Parameters
        ----------
    %s
        \"""

    %s    @_keywords
        def __init__(
            self,
            *,
    %s    ) -> None:
            super().__init__(self._input_kwargs)

        @_keywords
        def setParams(
            self,
            *,
    %s    ) -> "%s":
            \"""Sets parameters by their names; those that are not named keep their values.\"""
            return self._set(**self._input_kwargs)
    """
            .formatted(type, bases, doc, described, fields, signature, signature, type)
        + params.stream().map(param -> setter(type, param)).collect(Collectors.joining())
        + "\n";
  }

  private static String setter(String type, PythonParam param) {
    String taken =
        param.usual().isPresent()
            ? param.type().taken()
            : "Optional[%s]".formatted(param.type().taken());
    return """

        def set%s(self, value: %s) -> "%s":
            \"""
            Sets %s%s.

    %s
            \"""
            return self._set(%s=value)
    """
        .formatted(
            param.capitalized(),
            taken,
            type,
            param.name(),
            param.usual().map(value -> "; default " + value).orElse("; None for none"),
            PythonText.wrapped(param.sentence(), "        "),
            param.name());
  }
}
