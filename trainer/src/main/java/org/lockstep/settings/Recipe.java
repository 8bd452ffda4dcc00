package org.lockstep.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.lockstep.encoding.Task;
import org.lockstep.network.Losses;
import org.lockstep.optimization.optimizer.Hyperparameters;
import org.lockstep.settings.value.Setting;

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
   * arXiv:2407.04491, table A.1.
   */
  REALMLP {
    @Override
    void putDefaults(Task task, Map<String, Object> defaults) {
      boolean classes = task == Task.CLASSIFICATION;
      put(defaults, NetworkKeys.HIDDEN, List.of("256", "256", "256"));
      put(defaults, NetworkKeys.ACTIVATION, classes ? "selu" : "swish");
      put(defaults, NetworkKeys.DROPOUT, "0.15");
      put(defaults, TrainingKeys.BATCH_SIZE, "256");
      put(defaults, TrainingKeys.EPOCHS, "256");
      put(defaults, TrainingKeys.OPTIMIZER_TYPE, "adamw");
      put(defaults, Hyperparameters.BETA2.in(TrainingKeys.OPTIMIZER), "0.95");
      put(defaults, TrainingKeys.LEARNING_RATE, classes ? "0.04" : "0.2");
      if (classes) {
        put(defaults, Losses.LABEL_SMOOTHING.in(TrainingKeys.BLOCK), "0.1");
      }
    }
  };

  /** Its name in settings. */
  public String settingsName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The plain values that stand in for the defaults of a task, by key. */
  public Map<String, Object> defaults(Task task) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    putDefaults(task, defaults);
    return defaults;
  }

  abstract void putDefaults(Task task, Map<String, Object> defaults);

  private static void put(Map<String, Object> defaults, Setting<?> setting, Object plain) {
    defaults.put(setting.key(), plain);
  }
}
