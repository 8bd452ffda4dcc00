package org.lockstep.jobs;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command with a trained model takes. */
final class ModelOptions {
  @Parameters(index = "0", paramLabel = "MODEL", description = "The folder of a trained model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "A Parquet file, a folder of them, or a glob.")
  private String data = "";

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "Spark's master; local[*] unless spark-submit says otherwise.")
  private @Nullable String master;

  /** Opens the Spark session of the command. */
  SparkSessions open() {
    SortedMap<String, String> settings = new TreeMap<>(SettingsFile.defaultSpark());
    if (master != null) {
      settings.put("spark.master", master);
    }
    return SparkSessions.open(settings);
  }

  /**
   * Reads the model.
   *
   * @throws org.lockstep.UserException if there is none, or it is damaged
   */
  Model model(SparkSessions spark) {
    return ModelFolder.read(spark.session().sparkContext().hadoopConfiguration(), model);
  }

  /** The path of the table. */
  String data() {
    return data;
  }
}
