package org.lockstep.jobs.check;

import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.Secrets;
import org.lockstep.UserException;
import org.lockstep.data.survey.DataReport;
import org.lockstep.data.survey.TableOverview;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.jobs.init.ClassBalance;
import org.lockstep.jobs.init.LabelChoice;
import org.lockstep.jobs.init.SettingsDraft;
import org.lockstep.jobs.model.MissingLabelOption;
import org.lockstep.jobs.session.FormatOption;
import org.lockstep.jobs.session.SessionOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.OutputGuard;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.table.TableKeys;
import org.lockstep.settings.table.TableName;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.training.check.RunSurvey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Generates a settings file for a table. */
@Command(
    name = "init",
    description = {
      "Analyses a table and writes a settings file for it, with the reason for each choice "
          + "as a comment.",
      "Chooses the label column unless --label names it. The master and the settings given "
          + "with --set are written to the file too."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep init conf/data/diabetes-train.parquet --overwrite \\",
      "      --output runs/first.conf",
      "  lockstep init conf/data/diabetes-train.parquet --overwrite \\",
      "      --output runs/first.conf --set data.scaling=min-max"
    })
public final class InitCommand implements Callable<Integer> {
  private static final String LABEL = "data.label";

  /** Names of files that are the same in every folder. */
  private static final Pattern PART =
      Pattern.compile("(?i)(train|training|trainset|data|dataset|table|part)([-_]?\\d.*)?");

  /** The settings of the block data except data.train, which is the parameter DATA. */
  private static final String[] DATA_KEYS = {
    LABEL,
    "data.validation",
    "data.test",
    "data.weight",
    "data.features",
    "data.missing",
    "data.categories",
    "data.dates",
    "data.scaling",
    "data.target-scaling",
    "data.classes"
  };

  @Parameters(
      paramLabel = "DATA",
      description =
          "A file, a folder of files, or a glob; table:NAME for a table of Spark's catalog, sql:QUERY for the rows of a query.")
  private String data = "";

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The label column; by default the one that is clearly the likeliest.")
  private @Nullable String label;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The file to write; by default NAME.conf in the working folder, NAME being the table's.")
  private @Nullable String output;

  @Option(
      names = "--missing-label",
      paramLabel = "WHAT",
      defaultValue = "error",
      description =
          "Rows without a label, now and in training: error rejects the table, skip leaves them "
              + "out; default: ${DEFAULT-VALUE}.")
  private String missingLabel = "error";

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Mixin private FormatOption format;

  @Mixin private SessionOptions session;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  InitCommand() {}

  @Override
  public Integer call() {
    CommandLineSettings given = session.read("init", FormatOption.accepted(DATA_KEYS));
    String name = name(data);
    Path file = Path.of(output == null ? name + ".conf" : output);
    requireWritable(file);
    SortedMap<String, String> settings = session.withMaster(given.spark());
    TableOverview table;
    Trainable draft;
    try (SparkSessions spark = SparkSessions.open(settings)) {
      TableSettings read = format.table(spark.session(), data, given);
      table = TableOverview.of(spark.session(), read);
      draft =
          trainable(
              spark.session(),
              SettingsDraft.of(
                  table,
                  labelled(table, given),
                  new SettingsDraft.Given(
                      read,
                      settings.getOrDefault("spark.master", ""),
                      freeOutput(spark.session(), name))),
              lines(given),
              file);
    }
    List<String> warnings = draft.survey().warnings(draft.draft().label());
    DataReport report = draft.survey().data().orElseThrow();
    write(file, draft.draft().withWarnings(warnings).text() + lines(given));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("table  %s: %,d rows, %,d columns%n", data, table.rows(), table.entries().size());
    draft.draft().summary(report.encoding().orElseThrow()).forEach(out::println);
    new ClassBalance(report.classes()).lines().forEach(out::println);
    warnings.forEach(warning -> out.println("warning  " + warning));
    out.println("settings  " + file);
    out.println("next  " + ShellCommand.of("train", file.toString()));
    return 0;
  }

  /** The lines of the file for the settings given with --set, which apply to training too. */
  private static String lines(CommandLineSettings given) {
    StringBuilder lines = new StringBuilder();
    given
        .rendered()
        .forEach(
            (key, value) -> {
              boolean isOfSpark = key.startsWith("spark.");
              if (key.equals(LABEL)
                  || key.equals("spark.master")
                  || key.equals(TableKeys.FORMAT.key())) {
                return; // already in the draft
              }
              lines.append(
                  isOfSpark && !Secrets.shown(key, value).equals(value)
                      ? "# A secret, pass it to train with --set: %s%n".formatted(key)
                      : "%s = %s%n".formatted(isOfSpark ? path(key) : key, value));
            });
    return lines.isEmpty() ? "" : "\n# Given to lockstep init with --set.\n" + lines;
  }

  /** The name of a Spark setting as a HOCON path; quoted if it has special characters. */
  private static String path(String name) {
    return name.matches("[\\w.-]+") ? name : "spark." + ConfigUtil.quoteString(name);
  }

  /**
   * Chooses the label column.
   *
   * @throws UserException if some rows have no label and --missing-label is not skip
   */
  private LabelChoice labelled(TableOverview table, CommandLineSettings given) {
    String skip = given.text(DataKeys.MISSING_LABEL.key()).orElse(missingLabel);
    boolean skips = MissingLabelOption.named(skip) == MissingLabel.SKIP;
    Optional<String> named = Optional.ofNullable(label).or(() -> given.text(LABEL));
    LabelChoice choice = LabelChoice.of(table, data, named);
    if (choice.unlabelled() > 0 && !skips) {
      throw new UserException(
          "label column %s has missing values (null or NaN) in %,d rows"
              .formatted(choice.column(), choice.unlabelled()),
          data,
          choice.unlabelled() >= table.rows()
              ? "name another column with --label"
              : "give --missing-label skip, name another column with --label, or drop these rows");
    }
    return choice;
  }

  /**
   * The name of the file without extensions, or of the folder that contains a glob, or a file whose
   * name says nothing of its own.
   */
  private static String name(String data) {
    String path = data.replaceFirst("/+$", "");
    int slash = path.lastIndexOf('/');
    String last = path.substring(slash + 1);
    String name = last.replaceFirst("\\..*", "").replaceAll("[^\\p{L}\\p{N}_-]", "-");
    boolean saysNothing = TableName.isPath(data) && PART.matcher(name).matches();
    if (slash > 0 && (last.matches(".*[*?\\[{].*") || saysNothing)) {
      return name(path.substring(0, slash));
    }
    Path folder = Path.of("").toAbsolutePath().getFileName();
    if (saysNothing && slash < 0 && folder != null) {
      return folder.toString().replaceAll("[^\\p{L}\\p{N}_-]", "-");
    }
    return name.isEmpty() ? "table" : name;
  }

  private void requireWritable(Path file) {
    if (Files.isDirectory(file)) {
      throw new UserException("%s is a folder".formatted(file), "--output", "name a file");
    }
    if (Files.exists(file) && !overwrite) {
      throw new UserException(
          "%s exists already".formatted(file),
          "--output",
          "choose another file, or give --overwrite to replace it");
    }
    OutputGuard.requireNoRunFile(hadoop(), hadoopPath(file).toString());
  }

  private static Configuration hadoop() {
    return SparkSessions.hadoop(SettingsFile.defaultSpark());
  }

  private static org.apache.hadoop.fs.Path hadoopPath(Path file) {
    return new org.apache.hadoop.fs.Path(file.toAbsolutePath().toUri());
  }

  /** The first of runs/NAME, runs/NAME-2, ... that does not exist. */
  private static String freeOutput(SparkSession spark, String name) {
    String output = "runs/" + name;
    try {
      for (int i = 2; exists(spark, output); i++) {
        output = "runs/%s-%s".formatted(name, i);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot access " + output, e);
    }
    return output;
  }

  private static boolean exists(SparkSession spark, String output) throws IOException {
    var path = new org.apache.hadoop.fs.Path(output);
    return path.getFileSystem(spark.sparkContext().hadoopConfiguration()).exists(path);
  }

  /**
   * A draft that passes the checks of training.
   *
   * @param survey of the run that it describes
   */
  private record Trainable(SettingsDraft draft, RunSurvey survey) {}

  /**
   * Checks a draft; drops the validation if its hash happens to select no row, and folds that some
   * class would not be in.
   *
   * @throws UserException if training would reject the draft with and without validation
   */
  private static Trainable trainable(
      SparkSession spark, SettingsDraft draft, String more, Path file) {
    RunSurvey survey = survey(spark, draft, more, file);
    if (survey.problems().isEmpty()) {
      return draft.hasMoreFoldsThan(survey.data().orElseThrow().classes())
          ? trainable(spark, draft.withoutFolds(), more, file)
          : new Trainable(draft, survey);
    }
    if (draft.hasFolds()) {
      return trainable(spark, draft.withoutFolds(), more, file);
    }
    if (draft.hasValidation()) {
      SettingsDraft whole = draft.withoutValidation();
      RunSurvey ofWhole = survey(spark, whole, more, file);
      if (ofWhole.problems().isEmpty()) {
        return new Trainable(whole, ofWhole);
      }
    }
    throw survey.problems().get(0);
  }

  private static RunSurvey survey(SparkSession spark, SettingsDraft draft, String more, Path file) {
    SettingsFile settings = SettingsFile.parse(draft.text() + more, file.toString());
    return RunSurvey.of(spark, settings.run().firstFold());
  }

  private static void write(Path file, String text) {
    org.apache.hadoop.fs.Path path = hadoopPath(file);
    try {
      new FolderFiles(hadoop(), path.toString()).write(path, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write %s".formatted(file), e);
    }
  }
}
