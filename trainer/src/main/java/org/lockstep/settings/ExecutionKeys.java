package org.lockstep.settings;

import java.util.List;
import java.util.OptionalInt;
import org.lockstep.network.Kernel;
import org.lockstep.network.kernel.ChainedProducts;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/** Settings of what computes a mini-batch, and where. */
public final class ExecutionKeys {
  /** Virtual workers. */
  public static final Setting<OptionalInt> LANES =
      Setting.of(
          "training.lanes",
          Values.wholeNumberOrAuto(1, BatchSettings.MOST_LANES),
          "auto",
          "Number of virtual workers, which divide each mini-batch; the bits of the model depend on"
              + " it. auto chooses by the batch size alone: a lane for up to 64 examples, but no"
              + " more than 8 as long as a lane has at most 256.");

  /** The implementation of the matrix products. */
  public static final Setting<Kernel> KERNEL =
      Setting.of(
          "training.kernel",
          Values.oneOf(List.of(Kernel.values()), Kernel::settingsName),
          "nd4j",
          "The implementation of the matrix products of training, on which the bits of the model"
              + " depend: nd4j (ND4J's BLAS, whose bits differ between kinds of processors) or"
              + " portable (Java's Vector API, with the same bits on every processor; the JVM"
              + " needs "
              + ChainedProducts.JVM_OPTION
              + ", without it plain loops do the same more slowly).");

  /** Spark partitions. */
  public static final Setting<OptionalInt> PARTITIONS =
      Setting.of(
              "training.partitions",
              Values.wholeNumberOrAuto(1, BatchSettings.MOST_LANES),
              "auto",
              "Number of Spark partitions that hold the lanes, at most one a lane; auto for one a"
                  + " core.")
          .with(Effect.NONE);

  /** How weights and gradients travel. */
  public static final Setting<ExchangeKind> EXCHANGE =
      Setting.of(
              "training.exchange",
              Values.oneOf(List.of(ExchangeKind.values()), ExchangeKind::settingsName),
              "auto",
              "How weights and gradients travel: resident (one Spark stage for many iterations), job"
                  + " (one Spark job an iteration), or auto, which takes the resident one where it can"
                  + " and says why where not.")
          .with(Effect.NONE);

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = List.of(LANES, KERNEL, PARTITIONS, EXCHANGE);

  private ExecutionKeys() {}
}
