package org.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureEncoder;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.curve.PredictionRange;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.model.Model;
import org.lockstep.network.Inference;

/**
 * What a model answers for some rows.
 *
 * @param numbers of each row: probabilities, or predictions; null for a row that is refused or left
 *     out
 * @param labels of each row, null where there are none
 */
record Answers(List<double @Nullable []> numbers, List<@Nullable Object> labels) {
  private static final int BATCH = 256;

  /** The model's own: encoder and network are those of {@code predict}. */
  static Answers of(Model model, List<TableRow> rows) {
    Inference.Session network = new Inference(model.topology(), model.parameters()).session();
    Encoding encoding = model.encoding();
    FeatureEncoder encoder = new FeatureEncoder(encoding);
    RowBuffer x = new RowBuffer(BATCH * encoding.inputWidth());
    float[] outputs = new float[BATCH * encoding.target().outputs()];
    List<double[]> numbers = new ArrayList<>();
    List<Object> labels = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += BATCH) {
      List<TableRow> batch = rows.subList(from, Math.min(rows.size(), from + BATCH));
      boolean[] valid = new boolean[batch.size()];
      int m = 0;
      x.clear();
      for (int j = 0; j < batch.size(); j++) {
        int length = x.length();
        try {
          valid[j] = encoder.encode(batch.get(j), x);
        } catch (UserException e) {
          x.cutTo(length);
        }
        m += valid[j] ? 1 : 0;
      }
      network.forward(x.floats(), m, outputs);
      int n = encoding.target().outputs();
      int next = 0;
      for (int j = 0; j < batch.size(); j++) {
        numbers.add(valid[j] ? numbers(encoding.target(), outputs, next * n) : null);
        labels.add(valid[j] ? label(encoding.target(), outputs, next * n) : null);
        next += valid[j] ? 1 : 0;
      }
    }
    return new Answers(numbers, labels);
  }

  private static double[] numbers(TargetEncoding target, float[] outputs, int from) {
    double[] numbers = new double[target.outputs()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = outputs[from + i];
      if (target instanceof TargetEncoding.Numbers scaled) {
        numbers[i] =
            scaled
                .transform()
                .inverse(
                    numbers[i] * scaled.scale().divisor().get(i) + scaled.scale().offset().get(i));
        PredictionRange range = scaled.range();
        if (range != null) {
          numbers[i] = Math.max(range.least().get(i), Math.min(range.most().get(i), numbers[i]));
        }
      }
    }
    return numbers;
  }

  private static @Nullable Object label(TargetEncoding target, float[] outputs, int from) {
    return target instanceof TargetEncoding.Classes classes
        ? classes.labels().get(classes.decision().predicted(outputs, from, classes.outputs()))
        : null;
  }

  /**
   * Checks that these are the answers of another, numbers to 1e-5 of the greatest of 1, their size
   * and the scale of the target. Where two classes are closer than that either may be the label.
   *
   * @return how many rows were valid
   */
  int assertClose(Answers others, TargetEncoding target) {
    int valid = 0;
    for (int row = 0; row < numbers.size(); row++) {
      double[] mine = numbers.get(row);
      double[] other = others.numbers.get(row);
      if (mine == null || other == null) {
        assertThat(other).as("row %d", row).isSameAs(mine);
        continue;
      }
      valid++;
      for (int i = 0; i < mine.length; i++) {
        double off = Math.abs(mine[i] - other[i]) / Math.max(size(target, i), Math.abs(mine[i]));
        if (!(off <= 1e-5)) {
          throw new AssertionError(
              "row %d: %s, not %s".formatted(row, Arrays.toString(other), Arrays.toString(mine)));
        }
      }
      if (!isTie(mine)) {
        assertThat(others.labels.get(row)).as("row %d", row).isEqualTo(labels.get(row));
      }
    }
    return valid;
  }

  private static double size(TargetEncoding target, int i) {
    return target instanceof TargetEncoding.Numbers numbers
        ? Math.max(1, numbers.scale().divisor().get(i))
        : 1;
  }

  private static boolean isTie(double[] scores) {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return n > 1 && sorted[n - 1] - sorted[n - 2] < 1e-5;
  }
}
