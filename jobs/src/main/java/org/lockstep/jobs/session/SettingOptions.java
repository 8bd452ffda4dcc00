package org.lockstep.jobs.session;

import java.util.List;
import picocli.CommandLine.Option;

/** The option {@code --set} of every command that reads a settings file. */
public final class SettingOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replace one setting; may be repeated.")
  private List<String> overrides = List.of();

  /** {@code KEY=VALUE} each; later ones override earlier ones. */
  public List<String> overrides() {
    return overrides;
  }
}
