package org.lockstep.jobs.train;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.lockstep.UserException;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SettingOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.session.StopSignals;
import org.lockstep.jobs.tune.SearchFolder;
import org.lockstep.jobs.tune.TrialLog;
import org.lockstep.jobs.tune.TrialSearch;
import org.lockstep.jobs.tune.TuneReport;
import org.lockstep.jobs.tune.TuneSettings;
import org.lockstep.model.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches for better settings: runs trials and compares their validation metrics. */
@Command(
    name = "tune",
    description = {
      "Searches for better settings.",
      "Trains with the combinations of values in the section tune of CONF and compares "
          + "these trials by a validation metric. Each trial is a run in its own folder below the "
          + "output. The same command continues a search that was stopped or killed."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep tune conf/digits-tune.conf",
      "  lockstep tune conf/digits-tune.conf --set tune.trials=3"
    })
public final class TuneCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONF", description = "The settings, a HOCON file.")
  private String file = "";

  @Option(
      names = "--try",
      paramLabel = "KEY=VALUES",
      description =
          "Search a setting, as in tune.space:%nnetwork.hidden=[[64],[128,64]]; "
              + "may be repeated.")
  private List<String> tried = List.of();

  @Mixin private SettingOptions settingOptions;

  @Mixin private JsonOption json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TuneCommand() {}

  @Override
  public Integer call() {
    List<String> all = new ArrayList<>(settingOptions.overrides());
    tried.forEach(dimension -> all.add("tune.space." + dimension));
    TuneSettings settings = TuneSettings.read(file, all);
    // Spark's settings are not searched, so they are those of every trial.
    SortedMap<String, String> ofSpark = new TreeMap<>(settings.trials().get(0).settings().spark());
    if (settings.parallel() > 1) {
      ofSpark.putIfAbsent("spark.scheduler.mode", "FAIR");
    }
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    TuneReport report;
    SearchFolder folder = SearchFolder.open(SparkSessions.hadoop(ofSpark), settings);
    RunFolder.Hold hold = folder.hold(Invocation.of(spec).console()::warn);
    try (SparkSessions spark = SparkSessions.open(ofSpark)) {
      TrialLog log = new TrialLog(err, settings.count());
      TrialSearch search = new TrialSearch(spark.session(), settings, folder, log);
      report = StopSignals.sendTo(search::requestStop, err, search::run);
    } finally {
      hold.release();
    }
    report.print(json.isRequested() ? err : out);
    if (json.isRequested()) {
      out.println(report.json());
    }
    if (report.best().isEmpty()) {
      throw new UserException(
          "no trial has produced a model",
          "tune.space",
          "search smaller learning rates, or set training.clip.global-norm = 1");
    }
    return 0;
  }
}
