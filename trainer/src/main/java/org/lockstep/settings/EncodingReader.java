package org.lockstep.settings;

import java.util.TreeMap;
import org.lockstep.encoding.Task;
import org.lockstep.encoding.Transform;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.DataKeys;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.value.SettingValues;

/** Reads how columns become inputs, and targets are transformed. */
final class EncodingReader {
  private final SettingValues values;
  private final Task task;

  EncodingReader(SettingValues values, Task task) {
    this.values = values;
    this.task = task;
  }

  EncodingSettings read() {
    return new EncodingSettings(
        new EncodingSettings.Numbers(
            values.get(DataKeys.SCALING),
            values.optional(DataKeys.SMOOTH_CLIP),
            values.get(DataKeys.MISSING)),
        new CategorySettings(
            values.get(DataKeys.MAX_LEVELS),
            values.get(DataKeys.HASH_BUCKETS),
            values.get(DataKeys.EMBEDDING),
            values.get(DataKeys.UNSEEN),
            values.get(DataKeys.MISSING_WORDS)),
        values.get(DataKeys.DATES),
        values.optional(DataKeys.COLUMNS).orElseGet(TreeMap::new),
        new EncodingSettings.Targets(targetTransform(), clipsPredictions()));
  }

  private boolean clipsPredictions() {
    boolean clips = values.get(DataKeys.CLIP_PREDICTIONS);
    if (clips && task == Task.CLASSIFICATION) {
      throw values.wrong(
          DataKeys.CLIP_PREDICTIONS, "classes are not clipped; remove it, or set it to false");
    }
    return clips;
  }

  private Transform targetTransform() {
    Transform transform = values.get(DataKeys.TARGET_TRANSFORM);
    if (transform != Transform.NONE && task == Task.CLASSIFICATION) {
      throw values.wrong(
          DataKeys.TARGET_TRANSFORM, "classes are not transformed; remove it, or set it to none");
    }
    return transform;
  }
}
