package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The help fits 80 columns without a word that is cut. */
class HelpTextsTest {
  private static final int COLUMNS = 80;

  static List<CommandSpec> commands() {
    return HelpExamples.commands();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noWordIsCutAndNoLineIsLongerThanATerminal(CommandSpec command) {
    String help = command.commandLine().getUsageMessage();
    List<String> texts = new ArrayList<>(List.of(command.usageMessage().description()));
    texts.addAll(List.of(command.usageMessage().footer()));
    Stream.concat(command.options().stream(), command.positionalParameters().stream())
        .filter(argument -> !argument.hidden())
        .map(ArgSpec::description)
        .forEach(description -> texts.addAll(List.of(description)));

    List<String> shown = List.of(help.split("\\s+"));
    assertThat(texts)
        .flatMap(text -> List.of(text.replace("%n", " ").strip().split("\\s+")))
        .filteredOn(word -> !word.isEmpty() && !word.contains("$"))
        .allSatisfy(word -> assertThat(shown).as(help).contains(word));
    assertThat(help.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(COLUMNS));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void anExampleIsALineOrIsContinuedAsAShellDoes(CommandSpec command) {
    assertThat(command.usageMessage().footer())
        .filteredOn(line -> line.startsWith("      "))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(COLUMNS));
    assertThat(HelpExamples.of(command))
        .allSatisfy(example -> assertThat(example).doesNotContain("\\"));
  }
}
