package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.model.ModelFolder;
import org.lockstep.network.Activation;
import org.lockstep.network.Kernel;
import org.lockstep.network.Loss;
import org.lockstep.network.Losses;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.NetworkSettings;
import org.lockstep.support.Blobs;
import org.lockstep.support.Parts;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** Dropout, layer normalisation and every loss give the reference trainer's bits everywhere. */
@Tag("spark")
class NetworksInLockstepTest {
  @TempDir private static Path folder;
  private static final SparkSession SPARK = SharedSpark.session();
  private static Runs classes;
  private static Runs numbers;

  @BeforeAll
  static void writeTable() {
    String table = folder.resolve("table").toString();
    Blobs.table(SPARK, 120).coalesce(1).write().parquet(table);
    classes = Runs.classification(table).withEpochs(2);
    numbers = Runs.regression(table).withEpochs(2);
  }

  /** Every loss there is, with its own settings where it has some. */
  static Stream<Runs> networks() {
    List<Runs> networks =
        new ArrayList<>(
            List.of(
                network(classes, Activation.RELU, 0.5, false, new Loss.CrossEntropy(0.1)),
                network(classes, Activation.GELU, 0, true, new Loss.BinaryCrossEntropy()),
                network(classes, Activation.SWISH, 0.2, true, new Loss.Hinge()),
                network(numbers, Activation.ELU, 0.2, true, new Loss.Huber(0.5)),
                network(numbers, Activation.SELU, 0.1, false, new Loss.AbsoluteError())));
    networks.add(inParts(classes, Activation.SELU, new Loss.CrossEntropy(0.2)));
    networks.add(inParts(numbers, Activation.MISH, new Loss.SquaredError()));
    Set<String> drawn =
        networks.stream()
            .map(runs -> runs.training().network().loss().settingsName())
            .collect(Collectors.toSet());
    for (Loss loss : Losses.usual()) {
      if (!drawn.contains(loss.settingsName())) {
        Runs runs = loss.forClasses() ? classes : numbers;
        networks.add(network(runs, Activation.SOFTPLUS, 0.1, true, loss));
      }
    }
    return networks.stream();
  }

  private static Runs inParts(Runs runs, Activation activation, Loss loss) {
    return runs.withNetwork(Parts.network(runs.training().network(), activation, loss))
        .withDescent(Parts.descent());
  }

  private static Runs network(
      Runs runs, Activation activation, double dropout, boolean norm, Loss loss) {
    List<Integer> hidden = runs.training().network().hidden();
    return runs.withNetwork(
        new NetworkSettings(hidden, activation, dropout, norm, loss, Kernel.ND4J));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theModelEqualsTheReferenceTrainersForEveryPartitioningAndExchange(Runs runs) {
    String reference = Reference.digest(runs);

    for (int partitions : List.of(1, 2, 3, 7)) {
      // the session of the tests has two slots
      ExchangeKind kind = partitions == 2 ? ExchangeKind.RESIDENT : ExchangeKind.JOB;
      assertThat(train(runs.withPartitions(partitions).withExchange(kind)).model().digest())
          .as("%d partitions, %s", partitions, kind)
          .isEqualTo(reference);
    }
  }

  private static TrainingResult train(Runs runs) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    TrainingResult result = new Trainer(SPARK, runs.to(output)).train();
    var read = ModelFolder.read(SPARK.sparkContext().hadoopConfiguration(), output);
    assertThat(read.topology()).as("as read back").isEqualTo(result.model().topology());
    assertThat(read.digest()).isEqualTo(result.model().digest());
    return result;
  }
}
