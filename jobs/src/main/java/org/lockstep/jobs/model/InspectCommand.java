package org.lockstep.jobs.model;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.lockstep.jobs.console.Report;
import org.lockstep.jobs.session.JsonOption;
import org.lockstep.jobs.session.SparkOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.model.Manifest;
import org.lockstep.model.Model;
import org.lockstep.model.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the description of a model. */
@Command(
    name = "inspect",
    description = {
      "Prints the description of a model.",
      "It has metrics, layers, encoding of the columns, training settings, data and digest. "
          + "Reads all files of the model, so a damaged one is reported."
    },
    footer = {
      "",
      "Examples:",
      "  lockstep inspect runs/digits",
      "  lockstep inspect runs/digits --json"
    })
public final class InspectCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "The folder of a trained model.")
  private String path = "";

  @Mixin private JsonOption json;

  @Mixin private SparkOptions sparkOptions;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  InspectCommand() {}

  @Override
  public Integer call() {
    Configuration hadoop = SparkSessions.hadoop(sparkOptions.read("inspect").spark());
    Model model = ModelFolder.read(hadoop, path);
    Manifest manifest = ModelFolder.readManifest(hadoop, path);
    ModelReport report =
        new ModelReport(
            path,
            model,
            manifest.validation(),
            manifest.test(),
            ModelFolder.fileSizes(hadoop, path));
    PrintWriter out = spec.commandLine().getOut();
    if (json.isRequested()) {
      out.println(Report.json(report.figures()));
    } else {
      report.print(out);
    }
    return 0;
  }
}
