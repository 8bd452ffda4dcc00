package org.lockstep.jobs;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line.
 *
 * <p>Exit status 0 is success, 2 a mistake that the user can put right, 1 a failure of the machine,
 * 3 a run that was asked to stop. Of the last three one line on standard error says what happened.
 * Results go to standard output, everything else to standard error.
 */
@Command(
    name = "lockstep",
    description = "Trains neural networks on Apache Spark, bit for bit the same on any cluster.",
    subcommands = {
      TrainCommand.class,
      ResumeCommand.class,
      VerifyCommand.class,
      DoctorCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      RunsCommand.class,
      ReportCommand.class,
      GradientCheckCommand.class,
      DatasetCommand.class
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {"", "Example:", "  lockstep train conf/digits.conf"})
public final class Main {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the log of Spark and of the libraries under it.")
  private boolean verbose;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of what went wrong.")
  private boolean stacktrace;

  private Main() {}

  /**
   * Runs a command and ends the process with its status.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    int status =
        run(
            args,
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    // After success the process ends by itself: YARN takes an exit, even with 0, for a failure.
    if (status != 0) {
      System.exit(status);
    }
  }

  /**
   * Runs a command.
   *
   * @param args the command and its options
   * @param out where results are written
   * @param err where progress and errors are written
   * @return the exit status
   */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    Main main = new Main();
    CommandLine line =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            // Paths and column names may begin with @.
            .setExpandAtFiles(false)
            .setExecutionStrategy(main::execute)
            .setParameterExceptionHandler(
                (e, given) -> main.report(new Failure(Failure.MISTAKE, text(e)), e, err))
            .setExecutionExceptionHandler((e, command, given) -> main.report(e, err));
    try {
      return line.execute(args);
    } catch (Throwable e) { // an Error, of memory or of a native library
      return main.report(e, err);
    } finally {
      out.flush();
      err.flush();
    }
  }

  private int execute(CommandLine.ParseResult parsed) {
    // Before Spark or ND4J has said a word.
    if (!verbose) {
      // Their errors come back as exceptions.
      Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    } else if (!(LoggerContext.getContext(false).getConfiguration()
        instanceof DefaultConfiguration)) {
      Configurator.setRootLevel(Level.INFO);
    } // else Spark brings its own configuration, which says as much
    return new CommandLine.RunLast().execute(parsed);
  }

  private int report(Throwable thrown, PrintWriter err) {
    return report(Failure.of(thrown), thrown, err);
  }

  private int report(Failure failure, Throwable thrown, PrintWriter err) {
    err.println("lockstep: " + failure.line());
    if (stacktrace) {
      thrown.printStackTrace(err);
    }
    return failure.status();
  }

  private static String text(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (e.getMessage() != null && e.getMessage().startsWith("Missing required subcommand")) {
      return "which command? %s and one of %s"
          .formatted(name, String.join(", ", command.getSubcommands().keySet()));
    }
    String message = Failure.oneLine(String.valueOf(e.getMessage()));
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    return suggestions.isEmpty()
        ? "%s; %s --help shows what there is".formatted(message, name)
        : "%s; did you mean %s?".formatted(message, String.join(" or ", suggestions));
  }

  /** The version in the manifest of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"lockstep " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
