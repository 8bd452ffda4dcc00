package org.lockstep.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Losses;
import org.lockstep.network.kernel.ChainedProducts;
import org.lockstep.optimization.Clipping;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.LearningRateFactors;
import org.lockstep.optimization.Parametrization;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.schedule.Schedule;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.optimization.schedule.Span;
import org.lockstep.settings.value.Bound;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;
import org.lockstep.settings.value.Values;

/** The settings of the training. */
public final class TrainingKeys {
  static final String BLOCK = "training";
  static final String OPTIMIZER = "training.optimizer";
  static final String SCHEDULE = "training.schedule";
  static final String REGULARIZATION = "training.regularization";
  static final String CLIP = "training.clip";
  static final String FACTORS = "training.learning-rate-factors";

  private static final String OF_TASKS =
      "Of classes %s, of numbers %s."
          .formatted(
              ValidationMetric.names(Task.CLASSIFICATION), ValidationMetric.names(Task.REGRESSION));

  /** Classes or numbers. */
  public static final Setting<Task> TASK =
      Setting.of(
          "training.task",
          Values.oneOf(List.of(Task.values()), Task::settingsName),
          null,
          "The task: classification or regression. Required.");

  /** The loss that training minimises. */
  public static final Setting<Type<Loss>> LOSS =
      Setting.of(
          "training.loss",
          Values.oneOf(Losses.TYPES, Type::name),
          null,
          "The loss that training minimises. For classes: cross-entropy, binary-cross-entropy (a"
              + " sigmoid per class), hinge, l2, mae or huber. For numbers: l2, mae, huber, quantile, poisson"
              + " (counts) or binary-cross-entropy (targets from 0 to 1, such as several labels at"
              + " once). If it is not set: cross-entropy for classes, l2 for numbers.");

  /** Examples of a mini-batch. */
  public static final Setting<Integer> BATCH_SIZE =
      Setting.of(
          "training.batch-size",
          Values.wholeNumber(1),
          "128",
          "Examples of a mini-batch, over the whole cluster.");

  /** Passes over the examples. */
  public static final Setting<Integer> EPOCHS =
      Setting.of("training.epochs", Values.wholeNumber(1), "20", "Passes over the examples.")
          .with(Effect.LENGTH);

  /** The optimizer. */
  public static final Setting<Type<Optimizer>> OPTIMIZER_TYPE =
      Setting.of(
          OPTIMIZER + ".type",
          Values.oneOf(Optimizers.TYPES, Type::name),
          "sgd",
          "The optimizer: how a gradient becomes a step. Each type has settings of its own; those of"
              + " another type are an error.");

  /** η. */
  public static final Setting<Double> LEARNING_RATE = LearningRate.ETA.in(OPTIMIZER);

  /** The batch size that η is meant for. */
  public static final Setting<Integer> BASE_BATCH_SIZE = LearningRate.BASE_BATCH_SIZE.in(OPTIMIZER);

  /** How the learning rate changes. */
  public static final Setting<Type<Schedule>> SCHEDULE_TYPE =
      Setting.of(
          SCHEDULE + ".type",
          Values.oneOf(Schedules.TYPES, Type::name),
          "constant",
          "How the learning rate changes from iteration to iteration, over all iterations of the"
              + " run. Lengths are iterations, such as 500, or epochs, such as 5 epochs.");

  /** The length of the warm-up. */
  public static final Setting<Span> WARM_UP =
      Setting.of(
          SCHEDULE + ".warm-up",
          Span.TYPE,
          null,
          "The length of a linear rise before the schedule begins.");

  /** The numbers that the optimizer moves. */
  public static final Setting<Parametrization> PARAMETRIZATION =
      Setting.of(
          "training.parametrization",
          Values.oneOf(List.of(Parametrization.values()), Parametrization::settingsName),
          "standard",
          "The numbers that the optimizer moves: standard, the weights W, or neural-tangent, √n_in"
              + " W for layers with n_in inputs, so that one learning rate fits layers of every"
              + " width. The model has W in both.");

  /** Layers that are not trained. */
  public static final Setting<List<String>> FREEZE =
      Setting.of(
          "training.freeze",
          FrozenLayers.TYPE,
          List.of(),
          "Layers that keep the weights they begin with, by name or by number, such as [hidden1,"
              + " output] or [1, 3]: layer 1 is the first hidden layer, the output layer is the"
              + " last.");

  /** Weights of the classes. */
  public static final Setting<ClassWeights> CLASS_WEIGHTS =
      Setting.of(
          "training.class-weights",
          ClassWeights.TYPE,
          null,
          "Weights of the classes in training: balanced, which is n / (k n_c) for n examples, k"
              + " classes and n_c examples of the class, or weights by label, { yes = 3, no = 1 }; a"
              + " label that is not named has 1. Validation does not use them.");

  /** The most iterations. */
  public static final Setting<Long> MAX_ITERATIONS =
      Setting.of(
              "training.max-iterations",
              Values.count(),
              null,
              "The maximum number of iterations; the run ends after it.")
          .with(Effect.LENGTH);

  /** The most minutes. */
  public static final Setting<Double> MAX_MINUTES =
      Setting.of(
              "training.max-minutes",
              Values.number(Bound.POSITIVE, "0.1"),
              null,
              "The maximum duration of training in minutes; the run ends after it. The only rule whose"
                  + " result is not reproducible: the number of iterations in that time depends on the"
                  + " machine.")
          .with(Effect.LENGTH);

  /** Iterations between validations. */
  public static final Setting<Long> VALIDATE_EVERY =
      Setting.of(
          "training.validate-every-iterations",
          Values.count(),
          null,
          "Iterations from one validation to the next; without it each epoch.");

  /** Metrics beside the usual ones. */
  public static final Setting<List<ValidationMetric>> METRICS =
      Setting.of(
              "training.metrics",
              ValidationMetric.list(),
              List.of(),
              ("Metrics that each validation computes beside those that it always does, which are %s of"
                      + " classes and %s of numbers; the metrics of the other settings are added by"
                      + " themselves. roc-auc and pr-auc bring the scores of all examples to the"
                      + " driver. %s")
                  .formatted(
                      ValidationMetric.joined(ValidationMetric.alwaysOf(Task.CLASSIFICATION)),
                      ValidationMetric.joined(ValidationMetric.alwaysOf(Task.REGRESSION)),
                      OF_TASKS))
          .with(Effect.NONE);

  /** The metric of the target. */
  public static final Setting<ValidationMetric> TARGET_METRIC =
      metric("training.target.metric", "The metric of training.target.value.");

  /** The value at which the run ends. */
  public static final Setting<Double> TARGET_VALUE =
      Setting.of(
          "training.target.value",
          Values.number(Bound.FINITE, "0.9"),
          null,
          "Ends the run as soon as the metric of the validation examples is that value or better.");

  /** Validations without a gain. */
  public static final Setting<Integer> PATIENCE =
      Setting.of(
          "training.early-stopping.patience",
          Values.wholeNumber(1),
          null,
          "Ends the run when the metric of the validation examples has not improved for this number"
              + " of validations in a row; without it no early stopping.");

  /** The least gain. */
  public static final Setting<Double> MIN_CHANGE =
      Setting.of(
          "training.early-stopping.min-change",
          Values.number(Bound.NOT_NEGATIVE, "0.001"),
          "0",
          "An improvement of the metric counts only if it is more than this.");

  /** The metric of early stopping. */
  public static final Setting<ValidationMetric> EARLY_METRIC =
      metric("training.early-stopping.metric", "The metric of early stopping.");

  /** Whether the best weights are restored. */
  public static final Setting<Boolean> RESTORE_BEST =
      Setting.of(
          "training.early-stopping.restore-best",
          Values.flag(),
          "true",
          "Whether the model has the weights of the best validation, however the run has ended.");

  /** The model to begin with. */
  public static final Setting<String> WARM_START =
      Setting.of(
          "training.warm-start",
          Values.text(),
          null,
          "The folder of a model whose weights are the first ones, in place of random ones. The"
              + " network must be the same, and features, label and classes too; the model's scaling"
              + " is used, not that of the new data. The optimizer starts afresh.");

  /** The seed. */
  public static final Setting<Long> SEED =
      Setting.of(
          "training.seed",
          Values.longNumber(),
          "1",
          "The seed of every random draw: another seed, another model.");

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
                  + " task slot.")
          .with(Effect.NONE);

  /** How weights and gradients travel. */
  public static final Setting<ExchangeKind> EXCHANGE =
      Setting.of(
              "training.exchange",
              Values.oneOf(List.of(ExchangeKind.values()), ExchangeKind::settingsName),
              "auto",
              "How weights and gradients travel: resident (one Spark stage for many iterations),"
                  + " sharded (the same; its tasks add gradients up among themselves, each a range of"
                  + " the weights, over a port of each executor), job (one Spark job an iteration), or"
                  + " auto: in one JVM resident; on a cluster that whose messages are the cheapest by"
                  + " a measurement at the start, and job where the others cannot run.")
          .with(Effect.NONE);

  /** All of them, in the order of the documentation. */
  static final List<Setting<?>> ALL = all();

  private TrainingKeys() {}

  private static Setting<ValidationMetric> metric(String key, String meaning) {
    return Setting.of(key, ValidationMetric.type(), "loss", meaning + " " + OF_TASKS);
  }

  private static List<Setting<?>> all() {
    List<Setting<?>> all =
        new ArrayList<>(
            List.of(
                TASK,
                LOSS,
                Losses.HUBER_DELTA.in(BLOCK),
                Losses.LABEL_SMOOTHING.in(BLOCK),
                Losses.QUANTILES.in(BLOCK),
                BATCH_SIZE,
                EPOCHS,
                OPTIMIZER_TYPE,
                LEARNING_RATE,
                BASE_BATCH_SIZE));
    all.addAll(Type.settings(OPTIMIZER, Optimizers.TYPES));
    all.addAll(List.of(SCHEDULE_TYPE, WARM_UP));
    all.addAll(Type.settings(SCHEDULE, Schedules.TYPES));
    Regularization.SETTINGS.forEach(setting -> all.add(setting.in(REGULARIZATION)));
    Clipping.SETTINGS.forEach(setting -> all.add(setting.in(CLIP)));
    LearningRateFactors.SETTINGS.forEach(setting -> all.add(setting.in(FACTORS)));
    all.addAll(
        Arrays.asList(
            PARAMETRIZATION,
            FREEZE,
            CLASS_WEIGHTS,
            DecisionSettings.CALIBRATE,
            DecisionSettings.THRESHOLD,
            MAX_ITERATIONS,
            MAX_MINUTES,
            VALIDATE_EVERY,
            METRICS,
            TARGET_METRIC,
            TARGET_VALUE,
            PATIENCE,
            MIN_CHANGE,
            EARLY_METRIC,
            RESTORE_BEST));
    all.addAll(CheckpointKeys.ALL);
    all.addAll(List.of(WARM_START, SEED, LANES, KERNEL, PARTITIONS, EXCHANGE));
    return List.copyOf(all);
  }
}
