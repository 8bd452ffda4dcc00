package org.lockstep.jobs.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lockstep.ml.LockstepClassifier;
import org.lockstep.ml.LockstepRegressor;

/**
 * The Python package takes its parameters from the Java estimators at run time, so it has the same.
 * Python's own parser reads it; PythonGatewayTest of the trainer makes the calls of PySpark.
 */
class PythonPackageTest {
  private static final Path PACKAGE =
      Path.of("../trainer/src/main/resources/org/lockstep/ml/__init__.py");

  /**
   * Prints a line for each name, each text that is no docstring, and each base and call of a class.
   */
  private static final String PARSE =
      """
      import ast, sys
      tree = ast.parse(open(sys.argv[1]).read())
      documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
      docs = {ast.get_docstring(n, False) for n in ast.walk(tree) if isinstance(n, documented)}
      for node in ast.walk(tree):
          if isinstance(node, ast.Constant) and isinstance(node.value, str):
              if node.value not in docs:
                  print("named", node.value)
          elif isinstance(node, (ast.Name, ast.Attribute, ast.arg, ast.keyword)):
              print("named", next(getattr(node, f) for f in ("id", "attr", "arg") if hasattr(node, f)))
          elif isinstance(node, ast.ClassDef):
              for base in node.bases:
                  print("base", node.name, ast.unparse(base))
              for call in ast.walk(node):
                  if isinstance(call, ast.Call):
                      print("call", node.name, ast.unparse(call.func))
      """;

  private static List<String> parsed() throws IOException, InterruptedException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "python3"))),
        "there is no python3");
    Process python =
        new ProcessBuilder("python3", "-c", PARSE, PACKAGE.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(text).isZero();
    return text.lines().toList();
  }

  @Test
  void thePythonEstimatorsTakeTheirParametersFromJava() throws Exception {
    assertThat(parsed())
        .contains(
            "base LockstepClassifier _Estimator",
            "base LockstepRegressor _Estimator",
            "base _Estimator JavaEstimator",
            "call _Estimator self._create_params_from_java",
            "call _Estimator self._transfer_params_from_java");
  }

  @Test
  void noParameterIsDeclaredInPython() throws Exception {
    Set<String> parameters =
        Stream.of(new LockstepClassifier().params(), new LockstepRegressor().params())
            .flatMap(Arrays::stream)
            .map(param -> "named " + param.name())
            .collect(Collectors.toSet());

    assertThat(parsed()).contains("named params").doesNotContainAnyElementsOf(parameters);
  }
}
