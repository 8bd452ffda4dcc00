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
 * What one column of numbers holds.
 *
 * @param name as the table spells it
 * @param type its Spark type, such as {@code array<float>}
 * @param missing values that are null
 * @param nan values that are NaN
 * @param infinite values that are infinite
 * @param faults why nothing can be trained on it, each such as {@code NaN in 3 places}
 * @param levels different words of a column of words; 0 for others
 * @param places the statistics of a number, of a date's days since 1970-01-01, or of each place of
 *     an array; of the rows to train on
 */
public record ColumnReport(
    String name,
    String type,
    long missing,
    long nan,
    long infinite,
    List<String> faults,
    int levels,
    List<Spread> places) {
  /**
   * Where numbers lie; all NaN if there are none.
   *
   * @param count how many they are
   * @param min the least
   * @param max the greatest
   * @param mean their mean
   * @param deviation their standard deviation, of the population
   */
  public record Spread(long count, double min, double max, double mean, double deviation) {
    /** Whether they are all the same, or there are none. */
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
    places = List.copyOf(places);
  }

  /** A column that was not read as numbers. */
  static ColumnReport unread(StructField field, long missing, List<String> faults) {
    return new ColumnReport(
        field.name(), field.dataType().simpleString(), missing, 0, 0, faults, 0, List.of());
  }

  /** A column that is in some files, but not in the table. */
  static ColumnReport hidden(ColumnFault fault, List<String> faults) {
    return new ColumnReport(fault.column(), fault.type(), 0, 0, 0, faults, 0, List.of());
  }

  /**
   * Columns of a survey.
   *
   * @param first the first of them in the survey
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
        field.dataType().simpleString(),
        survey.missing,
        survey.nan,
        survey.infinite,
        ColumnFaults.ofFeature(survey, Advice.ofSettings(Advice.Names.KEYS)).stream()
            .map(ColumnFaults.Fault::what)
            .toList(),
        survey.levels().map(LevelSurvey::count).orElse(0),
        IntStream.range(0, isDate ? Math.min(1, survey.width()) : survey.width())
            .mapToObj(i -> spread(survey.place(i)))
            .toList());
  }

  private static Spread spread(ColumnSurvey.Place place) {
    return place.count == 0
        ? new Spread(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN)
        : new Spread(place.count, place.min, place.max, place.mean(), place.standardDeviation());
  }

  /** Numbers that a row holds in this column. */
  public int width() {
    return places.size();
  }

  /** Whether it holds days. */
  public boolean isDate() {
    return type.equals("date") || type.startsWith("timestamp");
  }

  /** Whether every place holds one number throughout, or all rows one word. */
  public boolean isConstant() {
    return levels > 0 ? levels == 1 && missing == 0 : places.stream().allMatch(Spread::isConstant);
  }

  /** The statistics of all places together. */
  public Spread spread() {
    List<Spread> filled = places.stream().filter(place -> place.count() > 0).toList();
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
