package org.lockstep.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lockstep.encoding.Task;
import org.lockstep.network.Losses;
import org.lockstep.optimization.LearningRateFactors;
import org.lockstep.optimization.Regularization;
import org.lockstep.optimization.optimizer.Hyperparameters;
import org.lockstep.optimization.optimizer.Optimizer;
import org.lockstep.optimization.vector.ParameterKind;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;
import org.lockstep.settings.value.Type;

/** Defaults of many settings at once; each of them can be set beside it. */
public enum Recipe {
  /** The defaults of the settings themselves. */
  PLAIN {
    @Override
    void putDefaults(Task task, Map<String, Object> defaults) {}
  },

  /**
   * RealMLP, for tables of numbers and words. Source: Holzmüller, Grinsztajn and Steinwart, "Better
   * by Default: Strong Pre-Tuned MLPs and Boosted Trees on Tabular Data", NeurIPS 2024,
   * arXiv:2407.04491, and the defaults of its authors' implementation. Unlike there, embeddings of
   * words have the factor of those of numbers, and only the weights of layers decay.
   */
  REALMLP {
    @Override
    void putDefaults(Task task, Map<String, Object> defaults) {
      boolean classes = task == Task.CLASSIFICATION;
      put(defaults, DataKeys.SCALING, "robust");
      put(defaults, DataKeys.SMOOTH_CLIP, "3");
      put(defaults, DataKeys.MAX_LEVELS, "9");
      put(defaults, DataKeys.EMBEDDING, "8");
      put(defaults, NetworkKeys.HIDDEN, List.of("256", "256", "256"));
      put(defaults, NetworkKeys.ACTIVATION, classes ? "selu" : "mish");
      put(defaults, NetworkKeys.PARAMETRIC_ACTIVATION, "true");
      put(defaults, NetworkKeys.DROPOUT, "0.15");
      put(defaults, NetworkKeys.DROPOUT_SCHEDULE, "flat-cosine");
      put(defaults, NetworkKeys.INITIALIZATION, "data-driven");
      put(defaults, NetworkKeys.INPUT_SCALE, "true");
      put(defaults, NetworkKeys.NUMBER_EMBEDDING_TYPE, "pbld");
      put(defaults, TrainingKeys.BATCH_SIZE, "256");
      put(defaults, TrainingKeys.EPOCHS, "256");
      put(defaults, TrainingKeys.OPTIMIZER_TYPE, "adamw");
      put(defaults, Hyperparameters.BETA2.in(TrainingKeys.OPTIMIZER), "0.95");
      put(defaults, Hyperparameters.WEIGHT_DECAY.in(TrainingKeys.OPTIMIZER), "0.02");
      put(defaults, TrainingKeys.LEARNING_RATE, classes ? "0.04" : "0.2");
      put(defaults, TrainingKeys.SCHEDULE_TYPE, "coslog4");
      put(defaults, TrainingKeys.PARAMETRIZATION, "neural-tangent");
      put(defaults, Regularization.ANNEALING.in(TrainingKeys.REGULARIZATION), "flat-cosine");
      for (ParameterKind kind :
          List.of(ParameterKind.BIASES, ParameterKind.EMBEDDINGS, ParameterKind.ACTIVATIONS)) {
        put(defaults, LearningRateFactors.setting(kind).in(TrainingKeys.FACTORS), "0.1");
      }
      put(
          defaults,
          LearningRateFactors.setting(ParameterKind.SCALES).in(TrainingKeys.FACTORS),
          "6");
      if (classes) {
        put(defaults, Losses.LABEL_SMOOTHING.in(TrainingKeys.BLOCK), "0.1");
      } else {
        put(defaults, DataKeys.CLIP_PREDICTIONS, "true");
      }
    }
  };

  /** Its name in settings. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The settings that decide which defaults a recipe has. */
  public static List<Setting<?>> deciding() {
    return List.of(
        NetworkKeys.RECIPE, TrainingKeys.TASK, TrainingKeys.OPTIMIZER_TYPE, DataKeys.VALIDATION);
  }

  /**
   * The plain values that stand in for the defaults of a run, by key: those of its task; those of
   * the optimizer only if no other is set; and with examples to validate on, the best epoch of all
   * is restored.
   *
   * @param values those of {@link #deciding} that are set
   */
  public Map<String, Object> defaults(Task task, SettingValues values) {
    Map<String, Object> defaults = defaults(task);
    Object epochs = defaults.get(TrainingKeys.EPOCHS.key());
    if (epochs != null && values.isSet(DataKeys.VALIDATION)) {
      put(defaults, TrainingKeys.PATIENCE, epochs);
    }
    if (values.isSet(TrainingKeys.OPTIMIZER_TYPE)) {
      Type<Optimizer> chosen = values.get(TrainingKeys.OPTIMIZER_TYPE);
      if (!chosen.name().equals(defaults.get(TrainingKeys.OPTIMIZER_TYPE.key()))) {
        removeBlock(defaults, TrainingKeys.OPTIMIZER);
      }
      if (chosen.usual().isFullBatch()) {
        // It searches for the length of its steps itself, on a loss that stays the same
        defaults.remove(NetworkKeys.DROPOUT.key());
        removeBlock(defaults, TrainingKeys.SCHEDULE);
        removeBlock(defaults, TrainingKeys.FACTORS);
        removeBlock(defaults, TrainingKeys.REGULARIZATION);
      }
    }
    return defaults;
  }

  /** The plain values that stand in for the defaults of a task, by key. */
  public Map<String, Object> defaults(Task task) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    putDefaults(task, defaults);
    return defaults;
  }

  abstract void putDefaults(Task task, Map<String, Object> defaults);

  private static void removeBlock(Map<String, Object> defaults, String block) {
    defaults.keySet().removeIf(key -> key.startsWith(block + "."));
  }

  private static void put(Map<String, Object> defaults, Setting<?> setting, Object plain) {
    defaults.put(setting.key(), plain);
  }
}
