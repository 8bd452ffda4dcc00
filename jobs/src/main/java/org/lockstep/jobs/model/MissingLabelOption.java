package org.lockstep.jobs.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lockstep.UserException;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.model.Model;
import picocli.CommandLine.Option;

/** What becomes of rows without a label, of every command that judges a model. */
public final class MissingLabelOption {
  @Option(
      names = "--missing-label",
      paramLabel = "WHAT",
      description = {
        "What becomes of rows without a label: error, or skip to leave them out; without it as in",
        "training."
      })
  private @Nullable String missingLabel;

  /**
   * What the user has said, or what the model was trained with.
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
   * What a user has said.
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
                    "there is no way %s to treat rows without a label".formatted(name),
                    "--missing-label",
                    "it is error or skip"));
  }
}
