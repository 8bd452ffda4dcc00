package org.lockstep.jobs.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.data.source.TableReader;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.jobs.model.MissingLabelOption;
import org.lockstep.jobs.report.ReportPage;
import org.lockstep.jobs.report.ReportedEvaluation;
import org.lockstep.jobs.report.ReportedRun;
import org.lockstep.jobs.session.SessionOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.model.run.OutputGuard;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes an HTML report of one run, or a comparison of several. */
@Command(
    name = "report",
    description = {
      "Writes an HTML report of one run, or a comparison of several.",
      "It shows curves, time by phase, settings and manifest of a run, finished or not. The "
          + "file loads nothing from the network."
    },
    footer = {"", "Example:", "  lockstep report runs/digits"})
public final class ReportCommand implements Callable<Integer> {
  private static final String NAME = "report.html";

  /** The points of a residual plot; more would cover each other. */
  private static final int ANSWERS = 400;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "The run folders, each the output of train.")
  private List<String> paths = List.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "The file to write; by default RUN/report.html, or report.html for several runs.")
  private @Nullable String output;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "A table to evaluate the models on: adds the confusion matrix or residuals; uses Spark.")
  private @Nullable String data;

  @Mixin private SessionOptions session;

  @Mixin private MissingLabelOption missingLabel;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ReportCommand() {}

  @Override
  public Integer call() {
    CommandLineSettings given = session.read("report");
    Configuration hadoop = SparkSessions.hadoop(given.spark());
    List<String> each = paths.stream().distinct().toList();
    String file = output != null ? output : each.size() == 1 ? each.get(0) + "/" + NAME : NAME;
    requireFile(hadoop, file);
    OutputGuard.requireNoRunFile(hadoop, file);
    List<ReportedRun> runs = new RunReader(hadoop).read(each);
    if (data != null) {
      runs = evaluated(runs, data, given);
    }
    write(hadoop, file, ReportPage.of(runs, RunReader.defaults()));
    spec.commandLine().getOut().println("report  " + file);
    return 0;
  }

  /** Requires the ending .html, so that no other file of a run is overwritten. */
  private static void requireFile(Configuration hadoop, String file) {
    try {
      if (!file.endsWith(".html")) {
        throw new UserException(
            "%s is not the name of an HTML file".formatted(file),
            "--output",
            "use a name that ends in .html");
      }
      FolderFiles files = new FolderFiles(hadoop, file);
      Path path = new Path(file);
      if (files.files().exists(path) && files.files().getFileStatus(path).isDirectory()) {
        throw new UserException(
            "%s is a folder".formatted(file), "--output", "name a file, such as report.html");
      }
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private List<ReportedRun> evaluated(
      List<ReportedRun> runs, String table, CommandLineSettings given) {
    try (SparkSessions spark = SparkSessions.open(session.withMaster(given.spark()))) {
      return runs.stream()
          .map(run -> run.model().isEmpty() ? run : evaluated(run, table, spark.session()))
          .toList();
    }
  }

  private ReportedRun evaluated(ReportedRun run, String table, SparkSession spark) {
    Model model = ModelFolder.read(spark.sparkContext().hadoopConfiguration(), run.path());
    TableSettings read = TableReader.byContent(spark, TableSettings.of(table));
    return run.withEvaluation(
        new ReportedEvaluation(
            table,
            Evaluation.evaluate(
                    spark,
                    model,
                    read,
                    Optional.ofNullable(run.settings().get("data.weight")),
                    missingLabel.of(model))
                .scorecard(),
            model.encoding().target() instanceof TargetEncoding.Numbers
                ? Prediction.sample(spark, model, read, ANSWERS)
                : List.of()));
  }

  private static void write(Configuration hadoop, String file, String page) {
    try {
      new FolderFiles(hadoop, file).write(new Path(file), page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  private static UncheckedIOException cannotWrite(String file, IOException e) {
    return new UncheckedIOException("cannot write %s".formatted(file), e);
  }
}
