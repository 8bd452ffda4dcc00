package org.lockstep.ml.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.lockstep.encoding.Task;
import org.lockstep.ml.LockstepEstimator;
import org.lockstep.ml.SettingParams;
import org.lockstep.ml.evaluation.LockstepEvaluator;
import org.lockstep.settings.value.Setting;

/**
 * A parameter as Python declares it.
 *
 * @param name in Java too
 * @param doc as in Java
 * @param type of its values
 * @param usual its default as a literal; empty if it has none
 */
record PythonParam(String name, String doc, PythonType type, Optional<String> usual) {
  /** MLlib's order: what is read, what is written, and then how. */
  private static final List<String> FIRST =
      List.of(
          "metricName",
          "featuresCol",
          "featuresCols",
          "labelCol",
          "predictionCol",
          "probabilityCol",
          "rawPredictionCol",
          "predictedLabelCol",
          "weightCol",
          "validationIndicatorCol",
          "thresholds",
          "maxIter",
          "hiddenLayers",
          "solver",
          "stepSize",
          "batchSize",
          "regParam",
          "elasticNetParam",
          "seed");

  /**
   * The parameters of an estimator: the common ones first, then those of settings in their order.
   */
  static List<PythonParam> of(LockstepEstimator<?, ?> estimator, Task task) {
    return of(estimator, SettingParams.of(task));
  }

  /** The parameters of an evaluator: that of the metric first. */
  static List<PythonParam> of(LockstepEvaluator evaluator) {
    return of(evaluator, Map.of());
  }

  private static List<PythonParam> of(Params stage, Map<String, Setting<?>> settings) {
    Map<String, Param<?>> params =
        Arrays.stream(stage.params()).collect(Collectors.toMap(Param::name, param -> param));
    List<String> names = new ArrayList<>();
    Stream.of(FIRST.stream(), settings.keySet().stream(), params.keySet().stream().sorted())
        .flatMap(some -> some)
        .filter(name -> params.containsKey(name) && !names.contains(name))
        .forEach(names::add);
    return names.stream()
        .map(
            name -> {
              Param<?> param = Objects.requireNonNull(params.get(name));
              Optional<String> usual =
                  stage.hasDefault(param)
                      ? Optional.of(PythonType.literal(stage.getOrDefault(param)))
                      : Optional.empty();
              return new PythonParam(
                  name,
                  SettingParams.inParameters(param.doc()),
                  PythonType.of(param, settings.get(name)),
                  usual);
            })
        .toList();
  }

  /** The name as the end of that of a getter or setter. */
  String capitalized() {
    return PythonText.capitalized(name);
  }

  /** The parameter in a signature. */
  String argument() {
    return usual
        .map(value -> "%s: %s = %s".formatted(name, type.taken(), value))
        .orElseGet(() -> "%s: Optional[%s] = None".formatted(name, type.taken()));
  }

  /** The parameter in a docstring in numpy's style. */
  String described() {
    String given =
        usual
            .map(value -> "%s, default %s".formatted(type.described(), value))
            .orElseGet(() -> type.described() + ", optional");
    return "%s : %s\n%s".formatted(name, given, PythonText.wrapped(sentence(), "    "));
  }

  /** The documentation as a sentence. */
  String sentence() {
    String text = PythonText.capitalized(doc);
    return text.endsWith(".") || text.endsWith(")") ? text : text + ".";
  }
}
