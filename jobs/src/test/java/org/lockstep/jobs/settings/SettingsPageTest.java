package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lockstep.optimization.optimizer.Optimizers;
import org.lockstep.optimization.schedule.Schedules;
import org.lockstep.settings.value.Setting;
import org.lockstep.settings.value.Type;

/** conf/README.md equals the page derived from the declarations of the settings. */
class SettingsPageTest {
  private static final Path PAGE = Path.of("../conf/README.md");
  private static final String BEGIN = "<!-- settings -->\n";
  private static final String END = "<!-- end of settings -->\n";
  private static final String REWRITE = "lockstep.rewrite";

  static List<Setting<?>> settings() {
    return CommandKeys.ALL;
  }

  static Stream<Type<?>> types() {
    return Stream.concat(Optimizers.TYPES.stream(), Schedules.TYPES.stream());
  }

  @Test
  void theSettingsPageIsUpToDate() throws IOException {
    String text = Files.readString(PAGE);
    int from = text.indexOf(BEGIN) + BEGIN.length();
    int to = text.indexOf(END);
    String expected = SettingsPage.of("");
    if (System.getProperties().containsKey(REWRITE)) {
      Files.writeString(PAGE, text.substring(0, from) + expected + text.substring(to));
      return;
    }

    assertThat(text.substring(from, to))
        .as(
            "conf/README.md is out of date; write it anew by"
                + " mvn test -pl jobs -am -Dtest=SettingsPageTest -D%s"
                + " -Dsurefire.failIfNoSpecifiedTests=false",
            REWRITE)
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aSettingIsListedWithItsDefaultAndDescribedUnderItsKey(Setting<?> setting) {
    assertThat(SettingsPage.overview().lines().map(String::strip))
        .anyMatch(line -> line.equals(setting.key()) || line.startsWith(setting.key() + " "));
    assertThat(SettingsPage.of(setting.key()))
        .contains("### `%s`\n".formatted(setting.key()))
        .containsIgnoringWhitespaces(setting.meaning(), setting.type().rule());
  }

  @ParameterizedTest
  @MethodSource("types")
  void aTypeIsListedWithItsSettingsAndItsOwnDefaults(Type<?> type) {
    List<String> rows =
        SettingsPage.of("")
            .lines()
            .filter(line -> line.startsWith("| `%s` |".formatted(type.name())))
            .toList();

    assertThat(rows).hasSize(1);
    for (Setting<?> setting : type.settings()) {
      assertThat(rows.get(0))
          .contains(
              setting.usual() == null
                  ? "`%s`".formatted(setting.key())
                  : "`%s = %s`".formatted(setting.key(), setting.usual()));
    }
  }

  @Test
  void settingsOfTheCommandLineOnlyAreNotListedAsSparkMlParameters() {
    for (String key : List.of("output", "overwrite", "tune.seed", "logging.tensorboard")) {
      assertThat(SettingsPage.of(key)).contains("`%s`".formatted(key)).doesNotContain("Spark ML");
    }
  }

  @Test
  void onlyTableRowsAreWiderThanThePage() {
    assertThat(SettingsPage.of("").lines().filter(line -> !line.startsWith("|")))
        .allMatch(line -> line.length() <= 120);
    assertThat(SettingsPage.overview().lines()).allMatch(line -> line.length() <= 80);
  }
}
