package org.lockstep.training.metric;

import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/** What an {@link EvaluationMetric} is computed from. */
sealed interface Formula {
  /** Of classes, over all examples. */
  record OfClasses(ToDoubleFunction<ClassSum> of) implements Formula {}

  /** Of each class; the macro and the weighted mean over the classes follow from it. */
  record OfEachClass(ByClass of) implements Formula {
    /** The value of class {@code c}. */
    interface ByClass {
      double of(ClassSum sum, int c);
    }
  }

  /**
   * Of the scores of each class against the rest. Over all examples it is that of the second of two
   * classes, and otherwise the mean of those that are a number.
   */
  record OfScores(ToDoubleFunction<ScoreDistribution> of) implements Formula {}

  /** Of numbers, from the sums and from what each target was divided by. */
  record OfNumbers(ToDoubleBiFunction<NumberSum, List<Double>> of) implements Formula {}
}
