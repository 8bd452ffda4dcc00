package org.lockstep.jobs.check;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.lockstep.UserException;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.SettingOptions;
import org.lockstep.jobs.session.SparkSessions;
import org.lockstep.jobs.settings.SettingsFile;
import org.lockstep.network.GradientCheck;
import org.lockstep.network.Topology;
import org.lockstep.training.check.GradientChecker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks the gradients of a settings file's network against central differences. */
@Command(
    name = "gradcheck",
    description =
        "Checks the gradients of a network against central finite differences, in double "
            + "precision, at its initial weights and on the first rows of its training data.",
    footer = {"", "Example:", "  lockstep gradcheck conf/digits.conf"})
public final class GradientCheckCommand implements Callable<Integer> {
  private static final double WORST_ALLOWED = 1e-5;

  /** With a smaller share of non-zero gradients the check would pass for a dead layer. */
  private static final double LEAST_REAL = 0.05;

  @Parameters(paramLabel = "CONF", description = "The settings, a HOCON file.")
  private String file = "";

  @Mixin private SettingOptions settingOptions;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "The number of rows; default: ${DEFAULT-VALUE}.")
  private int rows = 8;

  @Option(
      names = "--parameters",
      paramLabel = "N",
      description = "The most parameters to check in each layer; default: ${DEFAULT-VALUE}.")
  private int parameters = 200;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  GradientCheckCommand() {}

  @Override
  public Integer call() {
    if (rows < 1 || parameters < 1) {
      throw new UserException(
          "%d rows and %d parameters leave nothing to check".formatted(rows, parameters),
          "--rows, --parameters",
          "each must be 1 or more");
    }
    SettingsFile settings = SettingsFile.read(file, settingOptions.overrides());
    GradientChecker.Result result;
    try (SparkSessions spark = SparkSessions.open(settings.spark())) {
      result = GradientChecker.check(spark.session(), settings.run().firstFold(), rows, parameters);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "rows  %d%n", result.examples());
    boolean passed = true;
    for (GradientCheck.Layer layer : result.layers()) {
      String verdict = verdict(layer);
      passed &= verdict.equals("ok");
      out.printf(
          Locale.ROOT,
          "%s  parameters %,d, checked %,d, real gradients %,d, worst relative error %.1e"
              + "  %s%n",
          name(layer, result.topology()),
          layer.parameters(),
          layer.checked(),
          layer.real(),
          layer.worst(),
          verdict);
    }
    out.println(passed ? "gradients  ok" : "gradients  failed");
    return passed ? 0 : Failure.BREAKDOWN;
  }

  private static String name(GradientCheck.Layer layer, Topology topology) {
    return layer.number() == 0
        ? "input stage"
        : "layer %d  %s"
            .formatted(
                layer.number(), topology.activations().get(layer.number() - 1).settingsName());
  }

  private static String verdict(GradientCheck.Layer layer) {
    if (!(layer.worst() <= WORST_ALLOWED)) {
      return "wrong: more than %.0e".formatted(WORST_ALLOWED);
    }
    return layer.real() < LEAST_REAL * layer.checked()
        ? "dead: too few gradients are not zero"
        : "ok";
  }
}
