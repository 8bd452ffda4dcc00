package org.lockstep.ml.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.training.metric.PredictionSum;

/**
 * Adds the rows of lanes: {@code label}, {@code answer} (an array of doubles), {@code weight} and
 * {@code lane}, which stand together by their lane.
 */
abstract class PredictedRows implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The sum of a lane. */
  record LaneSum(int lane, PredictionSum sum, Faults faults) implements Serializable {}

  /** Rows that cannot be added. */
  static final class Faults implements Serializable {
    private static final long serialVersionUID = 1L;
    private long used;
    private long withoutLabel;
    private long withoutAnswer;
    private long withWrongWeight;

    /** The first of the labels that are no class; null if there is none. */
    private @Nullable String unknown;

    void add(Faults other) {
      used += other.used;
      withoutLabel += other.withoutLabel;
      withoutAnswer += other.withoutAnswer;
      withWrongWeight += other.withWrongWeight;
      if (other.unknown != null) {
        isUnknown(other.unknown);
      }
    }

    private void isUnknown(String label) {
      unknown = unknown == null || label.compareTo(unknown) < 0 ? label : unknown;
    }

    /** Rows that were added. */
    long used() {
      return used;
    }

    /**
     * Requires that there are none.
     *
     * @throws UserException that names the first kind of them
     */
    void require(PredictedTable.Columns columns, MissingLabel missing) {
      if (withoutLabel > 0 && missing == MissingLabel.ERROR) {
        throw new UserException(
            "%,d rows have no label".formatted(withoutLabel),
            "column " + columns.label(),
            "drop them, or set missingLabel to skip");
      }
      if (unknown != null) {
        throw new UserException(
            "the label %s is no class of the model".formatted(unknown),
            "column " + columns.label(),
            "evaluate rows of the model's classes, or train on rows of all classes");
      }
      if (withoutAnswer > 0) {
        throw new UserException(
            "%,d rows have no prediction, or one of another length".formatted(withoutAnswer),
            "the DataFrame",
            "evaluate what a model has made of a DataFrame");
      }
      if (withWrongWeight > 0) {
        throw new UserException(
            "%,d rows have a weight that is missing, negative or not finite"
                .formatted(withWrongWeight),
            "column " + columns.weight(),
            "drop these rows, or set their weight");
      }
    }
  }

  abstract PredictionSum none();

  /** Adds a row whose label is there. */
  abstract void add(PredictionSum sum, Row row, double[] answer, double weight, Faults faults);

  /** Whether a label is missing. */
  boolean isMissing(Object label) {
    return label instanceof Number number && Double.isNaN(number.doubleValue());
  }

  /** The sums of the lanes of a partition. */
  Iterator<LaneSum> sums(Iterator<Row> rows) {
    List<LaneSum> lanes = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      int lane = row.getInt(3);
      LaneSum last = lanes.isEmpty() ? null : lanes.get(lanes.size() - 1);
      if (last == null || last.lane() != lane) {
        if (last != null) {
          last.sum().finished();
        }
        last = new LaneSum(lane, none(), new Faults());
        lanes.add(last);
      }
      add(last, row);
    }
    if (!lanes.isEmpty()) {
      lanes.get(lanes.size() - 1).sum().finished();
    }
    return lanes.iterator();
  }

  private void add(LaneSum lane, Row row) {
    if (row.isNullAt(0) || isMissing(row.get(0))) {
      lane.faults().withoutLabel++;
    } else if (row.isNullAt(1)) {
      lane.faults().withoutAnswer++;
    } else if (row.isNullAt(2) || !(row.getDouble(2) >= 0) || Double.isInfinite(row.getDouble(2))) {
      lane.faults().withWrongWeight++;
    } else {
      add(lane.sum(), row, numbers(row, 1), row.getDouble(2), lane.faults());
    }
  }

  /** An array of doubles; null elements are NaN. */
  static double[] numbers(Row row, int column) {
    List<?> elements = row.getList(column);
    double[] numbers = new double[elements.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = elements.get(i) instanceof Double number ? number : Double.NaN;
    }
    return numbers;
  }

  static boolean hasNaN(double[] numbers) {
    boolean has = false;
    for (double number : numbers) {
      has |= Double.isNaN(number);
    }
    return has;
  }

  /** Predictions of numbers. */
  static final class Numbers extends PredictedRows {
    private static final long serialVersionUID = 1L;
    private final int targets;

    Numbers(int targets) {
      this.targets = targets;
    }

    @Override
    PredictionSum none() {
      return PredictionSum.ofNumbers(targets);
    }

    @Override
    boolean isMissing(Object label) {
      return false; // an array, whose elements are looked at
    }

    @Override
    void add(PredictionSum sum, Row row, double[] answer, double weight, Faults faults) {
      double[] y = numbers(row, 0);
      if (hasNaN(y)) {
        faults.withoutLabel++;
      } else if (answer.length != targets || y.length != targets || hasNaN(answer)) {
        faults.withoutAnswer++;
      } else {
        sum.addNumbers(y, answer, weight);
        faults.used++;
      }
    }
  }

  /** Predictions of classes. */
  static final class Classes extends PredictedRows {
    private static final long serialVersionUID = 1L;
    private final ValidationMetric metric;
    private final int classes;
    private final int positive;
    private final boolean areNumbered;
    private final HashMap<String, Integer> index = new HashMap<>();

    Classes(ValidationMetric metric, ClassNames names, OptionalInt positive) {
      this.metric = metric;
      classes = names.labels().size();
      this.positive = positive.orElse(-1);
      areNumbered = names.areNumbered();
      for (String label : names.labels()) {
        index.put(label, index.size());
      }
    }

    @Override
    PredictionSum none() {
      return PredictionSum.ofClasses(
          metric, classes, positive < 0 ? OptionalInt.empty() : OptionalInt.of(positive));
    }

    @Override
    void add(PredictionSum sum, Row row, double[] answer, double weight, Faults faults) {
      String name = name(row.get(0));
      Integer label = index.get(name);
      if (label == null) {
        faults.isUnknown(name);
        return;
      }
      if (metric.isOfScores()) {
        if (answer.length == classes && !hasNaN(answer)) {
          sum.addScores(label, answer, weight);
          faults.used++;
        } else {
          faults.withoutAnswer++;
        }
        return;
      }
      Integer predicted = predicted(answer[0]);
      if (predicted == null) {
        faults.withoutAnswer++;
      } else {
        sum.addClass(label, predicted, weight);
        faults.used++;
      }
    }

    private @Nullable Integer predicted(double answer) {
      if (!areNumbered) {
        return index.get(name(answer));
      }
      boolean isClass = answer >= 0 && answer < classes && answer == Math.rint(answer);
      return isClass ? Integer.valueOf((int) answer) : null;
    }

    /** A label as a text; of a whole number of any type that of a {@code long}. */
    private static String name(Object label) {
      if (label instanceof Number number && number.doubleValue() == number.longValue()) {
        return String.valueOf(number.longValue());
      }
      return String.valueOf(label);
    }
  }
}
