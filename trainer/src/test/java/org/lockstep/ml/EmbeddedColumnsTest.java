package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.support.SharedSpark;

/** An estimator whose words and numbers are embedded. */
@Tag("spark")
class EmbeddedColumnsTest {
  private static final SparkSession SPARK = SharedSpark.session();

  @TempDir Path folder;

  private static Dataset<Row> table() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      rows.add(RowFactory.create("w" + i % 20, i * 0.1, i % 20 < 10 ? "low" : "high"));
    }
    return SPARK.createDataFrame(rows, StructType.fromDDL("w string, x double, label string"));
  }

  @Test
  void aFittedModelIsSavedAndPredictsWhatItLearnedOfEachWord() throws Exception {
    LockstepClassificationModel model =
        new LockstepClassifier()
            .setFeaturesCols("w", "x")
            .setMaxIter(40)
            .setStepSize(0.02)
            .setSolver("adam")
            .withSetting("maxLevels", 4)
            .withSetting("wordEmbedding", 3)
            .withSetting("unseenWords", "zero")
            .withSetting("inputScale", true)
            .withSetting("numberEmbeddingType", "pbld")
            .withSetting("network.number-embedding.frequencies", 5)
            .fit(table());

    model.write().save(folder.resolve("model").toString());
    LockstepClassificationModel loaded =
        LockstepClassificationModel.load(folder.resolve("model").toString());

    assertThat(loaded.digest()).isEqualTo(model.digest());
    assertThat(model.inputWidth()).isEqualTo(2);
    assertThat(model.trained().topology().inputs(0)).isEqualTo(3 + 4);
    List<Row> predictions = loaded.transform(table()).collectAsList();
    assertThat(predictions)
        .allSatisfy(
            row ->
                assertThat(loaded.labels().get((int) (double) row.<Double>getAs("prediction")))
                    .isEqualTo(row.getAs("label")));
    Dataset<Row> other = table().limit(1).selectExpr("'never' as w", "x", "label");
    assertThat(loaded.transform(other).count()).isEqualTo(1);
    assertThat(model.transform(table()).collectAsList()).isEqualTo(predictions);
  }
}
