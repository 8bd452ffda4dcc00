package org.lockstep.data.survey;

import java.util.List;
import java.util.Optional;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.settings.ClassWeights;
import org.lockstep.settings.data.DataKeys;

/** Chooses the class that the metrics of one class are of. */
final class PositiveClass {
  private PositiveClass() {}

  /**
   * The encoding with its positive class: the one that is named; else the one that it has, as a
   * model's that is trained further; else the rarer of two, of equally frequent ones the second.
   *
   * @param named by the settings
   * @param counts examples to train on of each class
   * @throws org.lockstep.UserException if the data do not have the class that is named
   */
  static Encoding in(Encoding encoding, Optional<String> named, List<Long> counts) {
    if (!(encoding.target() instanceof TargetEncoding.Classes classes)) {
      return encoding;
    }
    TargetEncoding.Classes target = classes;
    if (named.isPresent()) {
      target = classes.withPositive(label(classes, named.get()));
    } else if (classes.positive() == null && classes.outputs() == 2) {
      target = classes.withPositive(classes.labels().get(counts.get(0) < counts.get(1) ? 0 : 1));
    }
    return encoding.with(target);
  }

  private static Object label(TargetEncoding.Classes classes, String name) {
    return classes.labels().stream()
        .filter(label -> String.valueOf(label).equals(name))
        .findFirst()
        .orElseThrow(() -> ClassWeights.unknown(DataKeys.POSITIVE_CLASS, name, classes.labels()));
  }
}
