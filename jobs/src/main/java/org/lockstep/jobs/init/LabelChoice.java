package org.lockstep.jobs.init;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
  /** Common names of a label column for classification; earlier names win. */
  private static final List<String> NAMES_OF_CLASSES =
      List.of("label", "labels", "class", "classes", "species", "category", "diagnosis");

  /** Common names of a label column for either task. */
  private static final List<String> NAMES_OF_LABELS =
      List.of("target", "outcome", "y", "response", "result");

  /** Whole numbers with more distinct values than this are a regression target by default. */
  private static final int FEW = 20;

  private static final int FEW_IF_NAMED_SO = 1000;

  /**
   * Chooses the label column.
   *
   * @param wanted the column that the user has named, if any
   * @throws UserException if the named column is absent or cannot be a label, if no column is named
   *     and none can be a label, or if the table has only one row
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
    List<Entry> fromLast = new ArrayList<>(table.entries());
    Collections.reverse(fromLast);
    List<String> ids = IdColumns.among(fromLast, table);
    List<String> names = new ArrayList<>(NAMES_OF_CLASSES);
    names.addAll(NAMES_OF_LABELS);
    for (String name : names) {
      for (Entry entry : table.entries()) {
        if (entry.name().equalsIgnoreCase(name)
            && !ids.contains(entry.name())
            && canBeLabel(entry, table)) {
          return of(table, entry, "a common name of labels");
        }
      }
    }
    for (Entry entry : fromLast) {
      if (!ids.contains(entry.name()) && canBeLabel(entry, table)) {
        boolean isLast = entry.equals(fromLast.get(0));
        return of(table, entry, isLast ? "the last column" : "the last column that can be a label");
      }
    }
    throw new UserException(
        "no column of %s can be a label%s".formatted(path, objections(table)),
        "path of the data",
        "add a column of numbers, booleans or repeated words");
  }

  /** The first two columns that cannot be labels, with the reason. */
  private static String objections(TableOverview table) {
    return table.entries().stream()
        .filter(entry -> entry.objection().isPresent())
        .limit(2)
        .map(entry -> ": %s: %s".formatted(entry.name(), entry.objection().get()))
        .collect(Collectors.joining());
  }

  private static boolean canBeLabel(Entry entry, TableOverview table) {
    return entry.objection().isEmpty() && hasLabels(entry, table);
  }

  private static boolean hasLabels(Entry entry, TableOverview table) {
    return switch (entry.kind()) {
      case NUMBER, BOOLEAN -> !entry.report().isConstant();
      case TEXT -> {
        int count = table.levels(entry.name()).count();
        yield count >= 2 && count <= table.rows() / 2 && !table.isLikeId(entry.name());
      }
      case NUMBERS, DATE, OTHER -> false;
    };
  }

  private static LabelChoice of(TableOverview table, Entry entry, String why) {
    String name = entry.name();
    Levels levels = table.levels(name);
    long unlabelled = table.unlabelled(name);
    int few = NAMES_OF_CLASSES.contains(name.toLowerCase(Locale.ROOT)) ? FEW_IF_NAMED_SO : FEW;
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
