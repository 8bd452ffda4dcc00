package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.monotonically_increasing_id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lockstep.UserException;
import org.lockstep.training.TrainingListener;
import org.lockstep.training.TrainingPlan;
import org.lockstep.training.TrainingResult;

/** Fits: listeners, summaries, validation rows, and data that several fits share. */
@Tag("spark")
class FittingTest {
  private static Dataset<Row> train;

  @BeforeAll
  static void read() {
    train = Iris.train();
  }

  /** Records the calls that it receives. */
  private static final class Events implements TrainingListener {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void dataPrepared(long nanos) {
      calls.add("prepared");
    }

    @Override
    public void started(TrainingPlan plan) {
      calls.add("started");
    }

    @Override
    public void finished(TrainingResult result) {
      calls.add("finished");
    }

    long count(String event) {
      return calls.stream().filter(event::equals).count();
    }
  }

  @Test
  void listenersAreNotifiedOfTheTraining() {
    Events events = new Events();

    Iris.classifier().setListeners(events).fit(Iris.train());

    assertThat(events.calls).containsExactly("prepared", "started", "finished");
  }

  @Test
  void theSummaryHasTheHistoryOfTheTraining() {
    LockstepClassificationModel model = Iris.classifier().fit(train);

    LockstepSummary summary = model.summary();

    assertThat(summary.epochs()).isEqualTo(15);
    assertThat(summary.totalIterations()).isEqualTo(15 * 6);
    assertThat(summary.objectiveHistory()).hasSize(15);
    assertThat(summary.objectiveHistory()[14]).isLessThan(summary.objectiveHistory()[0]);
    assertThat(summary.validationHistory()).isEmpty();
    assertThat(summary.stopped()).isEqualTo("epochs");
    assertThat(summary.digest()).isEqualTo(model.digest());
    assertThat(summary.seconds()).isPositive();
  }

  @Test
  void anIndicatorColumnStopsTheTraining() {
    Dataset<Row> marked =
        train.withColumn("toValidate", monotonically_increasing_id().mod(4).equalTo(0));
    LockstepClassifier classifier =
        Iris.classifier()
            .setValidationIndicatorCol("toValidate")
            .setStepSize(0.3)
            .setPatience(2)
            .setMaxIter(200);

    LockstepSummary summary = classifier.fit(marked).summary();

    assertThat(summary.epochs()).isLessThan(200);
    assertThat(summary.stopped()).isEqualTo("early-stopping");
    assertThat(summary.validationHistory()).hasSize(summary.epochs());
    assertThat(summary.modelIteration()).isLessThan(summary.totalIterations());
    assertThat(classifier.setPatience(0).setMaxIter(20).fit(marked).summary().epochs())
        .isEqualTo(20);
  }

  @Test
  void validationRowsAreNotTrainedOn() {
    Dataset<Row> marked =
        train.withColumn("toValidate", monotonically_increasing_id().mod(4).equalTo(0));

    LockstepClassificationModel byMark =
        Iris.classifier().setValidationIndicatorCol("toValidate").setPatience(0).fit(marked);

    assertThat(byMark.digest())
        .isEqualTo(Iris.classifier().fit(marked.where("not toValidate")).digest());
  }

  @Test
  void anInvalidRowIsAnErrorThatNamesTheColumn() {
    Dataset<Row> torn =
        Iris.table("train")
            .withColumn(
                "petal_width",
                org.apache.spark.sql.functions.when(
                    col("petal_width").gt(0.3), col("petal_width")));
    LockstepClassifier classifier =
        Iris.classifier().setFeaturesCols(Iris.MEASUREMENTS).setLabelCol("species");

    assertThatThrownBy(() -> classifier.fit(torn))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("column petal_width has missing values (null)");
    assertThat(classifier.setMissing("indicator").fit(torn).numFeatures()).isEqualTo(5);
  }

  private static ParamMap[] sixSettings(LockstepClassifier classifier) {
    return new ParamGridBuilder()
        .addGrid(classifier.stepSize(), new double[] {0.001, 0.01, 0.05})
        .addGrid(classifier.maxIter(), new int[] {1, 6})
        .build();
  }

  @Test
  void aCrossValidatorOfSixSettingsPreparesEachFoldOnce() {
    Events events = new Events();
    LockstepClassifier classifier = Iris.classifier().setListeners(events);

    CrossValidatorModel best =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(sixSettings(classifier))
            .setEvaluator(new MulticlassClassificationEvaluator())
            .setNumFolds(2)
            .fit(train);

    assertThat(events.count("finished")).isEqualTo(2 * 6 + 1);
    assertThat(events.count("prepared")).as("two folds, and the whole table").isEqualTo(2 + 1);
    LockstepClassificationModel model = (LockstepClassificationModel) best.bestModel();
    LockstepClassifier parent = (LockstepClassifier) model.parent();
    assertThat(parent.getMaxIter()).isEqualTo(6);
    assertThat(model.digest())
        .isEqualTo(
            Iris.classifier()
                .setStepSize(parent.getStepSize())
                .setMaxIter(parent.getMaxIter())
                .fit(train)
                .digest());
  }

  @Test
  void aTrainValidationSplitOfSixSettingsPreparesItsTrainingPartOnce() {
    Events events = new Events();
    LockstepClassifier classifier = Iris.classifier().setListeners(events);

    new TrainValidationSplit()
        .setEstimator(classifier)
        .setEstimatorParamMaps(sixSettings(classifier))
        .setEvaluator(new MulticlassClassificationEvaluator())
        .setParallelism(2)
        .fit(train);

    assertThat(events.count("finished")).isEqualTo(6 + 1);
    assertThat(events.count("prepared")).isEqualTo(1 + 1);
  }

  @Test
  void cachedRowsAreNotUsedForOtherRows() {
    LockstepClassificationModel all = Iris.classifier().fit(train);

    LockstepClassificationModel some = Iris.classifier().fit(train.where("sepal_length > 5"));

    assertThat(some.digest()).isNotEqualTo(all.digest());
    assertThat(Iris.classifier().fit(train).digest()).isEqualTo(all.digest());
    assertThat(Iris.classifier().fit(train.withMetadata("features", Metadata.empty())).digest())
        .isEqualTo(all.digest());
  }
}
