package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.lockstep.settings.value.Setting;

/** The command line and the documentation have the same settings. */
class SettingsEverywhereTest {
  private static final Path PAGE = Path.of("../conf/README.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^### `([a-z0-9.-]+)`$");

  private static Set<String> keys(List<Setting<?>> settings) {
    return settings.stream().map(Setting::key).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theDocumentationDescribesTheSettingsOfTheCommandLine() throws IOException {
    List<String> described =
        HEADING.matcher(Files.readString(PAGE)).results().map(found -> found.group(1)).toList();

    assertThat(described).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(described)).isEqualTo(keys(CommandKeys.ALL));
  }

  @Test
  void aSettingsFileMayHoldTheSettingsOfTheCommandLineAndNoOthers() {
    Set<String> known = new TreeSet<>(Leaves.of(SettingsFile.defaults().root()).keySet());
    known.remove("spark.master"); // of Spark, with a default of ours

    assertThat(known).isEqualTo(keys(CommandKeys.ALL));
  }
}
