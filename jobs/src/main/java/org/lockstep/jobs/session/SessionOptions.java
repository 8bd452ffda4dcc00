package org.lockstep.jobs.session;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.settings.CommandLineSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that starts Spark without a settings file of its own. */
public final class SessionOptions {
  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description =
          "Spark's master; spark-submit --master takes precedence. Default: the setting "
              + "spark.master, which is local[*] by default.")
  private @Nullable String master;

  @Mixin private SparkOptions options;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SessionOptions() {}

  /** Reads and checks the settings of the command line, as {@link SparkOptions#read}. */
  public CommandLineSettings read(String command, String... accepted) {
    return options.read(command, accepted);
  }

  /** {@code KEY=VALUE} each; later ones override earlier ones. */
  public List<String> overrides() {
    return options.overrides();
  }

  /** Returns settings of Spark in which {@code --master}, if given, replaces the master. */
  public SortedMap<String, String> withMaster(Map<String, String> settings) {
    SortedMap<String, String> all = new TreeMap<>(settings);
    if (master != null) {
      all.put("spark.master", master);
    }
    return all;
  }
}
