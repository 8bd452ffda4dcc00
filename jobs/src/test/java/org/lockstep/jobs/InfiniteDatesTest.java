package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * DuckDB writes the dates infinity and -infinity as the largest numbers, which are not valid dates.
 */
@Tag("spark")
class InfiniteDatesTest {
  private static final int INFINITE = 7;

  private final Workbench bench;

  InfiniteDatesTest(@TempDir Path folder) {
    bench = new Workbench(folder);
  }

  private Path table(String type, long infinity, int infinite) {
    boolean isDate = type.equals("DATE");
    return ForeignParquet.write(
        bench.path("t.parquet"),
        "optional %s t (%s);".formatted(isDate ? "int32" : "int64", type),
        (row, i) -> {
          if (isDate) {
            row.add("t", i < infinite ? (int) infinity : 19_000 + i);
          } else {
            row.add("t", i < infinite ? infinity : 1_700_000_000_000_000L + i);
          }
        });
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = ';',
      value = {
        "DATE; 2147483647; cyclic",
        "DATE; -2147483647; cyclic",
        "DATE; 2147483647; days",
        "TIMESTAMP(MICROS,true); 9223372036854775807; cyclic",
        "TIMESTAMP(MICROS,true); -9223372036854775807; cyclic",
        "TIMESTAMP(MICROS,false); 9223372036854775807; cyclic",
        "TIMESTAMP(MICROS,false); -9223372036854775807; days",
        "TIMESTAMP(NANOS,true); 9223372036854775807; cyclic",
        "TIMESTAMP(NANOS,true); -9223372036854775807; days",
        "TIMESTAMP(NANOS,false); 9223372036854775807; cyclic",
        "TIMESTAMP(NANOS,false); -9223372036854775807; days"
      })
  void infiniteDatesAreNamedAndCountedLikeInfiniteNumbers(
      String type, long infinity, String dates) {
    Path table = table(type, infinity, INFINITE);
    String[] settings = {"data.features=[x, t]", "data.dates=" + dates, "data.missing=indicator"};
    List<String> named = List.of("column t has infinities in 7 places", "t\\.parquet", "replace");

    bench.train(table, settings).isOneLineThatNames(named);
    Run init =
        Run.lockstep(
            "init", table.toString(), "--label", "score", "--output", bench.path("c").toString());
    assertThat(init.status()).as("%s", init).isZero();
    assertThat(init.out()).contains("left out  t: it has infinities in 7 places");

    table(type, infinity, 0);
    bench.train(table, settings).json();
    table(type, infinity, INFINITE);
    bench.predict(table).isOneLineThatNames(named);
    Run.lockstep("evaluate", bench.path("model").toString(), table.toString())
        .isOneLineThatNames(named);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "DATE; 2147483646",
        "DATE; -2147483646",
        "TIMESTAMP(MICROS,true); 9223372036854775806",
        "TIMESTAMP(MICROS,true); -9223372036854775806",
        "TIMESTAMP(NANOS,true); 9223372036854775806",
        "TIMESTAMP(NANOS,false); -9223372036854775806"
      })
  void finiteDatesInTheSameColumnAreRead(String type, long value) {
    Path table = table(type, value, INFINITE);

    bench.train(table, "data.features=[x, t]", "data.dates=days", "training.epochs=1").json();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TIMESTAMP(MILLIS,true)", "TIMESTAMP(MILLIS,false)"})
  void millisecondsBeyondSparksTimestampsAreAnErrorThatNamesTheColumn(String type) {
    Path table = table(type, Long.MAX_VALUE, INFINITE);

    bench
        .train(table, "data.features=[x, t]")
        .isOneLineThatNames(List.of("t\\.parquet", "too large", "replace"));
  }
}
