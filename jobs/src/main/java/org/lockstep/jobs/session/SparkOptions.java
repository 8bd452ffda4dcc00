package org.lockstep.jobs.session;

import java.util.List;
import java.util.Set;
import org.lockstep.jobs.settings.GivenSettings;
import picocli.CommandLine.Option;

/** The option {@code --set} of every command that reads no settings file. */
public final class SparkOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = {
        "Set one setting of Spark, such as spark.hadoop.fs.s3a.endpoint=HOST; may be repeated."
      })
  private List<String> overrides = List.of();

  /**
   * Reads and checks them.
   *
   * @param command that they are given to
   * @param taken the keys, besides those of Spark, that it does something with
   * @throws org.lockstep.UserException if a key is not known, or has no effect on the command
   */
  public GivenSettings read(String command, String... taken) {
    return GivenSettings.read(overrides, command, Set.of(taken));
  }

  /** {@code KEY=VALUE} each, the later over the earlier. */
  public List<String> overrides() {
    return overrides;
  }
}
