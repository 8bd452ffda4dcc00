package org.lockstep.jobs.settings;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.lockstep.encoding.Task;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.value.Effect;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Values;

/**
 * The settings that only the command line has: the output folder, logging, and the search of {@code
 * tune}.
 */
public final class CommandKeys {
  /** The run's folder. */
  static final Setting<String> OUTPUT =
      Setting.of(
              "output",
              Values.text(),
              null,
              "The folder of the run: settings, checkpoints and, at the end, the model. Required.")
          .with(Effect.NONE);

  /** Whether a model is replaced. */
  static final Setting<Boolean> OVERWRITE =
      Setting.of(
              "overwrite",
              Values.flag(),
              "false",
              "Whether a model that is already there is replaced.")
          .with(Effect.NONE);

  /** Iterations of a row of the history. */
  static final Setting<OptionalInt> LOG_EVERY =
      Setting.of(
              "logging.every-iterations",
              Values.wholeNumberOrAuto(1, Integer.MAX_VALUE),
              "auto",
              "Iterations of a row of metrics.jsonl and metrics.csv; auto for 20 rows an epoch, of at"
                  + " least 100 iterations, and one at the end of each epoch.")
          .with(Effect.NONE);

  /** Whether TensorBoard is written for. */
  static final Setting<Boolean> TENSORBOARD =
      Setting.of(
              "logging.tensorboard",
              Values.flag(),
              "false",
              "Whether event files for TensorBoard are written, to the folder tensorboard in the"
                  + " output.")
          .with(Effect.NONE);

  /** The address of MLflow's server. */
  static final Setting<String> MLFLOW_URI =
      Setting.of(
              "logging.mlflow.tracking-uri",
              Values.text(),
              null,
              "The address of an MLflow server that the run is logged to, http or https. It needs"
                  + " org.mlflow:mlflow-client on the class path, and takes user and password from"
                  + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or"
                  + " MLFLOW_TRACKING_TOKEN.")
          .with(Effect.NONE);

  /** The experiment of MLflow. */
  static final Setting<String> MLFLOW_EXPERIMENT =
      Setting.of(
              "logging.mlflow.experiment",
              Values.text(),
              "lockstep",
              "The name of the experiment that the run has in MLflow.")
          .with(Effect.NONE);

  /** How a search goes. */
  public static final Setting<SearchKind> SEARCH =
      Setting.of(
              "tune.search",
              Values.oneOf(List.of(SearchKind.values()), SearchKind::settingsName),
              "grid",
              "How the settings of tune.space are searched: grid (every combination of the lists),"
                  + " random, or tpe, a tree-structured Parzen estimator, which draws ten trials and"
                  + " then suggests values that were more frequent in the best trials than in the"
                  + " others.")
          .with(Effect.NONE);

  /** Trials of a random search. */
  public static final Setting<Integer> TRIALS =
      Setting.of(
              "tune.trials",
              Values.wholeNumber(1),
              "20",
              "The number of trials of a random search or of tpe.")
          .with(Effect.NONE);

  /** The seed of a random search. */
  public static final Setting<Long> SEARCH_SEED =
      Setting.of(
              "tune.seed",
              Values.longNumber(),
              "1",
              "The seed of a random search or of tpe. The same seed draws the same trials; a larger"
                  + " tune.trials adds trials after them.")
          .with(Effect.NONE);

  /** The metric that trials are compared by. */
  public static final Setting<ValidationMetric> SEARCH_METRIC =
      Setting.of(
              "tune.metric",
              ValidationMetric.type(),
              "loss",
              ("The metric on the validation examples that trials are compared by: %s for"
                      + " classification; %s for regression.")
                  .formatted(
                      ValidationMetric.names(Task.CLASSIFICATION),
                      ValidationMetric.names(Task.REGRESSION)))
          .with(Effect.NONE);

  /** Epochs of the first rung of halving. */
  public static final Setting<Integer> MIN_EPOCHS =
      Setting.of(
              "tune.halving.min-epochs",
              Values.wholeNumber(1),
              null,
              "The epochs that every trial trains in the first round of successive halving. After each"
                  + " round the best 1/factor of the trials continue from their checkpoints to factor"
                  + " times as many epochs, up to training.epochs. Without this setting there is no"
                  + " halving: every trial trains all epochs.")
          .with(Effect.NONE);

  /** The reduction factor of successive halving. */
  public static final Setting<Integer> FACTOR =
      Setting.of(
              "tune.halving.factor",
              Values.wholeNumber(2),
              "3",
              "The reduction factor of successive halving: the best 1/factor of the trials continue to"
                  + " factor times as many epochs.")
          .with(Effect.NONE);

  /** Trials side by side. */
  public static final Setting<Integer> PARALLEL =
      Setting.of(
              "tune.parallel",
              Values.wholeNumber(1, 64),
              "1",
              "The number of trials that train at the same time, in pools of Spark's fair scheduler."
                  + " With tpe and with tune.prune the trials come in rounds of this number, and what"
                  + " a round has found serves the next ones, so the result does not depend on which"
                  + " trial ends first.")
          .with(Effect.NONE);

  /** Early ends of trials. */
  public static final Setting<PruneKind> PRUNE =
      Setting.of(
              "tune.prune",
              Values.oneOf(List.of(PruneKind.values()), PruneKind::settingsName),
              "none",
              "How trials are ended early: none, or median: a trial whose best value of tune.metric"
                  + " is worse than the median of the trials of earlier rounds after the same number"
                  + " of epochs, if there are five or more of them.")
          .with(Effect.NONE);

  /** Epochs before pruning. */
  public static final Setting<Integer> PRUNE_MIN_EPOCHS =
      Setting.of(
              "tune.prune-min-epochs",
              Values.wholeNumber(1),
              "3",
              "The epochs that every trial trains before tune.prune may end it.")
          .with(Effect.NONE);

  /** All that a settings file may hold, in the order of the documentation. */
  public static final List<Setting<?>> ALL =
      Stream.concat(
              KnownSettings.ALL.stream(),
              Stream.<Setting<?>>of(
                  LOG_EVERY,
                  TENSORBOARD,
                  MLFLOW_URI,
                  MLFLOW_EXPERIMENT,
                  SEARCH,
                  TRIALS,
                  SEARCH_SEED,
                  SEARCH_METRIC,
                  MIN_EPOCHS,
                  FACTOR,
                  PARALLEL,
                  PRUNE,
                  PRUNE_MIN_EPOCHS,
                  OUTPUT,
                  OVERWRITE))
          .toList();

  private CommandKeys() {}
}
