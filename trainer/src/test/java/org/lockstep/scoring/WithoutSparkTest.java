package org.lockstep.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.MurmurHash3;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.settings.RunSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;
import org.lockstep.training.Trainer;

@Tag("spark")
class WithoutSparkTest {
  /** All that the scorer needs: the trainer's own classes, Jackson, commons-codec. */
  private static final List<Class<?>> NEEDED =
      List.of(
          Scorer.class,
          ScoreOneRow.class,
          ObjectMapper.class,
          JsonFactory.class,
          JsonProperty.class,
          MurmurHash3.class);

  @TempDir private Path folder;

  @Test
  void aJvmWithoutSparkHadoopAndNativeLibrariesGivesTheSamePrediction() throws Exception {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add(RowFactory.create(i * 1.0, List.of("a", "b", "c").get(i % 3), i % 2));
    }
    String table = Tables.write(folder.resolve("table"), "x double, w string, label int", rows);
    Path model = folder.resolve("model");
    RunSettings settings =
        Runs.classification(table).withColumns(List.of("label"), List.of()).to(model.toString());
    new Trainer(SharedSpark.session(), settings).train();

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + folder.resolve("classes"),
                "-cp",
                classPath(),
                ScoreOneRow.class.getName(),
                model.toString(),
                "17",
                "c")
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(out).isZero();
    RowPrediction expected = Scorer.load(model).score(Map.of("x", 17.0, "w", "c")).orElseThrow();
    assertThat(out.strip()).isEqualTo(expected.toString());
    try (Stream<String> classes = Files.lines(folder.resolve("classes"))) {
      assertThat(classes)
          .noneMatch(line -> line.contains("org.apache.spark"))
          .noneMatch(line -> line.contains("org.apache.hadoop"))
          .noneMatch(line -> line.contains(" scala."))
          .noneMatch(line -> line.contains("org.nd4j"));
    }
  }

  private static String classPath() {
    return NEEDED.stream()
        .map(WithoutSparkTest::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
