package org.lockstep.jobs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The examples that {@code --help} shows, of all commands that picocli knows, and the commands that
 * the documents show.
 */
final class HelpExamples {
  private static final String INDENT = "  ";

  private HelpExamples() {}

  /** The outcome of an example. */
  record Outcome(String example, int status, String out, String err) {}

  /** Every command followed by its subcommands, in the listed order. */
  static List<CommandSpec> commands() {
    return under(Main.commands()).map(CommandLine::getCommandSpec).toList();
  }

  private static Stream<CommandLine> under(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpExamples::under));
  }

  /** The examples of one command. */
  static List<String> of(CommandSpec command) {
    return Arrays.stream(command.usageMessage().footer())
        .filter(line -> (line + " ").startsWith(INDENT + command.qualifiedName() + " "))
        .map(String::strip)
        .toList();
  }

  /**
   * Runs the commands of the documents in the current folder, then the examples that are not among
   * them, and writes their outcomes to a file.
   *
   * @param args the file, and the root of the repository
   */
  public static void main(String[] args) throws IOException {
    Set<List<String>> all = new LinkedHashSet<>(Documents.runnable(Path.of(args[1])));
    for (CommandSpec command : commands()) {
      for (String example : of(command)) {
        List<String> words = Arrays.asList(example.split(" +"));
        all.add(words.subList(1, words.size()));
      }
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (List<String> words : all) {
      Run run = Run.lockstep(words.toArray(String[]::new));
      String example = "lockstep " + String.join(" ", words);
      outcomes.add(new Outcome(example, run.status(), run.out(), run.err()));
    }
    SharedSpark.session().stop();
    new ObjectMapper().writeValue(Path.of(args[0]).toFile(), outcomes);
  }
}
