package org.lockstep.jobs.train;

import java.util.List;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SettingOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of train and resume. */
final class RunOptions {
  @Mixin private SettingOptions settings;

  @Mixin private JsonOption json;

  @Option(names = "--quiet", description = "Print only warnings, errors and the result.")
  private boolean quiet;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  RunOptions() {}

  /** {@code KEY=VALUE} each; later ones override earlier ones. */
  List<String> overrides() {
    return settings.overrides();
  }

  /** Whether the result is one JSON object, alone on standard output. */
  boolean json() {
    return json.isRequested();
  }

  /** Whether to print only warnings and errors to standard error. */
  boolean quiet() {
    return quiet;
  }
}
