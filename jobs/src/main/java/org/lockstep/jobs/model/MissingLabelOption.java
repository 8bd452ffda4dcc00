package org.lockstep.jobs.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.model.Model;
import picocli.CommandLine.Option;

/** The option {@code --missing-label} of commands that evaluate a model. */
public final class MissingLabelOption {
  @Option(
      names = "--missing-label",
      paramLabel = "WHAT",
      description =
          "Rows without a label: error rejects the table, skip leaves them out; by default as "
              + "in training.")
  private @Nullable String missingLabel;

  /**
   * Returns the value of the option, or the setting that the model was trained with.
   *
   * @throws UserException if it is neither error nor skip
   */
  public MissingLabel of(Model model) {
    if (missingLabel == null) {
      return model.encoding().target().missing();
    }
    return named(missingLabel);
  }

  /**
   * Parses a value of the option.
   *
   * @throws UserException if it is neither error nor skip
   */
  public static MissingLabel named(String name) {
    return Arrays.stream(MissingLabel.values())
        .filter(known -> known.settingsName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "%s is not a treatment of rows without a label".formatted(name),
                    "--missing-label",
                    "give error or skip"));
  }
}
