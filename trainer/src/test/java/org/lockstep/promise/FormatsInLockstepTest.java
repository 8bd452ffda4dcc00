package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.survey.DataReport;
import org.lockstep.encoding.Missing;
import org.lockstep.encoding.MissingLabel;
import org.lockstep.model.Model;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.settings.data.Validation;
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.evaluation.Evaluation;

/** The same rows give the same bits, whatever format they are in, and however it is laid out. */
@Tag("spark")
class FormatsInLockstepTest {
  private static final SparkSession SPARK = SharedSpark.session();
  private static final int ROWS = 90;

  private static final StructType SCHEMA =
      StructType.fromDDL(
          "x double, n int, big bigint, word string, born date, seen timestamp, flag boolean,"
              + " label string");

  private static final List<String> FEATURES =
      List.of("x", "n", "big", "word", "born", "seen", "flag");

  /** The types that JSON cannot show. */
  private static final String OF_JSON = "n INT, born DATE, seen TIMESTAMP";

  @TempDir static Path folder;
  private static String expected;

  @BeforeAll
  static void writeTheRowsInEveryFormat() {
    Dataset<Row> rows = SPARK.createDataFrame(rows(), SCHEMA);
    Dataset<Row> shuffled = rows.orderBy(functions.hash(functions.col("x"))).repartition(3);
    rows.coalesce(1).write().parquet(at("parquet"));
    shuffled.write().parquet(at("parquet-3"));
    rows.coalesce(1).write().option("header", true).csv(at("csv"));
    shuffled.write().option("header", true).option("sep", ";").csv(at("csv-3"));
    rows.coalesce(1).write().json(at("json"));
    shuffled.write().json(at("json-3"));
    shuffled.write().orc(at("orc"));
    shuffled.write().format("avro").save(at("avro"));
    rows.createOrReplaceTempView("formats");
    expected = train(TableSettings.of(at("parquet"))).digest();
  }

  @AfterAll
  static void dropTheView() {
    SPARK.catalog().dropTempView("formats");
  }

  /** Rows by formula; every column of features lacks some values. */
  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      rows.add(
          RowFactory.create(
              i % 11 == 3 ? null : Math.sin(i) / 3,
              i % 13 == 2 ? null : i % 7 - 3,
              i % 17 == 1 ? null : 5_000_000_000L + i * 1_000L,
              i % 9 == 4 ? null : List.of("süd", "a,b", "quote\"d", "x y").get(i % 4),
              i % 8 == 5 ? null : Date.valueOf("20%02d-03-%02d".formatted(i % 30, 1 + i % 28)),
              i % 10 == 6 ? null : Timestamp.from(Instant.ofEpochSecond(i * 86_413_000L / 7)),
              i % 2 == 0,
              (i * 7 / 3) % 2 == 0 ? "yes" : "no"));
    }
    return rows;
  }

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  private static TableSettings table(String name, String format) {
    ReadSettings how = ReadSettings.DEFAULT.withFormat(format);
    return new TableSettings(at(name), format.equals("json") ? how.withSchema(OF_JSON) : how);
  }

  private static DataSettings data(TableSettings table) {
    return Runs.classification(table.name())
        .withColumns(List.of("label"), FEATURES)
        .withEncoding(EncodingSettings.DEFAULT.withMissing(Missing.INDICATOR))
        .data()
        .withTable(table);
  }

  private static Model train(SparkSession spark, DataSettings data) {
    Runs runs = Runs.classification(data.train()).withData(any -> data).withEpochs(2);
    return new Trainer(spark, runs.to(at("run-" + System.nanoTime()))).train().model();
  }

  private static Model train(TableSettings table) {
    return train(SPARK, data(table));
  }

  private static TableSettings csvIn3() {
    TableSettings table = table("csv-3", "csv");
    return new TableSettings(
        table.name(), table.how().withOptions(new TreeMap<>(Map.of("sep", ";"))));
  }

  @ParameterizedTest
  @CsvSource({
    "parquet-3, parquet",
    "csv, csv",
    "json, json",
    "json-3, json",
    "orc, orc",
    "avro, avro"
  })
  void everyFormatGivesTheDigestOfParquet(String name, String format) {
    assertThat(train(table(name, format)).digest()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"table:formats", "sql:SELECT * FROM formats;"})
  void aTableOfTheCatalogAndAQueryGiveTheDigestOfParquet(String name) {
    assertThat(train(TableSettings.of(name)).digest()).isEqualTo(expected);
  }

  @Test
  void settingsOfTheSessionDoNotChangeWhatATextMeans() {
    SparkSession spark = SPARK.newSession();
    Map.of(
            "spark.sql.session.timeZone", "Asia/Tokyo",
            "spark.sql.timestampType", "TIMESTAMP_NTZ",
            "spark.sql.legacy.timeParserPolicy", "LEGACY",
            "spark.sql.ansi.enabled", "false",
            "spark.sql.csv.parser.columnPruning.enabled", "true",
            "spark.sql.sources.useV1SourceList", "",
            "spark.sql.columnNameOfCorruptRecord", "x")
        .forEach(spark.conf()::set);

    assertThat(train(spark, data(csvIn3())).digest()).isEqualTo(expected);
    assertThat(train(spark, data(table("json-3", "json"))).digest()).isEqualTo(expected);
    assertThat(train(spark, data(table("orc", "orc"))).digest()).isEqualTo(expected);
  }

  @Test
  void aModelReadsACsvByTheTypesThatItWasTrainedOn() throws IOException {
    Model model = train(TableSettings.of(at("parquet")));
    Path few = folder.resolve("few.csv");
    Files.writeString(
        few,
        """
        x,n,big,word,born,seen,flag,label
        1,2,3,süd,2001-03-04,2020-01-01,true,yes
        2,,4,x y,2002-03-04,2020-01-02,false,no
        """);

    TableSettings csv = new TableSettings(few.toString(), ReadSettings.DEFAULT.withFormat("csv"));

    assertThat(
            Evaluation.evaluate(SPARK, model, csv, Optional.empty(), MissingLabel.ERROR)
                .scorecard()
                .examples())
        .isEqualTo(2);
  }

  @Test
  void wherePicksRowsToTrainAndToValidateOnAlike() {
    DataSettings all =
        data(TableSettings.of(at("parquet"))).withValidation(new Validation.Table(at("csv")));
    TableSettings csv = table("csv", "csv");
    TableSettings some =
        new TableSettings(csv.name(), csv.how().withWhere("flag AND n IS NOT NULL"));

    DataReport report =
        DataReport.of(SPARK, all.withTable(some), Optional.empty(), Problems.thrown());

    long flagged = rows().stream().filter(row -> row.getBoolean(6) && !row.isNullAt(1)).count();
    assertThat(report.rows()).isEqualTo(flagged).isLessThan(ROWS);
    assertThat(report.validationExamples()).isEqualTo(flagged);
  }

  @Test
  void theTypesFoundInACsvAreReported() {
    DataReport report =
        DataReport.of(SPARK, data(table("csv", "csv")), Optional.empty(), Problems.thrown());

    assertThat(report.inferred())
        .containsExactly(
            "x double",
            "n int",
            "big bigint",
            "word string",
            "born date",
            "seen timestamp",
            "flag boolean",
            "label string");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "age > | is not a predicate of SQL",
        "age > 3 | `age` cannot be resolved",
        "x + 1 | does not fit",
        "rand() < 0.5 | gives other rows each time"
      })
  void aWrongPredicateIsOneLine(String where, String says) {
    TableSettings table = new TableSettings(at("parquet"), ReadSettings.DEFAULT.withWhere(where));

    assertThatThrownBy(() -> train(table))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("data.where")
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @CsvSource({"csv, CSV", "json, JSON", "orc, ORC", "avro, Avro"})
  void otherFilesThanParquetNameTheirFormat(String format, String title) {
    assertThatThrownBy(() -> train(TableSettings.of(at(format))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("is %s, not Parquet", title)
        .hasMessageContaining("data.format = " + format);
  }

  @ParameterizedTest
  @CsvSource({
    "delta, add io.delta:delta-spark_4.2_2.13:4.4.0 by --packages",
    "iceberg, no package of Iceberg for Spark 4.2: use Spark 4.1",
    "cvs, parquet|csv"
  })
  void aSourceThatIsNotOnTheClassPathIsOneLine(String format, String advice) {
    assertThatThrownBy(() -> train(table("csv", format)))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("no data source %s", format)
        .hasMessageContaining(advice.replace("|", ", "));
  }

  @Test
  void aRowThatCannotBeReadIsNamedByItsFileAndItsText() throws IOException {
    Path table = Files.createDirectories(folder.resolve("faulty"));
    try (Stream<Path> parts = Files.list(folder.resolve("csv"))) {
      Path part = parts.filter(file -> file.toString().endsWith(".csv")).findFirst().orElseThrow();
      Files.copy(part, table.resolve("a.csv"));
    }
    Files.writeString(table.resolve("b.csv"), "x,n,big,word,born,seen,flag,label\n1,2,3,süd\n");

    assertThatThrownBy(() -> train(table("faulty", "csv")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("b.csv")
        .hasMessageContaining("line 2 of b.csv does not fit the columns: 1,2,3,süd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csv | x,label;1,yes;2,no;ill,no | 4",
        "json | {'x':1,'label':'yes'};{'x':2,'label':'no'};{'x':'ill','label':'no'} | 3"
      })
  void aValueThatDoesNotFitItsDeclaredTypeIsNamedByItsLine(String format, String rows, int line)
      throws IOException {
    Path file = folder.resolve("ill." + format);
    Files.writeString(file, rows.replace(';', '\n').replace('\'', '"') + "\n");
    ReadSettings how = ReadSettings.DEFAULT.withFormat(format).withSchema("x DOUBLE");

    assertThatThrownBy(
            () ->
                train(
                    SPARK,
                    Runs.classification(file.toString())
                        .withColumns(List.of("label"), List.of("x"))
                        .data()
                        .withTable(new TableSettings(file.toString(), how))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("line %d of ill.%s does not fit the columns", line, format);
  }

  @Test
  void aPredicateThatFailsAtAValueIsOneLine() {
    TableSettings table =
        new TableSettings(at("parquet"), ReadSettings.DEFAULT.withWhere("cast(word AS int) > 3"));

    assertThatThrownBy(() -> train(table))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("an expression cannot be computed for a row");
  }

  @Test
  void filesWithTheirColumnsInAnotherOrderAreRefused() throws IOException {
    Path table = Files.createDirectories(folder.resolve("orders"));
    Files.writeString(table.resolve("a.csv"), "x,label\n1,yes\n2,no\n3,no\n");
    Files.writeString(table.resolve("b.csv"), "label,x\nyes,1\nno,2\n");

    assertThatThrownBy(
            () ->
                train(
                    SPARK,
                    Runs.classification(table.toString())
                        .withColumns(List.of("label"), List.of("x"))
                        .data()
                        .withTable(table("orders", "csv"))))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("b.csv")
        .hasMessageContaining("header");
  }

  @Test
  void aStatementThatIsNoQueryDoesNotRun() {
    assertThatThrownBy(() -> train(TableSettings.of("sql:DROP VIEW formats")))
        .isInstanceOf(UserException.class);
    assertThat(SPARK.catalog().tableExists("formats")).isTrue();
  }
}
