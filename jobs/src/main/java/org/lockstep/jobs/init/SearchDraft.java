package org.lockstep.jobs.init;

import com.typesafe.config.ConfigUtil;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The section {@code tune} of a generated settings file: a search around its suggested. */
final class SearchDraft {
  /** Trials: ten at random, and twice as many suggestions. */
  private static final int TRIALS = 30;

  private static final int LEAST_BATCH = 8;

  private SearchDraft() {}

  /**
   * The text of the section.
   *
   * @param suggested with examples to validate on
   * @param output the folder of the run
   */
  static String text(SuggestedTraining suggested, String output) {
    return """

        # A search for better settings, which train does not read; it needs a folder of its own:
        # lockstep tune THIS-FILE --set output=%s%s
        tune {
          # The first ten trials are drawn at random, the others suggested by the results so far.
          search = tpe
          trials = %d

          # The validation metric that trials are compared by.
          metric = loss

          # Ends trials that are worse than the median of the earlier ones.
          prune = median
          prune-min-epochs = %d

          # The values of each setting, around those above: all that a run has can be searched.
          space {
            network.hidden = [%s]
            network.dropout = [0, 0.1, 0.3]
            training.batch-size = [%s]
            training.optimizer.learning-rate = { min = %s, max = %s, scale = log }%s
          }
        }
        """
        .formatted(
            ConfigUtil.quoteString(output + "-tune"),
            suggested.heldOut().folds() > 0
                ? " --set data.validation=" + suggested.heldOut().share()
                : "",
            TRIALS,
            suggested.length().patience(),
            Stream.of(0.5, 1.0, 2.0)
                .map(factor -> times(suggested.network().hidden(), factor).toString())
                .collect(Collectors.joining(", ")),
            times(List.of(suggested.batchSize()), 0.5, 1, 2),
            plain(suggested.step().learningRate() / 10),
            plain(suggested.step().learningRate() * 10),
            suggested.step().weightDecay().isEmpty()
                ? ""
                : "\n    training.optimizer.weight-decay = { min = 0.001, max = 3, scale = log }");
  }

  private static List<Integer> times(List<Integer> units, double factor) {
    return units.stream().map(n -> (int) (n * factor)).toList();
  }

  private static String times(List<Integer> sizes, double... factors) {
    return Arrays.stream(factors)
        .mapToObj(factor -> Math.max(LEAST_BATCH, times(sizes, factor).get(0)))
        .distinct()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  /** Without an exponent, and without the rounding error of the product. */
  private static String plain(double number) {
    return new BigDecimal(number).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }
}
