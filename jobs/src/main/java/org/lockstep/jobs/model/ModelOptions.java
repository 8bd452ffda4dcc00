package org.lockstep.jobs.model;

import org.lockstep.jobs.session.SessionOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The parameters and options of commands that apply a model to a table. */
final class ModelOptions {
  @Parameters(index = "0", paramLabel = "MODEL", description = "The folder of a trained model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description = "A Parquet file, a folder of Parquet files, or a glob.")
  private String data = "";

  @Mixin private SessionOptions session;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ModelOptions() {}

  /**
   * Reads and checks the settings given with --set.
   *
   * @param accepted the keys, besides those of Spark, that the command uses
   */
  CommandLineSettings settings(String command, String... accepted) {
    return session.read(command, accepted);
  }

  /** Opens the Spark session of the command. */
  SparkSessions open(CommandLineSettings given) {
    return SparkSessions.open(session.withMaster(given.spark()));
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
