package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.TrainingListener;

/** Fits side by side in a pool of Spark's fair scheduler, each with its bits. */
@Tag("spark")
class ParallelFitsTest {
  private static final SparkContext SPARK = SharedSpark.session().sparkContext();

  private static final class Notices implements TrainingListener {
    final List<String> all = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void noticed(String notice) {
      all.add(notice);
    }
  }

  /** Two stages that each have one of two slots would wait for each other for a minute. */
  @Test
  @Timeout(300)
  void aCrossValidatorOfFourAtATimeHasTheDigestOfEachFitAlone() {
    Dataset<Row> train =
        Iris.train()
            .withColumn("fold", pmod(xxhash64(col("features")), lit(2)).cast("int"))
            .select("features", "label", "fold")
            .cache();
    Notices notices = new Notices();
    LockstepClassifier classifier = Iris.classifier().setMaxIter(8).setListeners(notices);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.stepSize(), new double[] {0.01, 0.03, 0.05, 0.1})
            .build();

    SPARK.setLocalProperty("spark.scheduler.pool", "search");
    Model<?>[][] models;
    try {
      models =
          new CrossValidator()
              .setEstimator(classifier)
              .setEstimatorParamMaps(grid)
              .setEvaluator(new MulticlassClassificationEvaluator())
              .setNumFolds(2)
              .setFoldCol("fold")
              .setParallelism(4)
              .setCollectSubModels(true)
              .fit(train)
              .subModels();
    } finally {
      SPARK.setLocalProperty("spark.scheduler.pool", null);
    }

    for (int fold = 0; fold < 2; fold++) {
      Dataset<Row> others = train.where(col("fold").notEqual(fold));
      for (int i = 0; i < grid.length; i++) {
        String alone = classifier.copy(grid[i]).fit(others).digest();
        assertThat(((LockstepClassificationModel) models[fold][i]).digest()).isEqualTo(alone);
      }
    }
    assertThat(notices.all).isEmpty();
  }
}
