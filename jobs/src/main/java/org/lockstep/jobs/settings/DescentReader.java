package org.lockstep.jobs.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.lockstep.optimization.AdaDelta;
import org.lockstep.optimization.AdaGrad;
import org.lockstep.optimization.AdaMax;
import org.lockstep.optimization.Adam;
import org.lockstep.optimization.AdamW;
import org.lockstep.optimization.AmsGrad;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.Lamb;
import org.lockstep.optimization.Lbfgs;
import org.lockstep.optimization.Momentum;
import org.lockstep.optimization.Nadam;
import org.lockstep.optimization.Nesterov;
import org.lockstep.optimization.Optimizer;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.RmsProp;
import org.lockstep.optimization.Sgd;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.optimization.schedule.Cosine;
import org.lockstep.optimization.schedule.Exponential;
import org.lockstep.optimization.schedule.Inverse;
import org.lockstep.optimization.schedule.OneCycle;
import org.lockstep.optimization.schedule.Piecewise;
import org.lockstep.optimization.schedule.Polynomial;
import org.lockstep.optimization.schedule.ReduceOnPlateau;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.StepDecay;
import org.lockstep.optimization.schedule.WarmUp;

/**
 * Reads how gradients become steps. Here stand the names of all optimizers and schedules, with the
 * parameters of each and their defaults.
 */
final class DescentReader {
  private static final Map<String, Function<BlockReader, Optimizer>> OPTIMIZERS =
      new LinkedHashMap<>();
  private static final Map<String, Function<BlockReader, Schedule>> SCHEDULES =
      new LinkedHashMap<>();

  static {
    OPTIMIZERS.put("sgd", b -> new Sgd());
    OPTIMIZERS.put("momentum", b -> new Momentum(b.number("momentum", 0.9)));
    OPTIMIZERS.put("nesterov", b -> new Nesterov(b.number("momentum", 0.9)));
    OPTIMIZERS.put("adagrad", b -> new AdaGrad(b.number("epsilon", 1e-10)));
    OPTIMIZERS.put("rmsprop", b -> new RmsProp(b.number("rho", 0.9), b.number("epsilon", 1e-8)));
    OPTIMIZERS.put("adadelta", b -> new AdaDelta(b.number("rho", 0.95), b.number("epsilon", 1e-6)));
    OPTIMIZERS.put("adam", b -> new Adam(beta1(b), beta2(b), b.number("epsilon", 1e-8)));
    OPTIMIZERS.put(
        "adamw", b -> new AdamW(beta1(b), beta2(b), b.number("epsilon", 1e-8), weightDecay(b)));
    OPTIMIZERS.put("amsgrad", b -> new AmsGrad(beta1(b), beta2(b), b.number("epsilon", 1e-8)));
    OPTIMIZERS.put("adamax", b -> new AdaMax(beta1(b), beta2(b), b.number("epsilon", 1e-8)));
    OPTIMIZERS.put(
        "nadam",
        b ->
            new Nadam(
                beta1(b), beta2(b), b.number("epsilon", 1e-8), b.number("momentum-decay", 0.004)));
    OPTIMIZERS.put(
        "lamb", b -> new Lamb(beta1(b), beta2(b), b.number("epsilon", 1e-6), weightDecay(b)));
    OPTIMIZERS.put(
        "lbfgs", b -> new Lbfgs(b.wholeNumber("history", 10), b.wholeNumber("evaluations", 20)));

    SCHEDULES.put("constant", b -> new Constant());
    SCHEDULES.put("step", b -> new StepDecay(b.span("every"), b.number("factor", 0.1)));
    SCHEDULES.put("piecewise", b -> new Piecewise(b.spans("at"), b.numbers("factors")));
    SCHEDULES.put("exponential", b -> new Exponential(b.span("every"), b.number("factor", 0.9)));
    SCHEDULES.put(
        "inverse", b -> new Inverse(b.span("every"), b.number("decay", 1), b.number("power", 1)));
    SCHEDULES.put("polynomial", b -> new Polynomial(b.number("power", 1), b.number("end", 0)));
    SCHEDULES.put(
        "cosine",
        b -> new Cosine(b.number("end", 0), b.optionalSpan("restart"), b.wholeNumber("growth", 1)));
    SCHEDULES.put(
        "one-cycle",
        b -> new OneCycle(b.number("rise", 0.3), b.number("start", 0.04), b.number("end", 4e-6)));
    SCHEDULES.put(
        "reduce-on-plateau",
        b ->
            new ReduceOnPlateau(
                b.number("factor", 0.1),
                b.wholeNumber("patience", 5),
                b.number("min-change", 1e-4),
                b.number("end", 0)));
  }

  private final SettingReader reader;

  DescentReader(SettingReader reader) {
    this.reader = reader;
  }

  private static double beta1(BlockReader block) {
    return block.number("beta1", 0.9);
  }

  private static double beta2(BlockReader block) {
    return block.number("beta2", 0.999);
  }

  private static double weightDecay(BlockReader block) {
    return block.number("weight-decay", 0.01);
  }

  /**
   * Reads all of it.
   *
   * @param layers of the network
   */
  DescentSettings read(int layers) {
    BlockReader block = new BlockReader(reader, "training.optimizer");
    Optimizer optimizer = block.byType(OPTIMIZERS, Set.of("learning-rate", "base-batch-size"));
    String rate = "training.optimizer.learning-rate";
    String base = "training.optimizer.base-batch-size";
    return new DescentSettings(
        optimizer,
        reader.has(rate) ? reader.positiveNumber(rate) : optimizer.defaultLearningRate(),
        reader.has(base) ? OptionalInt.of(reader.wholeNumber(base, 1)) : OptionalInt.empty(),
        schedule(),
        regularization(),
        clipping(),
        frozen(layers));
  }

  private Schedule schedule() {
    BlockReader block = new BlockReader(reader, "training.schedule");
    Schedule schedule = block.byType(SCHEDULES, Set.of("warm-up"));
    return block
        .optionalSpan("warm-up")
        .<Schedule>map(n -> new WarmUp(n, schedule))
        .orElse(schedule);
  }

  private Regularization regularization() {
    BlockReader block = new BlockReader(reader, "training.regularization");
    return block.checked(
        b -> new Regularization(b.number("l1", 0), b.number("l2", 0), optional(b, "max-norm")));
  }

  private Clipping clipping() {
    BlockReader block = new BlockReader(reader, "training.clip");
    return block.checked(b -> new Clipping(optional(b, "value"), optional(b, "global-norm")));
  }

  private static OptionalDouble optional(BlockReader block, String name) {
    return block.has(name) ? OptionalDouble.of(block.number(name, 0)) : OptionalDouble.empty();
  }

  private List<Integer> frozen(int layers) {
    List<Integer> frozen = reader.wholeNumbers("training.freeze", 0);
    for (int layer : frozen) {
      if (layer >= layers) {
        throw reader.wrong(
            "training.freeze",
            "the layers are 0 to %d, the output layer being the last".formatted(layers - 1));
      }
    }
    if (frozen.stream().distinct().count() == layers) {
      throw reader.wrong("training.freeze", "leave a layer that is trained");
    }
    return frozen;
  }
}
