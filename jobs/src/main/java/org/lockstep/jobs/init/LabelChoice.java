package org.lockstep.jobs.init;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.lockstep.UserException;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.data.survey.TableOverview.Entry;
import org.lockstep.data.survey.TableOverview.Kind;
import org.lockstep.data.survey.TableOverview.Levels;
import org.lockstep.encoding.Task;

/**
 * The label column and the task.
 *
 * @param column the label column
 * @param task classification or regression
 * @param outputs the output width of the network: the number of classes, or 1
 * @param unlabelled the number of rows without a label
 * @param reason the reason for the column and the task, for the user
 */
public record LabelChoice(String column, Task task, int outputs, long unlabelled, String reason) {
  /** Names of classes, which may be many more than are usually taken for classes. */
  private static final Set<String> NAMES_OF_CLASSES =
      Set.of("label", "labels", "class", "classes", "species", "category", "diagnosis");

  private static final int FEW_IF_NAMED_SO = 1000;

  /**
   * Chooses the label column.
   *
   * @param wanted the column that the user has named, if any
   * @throws UserException if the named column is absent or cannot be a label, if no column is named
   *     and none can be a label or several are as likely, or if the table has only one row
   */
  public static LabelChoice of(TableOverview table, String path, Optional<String> wanted) {
    if (table.rows() < 2) {
      throw new UserException(
          "%s has only one row".formatted(path), "path of the data", "training needs 2 or more");
    }
    if (wanted.isPresent()) {
      Entry entry = table.entry(wanted.get());
      if (entry.objection().isPresent()) {
        throw new UserException(
            "column '%s' cannot be the label: %s".formatted(entry.name(), entry.objection().get()),
            path,
            "name another with --label");
      }
      return of(table, entry, "named on the command line");
    }
    LabelRanking ranking = LabelRanking.of(ColumnFacts.of(table));
    if (ranking.candidates().isEmpty()) {
      throw new UserException(
          "no column of %s can be a label%s".formatted(path, objections(table)),
          "path of the data",
          "add a column of numbers, booleans or repeated words");
    }
    LabelRanking.Candidate chosen =
        ranking
            .chosen()
            .orElseThrow(
                () ->
                    new UserException(
                        "the label is not clear, the likeliest columns are " + ranking.best(),
                        path,
                        "name it, such as --label " + ranking.candidates().get(0).column().name()));
    String why =
        ranking.candidates().size() == 1 ? "the only column that can be a label" : chosen.why();
    return of(table, table.entry(chosen.column().name()), why);
  }

  /** The first two columns that cannot be labels, with the reason. */
  private static String objections(TableOverview table) {
    return table.entries().stream()
        .filter(entry -> entry.objection().isPresent())
        .limit(2)
        .map(entry -> ": %s: %s".formatted(entry.name(), entry.objection().get()))
        .collect(Collectors.joining());
  }

  private static LabelChoice of(TableOverview table, Entry entry, String why) {
    String name = entry.name();
    Levels levels = table.levels(name);
    long unlabelled = table.unlabelled(name);
    int few =
        NAMES_OF_CLASSES.contains(name.toLowerCase(Locale.ROOT))
            ? FEW_IF_NAMED_SO
            : LabelEvidence.FEW;
    boolean areFew = levels.count() <= Math.min(few, table.rows() / 2) && !table.isLikeId(name);
    if (entry.kind() != Kind.NUMBER) {
      return new LabelChoice(
          name,
          Task.CLASSIFICATION,
          levels.count(),
          unlabelled,
          "%s; %d different values%s"
              .formatted(
                  why,
                  levels.count(),
                  table.isLikeId(name) ? ", most of them in only one row: is it an id?" : ""));
    }
    if (levels.areClasses() && areFew) {
      return new LabelChoice(
          name,
          Task.CLASSIFICATION,
          levels.count(),
          unlabelled,
          "%s; %d different whole numbers, few enough for classes".formatted(why, levels.count()));
    }
    return new LabelChoice(
        name,
        Task.REGRESSION,
        1,
        unlabelled,
        why
            + (levels.areClasses()
                ? "; whole numbers, too many different ones for classes"
                : "; numbers that are not whole"));
  }
}
