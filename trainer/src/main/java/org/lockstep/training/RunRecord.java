package org.lockstep.training;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.lockstep.Secrets;
import org.lockstep.data.lane.DealtLanes;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.encoding.Transform;
import org.lockstep.metric.ValidationMetric;
import org.lockstep.model.Model;
import org.lockstep.model.Provenance;
import org.lockstep.network.Topology;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.TrainingSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.value.Effect;
import org.lockstep.training.checkpoint.RunIdentity;
import org.lockstep.training.checkpoint.SettingsMap;
import org.lockstep.training.machine.Machine;

/**
 * Creates the records of a run: the identity that its checkpoints have, and the provenance in the
 * manifest of its model.
 *
 * @param settings of the run
 * @param data its examples
 * @param warmStart the model whose parameters it started from, if any
 */
record RunRecord(RunSettings settings, TrainingData data, Optional<Model> warmStart) {
  /** Everything that determines the bits of a run; a resumed run must have the same. */
  RunIdentity identity(Topology topology) {
    Map<String, Object> training = SettingsMap.of(settings.training(), data.train().plan());
    // Not part of it: a resumed run may be longer
    KnownSettings.with(Effect.LENGTH).forEach(setting -> training.remove(setting.name()));
    warmStart.ifPresent(model -> training.put(SettingsMap.WARM_START, model.digest()));
    Map<String, String> tables = new TreeMap<>();
    tables.put("data.train", fingerprint(data.train()));
    DealtLanes validation = data.validation();
    if (validation != null) {
      tables.put("data.validation", fingerprint(validation));
    }
    return new RunIdentity(training, topology, data.encoding(), tables);
  }

  /**
   * Creates the provenance of the model.
   *
   * @param sparkVersion version of Spark
   * @param end when and why the run ended
   * @param loss the training loss of the last epoch
   * @param decided the model
   */
  Provenance provenance(
      String sparkVersion, TrainingResult.End end, double loss, DecidedModel decided) {
    TrainingSettings training = settings.training();
    Map<String, Object> run = SettingsMap.of(training, data.train().plan());
    run.put("stopped", end.reason().resultName());
    run.put("iterations", end.iterations());
    run.put("model-iteration", end.modelIteration());
    run.put("loss", loss);
    if (!decided.standardErrors().isEmpty()) {
      run.put(
          Provenance.STANDARD_ERRORS,
          new TreeMap<>(ValidationMetric.byName(decided.standardErrors())));
    }
    if (!decided.residuals().isEmpty()) {
      run.put(Provenance.RESIDUALS, decided.residuals());
    }
    decided.temperature().ifPresent(number -> run.put(Provenance.TEMPERATURE, number));
    warmStart.ifPresent(model -> run.put(SettingsMap.WARM_START, model.digest()));
    Map<String, Object> tables = new TreeMap<>();
    tables.put("train", Secrets.hiddenIn(settings.data().train()));
    tables.put("validation", Secrets.hiddenIn(settings.data().validation().described()));
    if (!(settings.data().test() instanceof Validation.None)) {
      tables.put("test", Secrets.hiddenIn(settings.data().test().described()));
    }
    tables.put("scaling", settings.data().encoding().scaling().settingsName());
    EncodingSettings encoding = settings.data().encoding();
    if (!encoding.columns().isEmpty()) {
      tables.put("columns", columns(encoding));
    }
    // Older versions had none of these
    encoding.numbers().smoothClip().ifPresent(bound -> tables.put("smooth-clip", bound));
    if (encoding.targets().clipped()) {
      tables.put("clip-predictions", true);
    }
    if (encoding.targetTransform() != Transform.NONE) {
      tables.put("target-transform", encoding.targetTransform().settingsName());
    }
    settings.data().columns().weight().ifPresent(column -> tables.put("weight", column));
    tables.put("examples", data.train().plan().examples());
    tables.put("fingerprint", fingerprint(data.train()));
    return new Provenance(
        run, tables, Machine.versions(sparkVersion), Machine.processor(), Machine.blas());
  }

  private static Map<String, Object> columns(EncodingSettings encoding) {
    Map<String, Object> columns = new TreeMap<>();
    encoding
        .columns()
        .forEach(
            (name, column) -> {
              Map<String, Object> own = new TreeMap<>();
              own.put("transform", column.transform().settingsName());
              column.missing().ifPresent(missing -> own.put("missing", missing.settingsName()));
              column.scaling().ifPresent(scaling -> own.put("scaling", scaling.settingsName()));
              column.sparse().ifPresent(sparse -> own.put("sparse", sparse));
              columns.put(name, own);
            });
    return columns;
  }

  private static String fingerprint(DealtLanes lanes) {
    return "%016x".formatted(lanes.fingerprint());
  }
}
