package org.lockstep.data.column;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.Problems;
import org.lockstep.data.table.ColumnNames;
import org.lockstep.data.table.ParquetTable;
import org.lockstep.data.table.Table;
import org.lockstep.settings.data.Validation;
import org.lockstep.support.Blobs;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;

@Tag("spark")
class ColumnNamesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "Held held HELD, held, held",
    "Held held HELD, HELD, HELD",
    "Held held HELD, Held, Held",
    "Held held HELD, hELD, Held",
    "held Held, HELD, held",
    "Größe, GRÖSSE,",
    "größe, GRÖßE, größe",
    "held, hold,",
  })
  void theExactNameIsPreferredToTheFirstCaseInsensitiveMatch(
      String columns, String name, @Nullable String found) {
    List<String> names = Arrays.asList(columns.split(" ", -1));
    StructType schema = new StructType();
    Map<String, String> byName = new LinkedHashMap<>();
    for (String column : names) {
      schema = schema.add(column, "int");
      byName.put(column, column);
    }

    assertThat(ColumnNames.find(schema, name).map(StructField::name).orElse(null)).isEqualTo(found);
    assertThat(ColumnNames.find(names, column -> column, name).orElse(null)).isEqualTo(found);
    assertThat(ColumnNames.find(byName, name).orElse(null)).isEqualTo(found);
  }

  private static SparkSession caseSensitive() {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.caseSensitive", "true");
    return spark;
  }

  /** Two columns of marks, the first marks every fourth row, the second all others. */
  private String twins(SparkSession spark, String first, String second) {
    Column mark = col("x0").multiply(1000).cast("int").mod(4).equalTo(0);
    Dataset<Row> rows =
        Blobs.table(spark, 120).withColumn(first, mark).withColumn(second, not(mark));
    String table = folder.resolve("twins").toString();
    rows.write().parquet(table);
    return table;
  }

  @ParameterizedTest
  @CsvSource({
    "Held, held, held, true",
    "Held, held, Held, false",
    "held, HELD, HELD, true",
    "held, HELD, held, false",
    "HELD, Held, held, false",
  })
  void theValidationColumnIsTheOneWithExactlyTheName(
      String first, String second, String named, boolean isSecond) {
    SparkSession spark = caseSensitive();
    String table = twins(spark, first, second);
    Runs runs =
        Runs.classification(table)
            .withColumns(List.of("label"), List.of("x0", "x1"))
            .withValidation(new Validation.Column(named))
            .withEpochs(1);

    TrainingResult result = new Trainer(spark, runs.to(folder.resolve("model").toString())).train();

    long marked = spark.read().parquet(table).where(col(isSecond ? second : first)).count();
    assertThat(marked).isNotIn(0L, 60L, 120L);
    assertThat(result.validation()).isNotNull();
    assertThat(result.validation().examples()).isEqualTo(marked);
  }

  @Test
  void theColumnThatDiffersFromTheValidationColumnInCaseIsAFeature() {
    SparkSession spark = caseSensitive();
    Table table = ParquetTable.open(spark, twins(spark, "Held", "held"));
    TableColumns columns =
        ColumnSelection.toTrain(
            table,
            Runs.classification("")
                .withColumns(List.of("label"), List.of())
                .withValidation(new Validation.Column("held"))
                .data(),
            Problems.thrown());

    assertThat(columns.featureNames()).contains("Held").doesNotContain("held");
  }
}
