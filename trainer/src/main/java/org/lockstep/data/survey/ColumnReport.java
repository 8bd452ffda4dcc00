package org.lockstep.data.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructField;
import org.lockstep.data.column.FeatureKind;
import org.lockstep.data.table.Advice;
import org.lockstep.data.table.ColumnFault;

/**
 * The content of one column.
 *
 * @param name as the table spells it
 * @param type its Spark type, such as {@code array<float>}, or {@code sparse vector of 262,144}
 * @param invalid counts of values that are no finite numbers
 * @param faults why nothing can be trained on it, each such as {@code NaN in 3 places}
 * @param levels the number of different words of a column of words; 0 for others
 * @param numbers the statistics of its numbers, over the rows to train on
 */
public record ColumnReport(
    String name,
    String type,
    InvalidValues invalid,
    List<String> faults,
    int levels,
    Numbers numbers) {
  /**
   * Counts of values that are no finite numbers.
   *
   * @param missing null
   * @param nan NaN
   * @param infinite infinite
   */
  public record InvalidValues(long missing, long nan, long infinite) {}

  /**
   * The numbers of a column.
   *
   * @param places the statistics of a number, of a date as days since 1970-01-01, or of each
   *     element of an array, or one of all numbers of sparse vectors
   * @param sparseWidth numbers of a sparse vector, zeros included; 0 for another column
   */
  public record Numbers(List<Spread> places, int sparseWidth) {
    /** Copies the list. */
    public Numbers {
      places = List.copyOf(places);
    }

    /** Of a column that has no sparse vectors. */
    public static Numbers of(List<Spread> places) {
      return new Numbers(places, 0);
    }
  }

  /**
   * Count, range, mean and standard deviation of numbers; all but the count NaN if there are none.
   *
   * @param deviation the standard deviation of the population
   */
  public record Spread(long count, double min, double max, double mean, double deviation) {
    /** Whether all numbers are equal, or there are none. */
    public boolean isConstant() {
      return !(min < max);
    }

    /** max - min. */
    public double range() {
      return max - min;
    }
  }

  /** Copies the lists. */
  public ColumnReport {
    faults = List.copyOf(faults);
  }

  /** A column without statistics. */
  static ColumnReport unread(StructField field, long missing, List<String> faults) {
    return new ColumnReport(
        field.name(),
        field.dataType().simpleString(),
        new InvalidValues(missing, 0, 0),
        faults,
        0,
        Numbers.of(List.of()));
  }

  /** A column of some files that the table does not have. */
  static ColumnReport hidden(ColumnFault fault, List<String> faults) {
    return new ColumnReport(
        fault.column(), fault.type(), new InvalidValues(0, 0, 0), faults, 0, Numbers.of(List.of()));
  }

  /**
   * The reports of surveyed columns.
   *
   * @param first the index of the first of them in the survey
   */
  static List<ColumnReport> of(List<StructField> fields, TableSurvey survey, int first) {
    List<ColumnReport> reports = new ArrayList<>();
    for (int c = 0; c < fields.size(); c++) {
      reports.add(of(fields.get(c), survey.column(first + c)));
    }
    return reports;
  }

  private static ColumnReport of(StructField field, ColumnSurvey survey) {
    boolean isDate = FeatureKind.of(field.dataType()).equals(Optional.of(FeatureKind.DATES));
    return new ColumnReport(
        field.name(),
        survey.isSparse()
            ? "sparse vector of %,d".formatted(survey.width())
            : field.dataType().simpleString(),
        new InvalidValues(survey.missing, survey.nan, survey.infinite),
        ColumnFaults.ofFeature(survey, Advice.ofSettings(Advice.Names.KEYS)).stream()
            .map(ColumnFaults.Fault::what)
            .toList(),
        survey.levels().map(LevelSurvey::count).orElse(0),
        new Numbers(
            IntStream.range(0, isDate ? Math.min(1, survey.places()) : survey.places())
                .mapToObj(i -> spread(survey.element(i)))
                .toList(),
            survey.isSparse() ? survey.width() : 0));
  }

  private static Spread spread(ElementStatistics place) {
    return place.count == 0
        ? new Spread(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : new Spread(place.count, place.min, place.max, place.mean(), place.standardDeviation());
  }

  /** The number of missing values. */
  public long missing() {
    return invalid.missing();
  }

  /** The number of values that are NaN. */
  public long nan() {
    return invalid.nan();
  }

  /** The number of infinite values. */
  public long infinite() {
    return invalid.infinite();
  }

  /** The statistics of each place; one of all numbers of sparse vectors. */
  public List<Spread> places() {
    return numbers.places();
  }

  /** Numbers of a row that have a statistic: 1, or the length of an array. */
  public int width() {
    return places().size();
  }

  /** Numbers of a row in this column: 1, or the length of an array or of a vector. */
  public int allNumbers() {
    return isSparse() ? numbers.sparseWidth() : width();
  }

  /** Whether only the numbers that are not 0 are kept of a vector; they share one statistic. */
  public boolean isSparse() {
    return numbers.sparseWidth() > 0;
  }

  /** Whether the column holds dates or timestamps. */
  public boolean isDate() {
    return type.equals("date") || type.startsWith("timestamp");
  }

  /** Whether each place has the same number in all rows, or all rows have the same word. */
  public boolean isConstant() {
    return levels > 0
        ? levels == 1 && missing() == 0
        : isSparse()
            ? places().get(0).count() == 0
            : places().stream().allMatch(Spread::isConstant);
  }

  /** The statistics over the numbers of all places. */
  public Spread spread() {
    List<Spread> filled = places().stream().filter(place -> place.count() > 0).toList();
    if (filled.size() == 1) {
      return filled.get(0);
    }
    long count = filled.stream().mapToLong(Spread::count).sum();
    double mean = filled.stream().mapToDouble(p -> p.mean() * p.count() / count).sum();
    double variance =
        filled.stream()
            .mapToDouble(
                p ->
                    (p.deviation() * p.deviation() + (p.mean() - mean) * (p.mean() - mean))
                        * p.count()
                        / count)
            .sum();
    return new Spread(
        count,
        filled.stream().mapToDouble(Spread::min).min().orElse(Double.NaN),
        filled.stream().mapToDouble(Spread::max).max().orElse(Double.NaN),
        filled.isEmpty() ? Double.NaN : mean,
        filled.isEmpty() ? Double.NaN : Math.sqrt(variance));
  }
}
