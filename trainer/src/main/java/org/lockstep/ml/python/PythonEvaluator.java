package org.lockstep.ml.python;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.ml.evaluation.LockstepEvaluator;

/** Writes the module of the Python package that has the evaluator. */
final class PythonEvaluator {
  static final List<PythonParam> PARAMS = PythonParam.of(new LockstepEvaluator("python"));

  private PythonEvaluator() {}

  /** The text of {@code evaluation.py}. */
  static String module() {
    String greater =
        Stream.of(ValidationMetric.values())
            .filter(ValidationMetric::isGreaterBetter)
            .map(metric -> "            \"%s\",\n".formatted(metric.settingsName()))
            .collect(Collectors.joining());
    return """
        \"""Evaluators of predictions, for CrossValidator and TrainValidationSplit.

        Written from the registry of metrics when Lockstep was built.
        \"""

        from typing import Optional

        from org.lockstep.ml._params import _EvaluatorParams
        from org.lockstep.ml._stages import _Evaluator, _keywords

        __all__ = ["LockstepEvaluator"]

        """
        + PythonStages.stage(
            "LockstepEvaluator",
            "_Evaluator, _EvaluatorParams",
            "Evaluates predictions by a metric of `lockstep evaluate`: the same bits for every"
                + " partitioning.",
            "    _larger_is_better = frozenset(\n        [\n%s        ]\n    )\n\n"
                .formatted(greater),
            PARAMS);
  }
}
