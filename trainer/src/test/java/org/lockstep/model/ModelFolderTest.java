package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.UserException;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.support.Figures;

class ModelFolderTest extends ModelOnDisk {
  static Stream<TargetEncoding> targets() {
    return Stream.of(
        new TargetEncoding.Classes("label", "string", List.of("", "1", "ä\n\t\"")),
        new TargetEncoding.Classes("label", "boolean", List.of(false, true)),
        new TargetEncoding.Classes("label", "bigint", List.of(-1L, 0L, 1L << 53)),
        new TargetEncoding.Numbers(
            List.of("y", "z"), new LinearScale(List.of(1e9, -1.5), List.of(0.1, 7.0))));
  }

  @ParameterizedTest
  @MethodSource("targets")
  void aModelIsReadWithTheBitsThatWereWritten(TargetEncoding target) {
    Model model = model(target);

    write(model);

    assertSame(read(), model);
    assertThat(read().provenance()).hasToString(model.provenance().toString());
  }

  static Stream<@Nullable Metrics> metrics() {
    return Stream.of(
        null,
        Figures.ofClasses(0.1, 10, 1 / 3.0),
        Figures.ofNumbers(1e-300, 1L << 40, 0.25, Double.NaN),
        Figures.ofNumbers(0.0, 1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void aModelWithNonFiniteMetricsIsRead(@Nullable Metrics metrics) {
    ModelFolder.write(HADOOP, output.toString(), model(), metrics);

    assertSame(read(), model());
  }

  @Test
  void theFolderHasTwoFilesAndNoTemporaryFilesRemain() throws IOException {
    write(model());

    assertThat(names(output)).containsExactly(MANIFEST, WEIGHTS);
    assertThat(names(folder)).containsExactly("model");
  }

  @Test
  void equalModelsHaveEqualFiles() throws IOException {
    write(model());
    Path twin = folder.resolve("twin");
    ModelFolder.write(HADOOP, twin.toString(), model(), null);

    for (String file : List.of(MANIFEST, WEIGHTS)) {
      assertThat(twin.resolve(file)).hasSameBinaryContentAs(output.resolve(file));
    }
  }

  @Test
  void aFolderWithoutBothFilesIsNotAModel() throws IOException {
    for (String missing : List.of(MANIFEST, WEIGHTS, "the folder")) {
      write(model());
      if (missing.equals("the folder")) {
        output = folder.resolve("elsewhere");
      } else {
        Files.delete(output.resolve(missing));
      }
      assertThatThrownBy(this::read)
          .as("without %s", missing)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "there is no model at %s: it needs a manifest.json and a weights.safetensors"
                      .formatted(output)
                  + " (path of the model); name the folder that training wrote as its output");
    }
  }

  @Test
  void aFileInsteadOfAFolderIsNotAModel() throws IOException {
    Files.writeString(output, "no model");

    assertThatThrownBy(this::read)
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("there is no model at " + output);
  }

  @Test
  void aFailedWriteLeavesNoFiles() throws IOException {
    Files.writeString(folder.resolve("file"), "");
    output = folder.resolve("file/model");

    assertThatThrownBy(() -> write(model())).isInstanceOf(UncheckedIOException.class);

    assertThat(names(folder)).containsExactly("file");
  }
}
