package org.lockstep.jobs.init;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lockstep.data.survey.TableOverview;

/** A first settings file for a table; comments in it give the reason of each choice. */
public final class SettingsDraft {
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> HOCON_KEYWORDS = Set.of("true", "false", "null", "include");

  /** With more features than this, the empty list, which means all columns, is written instead. */
  private static final int FEATURES_LISTED = 50;

  private static final int LEFT_OUT_LISTED = 100;
  private static final int LINE_WIDTH = 98;

  private final TableOverview table;
  private final LabelChoice label;
  private final Given given;
  private final FeatureChoice features;
  private final Recipe recipe;

  /**
   * The values that the file takes over as they are.
   *
   * @param data the path of the table
   * @param master Spark's master
   * @param output the folder of the run
   */
  public record Given(String data, String master, String output) {}

  private SettingsDraft(
      TableOverview table, LabelChoice label, Given given, FeatureChoice features, Recipe recipe) {
    this.table = table;
    this.label = label;
    this.given = given;
    this.features = features;
    this.recipe = recipe;
  }

  /**
   * Chooses features, network and training for a table.
   *
   * @param label the column to learn; rows without a label are left out
   * @throws org.lockstep.UserException if the table has no column to learn from
   */
  public static SettingsDraft of(TableOverview table, LabelChoice label, Given given) {
    FeatureChoice features = FeatureChoice.of(table, given.data(), label.column());
    Recipe recipe = Recipe.of(table.rows(), features.inputs());
    // Rows with equal features are held back together: with few different ones, some of them would
    // not be trained on at all.
    boolean canHoldBack = table.hasDifferentRows(features.names(), Recipe.FEWEST_TO_SHARE);
    return new SettingsDraft(
        table, label, given, features, canHoldBack ? recipe : recipe.withoutValidation());
  }

  /** Whether some rows are held back for validation. */
  public boolean hasValidation() {
    return recipe.validation() > 0;
  }

  /** Returns this draft without validation. */
  public SettingsDraft withoutValidation() {
    return new SettingsDraft(table, label, given, features, recipe.withoutValidation());
  }

  /**
   * Lists the choices for the console, one line each: label, task, features, columns left out.
   *
   * @param inputs the input width of the network
   */
  public List<String> summary(int inputs) {
    List<String> lines = new ArrayList<>();
    lines.add("label  %s: %s".formatted(oneLine(label.column()), label.reason()));
    if (label.unlabelled() > 0) {
      lines.add("left out  %s rows without a label".formatted(count(label.unlabelled())));
    }
    lines.add("task  " + label.task().settingsName());
    lines.add(
        "features  %s columns, %s inputs"
            .formatted(count(features.columns().size()), count(inputs)));
    leftOut().forEach(line -> lines.add("left out  " + line));
    return lines;
  }

  /** The contents of the settings file. */
  public String text() {
    return """
        # Written by lockstep init for a table of %s rows and %s columns. These are plain choices
        # that follow from the table: change what you know better. A key that is not here has its
        # default.

        data {
          # A Parquet file, a folder of them, or a glob; relative to the working folder.
          train = %s

        %s

          # What is learnt:
          # %s.
        %s

        %s

          # %s
          scaling = %s
        }

        network {
          # Units of each hidden layer; those of input and output follow from the data.
          hidden = %s
          activation = relu
        }

        training {
          # Classes (classification) or numbers (regression).
          task = %s

          # Examples of a mini-batch, over the whole cluster.
          batch-size = %s

          optimizer { type = adam, learning-rate = %s }

        %s

          # Of every random draw: another seed, another model.
          seed = 1
        }

        spark {
          # What spark-submit sets wins.
          master = %s
        }

        # The folder of the run: settings, checkpoints and, at the end, the model.
        output = %s
        """
        .formatted(
            count(table.rows()),
            count(table.entries().size()),
            ConfigUtil.quoteString(given.data()),
            indented(validation()),
            label.reason(),
            indented(label()),
            indented(features()),
            features.arePixels()
                ? "Brings all features to 0 to 1; or standard (mean 0, deviation 1), none."
                : "Brings each feature to mean 0 and deviation 1; or min-max (0 to 1), none.",
            features.arePixels() ? "min-max" : "standard",
            recipe.hidden(),
            label.task().settingsName(),
            recipe.batchSize(),
            recipe.learningRate(),
            indented(length()),
            ConfigUtil.quoteString(given.master()),
            ConfigUtil.quoteString(given.output()));
  }

  private List<String> validation() {
    return hasValidation()
        ? List.of(
            "# What the model is judged on: a share of the rows, held back by a hash of their",
            "# features; or the path of another table.",
            "validation = " + recipe.validation())
        : List.of(
            "# What the model is judged on: the path of another table; this one has too few",
            "# different rows to hold some back.",
            "validation = null");
  }

  private List<String> label() {
    List<String> lines = new ArrayList<>(List.of("label = " + name(label.column())));
    if (label.unlabelled() > 0) {
      lines.add("");
      lines.add(
          "# %s rows have none, null or NaN: skip leaves them out, error refuses the table."
              .formatted(count(label.unlabelled())));
      lines.add("missing-label = skip");
    }
    return lines;
  }

  private List<String> length() {
    return hasValidation()
        ? List.of(
            "# Passes over the examples, at most: the run ends when the validation loss has not",
            "# fallen for so many of them, and the best model is taken.",
            "epochs = " + recipe.epochs(),
            "early-stopping { patience = %s }".formatted(recipe.patience()))
        : List.of("# Passes over the examples.", "epochs = " + recipe.epochs());
  }

  private List<String> features() {
    List<String> lines = new ArrayList<>();
    if (features.leftOut().isEmpty()) {
      lines.add("# What it is learnt from: all other columns.");
    } else {
      lines.add("# What it is learnt from. Left out:");
      leftOut().forEach(line -> lines.add("#   " + line));
    }
    if (features.leftOut().isEmpty() && features.columns().size() > FEATURES_LISTED) {
      lines.add("features = []");
    } else {
      lines.addAll(list("features = [", features.names().stream()));
    }
    if (features.lackValues()) {
      lines.add("");
      lines.add(
          "# Where a number or a date is missing, its mean, and an input that says so; or mean");
      lines.add("# alone, skip (without the row), error.");
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

  /** Formats names as a HOCON list, wrapped at the line width. */
  private static List<String> list(String opening, Stream<String> names) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(opening);
    String between = "";
    for (String name : names.map(SettingsDraft::name).toList()) {
      if (line.length() + between.length() + name.length() >= LINE_WIDTH && !between.isEmpty()) {
        lines.add(line.append(',').toString());
        line = new StringBuilder(" ".repeat(opening.length()));
        between = "";
      }
      line.append(between).append(name);
      between = ", ";
    }
    lines.add(line.append(']').toString());
    return lines;
  }

  private static String name(String column) {
    return PLAIN_NAME.matcher(column).matches() && !HOCON_KEYWORDS.contains(column)
        ? column
        : ConfigUtil.quoteString(column);
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
