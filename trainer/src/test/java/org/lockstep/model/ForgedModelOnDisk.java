package org.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.UserException;
import org.lockstep.encoding.DateColumn;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.FeatureColumn;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.OneHotColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.encoding.Unseen;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.scoring.Scorer;
import org.lockstep.support.ForgedModel;

/** A model whose files are changed, with checksums that fit the changed content. */
@Timeout(60) // a pipe without a writer blocks; memory for a forged size takes long
abstract class ForgedModelOnDisk {
  static final Configuration HADOOP = new Configuration();
  static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  Path output;
  ForgedModel forged;

  @BeforeEach
  void writeAModel() {
    write(new TargetEncoding.Classes("label", "string", List.of("a", "b", "c")));
  }

  void write(TargetEncoding target) {
    output = folder.resolve("model");
    forged = new ForgedModel(output);
    List<FeatureColumn> features =
        List.of(
            new NumberColumn("x", "array<double>", 2, Missing.INDICATOR, List.of(0.5, 1.5)),
            new OneHotColumn(
                "w", "string", List.of("u", "v"), Unseen.ERROR, Missing.MEAN, List.of(0.25, 0.75)),
            new HashedColumn("h", "string", 3, Missing.MEAN, List.of(0.5, 0.25, 0.25)),
            new DateColumn("d", "date", DateEncoding.DAYS, Missing.MEAN, List.of(19000.0)));
    boolean classes = target instanceof TargetEncoding.Classes;
    Topology topology =
        new Topology(
            List.of(9, 4, target.outputs()),
            List.of(Activation.RELU, classes ? Activation.SOFTMAX : Activation.IDENTITY),
            classes ? new Loss.CrossEntropy(0) : new Loss.Huber(1),
            0,
            true);
    float[] parameters = new float[topology.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) Math.sin(i);
    }
    LinearScale scale =
        new LinearScale(
            List.of(1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 19000.0),
            List.of(2.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 30.0));
    ModelFolder.write(
        HADOOP,
        output.toString(),
        new Model(
            topology,
            new Encoding(features, scale, target),
            parameters,
            new Provenance(
                Map.of("iterations", 3), Map.of("examples", 4), Map.of(), "a processor", "a BLAS")),
        null);
  }

  /** The validation is the same for all that read a model; the last one reads no weights. */
  void assertRefused(String message) {
    for (ThrowingCallable reading :
        List.<ThrowingCallable>of(
            () -> ModelFolder.read(HADOOP, output.toString()), () -> Scorer.load(output))) {
      assertThatThrownBy(reading)
          .isInstanceOf(UserException.class)
          .hasMessageMatching("(?s).*(?:" + message + ").*")
          .satisfies(
              e -> assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("\n", "org."));
    }
  }
}
