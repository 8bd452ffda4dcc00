package org.lockstep.jobs.session;

import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.lockstep.data.source.TableReader;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.settings.table.ReadSettings;
import org.lockstep.settings.table.TableKeys;
import org.lockstep.settings.table.TableSettings;
import org.lockstep.settings.value.Setting;
import picocli.CommandLine.Option;

/** The option of commands whose table is a parameter: how the table is read. */
public final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "The format of DATA, like --set data.format=FORMAT: parquet, csv, json, orc, avro or another"
              + " data source of Spark; by default what its content shows.")
  private @Nullable String format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  FormatOption() {}

  /** The keys that a command with this option accepts, and others. */
  public static String[] accepted(String... others) {
    return Stream.concat(Stream.of(others), TableKeys.ALL.stream().map(Setting::key))
        .toArray(String[]::new);
  }

  /**
   * The table of a command.
   *
   * @param data its name, as the user wrote it
   */
  public TableSettings table(SparkSession spark, String data, CommandLineSettings given) {
    ReadSettings how = given.reading();
    return TableReader.byContent(
        spark, new TableSettings(data, format == null ? how : how.withFormat(format)));
  }
}
