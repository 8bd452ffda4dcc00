package org.lockstep.data.prediction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.data.lane.Lane;
import org.lockstep.data.lane.TrainingData;
import org.lockstep.encoding.DateEncoding;
import org.lockstep.encoding.HashedColumn;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.Scaling;
import org.lockstep.encoding.Unseen;
import org.lockstep.settings.data.CategorySettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.support.Tables;

/** The encoding agrees with Spark ML's stages. */
@Tag("spark")
class SparkMlStagesTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 60;

  @TempDir private Path folder;

  @Test
  void wordsAndMissingNumbersAreEncodedAsByStringIndexerOneHotEncoderAndImputer() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      String word = List.of("b", "a", "", "ä", "Z").get(i * i % 5);
      rows.add(RowFactory.create(i % 4 == 0 ? null : i * 1.25, word, i % 2));
    }
    String table = Tables.write(folder.resolve("table"), "x double, w string, label int", rows);
    Dataset<Row> read = SPARK.read().parquet(table);
    Dataset<Row> theirs =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new Imputer().setInputCols(new String[] {"x"}).setOutputCols(new String[] {"xi"}),
                  new StringIndexer()
                      .setInputCol("w")
                      .setOutputCol("wi")
                      .setStringOrderType("alphabetAsc"),
                  new OneHotEncoder().setInputCol("wi").setOutputCol("wv").setDropLast(false),
                  new VectorAssembler()
                      .setInputCols(new String[] {"xi", "wv"})
                      .setOutputCol("features")
                })
            .fit(read)
            .transform(read);
    List<List<Float>> expected = new ArrayList<>();
    for (Row row : theirs.select("features").collectAsList()) {
      expected.add(floats(((Vector) row.get(0)).toArray()));
    }

    assertThat(encoded(table)).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static List<Float> floats(double[] numbers) {
    List<Float> floats = new ArrayList<>();
    for (double number : numbers) {
      floats.add((float) number);
    }
    return floats;
  }

  /** The inputs of all rows, as they are dealt to a lane. */
  private static List<List<Float>> encoded(String table) {
    DataSettings settings =
        Runs.classification(table)
            .withColumns(List.of("label"), List.of("x", "w"))
            .withEncoding(
                new EncodingSettings(
                    Scaling.NONE,
                    Missing.MEAN,
                    new CategorySettings(10, 8, Unseen.ERROR, Missing.ERROR),
                    Optional.of(DateEncoding.DAYS)))
            .data();
    TrainingData data = TrainingData.prepare(SPARK, settings, ROWS, 1, () -> 1);
    try {
      int inputs = data.encoding().inputWidth();
      List<List<Float>> rows = new ArrayList<>();
      for (Lane lane : data.train().collect()) {
        for (int example = 0; example < lane.size(); example++) {
          List<Float> row = new ArrayList<>();
          for (int i = 0; i < inputs; i++) {
            row.add(lane.block(example)[lane.offset(example) + i]);
          }
          rows.add(row);
        }
      }
      return rows;
    } finally {
      data.release();
    }
  }

  @Test
  void aHashedWordFallsIntoTheBucketOfHashingTf() {
    List<String> words = List.of("", "a", "größe", "patient 17", "\uD83D\uDE00", "a longer text");
    HashingTF hashing =
        new HashingTF().setInputCol("terms").setOutputCol("vector").setNumFeatures(61);
    Dataset<Row> hashed =
        hashing.transform(
            SPARK
                .createDataset(words, Encoders.STRING())
                .toDF("word")
                .withColumn("terms", functions.array(functions.col("word"))));

    Map<String, Integer> buckets = new HashMap<>();
    for (Row row : hashed.collectAsList()) {
      buckets.put(row.getString(0), ((Vector) row.get(2)).argmax());
    }

    for (String word : words) {
      assertThat(HashedColumn.bucket(word, 61)).as(word).isEqualTo(buckets.get(word));
    }
  }
}
