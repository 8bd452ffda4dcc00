package org.lockstep.data.survey;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.column.ColumnReader;
import org.lockstep.data.column.FeatureKind;
import org.lockstep.data.column.FeaturePlan;
import org.lockstep.data.column.RowSink;
import org.lockstep.encoding.Missing;

/**
 * What one column of numbers holds: faults, widths, and statistics of each of its places. Surveys
 * of parts of a table add up to the survey of the whole, in any order.
 */
final class ColumnSurvey implements RowSink, Serializable {
  private static final long serialVersionUID = 1L;
  private static final int WIDTHS_KEPT = 16;

  /** Rows that hold another number of values than the first row. */
  private final Map<Integer, Long> otherWidths = new TreeMap<>();

  private int firstWidth = -1;
  private long firstWidthRows;

  long rows;
  long missing;
  long nan;
  long infinite;
  long malformed;
  private Place[] places = new Place[0];

  /** What becomes of missing values. */
  private final Missing policy;

  private final @Nullable LevelSurvey levels;

  /** Creates the survey of a column of numbers that may not lack any. */
  ColumnSurvey() {
    policy = Missing.ERROR;
    levels = null;
  }

  /** Creates the survey of a feature. */
  ColumnSurvey(FeaturePlan plan) {
    policy = plan.missing();
    levels = plan.kind() == FeatureKind.WORDS ? new LevelSurvey(plan) : null;
  }

  /** Statistics of one place of a column: of a number's only one, of an array's i-th. */
  static final class Place implements Serializable {
    private static final long serialVersionUID = 1L;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    long count;
    final ExactSum sum = new ExactSum();
    final ExactSum squares = new ExactSum();

    void add(double x) {
      count++;
      min = Math.min(min, x);
      max = Math.max(max, x);
      sum.add(x);
      if (Math.abs(x) <= LARGEST_SQUARED) {
        squares.addSquare(x);
      }
    }

    void add(Place other) {
      count += other.count;
      min = Math.min(min, other.min);
      max = Math.max(max, other.max);
      sum.add(other.sum);
      squares.add(other.squares);
    }

    double mean() {
      return sum.mean(count);
    }

    /** Of the population; 0 for a constant. */
    double standardDeviation() {
      return min == max ? 0 : Math.sqrt(ExactSum.variance(sum, squares, count));
    }
  }

  /** The largest number whose square is a double. */
  static final double LARGEST_SQUARED = 0x1p511;

  /** Counts a row whose value is null, or no vector. */
  @Override
  public void addFault(int width) {
    rows++;
    if (width == ColumnReader.MISSING) {
      missing++;
    } else {
      malformed++;
    }
  }

  /** Counts a row that is left out. */
  @Override
  public void addSkipped(boolean isMissing) {
    rows++;
    missing += isMissing ? 1 : 0;
  }

  /** Counts a row of a column of words. */
  @Override
  public void addWord(String word, boolean measured) {
    rows++;
    levels().orElseThrow().add(word, measured);
  }

  /** The words of a column of words. */
  Optional<LevelSurvey> levels() {
    return Optional.ofNullable(levels);
  }

  /**
   * Counts a row.
   *
   * @param values holds its numbers, from {@code from} on
   * @param nulls how many of them stand for null
   * @param measured whether they enter the statistics; faults are counted in any case
   */
  @Override
  public void add(double[] values, int from, int width, int nulls, boolean measured) {
    rows++;
    missing += nulls;
    nan -= nulls; // they are NaN among the values, and counted as missing
    countWidth(width, 1);
    growTo(width);
    for (int i = 0; i < width; i++) {
      double x = values[from + i];
      if (Double.isNaN(x)) {
        nan++;
      } else if (Double.isInfinite(x)) {
        infinite++;
      } else if (measured) {
        places[i].add(x);
      }
    }
  }

  /** Counts a row whose date is infinite. */
  @Override
  public void addInfinite(int width) {
    rows++;
    infinite++;
    countWidth(width, 1);
    growTo(width);
  }

  void add(ColumnSurvey other) {
    rows += other.rows;
    missing += other.missing;
    nan += other.nan;
    infinite += other.infinite;
    malformed += other.malformed;
    other.levels().ifPresent(theirs -> levels().orElseThrow().add(theirs));
    other.widths().forEach(this::countWidth);
    growTo(other.places.length);
    for (int i = 0; i < other.places.length; i++) {
      places[i].add(other.places[i]);
    }
  }

  private void countWidth(int width, long count) {
    if (firstWidth < 0) {
      firstWidth = width;
    }
    if (width == firstWidth) {
      firstWidthRows += count;
    } else if (otherWidths.size() < WIDTHS_KEPT || otherWidths.containsKey(width)) {
      otherWidths.merge(width, count, Long::sum);
    }
  }

  /** How many numbers the rows hold, and how many rows hold so many. */
  Map<Integer, Long> widths() {
    Map<Integer, Long> widths = new TreeMap<>(otherWidths);
    if (firstWidthRows > 0) {
      widths.put(firstWidth, firstWidthRows);
    }
    return widths;
  }

  private void growTo(int width) {
    int known = places.length;
    if (width > known) {
      places = Arrays.copyOf(places, width);
      for (int i = known; i < width; i++) {
        places[i] = new Place();
      }
    }
  }

  /** What becomes of missing values. */
  Missing policy() {
    return policy;
  }

  /** Whether the rows to train on have a value for each of its inputs. */
  boolean isFilled() {
    return levels != null
        ? levels.count() > 0
        : places.length > 0 && Arrays.stream(places).allMatch(place -> place.count > 0);
  }

  /** Whether every place holds one number throughout, or all rows one word. */
  boolean isConstant() {
    if (levels != null) {
      return missing == 0 && levels.count() < 2;
    }
    return Arrays.stream(places).allMatch(place -> place.min >= place.max);
  }

  /** The largest magnitude of a number in it; 0 if there is none. */
  double largestMagnitude() {
    return Arrays.stream(places)
        .filter(place -> place.count > 0)
        .mapToDouble(place -> Math.max(Math.abs(place.min), Math.abs(place.max)))
        .max()
        .orElse(0);
  }

  /** Places of the column, as wide as its widest row. */
  int width() {
    return places.length;
  }

  /** The statistics of place {@code i}, from 0. */
  Place place(int i) {
    return places[i];
  }
}
