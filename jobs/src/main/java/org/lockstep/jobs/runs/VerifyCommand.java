package org.lockstep.jobs.runs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.jobs.console.Console;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.SettingOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Kernel;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.training.IterationResult;
import org.lockstep.training.RunStoppedException;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.checkpoint.CheckpointFolder;
import org.lockstep.training.checkpoint.EpochResult;
import org.lockstep.training.machine.ClusterSurvey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a run again and compares the parameters after every epoch. */
@Command(
    name = "verify",
    description = {
      "Trains a run again and compares the bits of its parameters.",
      "Uses the settings of the run, and compares after each epoch and at the end; the exit "
          + "status is 1 if the parameters differ. Writes no files. Settings that do not affect "
          + "the result, such as training.partitions, may be replaced with --set."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep verify runs/digits",
      "  lockstep verify runs/digits --iterations 100 --set spark.master=local[1]"
    })
public final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "The run folder, the output of train.")
  private String run = "";

  @Option(
      names = "--iterations",
      paramLabel = "K",
      description = "Compare the first K iterations only.")
  private long iterations = Long.MAX_VALUE;

  @Mixin private SettingOptions settingOptions;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  VerifyCommand() {}

  @Override
  public Integer call() {
    SettingsFile settings;
    NavigableMap<Long, String> kept;
    Model model;
    Configuration hadoop =
        SparkSessions.hadoop(CommandLineSettings.sparkAmong(settingOptions.overrides()));
    List<String> overrides = new ArrayList<>(settingOptions.overrides());
    overrides.add("logging.mlflow.tracking-uri=null"); // verify writes nothing
    try (RunFolder folder = RunFolder.reopen(hadoop, run)) {
      Path scratch = scratch();
      try {
        settings = SettingsFile.toGoOn(folder, overrides, scratch.resolve("run").toString());
        model = folder.isFinished() ? ModelFolder.read(hadoop, run) : null;
        kept = digests(folder, model);
        kept.tailMap(iterations, false).clear();
        if (kept.isEmpty()) {
          throw new UserException(
              "the run has stored no digest for its first %d iterations".formatted(iterations),
              run,
              "it stores one after each epoch: give a larger --iterations");
        }
        return verify(settings, kept, model);
      } finally {
        FileUtils.deleteQuietly(scratch.toFile());
      }
    }
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("lockstep-verify-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The stored digests of the run, by iteration. */
  private static NavigableMap<Long, String> digests(RunFolder folder, @Nullable Model model) {
    NavigableMap<Long, String> digests = new TreeMap<>();
    new CheckpointFolder(folder.files(), folder.checkpoints())
        .latest(warning -> {})
        .ifPresent(
            saved ->
                saved
                    .checkpoint()
                    .progress()
                    .epochs()
                    .forEach(epoch -> digests.put(epoch.iteration(), epoch.digest())));
    if (model != null) {
      Map<String, Object> training = model.provenance().training();
      // otherwise the model has the weights of an earlier iteration
      if (training.get("iterations") instanceof Number iterations
          && iterations.equals(training.get("model-iteration"))) {
        digests.put(iterations.longValue(), model.digest());
      }
    }
    return digests;
  }

  private int verify(
      SettingsFile settings, NavigableMap<Long, String> kept, @Nullable Model model) {
    PrintWriter out = spec.commandLine().getOut();
    RunSettings then = whole(settings.run(), model);
    RunSettings again =
        new RunSettings(
            then.data(), then.training(), CheckpointSettings.NONE, then.output(), false);
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      Comparison comparison = new Comparison(kept, Invocation.of(spec).console());
      Trainer trainer = new Trainer(spark.session(), again, comparison);
      try {
        trainer.train();
      } catch (RunStoppedException e) {
        // requested after the last digest, or the first difference
      }
      if (comparison.differing == null) {
        out.printf(
            "verified  %d digests, the last of iteration %d: %s%n",
            comparison.compared, kept.lastKey(), kept.lastEntry().getValue());
        return 0;
      }
      out.printf(
          "differs  first after iteration %d: %s, the run has %s%n",
          comparison.differing.iteration(),
          comparison.differing.digest(),
          kept.get(comparison.differing.iteration()));
      reasons(spark.session(), again.training().network().kernel(), model)
          .forEach(reason -> out.println("reason  " + reason));
      return Failure.BREAKDOWN;
    }
  }

  /** The run itself; of a cross-validation the one on all rows. */
  private RunSettings whole(RunSettings settings, @Nullable Model model) {
    if (!(settings.data().validation() instanceof Validation.Folds)) {
      return settings;
    }
    if (model == null || !(model.provenance().training().get("epochs") instanceof Number epochs)) {
      throw new UserException(
          "this cross-validation is not finished",
          run,
          "verify one of its folds, such as %s/folds/fold-001".formatted(run));
    }
    return settings.onAllRows(epochs.intValue());
  }

  /** Possible reasons for a difference: processors and BLAS kernels, if the bits depend on them. */
  private static List<String> reasons(SparkSession spark, Kernel kernel, @Nullable Model model) {
    if (kernel == Kernel.PORTABLE) {
      return List.of("the kernel is portable, so no processor: the data, the settings or the code");
    }
    List<String> reasons = new ArrayList<>();
    List<ClusterSurvey.Executor> executors =
        ClusterSurvey.executors(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), Set.of(kernel));
    if (!ClusterSurvey.agree(executors, kernel)) {
      executors.forEach(
          e ->
              reasons.add(
                  "executor %s on %s: %s, %s"
                      .formatted(
                          e.id(), e.host(), e.arithmetic().processor(), e.arithmetic().blas())));
    }
    if (model != null && !executors.isEmpty()) {
      ClusterSurvey.Executor here = executors.get(0);
      if (!model.provenance().blas().equals(here.arithmetic().blas())) {
        reasons.add(
            "the run had %s, here is %s"
                .formatted(model.provenance().blas(), here.arithmetic().blas()));
      }
      if (!model.provenance().processor().equals(here.arithmetic().processor())) {
        reasons.add(
            "the run had a processor %s, here is %s"
                .formatted(model.provenance().processor(), here.arithmetic().processor()));
      }
    }
    if (reasons.isEmpty()) {
      reasons.add("processor and BLAS kernel are the same: the data, the settings or the code");
    }
    return reasons;
  }

  /** Compares the digest of each epoch during training. */
  private static final class Comparison implements TrainingListener {
    private final NavigableMap<Long, String> kept;
    private final Console console;
    private boolean stop;
    private int compared;
    private @Nullable EpochResult differing;

    Comparison(NavigableMap<Long, String> kept, Console console) {
      this.kept = kept;
      this.console = console;
    }

    @Override
    public void iterationDone(IterationResult result) {
      if (result.iteration() == kept.lastKey()) {
        stop = true;
      }
    }

    @Override
    public void epochDone(EpochResult epoch) {
      String expected = kept.get(epoch.iteration());
      if (expected == null || differing != null) {
        return;
      }
      compared++;
      if (!expected.equals(epoch.digest())) {
        differing = epoch;
        stop = true;
      }
    }

    @Override
    public boolean wantsToStop() {
      return stop;
    }

    @Override
    public void noticed(String notice) {
      console.warn(notice);
    }
  }
}
