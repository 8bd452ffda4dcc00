package org.lockstep.training.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.OutOfBoundsException;
import org.lockstep.UserException;
import org.lockstep.optimization.DescentSettings;
import org.lockstep.optimization.LearningRate;
import org.lockstep.optimization.optimizer.Lbfgs;
import org.lockstep.optimization.schedule.Constant;
import org.lockstep.settings.ExchangeKind;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.IterationResult;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingListener;

/** The learning rate range test. */
@Tag("spark")
class RateFinderTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ITERATIONS = 80;

  @TempDir private static Path folder;
  private static String table;
  private static String cut;
  private static RateCurve found;

  @BeforeAll
  static void find() {
    table = folder.resolve("table").toString();
    cut = folder.resolve("cut").toString();
    Blobs.table(SPARK, 200).coalesce(1).write().parquet(table);
    Blobs.table(SPARK, 200).orderBy("x1").repartition(4).write().parquet(cut);
    found = RateFinder.run(SPARK, to(runs(table)), ITERATIONS);
  }

  @AfterAll
  static void nothingRemainsCachedInTheSession() {
    assertThat(SPARK.sparkContext().getPersistentRDDs().isEmpty()).isTrue();
  }

  private static Runs runs(String train) {
    return Runs.classification(train).withValidation(new Validation.Fraction(0.2)).withEpochs(3);
  }

  private static RunSettings to(Runs runs) {
    return runs.to(folder.resolve("model").toString());
  }

  @Test
  void theCurveHasTheSameBitsForAnyFilesPartitionsAndExchange() {
    RateCurve other =
        RateFinder.run(
            SPARK, to(runs(cut).withPartitions(3).withExchange(ExchangeKind.JOB)), ITERATIONS);

    assertThat(other).isEqualTo(found);
  }

  @Test
  void theRatesRiseByTheSameFactorAndTheFirstLossIsThatOfTheRun() {
    List<RateCurve.Point> points = found.points();
    double factor = Math.pow(1e7, 1.0 / (ITERATIONS - 1));

    assertThat(points.get(0).rate()).isEqualTo(RateFinder.FROM);
    for (int k = 1; k < points.size(); k++) {
      assertThat(points.get(k).rate() / points.get(k - 1).rate()).isCloseTo(factor, within(1e-9));
    }
    double[] first = new double[1];
    new Trainer(
            SPARK,
            runs(table).to(folder.resolve("run").toString()),
            new TrainingListener() {
              @Override
              public void iterationDone(IterationResult result) {
                if (result.iteration() == 1) {
                  first[0] = result.loss();
                }
              }
            })
        .train();
    assertThat(points.get(0).loss()).isEqualTo(first[0]);
  }

  @Test
  void trainingAtTheSuggestionIsBetterThanFarFromIt() {
    double rate = found.suggestion().orElseThrow();

    double loss = loss(rate);

    assertThat(loss).isLessThan(loss(rate / 300)).isLessThan(found.smoothed().get(0));
  }

  private static double loss(double rate) {
    Runs runs =
        runs(table)
            .withTraining(
                training ->
                    training.withDescent(
                        training.descent().withLearningRate(LearningRate.constant(rate))));
    return new Trainer(SPARK, runs.to(folder.resolve("at-" + rate).toString())).train().loss();
  }

  @Test
  void aBaseBatchSizeLeavesTheRatesThoseOfTheSetting() {
    Runs scaled =
        runs(table)
            .withTraining(
                training ->
                    training.withDescent(
                        training
                            .descent()
                            .withLearningRate(
                                new LearningRate(
                                    0.1,
                                    OptionalInt.of(2 * training.batches().size()),
                                    new Constant()))));

    RateCurve curve = RateFinder.run(SPARK, to(scaled), ITERATIONS);

    assertThat(curve.points().get(5).rate()).isEqualTo(found.points().get(5).rate());
    assertThat(curve.points().get(40).loss()).isNotEqualTo(found.points().get(40).loss());
  }

  @Test
  void nothingIsWrittenAndFoldsTakeTheirFirst() {
    RateCurve ofFolds =
        RateFinder.run(SPARK, to(runs(table).withValidation(new Validation.Folds(4, false))), 20);

    assertThat(ofFolds)
        .isEqualTo(
            RateFinder.run(
                SPARK, to(runs(table).withValidation(new Validation.Fold(1, 4, false))), 20));
    assertThat(folder.resolve("model")).doesNotExist();
  }

  @Test
  void whatCannotBeFoundIsRefused() {
    Runs lbfgs = Runs.classification(table).withDescent(DescentSettings.of(new Lbfgs(10, 20), 1));

    assertThatThrownBy(() -> RateFinder.run(SPARK, to(lbfgs), ITERATIONS))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("searches for the length of its steps");
    assertThatThrownBy(() -> RateFinder.run(SPARK, to(runs(table)), 19))
        .isInstanceOf(OutOfBoundsException.class);
  }
}
