package org.lockstep.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lockstep.Problems;
import org.lockstep.UserException;
import org.lockstep.data.survey.DataReport;
import org.lockstep.encoding.Missing;
import org.lockstep.settings.RunSettings;
import org.lockstep.settings.data.ColumnSettings;
import org.lockstep.settings.data.DataSettings;
import org.lockstep.settings.data.EncodingSettings;
import org.lockstep.support.Runs;
import org.lockstep.support.SharedSpark;
import org.lockstep.training.Trainer;
import org.lockstep.training.TrainingResult;
import org.lockstep.training.evaluation.Evaluation;
import org.lockstep.training.evaluation.Prediction;
import org.lockstep.training.metric.Scorecard;

/** No setting of the session that reads a table changes a model or its predictions. */
@Tag("spark")
class ReaderSettingsTest {
  private static final int ROWS_A_FILE = 8;

  /** Files of another writer than Spark: its settings decide how to read what they leave open. */
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message table {
            required double x;
            optional binary wörd (STRING);
            required int32 born (DATE);
            required int64 seen (TIMESTAMP(MICROS,true));
            required int64 local (TIMESTAMP(MICROS,false));
            required int96 old;
            required binary bytes;
            required int32 label;
          }
          """);

  private static final List<String> FEATURES =
      List.of("x", "wörd", "born", "seen", "local", "old", "ts", "day", "zip", "big", "flag");

  private static final List<String> FOLDERS =
      List.of(
          "ts=2020-01-01 12%3A00%3A00/day=2020-02-29/zip=01234/big=1/flag=true",
          "ts=2020-01-01 23%3A30%3A00/day=1500-03-01/zip=98765/big=3000000000/flag=false",
          "ts=2019-12-31 00%3A00%3A00.5/day=2021-01-01/zip=00042/big=2/flag=I%2F1",
          "ts=1500-01-01 00%3A00%3A00/day=__HIVE_DEFAULT_PARTITION__/zip=7/big=5/flag=true",
          "ts=__HIVE_DEFAULT_PARTITION__/day=2020-02-28/zip=__HIVE_DEFAULT_PARTITION__/big=4/"
              + "flag=__HIVE_DEFAULT_PARTITION__");

  @TempDir static Path folder;
  private static String table;
  private static TrainingResult expected;
  private static Scorecard scorecard;
  private static List<String> answered;

  @BeforeAll
  static void trainInTheSessionAsItIs() throws IOException {
    Path root = folder.resolve("table");
    for (int f = 0; f < FOLDERS.size(); f++) {
      write(root.resolve(FOLDERS.get(f)).resolve("part.parquet"), f);
    }
    table = root.toString();
    expected = train(SharedSpark.session(), table, FEATURES);
    scorecard = evaluate(SharedSpark.session(), expected, table);
    answered = answers(SharedSpark.session(), expected, table);
  }

  /** Rows by formula. */
  private static void write(Path file, int number) throws IOException {
    SimpleGroupFactory rows = new SimpleGroupFactory(SCHEMA);
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(SCHEMA).build()) {
      for (int r = 0; r < ROWS_A_FILE; r++) {
        int i = number * ROWS_A_FILE + r;
        long micros =
            i % 3 == 0 ? -14_000_000_000_000_000L + i * 997_000_000L : i * 86_413_000_000L;
        Group row =
            rows.newGroup()
                .append("x", Math.sin(i))
                .append(
                    "born",
                    (int) LocalDate.of(i % 2 == 0 ? 1400 : 1990, 3, 1 + i % 28).toEpochDay())
                .append("seen", micros)
                .append("local", micros + 1)
                .append("old", int96(micros + 2))
                .append("bytes", Binary.fromString("b" + i))
                .append("label", (i * 7 / 3 + number) % 2);
        if (i % 5 > 0) {
          row.append("wörd", List.of("İ", "ı", "süd", "I").get(i % 4));
        }
        writer.write(row);
      }
    }
  }

  /** Nanoseconds of the day, then the Julian day. */
  private static Binary int96(long micros) {
    long day = Math.floorDiv(micros, 86_400_000_000L);
    long nanos = Math.floorMod(micros, 86_400_000_000L) * 1000;
    ByteBuffer buffer = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(nanos).putInt((int) (day + 2_440_588)).flip();
    return Binary.fromReusedByteBuffer(buffer);
  }

  private static TrainingResult train(SparkSession spark, String table, List<String> features) {
    String output = folder.resolve("model-" + System.nanoTime()).toString();
    RunSettings settings = Runs.classification(table).withEpochs(2).to(output);
    return new Trainer(
            spark,
            new RunSettings(
                data(table, features),
                settings.training(),
                settings.checkpoints(),
                output,
                settings.overwrite()))
        .train();
  }

  private static DataSettings data(String table, List<String> features) {
    return Runs.classification(table)
        .data()
        .withColumns(ColumnSettings.of(List.of("label"), features))
        .withEncoding(EncodingSettings.DEFAULT.withMissing(Missing.INDICATOR));
  }

  private static Scorecard evaluate(SparkSession spark, TrainingResult result, String table) {
    return Evaluation.evaluate(spark, result.model(), table, Optional.empty());
  }

  static List<Map<String, String>> sessions() {
    return List.of(
        Map.of(
            "spark.sql.session.timeZone", "Asia/Tokyo",
            "spark.sql.timestampType", "TIMESTAMP_NTZ",
            "spark.sql.parquet.inferTimestampNTZ.enabled", "false",
            "spark.sql.caseSensitive", "true",
            "spark.sql.sources.default", "json",
            "spark.sql.sources.useV1SourceList", ""),
        Map.of(
            "spark.sql.session.timeZone", "America/Los_Angeles",
            "spark.sql.legacy.timeParserPolicy", "LEGACY",
            "spark.sql.ansi.enabled", "false",
            "spark.sql.sources.validatePartitionColumns", "false",
            "spark.sql.parquet.datetimeRebaseModeInRead", "LEGACY",
            "spark.sql.parquet.datetimeRebaseModeInWrite", "LEGACY",
            "spark.sql.parquet.int96RebaseModeInRead", "LEGACY",
            "spark.sql.parquet.int96RebaseModeInWrite", "LEGACY",
            "spark.sql.parquet.int96TimestampConversion", "true"),
        Map.of(
            "spark.sql.sources.partitionColumnTypeInference.enabled", "false",
            "spark.sql.parquet.enableVectorizedReader", "false",
            "spark.sql.parquet.filterPushdown", "false",
            "spark.sql.parquet.recordLevelFilter.enabled", "true"),
        Map.of(
            "spark.sql.parquet.datetimeRebaseModeInRead", "EXCEPTION",
            "spark.sql.parquet.datetimeRebaseModeInWrite", "EXCEPTION",
            "spark.sql.parquet.int96RebaseModeInRead", "EXCEPTION",
            "spark.sql.parquet.int96RebaseModeInWrite", "EXCEPTION",
            "spark.sql.files.ignoreCorruptFiles", "true",
            "spark.sql.files.ignoreMissingFiles", "true",
            "spark.sql.files.ignoreInvalidPartitionPaths", "true",
            "spark.sql.parquet.mergeSchema", "true",
            "spark.sql.parquet.respectSummaryFiles", "true"),
        Map.of(
            "spark.sql.parquet.int96AsTimestamp", "false",
            "spark.sql.legacy.parquet.nanosAsLong", "true",
            "spark.sql.parquet.binaryAsString", "true",
            "spark.sql.parquet.fieldId.read.enabled", "true",
            "spark.sql.readSideCharPadding", "false"));
  }

  @ParameterizedTest
  @MethodSource("sessions")
  void readerSettingsDoNotChangeDigestEvaluationOrPredictions(Map<String, String> settings) {
    SparkSession spark = SharedSpark.session().newSession();
    settings.forEach(spark.conf()::set);

    TrainingResult result = train(spark, table, FEATURES);

    assertThat(result.model().encoding()).isEqualTo(expected.model().encoding());
    assertThat(result.model().digest()).isEqualTo(expected.model().digest());
    assertThat(evaluate(spark, expected, table)).isEqualTo(scorecard);
    assertThat(answers(spark, expected, table)).isEqualTo(answered);
    settings.forEach(
        (key, value) ->
            assertThat(spark.conf().get(key)).as("%s of the user", key).isEqualTo(value));
  }

  /** The predictions beside the columns of the table; binary columns may be strings. */
  private static List<String> answers(SparkSession spark, TrainingResult result, String table) {
    String output = folder.resolve("answers-" + System.nanoTime()).toString();
    Prediction.write(spark, result.model(), table, output);
    return SharedSpark.session().read().parquet(output).drop("bytes").collectAsList().stream()
        .map(Row::json)
        .sorted()
        .toList();
  }

  @Test
  void partitionColumnsReadAsNumbersAreAWarningIfTypeInferenceIsOff() {
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.sources.partitionColumnTypeInference.enabled", "false");

    DataReport report =
        DataReport.of(spark, data(table, FEATURES), Optional.empty(), Problems.thrown());

    assertThat(report.warnings())
        .filteredOn(warning -> warning.contains("partitionColumnTypeInference"))
        .hasSize(4)
        .anySatisfy(warning -> assertThat(warning).startsWith("column zip is read as int"));
  }

  @Test
  void columnsThatDifferInCaseOnlyAreTwoOnlyInACaseSensitiveSession() throws IOException {
    MessageType twins =
        MessageTypeParser.parseMessageType(
            "message t { required double x; required double X; required int32 label; }");
    Path file = folder.resolve("twins").resolve("part.parquet");
    SimpleGroupFactory rows = new SimpleGroupFactory(twins);
    Files.createDirectories(file.getParent());
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file)).withType(twins).build()) {
      for (int i = 0; i < 30; i++) {
        writer.write(
            rows.newGroup().append("x", 1.0 * i).append("X", -i % 5.0).append("label", i % 2));
      }
    }
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.caseSensitive", "true");
    String table = file.getParent().toString();

    TrainingResult result = train(spark, table, List.of("x", "X"));

    assertThat(result.model().encoding().features()).extracting("name").containsExactly("x", "X");
    assertThat(result.model().encoding().scale().offsets()).containsExactly(14.5, -2);
    String output = folder.resolve("twins-answers").toString();
    assertThat(Prediction.write(spark, result.model(), table, output)).isEqualTo(30);
    assertThatThrownBy(() -> train(SharedSpark.session(), table, List.of("x", "X")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("twice (upper and lower case count as the same)");
  }

  @Test
  void binaryColumnsReadAsStringsAreStringsForTheModelInEverySession() {
    SparkSession text = SharedSpark.session().newSession();
    text.conf().set("spark.sql.parquet.binaryAsString", "true");
    TrainingResult result = train(text, table, List.of("x", "bytes"));

    Scorecard inText = evaluate(text, result, table);

    assertThat(evaluate(SharedSpark.session(), result, table)).isEqualTo(inText);
    assertThat(answers(SharedSpark.session(), result, table))
        .isEqualTo(answers(text, result, table))
        .hasSize(FOLDERS.size() * ROWS_A_FILE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void aDamagedFileIsNeverSkipped(String ignoreCorruptFiles) throws IOException {
    Path copy = folder.resolve("damaged-" + ignoreCorruptFiles);
    FileUtils.copyDirectory(Path.of(table).toFile(), copy.toFile());
    Path file = copy.resolve(FOLDERS.get(1)).resolve("part.parquet");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 4, 40, (byte) 0xff); // the first page; the footer stays whole
    Files.write(file, bytes);
    SparkSession spark = SharedSpark.session().newSession();
    spark.conf().set("spark.sql.files.ignoreCorruptFiles", ignoreCorruptFiles);

    assertThatThrownBy(() -> train(spark, copy.toString(), FEATURES))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("part.parquet cannot be read");
  }

  @Test
  void theTypesAreThoseOfTheFoldersNamesInUtc() {
    assertThat(expected.model().encoding().features())
        .extracting(f -> f.name() + " " + f.type())
        .containsExactly(
            "x double",
            "wörd string",
            "born date",
            "seen timestamp",
            "local timestamp_ntz",
            "old timestamp",
            "ts timestamp",
            "day date",
            "zip int",
            "big bigint",
            "flag string");
  }
}
