package org.lockstep.settings;

import java.util.List;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/** The settings of the checkpoints, which do not change the model. */
final class CheckpointKeys {
  /** Iterations between checkpoints. */
  static final Setting<Long> EVERY_ITERATIONS =
      Setting.of(
              "training.checkpoint.every-iterations",
              Values.count(),
              null,
              "Iterations from one checkpoint to the next. lockstep resume continues a run from its"
                  + " last checkpoint. One is written after these iterations, epochs or minutes,"
                  + " whichever comes first, and at the end of the run.")
          .with(Effect.NONE);

  /** Epochs between checkpoints. */
  static final Setting<Long> EVERY_EPOCHS =
      Setting.of(
              "training.checkpoint.every-epochs",
              Values.count(),
              "1",
              "Epochs from one checkpoint to the next; null for none.")
          .with(Effect.NONE);

  /** Minutes between checkpoints. */
  static final Setting<Double> EVERY_MINUTES =
      Setting.of(
              "training.checkpoint.every-minutes",
              Values.number(Bound.POSITIVE, "0.1"),
              null,
              "Minutes from one checkpoint to the next.")
          .with(Effect.NONE);

  /** Number of checkpoints to keep. */
  static final Setting<Integer> KEEP =
      Setting.of(
              "training.checkpoint.keep",
              Values.wholeNumber(1),
              "2",
              "How many of the last checkpoints to keep, beside the one with the smallest"
                  + " validation loss.")
          .with(Effect.NONE);

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = List.of(EVERY_ITERATIONS, EVERY_EPOCHS, EVERY_MINUTES, KEEP);

  private CheckpointKeys() {}
}
