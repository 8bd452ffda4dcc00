package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.ml.SettingParams;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.value.Setting;

/** The command line, the estimators and the documentation have the same settings. */
class SettingsEverywhereTest {
  private static final Path PAGE = Path.of("../conf/README.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^### `([a-z0-9.-]+)`$");
  private static final Pattern PARAMETER = Pattern.compile("[a-zA-Z0-9]+");

  /** Parameters of MLlib's own kind: columns, thresholds and its form of the penalty. */
  private static final Set<String> OF_MLLIB =
      Set.of(
          "featuresCol",
          "featuresCols",
          "labelCol",
          "predictionCol",
          "probabilityCol",
          "predictedLabelCol",
          "rawPredictionCol",
          "thresholds",
          "weightCol",
          "validationIndicatorCol",
          "regParam",
          "elasticNetParam");

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

  @Test
  void theEstimatorsHaveEverySettingOfTheLibraryAsAParameterOrWithADocumentedSubstitute() {
    Set<String> parameters =
        Stream.of(new LockstepClassifier().params(), new LockstepRegressor().params())
            .flatMap(Arrays::stream)
            .map(Param::name)
            .collect(Collectors.toCollection(TreeSet::new));
    parameters.removeAll(OF_MLLIB);

    Set<String> described = new TreeSet<>();
    for (Setting<?> setting : KnownSettings.ALL) {
      Optional<String> text = SettingParams.described(setting);
      assertThat(text).as(setting.key()).isPresent();
      String name = text.get().replaceFirst(" \\(Lockstep\\w+ alone\\)$", "");
      if (PARAMETER.matcher(name).matches() && !OF_MLLIB.contains(name)) {
        described.add(name);
      }
    }

    assertThat(described).isEqualTo(parameters).hasSizeGreaterThan(60);
  }
}
