package org.lockstep.jobs.console;

import java.util.List;
import java.util.stream.IntStream;
import org.lockstep.encoding.TargetEncoding;

/** The outputs of a model that a table or a chart has room for. */
public final class ShownOutputs {
  /** With more lines in a chart or columns in a table, none could be told from the others. */
  private static final int MOST = 6;

  private ShownOutputs() {}

  /**
   * Their numbers: of two classes the positive one, else the first of all.
   *
   * @param outputs how many there are; 0 if none was computed
   */
  public static List<Integer> of(TargetEncoding target, int outputs) {
    int positive =
        target instanceof TargetEncoding.Classes classes ? classes.decision().positive() : -1;
    return outputs == 2 && positive >= 0
        ? List.of(positive)
        : IntStream.range(0, Math.min(MOST, outputs)).boxed().toList();
  }
}
