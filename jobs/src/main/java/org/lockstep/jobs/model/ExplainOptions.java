package org.lockstep.jobs.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.explanation.PartialDependence;
import org.lockstep.model.Model;
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.training.evaluation.Importance;
import picocli.CommandLine.Option;

/** What an explanation has beside the importance of the columns. */
final class ExplainOptions {
  /** Rows that are explained if a condition chooses them and no number is given. */
  private static final int CHOSEN_ROWS = 10;

  @Option(
      names = "--dependence",
      paramLabel = "N|COLUMN,...",
      defaultValue = "3",
      description =
          "The columns whose partial dependence is computed: the N most important, or those named;"
              + " by default ${DEFAULT-VALUE}, 0 for none.")
  private String dependence = "";

  @Option(
      names = "--points",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "The most values of a column at which its dependence is computed; by default"
              + " ${DEFAULT-VALUE}.")
  private int points;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Attributes the predictions of N rows to their columns; by default of none.")
  private @Nullable Integer rows;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description =
          "Which rows to explain, a condition of SQL such as \"age > 60\"; by default any, and 10 of"
              + " them.")
  private @Nullable String where;

  @Option(
      names = "--baseline",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Rows of DATA that each explained row is compared with; by default ${DEFAULT-VALUE}.")
  private int baseline;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ExplainOptions() {}

  /**
   * Checks what needs no model.
   *
   * @throws UserException if a number is too small
   */
  void check() {
    requireAtLeast("--points", points, 2);
    requireAtLeast("--rows", rows == null ? 0 : rows, 0);
    requireAtLeast("--baseline", baseline, 1);
  }

  static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new UserException(
          "%s is %d".formatted(option, value),
          "command line",
          "it must be %d or more".formatted(least));
    }
  }

  /** The most values of a column. */
  int points() {
    return points;
  }

  /** How many rows to explain. */
  int rows() {
    return rows != null ? rows : where == null ? 0 : CHOSEN_ROWS;
  }

  /** Rows that each of them is compared with. */
  int baseline() {
    return baseline;
  }

  /** How many columns to compute the dependence on. */
  int dependences(Model model) {
    return strongest(model)
        .map(n -> Math.min(n, PartialDependence.columns(model.encoding()).size()))
        .orElseGet(() -> named().size());
  }

  /** The columns to compute the dependence on, the most important first if none are named. */
  List<String> dependence(Model model, Importance importance) {
    List<String> possible = PartialDependence.columns(model.encoding());
    return strongest(model)
        .map(
            n ->
                importance.ranked().stream()
                    .map(Importance.OfColumn::column)
                    .filter(possible::contains)
                    .limit(n)
                    .toList())
        .orElseGet(this::named);
  }

  /** The number of the strongest columns; empty if the columns are named. */
  private Optional<Integer> strongest(Model model) {
    boolean isName =
        model.encoding().features().stream().anyMatch(column -> column.name().equals(dependence));
    return !isName && dependence.matches("\\d{1,6}")
        ? Optional.of(Integer.valueOf(dependence))
        : Optional.empty();
  }

  private List<String> named() {
    return Arrays.stream(dependence.split(",", -1)).map(String::strip).distinct().toList();
  }

  /** The table of the rows to explain. */
  TableSettings chosen(TableSettings table) {
    if (where == null) {
      return table;
    }
    ReadSettings how = table.how();
    String all = how.where().map(first -> "(%s) AND (%s)".formatted(first, where)).orElse(where);
    return new TableSettings(table.name(), how.withWhere(all));
  }
}
