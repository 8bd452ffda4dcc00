package org.lockstep.jobs;

import java.nio.file.Path;
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

  /** Every command followed by its subcommands, in the listed order. */
  static List<CommandSpec> commands() {
    return under(Main.commands()).map(CommandLine::getCommandSpec).toList();
  }

  private static Stream<CommandLine> under(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpExamples::under));
  }

  /** Lines of a help text, those that go on after a backslash in one. */
  static Stream<String> whole(String... lines) {
    return String.join("\n", lines).replaceAll(" \\\\\n +", " ").lines();
  }

  /** The examples of one command. */
  static List<String> of(CommandSpec command) {
    return whole(command.usageMessage().footer())
        .filter(line -> (line + " ").startsWith(INDENT + command.qualifiedName() + " "))
        .map(String::strip)
        .toList();
  }

  /**
   * The commands of the documents, then the examples that are not among them, each as the words
   * after the name of the program.
   */
  static Set<List<String>> all(Path root) {
    Set<List<String>> all = new LinkedHashSet<>(Documents.runnable(root));
    for (CommandSpec command : commands()) {
      for (String example : of(command)) {
        List<String> words = Arrays.asList(example.split(" +"));
        all.add(words.subList(1, words.size()));
      }
    }
    return all;
  }
}
