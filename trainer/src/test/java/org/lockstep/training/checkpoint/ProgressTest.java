package org.lockstep.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.Digest;
import org.lockstep.model.Metrics;
import org.lockstep.support.Figures;
import org.lockstep.training.checkpoint.Progress.StoppingState;

class ProgressTest {
  private static final Metrics METRICS = Figures.ofClasses(0.25, 20, 0.85);
  private static final List<EpochResult> EPOCHS =
      List.of(new EpochResult(1, 10, 0.25, METRICS, "00ff"));

  /** The JSON of checkpoints as older versions, with one flat record, wrote it. */
  private record Flat(
      long iteration,
      long nanos,
      double epochLoss,
      double epochWeight,
      Metrics validation,
      long validationIteration,
      FlatStopping stopping,
      List<Double> optimizer,
      List<Double> schedule,
      List<EpochResult> epochs) {}

  private record FlatStopping(
      double best,
      long bestIteration,
      Metrics bestMetrics,
      int judgementsWithoutGain,
      String ended) {}

  private static Flat flat() {
    return new Flat(
        17,
        12,
        1 / 3.0,
        Math.PI,
        METRICS,
        10,
        new FlatStopping(0.85, 10, METRICS, 3, "TARGET"),
        List.of(0.1, Double.NaN),
        List.of(Double.POSITIVE_INFINITY),
        EPOCHS);
  }

  private static Progress progress() {
    return new Progress(
        new Progress.Position(17, 12),
        new Progress.EpochSum(1 / 3.0, Math.PI),
        new Progress.LastValidation(METRICS, 10),
        new StoppingState(0.85, 10, METRICS, 3, "TARGET"),
        new Progress.Numbers(List.of(0.1, Double.NaN), List.of(Double.POSITIVE_INFINITY)),
        EPOCHS);
  }

  private static Progress read(ObjectNode json) throws IOException {
    json.put("checksum", Digest.of(json.toString().getBytes(StandardCharsets.UTF_8)));
    return CheckedJson.read(json.toString().getBytes(StandardCharsets.UTF_8), Progress.class);
  }

  @Test
  void theJsonIsThatOfEarlierVersions() {
    assertThat(CheckedJson.tree(progress()).toString())
        .isEqualTo(CheckedJson.tree(flat()).toString());
  }

  @Test
  void theJsonOfEarlierVersionsIsRead() throws IOException {
    assertThat(read((ObjectNode) CheckedJson.tree(flat()))).isEqualTo(progress());
  }

  @Test
  void aValidationMayBeMissing() throws IOException {
    ObjectNode json = (ObjectNode) CheckedJson.tree(flat());
    json.remove("validation");

    assertThat(read(json).lastValidation()).isEqualTo(new Progress.LastValidation(null, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iteration",
        "nanos",
        "epoch-loss",
        "epoch-weight",
        "validation-iteration",
        "stopping",
        "optimizer",
        "schedule",
        "epochs"
      })
  void everyOtherPropertyIsRequired(String name) {
    ObjectNode missing = (ObjectNode) CheckedJson.tree(flat());
    missing.remove(name);
    ObjectNode withNull = (ObjectNode) CheckedJson.tree(flat());
    withNull.putNull(name);

    assertThatThrownBy(() -> read(missing)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read(withNull)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iteration", "nanos", "validation-iteration"})
  void aFractionalCountIsRefused(String name) {
    ObjectNode json = (ObjectNode) CheckedJson.tree(flat());
    json.put(name, 1.5);

    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }
}
