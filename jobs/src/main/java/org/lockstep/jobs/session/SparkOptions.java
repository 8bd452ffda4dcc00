package org.lockstep.jobs.session;

import java.util.List;
import java.util.Set;
import org.lockstep.jobs.settings.CommandLineSettings;
import picocli.CommandLine.Option;

/** The option {@code --set} of every command that reads no settings file. */
public final class SparkOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Set a Spark setting, such as%nspark.hadoop.fs.s3a.endpoint=HOST; may be repeated.")
  private List<String> overrides = List.of();

  /**
   * Reads and checks the settings.
   *
   * @param command the name of the command, for messages
   * @param accepted the keys, besides those of Spark, that the command uses
   * @throws org.lockstep.UserException if a key is not known, or the command does not use it
   */
  public CommandLineSettings read(String command, String... accepted) {
    return CommandLineSettings.read(overrides, command, Set.of(accepted));
  }

  /** {@code KEY=VALUE} each; later ones override earlier ones. */
  public List<String> overrides() {
    return overrides;
  }
}
