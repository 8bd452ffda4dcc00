package org.lockstep.jobs.model;

import org.lockstep.jobs.session.FormatOption;
import org.lockstep.jobs.session.SessionOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.CommandLineSettings;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import org.lockstep.settings.table.TableSettings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The parameters and options of commands that apply a model to a table. */
final class ModelOptions {
  @Parameters(index = "0", paramLabel = "MODEL", description = "The folder of a trained model.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description =
          "A file, a folder of files, or a glob; table:NAME for a table of Spark's catalog, sql:QUERY for the rows of a query.")
  private String data = "";

  @Mixin private FormatOption format;

  @Mixin private SessionOptions session;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  ModelOptions() {}

  /**
   * Reads and checks the settings given with --set.
   *
   * @param accepted the keys, besides those of Spark, that the command uses
   */
  CommandLineSettings settings(String command, String... accepted) {
    return session.read(command, FormatOption.accepted(accepted));
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

  /** The folder of the model, as the user wrote it. */
  String folder() {
    return model;
  }

  /** The table. */
  TableSettings data(SparkSessions spark, CommandLineSettings given) {
    return format.table(spark.session(), data, given);
  }
}
