package org.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;
import org.lockstep.settings.KnownSettings;
import org.lockstep.settings.value.Setting;

/** The documentation names the parameter of every setting, or its substitute. */
class DescribedParametersTest {
  private static final Pattern PARAMETER = Pattern.compile("[a-zA-Z0-9]+");

  /** The parameters that are not settings: columns, and MLlib's parameters of regularisation. */
  static final Set<String> NO_SETTINGS =
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

  @Test
  void theEstimatorsHaveEverySettingOfTheLibraryAsAParameterOrWithADocumentedSubstitute() {
    Set<String> parameters =
        Stream.of(new LockstepClassifier().params(), new LockstepRegressor().params())
            .flatMap(Arrays::stream)
            .map(Param::name)
            .collect(Collectors.toCollection(TreeSet::new));
    parameters.removeAll(NO_SETTINGS);

    Set<String> described = new TreeSet<>();
    for (Setting<?> setting : KnownSettings.ALL) {
      Optional<String> text = SettingParams.described(setting);
      assertThat(text).as(setting.key()).isPresent();
      String name = text.get().replaceFirst(" \\(Lockstep\\w+ alone\\)$", "");
      if (PARAMETER.matcher(name).matches() && !NO_SETTINGS.contains(name)) {
        described.add(name);
      }
    }

    assertThat(described).isEqualTo(parameters).hasSizeGreaterThan(60);
  }
}
