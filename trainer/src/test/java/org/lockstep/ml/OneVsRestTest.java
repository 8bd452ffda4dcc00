package org.lockstep.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classifier in MLlib's reduction of several classes to two. */
@Tag("spark")
class OneVsRestTest {
  @Test
  void oneModelAClassIsTrainedWithTheBitsOfThatFitAlone(@TempDir Path folder) throws Exception {
    Dataset<Row> train = Iris.train();
    LockstepClassifier classifier = Iris.classifier().setMaxIter(30);

    OneVsRestModel several = new OneVsRest().setClassifier(classifier).fit(train);

    assertThat(several.models()).hasSize(3);
    for (int c = 0; c < 3; c++) {
      Dataset<Row> two =
          train.withColumn("label", when(col("label").equalTo(c), 1.0).otherwise(0.0));
      assertThat(((LockstepClassificationModel) several.models()[c]).digest())
          .isEqualTo(classifier.fit(two).digest());
    }
    String path = folder.resolve("saved").toString();
    several.save(path);
    Dataset<Row> predictions = several.transform(train);
    assertThat(OneVsRestModel.load(path).transform(train).select("prediction").collectAsList())
        .isEqualTo(predictions.select("prediction").collectAsList());
    assertThat(
            new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predictions))
        .isGreaterThan(0.9);
  }
}
