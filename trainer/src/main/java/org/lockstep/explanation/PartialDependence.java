package org.lockstep.explanation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.lockstep.Quoted;
import org.lockstep.UserException;
import org.lockstep.data.prediction.EncodedRows;
import org.lockstep.data.survey.ExactSum;
import org.lockstep.data.table.JobDescription;
import org.lockstep.data.table.Table;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.row.RowBuffer;
import org.lockstep.model.Model;
import org.lockstep.scoring.ModelOutputs;

/**
 * How a model's prediction depends on a column: the mean over all rows of what it predicts if the
 * column has the same value in each, and all others are as they are,
 *
 * <pre>
 *   PD(v) = 1/n Σ f(x_i with x_ic = v)
 * </pre>
 *
 * <p>Source: Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
 * Statistics 29, 2001.
 *
 * <p>f has the bits of {@code predict}, and the sums are exact: the result is the same for every
 * partitioning. All columns take one pass over the table, beside those that find their values.
 */
public final class PartialDependence {
  /** Values of a column where the caller asks for no other number. */
  public static final int POINTS = 20;

  private PartialDependence() {}

  /**
   * Passes of the network over the rows.
   *
   * @param columns how many
   * @param points the most values of each
   */
  public static long passes(int columns, int points) {
    return 1 + (long) columns * points;
  }

  /** The features that can be asked for: those that hold one number or one word. */
  public static List<String> columns(Encoding encoding) {
    return encoding.features().stream().filter(ColumnGrid::suits).map(FeatureColumn::name).toList();
  }

  /**
   * Computes the dependence on some columns.
   *
   * @param table with the model's features
   * @param columns their names
   * @param points the most values of a column, 2 or more
   * @throws UserException if the table does not fit the model or has no rows, or a column is none
   *     of those that can be asked for
   */
  public static Dependence of(
      SparkSession spark, Model model, Table table, List<String> columns, int points) {
    Encoding encoding = model.encoding();
    List<Integer> features = columns.stream().map(name -> feature(encoding, name)).toList();
    EncodedRows rows = EncodedRows.of(table, encoding);
    return JobDescription.during(
        spark.sparkContext(),
        "partial dependence",
        () -> {
          ArrayList<ColumnGrid> grids = new ArrayList<>();
          features.forEach(f -> grids.add(ColumnGrid.of(rows, encoding, f, points)));
          Broadcast<Model> sent =
              JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(model);
          try {
            List<Sums> parts =
                rows.inputs().mapPartitions(part -> sums(part, sent.value(), grids)).collect();
            return result(parts, grids, encoding, rows);
          } finally {
            sent.destroy();
          }
        });
  }

  private static int feature(Encoding encoding, String name) {
    List<String> names = encoding.features().stream().map(FeatureColumn::name).toList();
    int index = names.indexOf(name);
    if (index < 0 || !ColumnGrid.suits(encoding.features().get(index))) {
      throw new UserException(
          index < 0
              ? "%s is no feature of the model".formatted(Quoted.of(name))
              : "column %s holds arrays or dates".formatted(name),
          "partial dependence",
          "choose columns of numbers or words: " + Quoted.list(columns(encoding)));
    }
    return index;
  }

  private static Dependence result(
      List<Sums> parts, List<ColumnGrid> grids, Encoding encoding, EncodedRows rows) {
    int outputs = encoding.target().outputs();
    Sums total = new Sums(grids, outputs);
    parts.forEach(total::add);
    if (total.rows == 0) {
      throw new UserException(
          "there are no rows to predict", rows.table().path(), "give a table that has some");
    }
    List<Dependence.OfColumn> columns = new ArrayList<>();
    int next = 1;
    for (ColumnGrid grid : grids) {
      List<Dependence.Point> points = new ArrayList<>();
      for (Object value : grid.values()) {
        points.add(new Dependence.Point(value, total.means(next++)));
      }
      columns.add(new Dependence.OfColumn(grid.name(), grid.areNumbers(), points));
    }
    return new Dependence(
        ModelOutputs.names(encoding.target()), total.means(0), total.rows, columns, rows.used());
  }

  /** Sums of predictions: of the rows as they are, then of each value of each column. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int outputs;
    private final ExactSum[] sums;
    private long rows;

    Sums(List<ColumnGrid> grids, int outputs) {
      this.outputs = outputs;
      int points = 1 + grids.stream().mapToInt(grid -> grid.values().size()).sum();
      sums = Stream.generate(ExactSum::new).limit((long) points * outputs).toArray(ExactSum[]::new);
    }

    void add(int point, double[] predictions, int from) {
      for (int o = 0; o < outputs; o++) {
        sums[point * outputs + o].add(predictions[from + o]);
      }
    }

    void add(Sums other) {
      rows += other.rows;
      for (int i = 0; i < sums.length; i++) {
        sums[i].add(other.sums[i]);
      }
    }

    List<Double> means(int point) {
      return IntStream.range(0, outputs)
          .mapToObj(o -> sums[point * outputs + o].mean(rows))
          .toList();
    }
  }

  private static Iterator<Sums> sums(Iterator<float[]> rows, Model model, List<ColumnGrid> grids) {
    ModelOutputs.Session network = new ModelOutputs(model).session();
    Sums sums = new Sums(grids, model.encoding().target().outputs());
    Batch batch = new Batch(network, sums);
    while (rows.hasNext()) {
      float[] x = rows.next();
      sums.rows++;
      int point = 0;
      batch.add(point++, x, new float[0], 0);
      for (ColumnGrid grid : grids) {
        for (float[] value : grid.inputs()) {
          batch.add(point++, x, value, grid.from());
        }
      }
    }
    batch.flush();
    return List.of(sums).iterator();
  }

  /** Rows that are predicted together. */
  private static final class Batch {
    private final ModelOutputs.Session network;
    private final Sums sums;
    private final RowBuffer x = new RowBuffer(ModelOutputs.ROWS);
    private final double[] predictions;
    private final int[] point = new int[ModelOutputs.ROWS];
    private int filled;

    Batch(ModelOutputs.Session network, Sums sums) {
      this.network = network;
      this.sums = sums;
      predictions = new double[ModelOutputs.ROWS * sums.outputs];
    }

    /** Adds a row with some of its inputs, from {@code from} on, replaced. */
    void add(int of, float[] row, float[] replaced, int from) {
      int at = x.extend(row.length);
      System.arraycopy(row, 0, x.floats(), at, row.length);
      System.arraycopy(replaced, 0, x.floats(), at + from, replaced.length);
      point[filled++] = of;
      if (filled == point.length) {
        flush();
      }
    }

    void flush() {
      network.compute(x.floats(), filled, predictions);
      x.clear();
      for (int j = 0; j < filled; j++) {
        sums.add(point[j], predictions, j * sums.outputs);
      }
      filled = 0;
    }
  }
}
