package org.lockstep.jobs.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.settings.data.DataKeys;
import picocli.CommandLine.Option;

/** The option of commands that evaluate a model: the column of the examples' weights. */
final class WeightOption {
  /** The setting that the option stands for. */
  static final String KEY = DataKeys.WEIGHT.key();

  @Option(
      names = "--weight",
      paramLabel = "COLUMN",
      description =
          "The column of example weights, like --set%ndata.weight=COLUMN; by default all are 1.")
  private @Nullable String weight;

  /** The column; empty if neither the option nor the setting names one. */
  Optional<String> column(CommandLineSettings given) {
    return Optional.ofNullable(weight).or(() -> given.text(KEY));
  }
}
