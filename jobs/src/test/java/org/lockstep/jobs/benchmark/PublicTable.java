package org.lockstep.jobs.benchmark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A table of scripts/peers/fetch-tables, divided into rows to train and to test on.
 *
 * @param name of its file
 * @param isOfClasses whether the label holds classes
 */
record PublicTable(String name, boolean isOfClasses, String label) {
  private static final int TEST_OF = 5;

  /** All of them, the smallest first, none of which a test or an example uses. */
  static final List<PublicTable> ALL =
      List.of(
          new PublicTable("pima", true, "diabetes"),
          new PublicTable("sacramento", false, "price"),
          new PublicTable("concrete", false, "compressive_strength"),
          new PublicTable("attrition", true, "Attrition"),
          new PublicTable("ames", false, "Sale_Price"),
          new PublicTable("wages", false, "wages"),
          new PublicTable("jobs", true, "class"),
          new PublicTable("calls", true, "churn"),
          new PublicTable("salaries", false, "Salary"),
          new PublicTable("satellite", true, "classes"),
          new PublicTable("churn", true, "churn"),
          new PublicTable("houses", false, "median"),
          new PublicTable("loans", true, "Class"),
          new PublicTable("letters", true, "lettr"),
          new PublicTable("stops", true, "problem"),
          new PublicTable("shuttle", true, "Class"),
          new PublicTable("flights", true, "late"));

  /**
   * Writes the parts of a table as train.parquet and test.parquet, and as train.csv and test.csv
   * for Python, unless an earlier run has. A fifth of the rows is to test on, by a hash of the row.
   *
   * @param source the folder of the fetched files
   * @param folder of the parts
   */
  void divide(SparkSession spark, Path source, Path folder) throws IOException {
    if (Files.exists(folder.resolve("test.csv"))) {
      return;
    }
    Dataset<Row> all = read(spark, source);
    Column[] columns = Arrays.stream(all.columns()).map(c -> col(c)).toArray(Column[]::new);
    Column place = pmod(xxhash64(columns), lit(TEST_OF));
    write(all.where(place.gt(0)), folder, "train");
    write(all.where(place.equalTo(0)), folder, "test");
  }

  private Dataset<Row> read(SparkSession spark, Path source) {
    if (name.equals("flights")) {
      return spark
          .read()
          .parquet(source.resolve("flights-3m.parquet").toString())
          .selectExpr(
              "month(date) month",
              "dayofweek(date) weekday",
              "hour(date) + minute(date) / 60 hour",
              "distance",
              "origin",
              "destination",
              "delay >= 15 late");
    }
    return spark
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(source.resolve(name + ".csv").toString());
  }

  /** One file of each format. */
  private static void write(Dataset<Row> rows, Path folder, String part) throws IOException {
    Dataset<Row> one = rows.coalesce(1);
    one.write().mode("overwrite").parquet(folder.resolve(part + ".parquet").toString());
    Path csv = folder.resolve(part + "-csv");
    one.write().mode("overwrite").option("header", true).csv(csv.toString());
    try (Stream<Path> files = Files.list(csv)) {
      Path file =
          files.filter(f -> f.getFileName().toString().startsWith("part-")).findAny().orElseThrow();
      Files.move(file, folder.resolve(part + ".csv"));
    }
  }
}
