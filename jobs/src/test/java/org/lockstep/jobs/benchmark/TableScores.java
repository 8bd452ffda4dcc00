package org.lockstep.jobs.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * What several models reach on a public table.
 *
 * @param rows to train on
 * @param scores by model, one for each seed
 */
record TableScores(PublicTable table, long rows, Map<String, List<Score>> scores) {
  private static final String LINEAR = "linear";
  private static final String LOCKSTEP = "Lockstep";
  private static final List<String> TREES = List.of("histogram", "xgboost");
  private static final List<String> TUNED = List.of("tuned histogram", "tuned xgboost");

  /** Above this number of rows the times are compared. */
  private static final long TIMED = 40_000;

  /**
   * Of the test rows.
   *
   * @param value log loss or RMSE
   * @param error its standard error
   * @param seconds of the training
   */
  record Score(double value, double error, double seconds) {}

  /** Adds a row for each table. */
  static void addGrid(Report report, List<TableScores> all) {
    Report.Grid grid =
        report.grid(
            "",
            "table",
            "rows to train on",
            "score",
            LINEAR,
            "HistGradientBoosting",
            "tuned",
            "XGBoost",
            "tuned",
            LOCKSTEP);
    for (TableScores one : all) {
      grid.row(
          one.table.name(),
          one.rows,
          one.table.isOfClasses() ? "log loss" : "RMSE",
          one.cell(LINEAR),
          one.cell("histogram"),
          one.cell("tuned histogram"),
          one.cell("xgboost"),
          one.cell("tuned xgboost"),
          one.cell(LOCKSTEP));
    }
  }

  /** On how many of the tables Lockstep is where it is meant to be, as sentences. */
  static String summary(List<TableScores> all) {
    List<TableScores> searched = all.stream().filter(one -> one.best(TUNED).isPresent()).toList();
    List<TableScores> timed = all.stream().filter(one -> one.rows > TIMED).toList();
    return ("Lockstep is better than the better untuned trees on %d of %d tables; than the better"
            + " tuned ones on %d of %d, and within 2 %% of them or better on %d; behind the linear"
            + " model by more than its standard error on %d; of %d tables above %,d rows, it takes"
            + " at most 3 x the time of the slower untuned trees on %d.")
        .formatted(
            count(all, one -> one.own() < one.best(TREES).orElseThrow()),
            all.size(),
            count(searched, one -> one.own() < one.best(TUNED).orElseThrow()),
            searched.size(),
            count(searched, one -> one.own() <= 1.02 * one.best(TUNED).orElseThrow()),
            count(all, TableScores::isBehindLinear),
            timed.size(),
            TIMED,
            count(timed, TableScores::isInTime));
  }

  private static long count(List<TableScores> all, Predicate<TableScores> condition) {
    return all.stream().filter(condition).count();
  }

  private double own() {
    return mean(LOCKSTEP, Score::value).orElseThrow();
  }

  /** The least mean score of some models; empty if none was measured. */
  private Optional<Double> best(List<String> models) {
    return models.stream()
        .flatMap(model -> mean(model, Score::value).stream())
        .min(Double::compare);
  }

  private boolean isBehindLinear() {
    double linear = mean(LINEAR, Score::value).orElseThrow();
    return own() > linear + mean(LINEAR, Score::error).orElseThrow();
  }

  private boolean isInTime() {
    double slower =
        TREES.stream()
            .mapToDouble(model -> mean(model, Score::seconds).orElseThrow())
            .max()
            .orElseThrow();
    return mean(LOCKSTEP, Score::seconds).orElseThrow() <= 3 * slower;
  }

  private Optional<Double> mean(String model, ToDoubleFunction<Score> figure) {
    List<Score> of = scores.getOrDefault(model, List.of());
    return of.isEmpty()
        ? Optional.empty()
        : Optional.of(of.stream().mapToDouble(figure).average().orElseThrow());
  }

  /** Such as {@code 0.479 ± 0.012 (10.1 s)}. */
  private String cell(String model) {
    Optional<Double> value = mean(model, Score::value);
    if (value.isEmpty()) {
      return "";
    }
    return "%s ± %s (%s s)"
        .formatted(
            Spread.number(value.get()),
            Spread.number(mean(model, Score::error).orElseThrow()),
            Spread.number(mean(model, Score::seconds).orElseThrow()));
  }

  @Override
  public String toString() {
    List<String> cells = new ArrayList<>();
    scores.keySet().forEach(model -> cells.add("%s %s".formatted(model, cell(model))));
    return "%s, %,d rows: %s".formatted(table.name(), rows, String.join("; ", cells));
  }
}
