package org.lockstep.scoring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.lockstep.SparseRun;
import org.lockstep.UserException;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.FeatureEncoder;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.model.Model;
import org.lockstep.network.CounterRandom;
import org.lockstep.network.CounterRandom.Purpose;

/**
 * Attributes the predictions of single rows to their columns by Shapley values: the mean, over the
 * orders of the columns and over the rows b of a baseline, of what the prediction changes by when a
 * column gets the value of the row x after those that stand before it,
 *
 * <pre>
 *   φ_c = E[ f(x on the columns up to c, b on the others) - f(x on those before c, b on the others) ]
 *   Σ φ_c = f(x) - E[f(b)]
 * </pre>
 *
 * <p>The columns are the units, whatever they hold and whatever inputs they have: an array is one,
 * and so is a sparse vector with all its numbers. Each row of the baseline is compared in the same
 * number of orders, so that the second line holds exactly. An order is drawn together with its
 * reverse, which makes the error less. The orders depend on the seed alone: the same row has the
 * same attributions everywhere.
 *
 * <p>Sources: Štrumbelj and Kononenko, "Explaining prediction models and individual predictions
 * with feature contributions", Knowledge and Information Systems 41, 2014; Mitchell, Cooper, Frank
 * and Holmes, "Sampling Permutations for Shapley Value Estimation", JMLR 23, 2022.
 *
 * <p>Thread-safe; each thread keeps its buffers between calls.
 */
public final class Explainer {
  private final Encoding encoding;
  private final ModelOutputs model;
  private final float[][] baseline;
  private final Orders orders;

  /** The first input of each column, and the number of all. */
  private final int[] start;

  /** The first sparse input of each column, and the number of all. */
  private final int[] sparseStart;

  /** The predictions of the baseline rows, and their means. */
  private final double[][] predicted;

  private final double[] mean;
  private final ThreadLocal<Session> sessions = ThreadLocal.withInitial(Session::new);

  /**
   * In which orders the columns get their values.
   *
   * @param pairs pairs of an order and its reverse for each row of the baseline; 1 or more
   * @param seed of the orders
   */
  public record Orders(int pairs, long seed) implements Serializable {
    /** Checks the number of pairs. */
    public Orders {
      if (pairs < 1) {
        throw new IllegalArgumentException("%d pairs of orders".formatted(pairs));
      }
    }

    /** One pair for each row of the baseline. */
    public static Orders of(long seed) {
      return new Orders(1, seed);
    }
  }

  /**
   * Creates an explainer of a model from encoded rows.
   *
   * @param baseline the inputs of one or more rows, with their runs of sparse numbers if the model
   *     has such inputs; not copied
   */
  public Explainer(Model model, float[][] baseline, Orders orders) {
    if (baseline.length == 0) {
      throw new IllegalArgumentException("a baseline without rows");
    }
    encoding = model.encoding();
    this.model = new ModelOutputs(model);
    this.baseline = baseline;
    this.orders = orders;
    start = starts(encoding, FeatureColumn::inputs);
    sparseStart = starts(encoding, FeatureColumn::sparseInputs);
    int outputs = this.model.count();
    predicted = new double[baseline.length][outputs];
    mean = new double[outputs];
    ModelOutputs.Session network = this.model.session();
    for (int b = 0; b < baseline.length; b++) {
      network.compute(baseline[b], 1, predicted[b]);
      for (int o = 0; o < outputs; o++) {
        mean[o] += predicted[b][o] / baseline.length;
      }
    }
  }

  private static int[] starts(Encoding encoding, ToIntFunction<FeatureColumn> inputs) {
    int[] starts = new int[encoding.features().size() + 1];
    for (int c = 0; c < encoding.features().size(); c++) {
      starts[c + 1] = starts[c] + inputs.applyAsInt(encoding.features().get(c));
    }
    return starts;
  }

  /**
   * Creates an explainer of a model.
   *
   * @param baseline rows as {@link Scorer} takes them, such as a hundred of those that it was
   *     trained on; those that the model skips are left out
   * @throws UserException if the model skips all of them, or one lacks a column or has a value that
   *     the model cannot take
   */
  public static Explainer of(Model model, List<? extends Map<String, ?>> baseline, Orders orders) {
    JavaRow row = new JavaRow(model.encoding().features());
    FeatureEncoder encoder = new FeatureEncoder(model.encoding());
    List<float[]> encoded = new ArrayList<>();
    for (Map<String, ?> one : baseline) {
      RowBuffer x = new RowBuffer(model.encoding().inputsAlone().usual());
      if (encoder.encode(row.of(one), x)) {
        encoded.add(x.copy());
      }
    }
    if (encoded.isEmpty()) {
      throw new UserException(
          "the model skips all %d rows".formatted(baseline.size()),
          "the baseline",
          "give rows that it can predict");
    }
    return new Explainer(model, encoded.toArray(float[][]::new), orders);
  }

  /** How often the network is computed for each row. */
  public static long evaluations(int columns, int baseline, Orders orders) {
    return 1 + 2L * orders.pairs() * baseline * Math.max(0, columns - 1);
  }

  /**
   * Attributes the prediction of a row.
   *
   * @return empty if the model skips such rows
   * @throws UserException if the row lacks a column, or has a value that the model cannot take
   */
  public Optional<Attributions> explain(Map<String, ?> row) {
    Session session = sessions.get();
    RowBuffer x = new RowBuffer(encoding.inputsAlone().usual());
    return session.encoder.encode(session.row.of(row), x)
        ? Optional.of(session.explain(x.copy()))
        : Optional.empty();
  }

  /** Attributes the prediction of an encoded row, with its run of sparse numbers if it has one. */
  public Attributions explain(float[] inputs) {
    return sessions.get().explain(inputs);
  }

  /** The buffers of one thread. */
  private final class Session {
    private final JavaRow row = new JavaRow(encoding.features());
    private final FeatureEncoder encoder = new FeatureEncoder(encoding);
    private final ModelOutputs.Session network = model.session();
    private final int columns = start.length - 1;
    private final int width = start[columns];
    private final int outputs = model.count();
    private final boolean hasRuns = encoding.sparseWidth() > 0;
    private final RowBuffer steps =
        new RowBuffer(ModelOutputs.ROWS * encoding.inputsAlone().usual());

    /** The row of the last step: its inputs, and its run of sparse numbers if there are any. */
    private final float[] inputs = new float[width];

    private float[] run = {};
    private final double[] values = new double[ModelOutputs.ROWS * outputs];
    private final double[] last = new double[outputs];

    Attributions explain(float[] x) {
      double[] prediction = new double[outputs];
      network.compute(x, 1, prediction);
      double[][] sums = new double[columns][outputs];
      double[][] squares = new double[columns][outputs];
      double[][] ofPair = new double[columns][outputs];
      int[] order = new int[columns];
      for (int b = 0; b < baseline.length; b++) {
        for (int pair = 0; pair < orders.pairs(); pair++) {
          Arrays.setAll(order, c -> c);
          CounterRandom.of(orders.seed(), Purpose.ATTRIBUTION, b, pair).shuffle(order, 0, columns);
          for (double[] of : ofPair) {
            Arrays.fill(of, 0);
          }
          addChanges(x, prediction, b, order, ofPair);
          reverse(order);
          addChanges(x, prediction, b, order, ofPair);
          for (int c = 0; c < columns; c++) {
            for (int o = 0; o < outputs; o++) {
              double change = ofPair[c][o] / 2;
              sums[c][o] += change;
              squares[c][o] += change * change;
            }
          }
        }
      }
      return result(prediction, sums, squares);
    }

    /** Adds what the prediction changes by when the columns get their values in an order. */
    private void addChanges(
        float[] x, double[] prediction, int b, int[] order, double[][] changes) {
      System.arraycopy(predicted[b], 0, last, 0, outputs);
      System.arraycopy(baseline[b], 0, inputs, 0, width);
      run = hasRuns ? Arrays.copyOfRange(baseline[b], width, baseline[b].length) : run;
      for (int first = 0; first < columns; first += ModelOutputs.ROWS) {
        int m = Math.min(ModelOutputs.ROWS, columns - first);
        steps.clear();
        for (int j = 0; j < m; j++) {
          addStep(x, order[first + j]);
        }
        boolean isLast = first + m == columns;
        network.compute(steps.floats(), isLast ? m - 1 : m, values);
        for (int j = 0; j < m; j++) {
          double[] of = changes[order[first + j]];
          for (int o = 0; o < outputs; o++) {
            double next = isLast && j == m - 1 ? prediction[o] : values[j * outputs + o];
            of[o] += next - last[o];
            last[o] = next;
          }
        }
      }
    }

    /** Adds the row in which one column more has the value of x. */
    private void addStep(float[] x, int column) {
      System.arraycopy(x, start[column], inputs, start[column], start[column + 1] - start[column]);
      int from = steps.extend(width);
      System.arraycopy(inputs, 0, steps.floats(), from, width);
      if (!hasRuns) {
        return;
      }
      if (sparseStart[column] < sparseStart[column + 1]) {
        run = SparseRun.withOther(run, 0, x, width, sparseStart[column], sparseStart[column + 1]);
      }
      int length = SparseRun.length(run, 0);
      int at = steps.extend(length);
      System.arraycopy(run, 0, steps.floats(), at, length);
    }

    private Attributions result(double[] prediction, double[][] sums, double[][] squares) {
      double n = (double) baseline.length * orders.pairs();
      List<Attributions.OfColumn> ofColumns = new ArrayList<>();
      for (int c = 0; c < columns; c++) {
        List<Double> means = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int o = 0; o < outputs; o++) {
          double value = sums[c][o] / n;
          double variance = Math.max(0, squares[c][o] / n - value * value);
          means.add(value + 0.0); // no -0
          errors.add(Math.sqrt(variance / n));
        }
        FeatureColumn column = encoding.features().get(c);
        ofColumns.add(new Attributions.OfColumn(column.name(), means, errors));
      }
      return new Attributions(
          ModelOutputs.names(encoding.target()), boxed(prediction), boxed(mean), ofColumns);
    }
  }

  private static List<Double> boxed(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  private static void reverse(int[] order) {
    for (int i = 0, j = order.length - 1; i < j; i++, j--) {
      int moved = order[i];
      order[i] = order[j];
      order[j] = moved;
    }
  }
}
