package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.UserException;
import org.lockstep.model.run.RunFolder;
import org.lockstep.network.Kernel;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Reference;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

/** The portable kernel trains in lockstep, and to the same bits on every machine. */
@Tag("spark")
class PortableKernelTest {
  /** On every processor, by vectors or by plain loops. */
  private static final String CLASSIFICATION =
      "a708573b9c0d2192d59c8051f998910f60844a99080bec427b3a2c092f6e5e22";

  private static final String REGRESSION =
      "4552a16115d832cc41c4382a9f901081c4b60851d0da7692772e0bd93fd14602";

  @TempDir private static Path folder;
  private static final SparkSession SPARK = SharedSpark.session();
  private static String table;

  @BeforeAll
  static void writeTable() {
    table = folder.resolve("table").toString();
    Blobs.table(SPARK, 1000).write().parquet(table);
  }

  private static Runs portable(Runs runs) {
    return runs.withNetwork(runs.training().network().withKernel(Kernel.PORTABLE));
  }

  private static String output() {
    return folder.resolve("model-" + System.nanoTime()).toString();
  }

  private static TrainingResult train(Runs runs) {
    return new Trainer(SPARK, runs.to(output())).train();
  }

  @ParameterizedTest
  @CsvSource({"1, RESIDENT", "2, RESIDENT", "3, JOB", "7, JOB"})
  void theModelIsTheSameForEveryPartitioningAndExchange(int partitions, ExchangeKind kind) {
    Runs runs = portable(Runs.classification(table)).withPartitions(partitions);

    assertThat(train(runs.withExchange(kind)).model().digest()).isEqualTo(CLASSIFICATION);
  }

  @Test
  void aRegressionHasTheSameBitsOnAnyMachine() {
    assertThat(train(portable(Runs.regression(table))).model().digest()).isEqualTo(REGRESSION);
  }

  @Test
  void theReferenceTrainerHasTheSameBits() {
    assertThat(Reference.digest(portable(Runs.classification(table)))).isEqualTo(CLASSIFICATION);
    assertThat(Reference.digest(portable(Runs.regression(table)))).isEqualTo(REGRESSION);
  }

  @Test
  void aRunResumesOnAnotherMachineToTheSameBitsButNotWithAnotherKernel() {
    Runs runs = portable(Runs.classification(table)).withValidation(new Validation.Fraction(0.3));
    TrainingResult undisturbed = train(runs);
    String output = output();
    new Trainer(SPARK, runs.withEpochs(1).to(output)).train();
    Trainer otherKernel =
        new Trainer(
            SPARK, runs.withNetwork(Runs.classification(table).training().network()).to(output));

    assertThatThrownBy(() -> otherKernel.train(reopen(output)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("training.kernel was portable and is not set");
    TrainingResult result =
        new Trainer(SPARK, runs.withPartitions(5).to(output)).train(reopen(output));

    assertThat(result.model().digest()).isEqualTo(undisturbed.model().digest());
    assertThat(result.validation()).isEqualTo(undisturbed.validation());
  }

  private static RunFolder reopen(String output) {
    return RunFolder.reopen(SPARK.sparkContext().hadoopConfiguration(), output);
  }
}
