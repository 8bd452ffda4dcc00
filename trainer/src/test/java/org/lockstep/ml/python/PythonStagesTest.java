package org.lockstep.ml.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.lockstep.encoding.Task;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepEstimator;
import org.lockstep.ml.LockstepRegressor;
import org.lockstep.ml.SettingParams;

/** The Python package that the build writes; a stand-in takes the place of PySpark. */
class PythonStagesTest {
  private static final Path PACKAGE = Path.of("target", "classes", "org", "lockstep", "ml");
  private static final Pattern ARGUMENT =
      Pattern.compile("(?m)^ {8}([a-zA-Z0-9]+): \\S.* = (.+),$");

  private static List<String> arguments(String source, String type) {
    String stage = source.substring(source.indexOf("class %s(".formatted(type)));
    String signature = stage.substring(stage.indexOf("*,"), stage.indexOf(") -> None"));
    return ARGUMENT.matcher(signature).results().map(MatchResult::group).toList();
  }

  private static Set<String> names(List<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.strip().replaceFirst(":.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void pythonHasTheParametersOfJavaAndEverySettingAmongThemAndNoOthers() {
    String source = PythonStages.files().get("__init__.py");
    for (LockstepEstimator<?, ?> estimator :
        List.of(new LockstepClassifier(), new LockstepRegressor())) {
      Task task = estimator instanceof LockstepClassifier ? Task.CLASSIFICATION : Task.REGRESSION;

      Set<String> names = names(arguments(source, estimator.getClass().getSimpleName()));

      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(estimator.params()).map(Param::name).toList())
          .containsAll(SettingParams.of(task).keySet());
    }
  }

  @Test
  void aDefaultIsTheLiteralOfJavas() {
    assertThat(arguments(PythonStages.files().get("__init__.py"), "LockstepClassifier"))
        .map(String::strip)
        .contains(
            "labelCol: str = \"label\",",
            "hiddenLayers: Sequence[int] = (64,),",
            "dropout: float = 0.0,",
            "layerNorm: bool = False,",
            "weightCol: Optional[str] = None,",
            "scheduleAt: Optional[Union[str, int, Sequence[Union[str, int]]]] = None,",
            "classWeights: Optional[Union[str, Mapping[Any, float]]] = None,");
  }

  @Test
  void theBuildHasWrittenWhatTheSettingsSay() throws IOException {
    for (Map.Entry<String, String> file : PythonStages.files().entrySet()) {
      assertThat(PACKAGE.resolve(file.getKey())).hasContent(file.getValue());
    }
    try (Stream<Path> files = Files.list(PACKAGE)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains(
              "__init__.py", "_params.py", "_stages.py", "_connect.py", "_convert.py", "py.typed");
    }
  }

  @TestFactory
  List<DynamicTest> stagesWithoutPySpark() throws IOException {
    Optional<String> python = PythonProcess.python();
    assumeTrue(python.isPresent(), "there is no python3 with numpy");

    List<DynamicTest> tests =
        PythonProcess.tests(
            python.orElseThrow(),
            PythonProcess.environment(List.of()),
            "stages_without_pyspark_test");

    assertThat(tests).hasSizeGreaterThan(25);
    return tests;
  }
}
