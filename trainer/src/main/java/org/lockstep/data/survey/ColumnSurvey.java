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
import org.lockstep.encoding.Transform;

/**
 * Counts of invalid values, widths and statistics of one column. Surveys of parts of a table add up
 * to the survey of the whole table, in any order.
 */
final class ColumnSurvey implements RowSink, Serializable {
  private static final long serialVersionUID = 1L;
  private static final int WIDTHS_KEPT = 16;

  /** Rows by their number of values, where that differs from the first row's. */
  private final Map<Integer, Long> otherWidths = new TreeMap<>();

  private int firstWidth = -1;
  private long firstWidthRows;

  long rows;
  long missing;
  long nan;
  long infinite;
  long malformed;

  /** Numbers that the transform is not defined for, and the least of them. */
  long outside;

  double leastOutside = Double.POSITIVE_INFINITY;

  /** Of each element; of a sparse column one, of all numbers that are not 0. */
  private ElementStatistics[] elements = new ElementStatistics[0];

  /** Numbers of a vector of a sparse column, zeros included; 0 for other columns. */
  private int sparseWidth;

  /** Vectors of a sparse column that entered the statistics. */
  private long sparseRows;

  /** How missing values are treated. */
  private final Missing policy;

  private final Transform transform;
  private final @Nullable LevelSurvey levels;
  private final @Nullable FeaturePlan plan;

  /** How many columns of the table need quantiles. */
  private final int rankedColumns;

  /**
   * Creates the survey of a column of numbers without missing values.
   *
   * @param transform of each, before it enters the statistics
   */
  ColumnSurvey(Transform transform) {
    policy = Missing.ERROR;
    this.transform = transform;
    levels = null;
    plan = null;
    rankedColumns = 0;
  }

  /**
   * Creates the survey of a feature.
   *
   * @param rankedColumns how many columns of the table need quantiles
   */
  ColumnSurvey(FeaturePlan plan, int rankedColumns) {
    this.plan = plan;
    this.rankedColumns = rankedColumns;
    policy = plan.missing();
    transform = plan.kind() == FeatureKind.NUMBERS ? plan.transform() : Transform.NONE;
    levels = plan.kind() == FeatureKind.WORDS ? new LevelSurvey(plan) : null;
  }

  /** Counts a row whose value is null or a malformed vector. */
  @Override
  public void addFault(int width) {
    rows++;
    if (width == ColumnReader.MISSING) {
      missing++;
    } else {
      malformed++;
    }
  }

  /** Counts a row that is skipped. */
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
      } else if (!transform.takes(x)) {
        outside++;
        leastOutside = Math.min(leastOutside, x);
      } else if (measured) {
        elements[i].add(x, transform.of(x));
      }
    }
  }

  @Override
  public void addSparse(double[] content, int from, int width, int count, boolean measured) {
    rows++;
    countWidth(width, 1);
    sparseWidth = Math.max(sparseWidth, width);
    sparseRows += measured ? 1 : 0;
    growTo(1);
    for (int k = 0; k < count; k++) {
      double x = content[from + 2 * k + 1];
      if (Double.isNaN(x)) {
        nan++;
      } else if (Double.isInfinite(x)) {
        infinite++;
      } else if (measured) {
        elements[0].add(x, x);
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
    outside += other.outside;
    leastOutside = Math.min(leastOutside, other.leastOutside);
    other.levels().ifPresent(theirs -> levels().orElseThrow().add(theirs));
    other.widths().forEach(this::countWidth);
    sparseWidth = Math.max(sparseWidth, other.sparseWidth);
    sparseRows += other.sparseRows;
    growTo(other.elements.length);
    for (int i = 0; i < other.elements.length; i++) {
      elements[i].add(other.elements[i]);
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

  /** The number of rows for each number of values that a row holds. */
  Map<Integer, Long> widths() {
    Map<Integer, Long> widths = new TreeMap<>(otherWidths);
    if (firstWidthRows > 0) {
      widths.put(firstWidth, firstWidthRows);
    }
    return widths;
  }

  private void growTo(int width) {
    int known = elements.length;
    if (width > known) {
      elements = Arrays.copyOf(elements, width);
      int ranked = plan == null || sparseWidth > 0 ? 0 : plan.ranked(width);
      int buckets = NumberHistogram.limit((long) rankedColumns * ranked);
      for (int i = 0; i < known; i++) {
        elements[i].limitTo(buckets);
      }
      for (int i = known; i < width; i++) {
        elements[i] = new ElementStatistics(i < ranked ? new NumberHistogram(buckets) : null);
      }
    }
  }

  /** The transform of the numbers. */
  Transform transform() {
    return transform;
  }

  /** How missing values are treated. */
  Missing policy() {
    return policy;
  }

  /** Whether each element has a value in some row to train on. */
  boolean isFilled() {
    return levels != null
        ? levels.count() > 0
        : sparseRows > 0
            || (elements.length > 0 && Arrays.stream(elements).allMatch(e -> e.count > 0));
  }

  /** Whether each element has the same number in all rows, or all rows have the same word. */
  boolean isConstant() {
    if (levels != null) {
      return missing == 0 && levels.count() < 2;
    }
    return isSparse()
        ? elements[0].count == 0
        : Arrays.stream(elements).allMatch(element -> element.min >= element.max);
  }

  /** The largest absolute value; 0 if there are no numbers. */
  double largestMagnitude() {
    return Arrays.stream(elements)
        .filter(element -> element.count > 0)
        .mapToDouble(element -> Math.max(Math.abs(element.min), Math.abs(element.max)))
        .max()
        .orElse(0);
  }

  /** Whether only the numbers that are not 0 were kept. */
  boolean isSparse() {
    return sparseWidth > 0;
  }

  /** The mean count of numbers of a vector of a sparse column that are not 0, rounded up. */
  int present() {
    long values = elements[0].count;
    return (int) Math.max(1, (values + sparseRows - 1) / Math.max(1, sparseRows));
  }

  /** The root of the mean square of these numbers; 1 if there are none. */
  double rootMeanSquare() {
    ElementStatistics all = elements[0];
    double mean = all.squares.mean(Math.max(1, all.count));
    return mean > 0 ? Math.sqrt(mean) : 1;
  }

  /** The number of elements of the longest row; 1 for a column of single numbers. */
  int width() {
    return isSparse() ? sparseWidth : elements.length;
  }

  /** How many statistics there are: one for each element, or one of a sparse column. */
  int places() {
    return elements.length;
  }

  /** The statistics of element {@code i}, from 0. */
  ElementStatistics element(int i) {
    return elements[i];
  }
}
