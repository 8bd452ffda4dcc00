package org.lockstep.jobs;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.spark.package$;
import org.lockstep.jobs.check.DoctorCommand;
import org.lockstep.jobs.check.GradientCheckCommand;
import org.lockstep.jobs.check.InitCommand;
import org.lockstep.jobs.check.SettingsCommand;
import org.lockstep.jobs.check.ValidateCommand;
import org.lockstep.jobs.console.Console;
import org.lockstep.jobs.console.HidingWriter;
import org.lockstep.jobs.console.PrintableWriter;
import org.lockstep.jobs.console.ShellCommand;
import org.lockstep.jobs.console.SystemTty;
import org.lockstep.jobs.console.Tty;
import org.lockstep.jobs.console.WrappingWriter;
import org.lockstep.jobs.model.EvaluateCommand;
import org.lockstep.jobs.model.ExplainCommand;
import org.lockstep.jobs.model.ExportCommand;
import org.lockstep.jobs.model.InspectCommand;
import org.lockstep.jobs.model.PredictCommand;
import org.lockstep.jobs.runs.ReportCommand;
import org.lockstep.jobs.runs.RunsCommand;
import org.lockstep.jobs.runs.VerifyCommand;
import org.lockstep.jobs.session.Failure;
import org.lockstep.jobs.session.Invocation;
import org.lockstep.jobs.session.LogLevel;
import org.lockstep.jobs.train.ResumeCommand;
import org.lockstep.jobs.train.TrainCommand;
import org.lockstep.jobs.train.TuneCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;
import scala.util.Properties;

/**
 * The command line.
 *
 * <p>The exit status is 0 for success, 2 for an error that the user can correct, 1 for any other
 * error, and 3 for a run that was stopped on request. One line on standard error gives the reason.
 * Results go to standard output, everything else to standard error.
 */
@Command(
    name = "lockstep",
    description = "Trains neural networks on Apache Spark, bit for bit the same on any cluster.",
    subcommands = {
      InitCommand.class,
      ValidateCommand.class,
      TrainCommand.class,
      ResumeCommand.class,
      VerifyCommand.class,
      DoctorCommand.class,
      EvaluateCommand.class,
      ExplainCommand.class,
      PredictCommand.class,
      InspectCommand.class,
      ExportCommand.class,
      RunsCommand.class,
      ReportCommand.class,
      GradientCheckCommand.class,
      TuneCommand.class,
      SettingsCommand.class,
      CompletionCommand.class
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = {"", "Example:", "  lockstep train conf/digits.conf"})
public final class Main implements Invocation {
  @Option(
      names = "--log-level",
      scope = ScopeType.INHERIT,
      paramLabel = "LEVEL",
      description =
          "Show the log of Spark and other libraries on standard error:"
              + " ${COMPLETION-CANDIDATES}.")
  private LogLevel logLevel = LogLevel.OFF;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "The same as --log-level info.")
  private boolean verbose;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean stacktrace;

  private final Console console;
  private final PrintWriter out;

  private Main(Console console, PrintWriter out) {
    this.console = console;
    this.out = out;
  }

  @Override
  public Console console() {
    return console;
  }

  @Override
  public boolean showsLog() {
    return shownLevel() != LogLevel.OFF;
  }

  private LogLevel shownLevel() {
    return verbose && logLevel == LogLevel.OFF ? LogLevel.INFO : logLevel;
  }

  /**
   * Runs a command and ends the process with its status.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    // All output is English, including the format of numbers.
    Locale.setDefault(Locale.ROOT);
    Console console =
        new Console(new PrintWriter(System.err, false, StandardCharsets.UTF_8), SystemTty::ofError);
    Writer out = new OutputStreamWriter(System.out, StandardCharsets.UTF_8);
    int status =
        run(
            args,
            new PrintWriter(new WrappingWriter(out, () -> SystemTty.ofOutput().columns()), true),
            console);
    // After success the process ends by itself: YARN treats any exit, even with 0, as a failure.
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
    return run(args, out, new Console(err, () -> Tty.NONE));
  }

  /** Runs a command with a console, which may be a terminal. */
  static int run(String[] args, PrintWriter out, Console console) {
    Main main = new Main(console, out);
    PrintWriter results = new PrintableWriter(new HidingWriter(out));
    try {
      return main.commandLine().setOut(results).execute(args);
    } catch (Throwable e) { // an Error, of memory or of a native library
      return main.report(e);
    } finally {
      results.flush();
      console.clear();
      console.text().flush();
    }
  }

  /** All commands, for tests and documentation. */
  static CommandLine commands() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    return new Main(new Console(nowhere, () -> Tty.NONE), nowhere).commandLine();
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(this).setCommandName(ShellCommand.program());
    nameProgram(line);
    return line.setErr(console.text())
        // Paths and column names may begin with @.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(this::execute)
        .setParameterExceptionHandler(
            (e, given) -> report(new Failure(Failure.MISTAKE, text(e)), e))
        .setExecutionExceptionHandler((e, command, given) -> report(e));
  }

  /** Writes the program in the examples as it was called, so that they can be pasted. */
  private static void nameProgram(CommandLine line) {
    String[] footer = line.getCommandSpec().usageMessage().footer();
    line.getCommandSpec()
        .usageMessage()
        .footer(
            Arrays.stream(footer)
                .map(
                    text ->
                        text.replaceFirst(
                            "^  lockstep ",
                            "  " + Matcher.quoteReplacement(ShellCommand.program()) + " "))
                .toArray(String[]::new));
    line.getSubcommands().values().forEach(Main::nameProgram);
  }

  private int execute(CommandLine.ParseResult parsed) {
    shownLevel().apply();
    boolean isHelp =
        parsed.asCommandLineList().stream()
            .anyMatch(each -> each.isUsageHelpRequested() || each.isVersionHelpRequested());
    if (isHelp) { // unfiltered, as picocli's colours are control characters
      parsed.commandSpec().commandLine().setOut(out);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private int report(Throwable thrown) {
    return report(Failure.of(thrown), thrown);
  }

  private int report(Failure failure, Throwable thrown) {
    console.fail(failure.line());
    if (stacktrace) {
      console.text().print(ExceptionUtils.getStackTrace(thrown));
    }
    return failure.status();
  }

  private static String text(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (e.getMessage() != null && e.getMessage().startsWith("Missing required subcommand")) {
      return "no command given; use %s with one of %s"
          .formatted(name, String.join(", ", command.getSubcommands().keySet()));
    }
    String message = Failure.oneLine(String.valueOf(e.getMessage()));
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    return suggestions.isEmpty()
        ? "%s; see %s --help".formatted(message, name)
        : "%s; did you mean %s?".formatted(message, String.join(" or ", suggestions));
  }

  /** The versions of Lockstep, Spark, Scala and Java. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {
        "lockstep " + (version == null ? "(not from a jar)" : version),
        "spark %s, Scala %s"
            .formatted(package$.MODULE$.SPARK_VERSION(), Properties.versionNumberString()),
        "java %s, %s, %s"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vm.name", ""),
                System.getProperty("java.vendor", ""))
      };
    }
  }
}
