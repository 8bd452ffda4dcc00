package org.lockstep.jobs.init;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.Missing;
import org.lockstep.settings.table.TableName;
import org.lockstep.settings.table.TableSettings;

/** A generated settings file for a table; its comments give the reason for each choice. */
public final class SettingsDraft {
  /** With more features than this, the file has an empty list, which means all columns. */
  private static final int FEATURES_LISTED = 50;

  private static final int LEFT_OUT_LISTED = 100;

  private final TableOverview table;
  private final LabelChoice label;
  private final Given given;
  private final FeatureChoice features;
  private final SuggestedTraining suggested;
  private final List<String> warnings;

  /**
   * The values that are written to the file unchanged.
   *
   * @param table and how it is read
   * @param master Spark's master
   * @param output the folder of the run
   */
  public record Given(TableSettings table, String master, String output) {
    /** The name of the table. */
    String data() {
      return table.name();
    }
  }

  private SettingsDraft(
      TableOverview table,
      LabelChoice label,
      Given given,
      FeatureChoice features,
      SuggestedTraining suggested,
      List<String> warnings) {
    this.table = table;
    this.label = label;
    this.given = given;
    this.features = features;
    this.suggested = suggested;
    this.warnings = warnings;
  }

  /**
   * Chooses features, network and training for a table.
   *
   * @param label the column to learn; rows without a label are left out
   * @throws org.lockstep.UserException if the table has no column to learn from
   */
  public static SettingsDraft of(TableOverview table, LabelChoice label, Given given) {
    FeatureChoice features = FeatureChoice.of(table, given.data(), label.column());
    SuggestedTraining suggested =
        features.areSparse()
            ? SuggestedTraining.ofSparse(table.rows())
            : features.areManyNumbers()
                ? SuggestedTraining.ofPixels(table.rows(), features.inputs())
                : SuggestedTraining.ofColumns(table.rows(), label.task());
    // Rows with equal features go into validation together, so with few distinct rows whole groups
    // would be missing from the training data.
    boolean canHoldBack =
        table.hasDifferentRows(features.names(), SuggestedTraining.MIN_ROWS_TO_VALIDATE);
    return new SettingsDraft(
        table,
        label,
        given,
        features,
        canHoldBack ? suggested : suggested.withoutValidation(),
        List.of());
  }

  /** Whether some rows are used for validation. */
  public boolean hasValidation() {
    return suggested.heldOut().isAny();
  }

  /** Returns this draft without validation. */
  public SettingsDraft withoutValidation() {
    return new SettingsDraft(
        table, label, given, features, suggested.withoutValidation(), warnings);
  }

  /** Whether the rows are used for validation in turn. */
  public boolean hasFolds() {
    return suggested.heldOut().folds() > 0;
  }

  /** Whether a class has too few rows to be in each fold, so that a run would not know it. */
  public boolean hasMoreFoldsThan(Map<Object, Long> classes) {
    return classes.values().stream().anyMatch(rows -> rows < suggested.heldOut().folds());
  }

  /** Returns this draft with a share of the rows for validation instead of folds. */
  public SettingsDraft withoutFolds() {
    return new SettingsDraft(table, label, given, features, suggested.withoutFolds(), warnings);
  }

  /** Returns this draft with what the user should look at before the training. */
  public SettingsDraft withWarnings(List<String> lines) {
    return new SettingsDraft(table, label, given, features, suggested, List.copyOf(lines));
  }

  /** The label column. */
  public String label() {
    return label.column();
  }

  /**
   * Lists the choices for the console, one line each: label, task, features, columns left out.
   *
   * @param encoding of the features that are chosen
   */
  public List<String> summary(Encoding encoding) {
    List<String> lines = new ArrayList<>();
    lines.add("label  %s: %s".formatted(oneLine(label.column()), label.reason()));
    if (label.unlabelled() > 0) {
      lines.add("left out  %s rows without a label".formatted(count(label.unlabelled())));
    }
    lines.add("task  " + label.task().settingsName());
    lines.add(
        "features  %s columns, %s inputs"
            .formatted(count(features.columns().size()), count(encoding.allInputs())));
    long marks = encoding.features().stream().filter(c -> c.missing() == Missing.INDICATOR).count();
    if (marks > 0) {
      lines.add(
          "missing  in %s of the columns, each with an input that marks it"
              .formatted(count(marks)));
    }
    leftOut().forEach(line -> lines.add("left out  " + line));
    return lines;
  }

  /** Returns the text of the settings file. */
  public String text() {
    NetworkDraft network = new NetworkDraft(suggested, features, label.task());
    return """
        # Written by lockstep init for a table of %s rows and %s columns. The values are starting
        # points derived from the table: change them as needed. All other settings have their
        # defaults.

        data {
          # %s
          train = %s%s

        %s

          # The label column:
        %s
        %s

        %s

        %s
        }

        %s
        network {
          # Units of each hidden layer; the sizes of input and output follow from the data.
          hidden = %s
          activation = %s
        %s}

        training {
          # Classes (classification) or numbers (regression).
          task = %s

          # Examples of a mini-batch, summed over the cluster.
          batch-size = %s

        %s
          schedule { type = cosine }

        %s

          # Seed of all random draws; another seed gives another model.
          seed = 1
        }

        spark {
          # spark-submit --master takes precedence.
          master = %s
        }

        # The folder of the run: settings, checkpoints and, at the end, the model.
        output = %s
        """
            .formatted(
                count(table.rows()),
                count(table.entries().size()),
                TableName.isPath(given.data())
                    ? "A file, a folder of files, or a glob; relative to the working folder."
                    : "A table of Spark's catalog, or a query.",
                ConfigUtil.quoteString(given.data()),
                format(),
                indented(network.validation()),
                indented(Comment.lines("# ", "# ", label.reason() + ".")),
                indented(labelLines()),
                indented(features()),
                indented(network.scaling()),
                String.join(
                    "\n",
                    Comment.lines(
                        "# ", "# ", suggested.reason(table.rows(), features.inputs()) + ".")),
                suggested.network().hidden(),
                suggested.network().activation().settingsName(),
                network.parts(),
                label.task().settingsName(),
                suggested.batchSize(),
                indented(network.optimizer()),
                indented(network.length()),
                ConfigUtil.quoteString(given.master()),
                ConfigUtil.quoteString(given.output()))
        + (hasValidation() ? SearchDraft.text(suggested, given.output()) : "");
  }

  private String format() {
    return given
        .table()
        .how()
        .format()
        .map(format -> "\n  format = " + ConfigUtil.quoteString(format))
        .orElse("");
  }

  private List<String> labelLines() {
    List<String> lines = new ArrayList<>(List.of("label = " + ColumnList.name(label.column())));
    if (label.unlabelled() > 0) {
      lines.add("");
      lines.add(
          "# %s rows have no label (null or NaN): skip leaves them out, error rejects the table."
              .formatted(count(label.unlabelled())));
      lines.add("missing-label = skip");
    }
    return lines;
  }

  private List<String> features() {
    List<String> lines = new ArrayList<>();
    if (features.leftOut().isEmpty()) {
      lines.add("# The feature columns: all but the label.");
    } else {
      lines.add("# The feature columns. Left out:");
      leftOut().forEach(line -> lines.add("#   " + line));
    }
    if (features.leftOut().isEmpty() && features.columns().size() > FEATURES_LISTED) {
      lines.add("features = []");
    } else {
      lines.addAll(ColumnList.lines("features = [", features.names()));
    }
    if (!warnings.isEmpty()) {
      lines.add("");
      lines.add("# To look at before the training:");
      warnings.forEach(warning -> lines.addAll(Comment.lines("#   ", "#     ", warning)));
    }
    if (features.columns().stream().anyMatch(column -> column.levels() > 0)) {
      lines.add("");
      lines.add(
          "# Words that the rows to train on do not have: zero (as none of them), skip, error.");
      if (features.embedsWords()) {
        lines.add("# Each word of a column with more than max-levels is a learned vector.");
        lines.add(
            "categories { unseen = zero, embedding = %d }".formatted(FeatureChoice.EMBEDDING));
      } else {
        lines.add("categories { unseen = zero }");
      }
    }
    if (features.lackValues()) {
      lines.add("");
      lines.add(
          "# Missing numbers and dates: indicator (the mean, and an input that marks them), mean,");
      lines.add("# skip (leaves the row out) or error.");
      lines.add("missing = indicator");
    }
    return lines;
  }

  private List<String> leftOut() {
    List<String> lines =
        new ArrayList<>(
            features.leftOut().entrySet().stream()
                .limit(LEFT_OUT_LISTED)
                .map(e -> "%s: %s".formatted(displayName(e.getKey()), oneLine(e.getValue())))
                .toList());
    int more = features.leftOut().size() - LEFT_OUT_LISTED;
    if (more > 0) {
      lines.add("and %s more".formatted(count(more)));
    }
    return lines;
  }

  private static String displayName(String column) {
    return column.isBlank() ? "a column without a name" : oneLine(column);
  }

  /** Removes line breaks, which would end the comment. */
  private static String oneLine(String text) {
    return text.replaceAll("\\R", " ");
  }

  private static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  private static String indented(List<String> lines) {
    return lines.stream()
        .map(line -> line.isEmpty() ? line : "  " + line)
        .collect(Collectors.joining("\n"));
  }
}
