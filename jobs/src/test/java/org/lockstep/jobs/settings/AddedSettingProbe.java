package org.lockstep.jobs.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.param.Param;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepEstimator;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.SettingValues;

/** Collects where the setting that {@link AddedSettingTest} adds appears. */
public final class AddedSettingProbe implements Supplier<Map<String, Object>> {
  private static final String KEY = "network.added-setting";

  /** Called by reflection. */
  public AddedSettingProbe() {}

  @Override
  public Map<String, Object> get() {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put(
        "command line",
        CommandKeys.ALL.stream().map(Setting::key).filter(key -> key.contains("added")).toList());
    found.put("overview", SettingsPage.overview());
    found.put("page", SettingsPage.of(KEY));
    found.put("misspelt", message(() -> read("network.added-seting=4")));
    found.put("wrong", message(AddedSettingProbe::readZero));
    found.put("resume", SettingsDifference.of(read(KEY + "=3").text(), read(KEY + "=4").text()));
    add(found, "classifier", new LockstepClassifier());
    add(found, "regressor", new LockstepRegressor());
    return found;
  }

  private static void add(
      Map<String, Object> found, String name, LockstepEstimator<?, ?> estimator) {
    Param<?> param = estimator.getParam("addedSetting");
    found.put(name, "%s %s %s".formatted(param.name(), estimator.getOrDefault(param), param.doc()));
    found.put(name + " wrong", message(() -> estimator.withSetting(KEY, 0)));
  }

  private static void readZero() {
    Setting<?> added =
        CommandKeys.ALL.stream().filter(s -> s.key().equals(KEY)).findFirst().orElseThrow();
    new SettingValues(new HoconSource(Hocon.given(List.of(KEY + "=0")))).get(added);
  }

  private static SettingsFile read(String override) {
    try {
      Path file = Files.createTempFile("lockstep-added-setting-", ".conf");
      try {
        Files.writeString(file, WrittenFile.LEAST);
        return SettingsFile.read(file.toString(), List.of(override));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String message(Runnable mistake) {
    try {
      mistake.run();
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
    return "no error";
  }
}
