package org.lockstep.ml.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonWheelTest {
  private static final Path CLASSES = Path.of("target", "classes");

  @TempDir private Path folder;

  @Test
  void equalFilesMakeEqualWheelsAndAnOlderOneIsReplaced() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("a")).resolve("old-0.whl"), "old");

    Path first = PythonWheel.write(CLASSES, folder.resolve("a"));
    Path second = PythonWheel.write(CLASSES, folder.resolve("b"));

    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(folder.resolve("a")).isDirectoryNotContaining(file -> file.endsWith("old-0.whl"));
  }

  @Test
  void theWheelHasThePackageAsTheJarHasIt() throws IOException {
    Path wheel = PythonWheel.write(CLASSES, folder);

    try (ZipFile archive = new ZipFile(wheel.toFile())) {
      assertThat(archive.stream().map(entry -> entry.getName()))
          .contains("org/lockstep/ml/__init__.py", "org/lockstep/ml/py.typed")
          .doesNotContain("org/__init__.py", "org/lockstep/__init__.py");
      byte[] packed =
          archive.getInputStream(archive.getEntry("org/lockstep/ml/_params.py")).readAllBytes();
      assertThat(CLASSES.resolve("org/lockstep/ml/_params.py")).hasBinaryContent(packed);
    }
  }

  @Test
  void pipInstallsItWithoutANetworkAndPythonImportsIt() throws IOException {
    Optional<String> python =
        PythonProcess.python().filter(name -> PythonProcess.runs(name, Map.of(), "import pip"));
    assumeTrue(python.isPresent(), "there is no python3 with pip and numpy");
    Path wheel = PythonWheel.write(CLASSES, folder);
    Path installed = folder.resolve("installed");

    Path output = folder.resolve("pip.txt");
    List<String> pip =
        List.of(
            python.orElseThrow(),
            "-m",
            "pip",
            "install",
            "--no-index",
            "--no-deps",
            "--target",
            installed.toString(),
            wheel.toString());
    assertThat(PythonProcess.run(pip, Map.of(), output)).as(Files.readString(output)).isZero();

    String program =
        """
        import stand_in, importlib.metadata, org.lockstep.ml as ml
        assert ml.__file__.startswith("%s"), ml.__file__
        assert importlib.metadata.version("lockstep-ml") == ml.__version__
        """
            .formatted(installed);
    Map<String, String> environment =
        Map.of("PYTHONPATH", "%s:%s".formatted(installed, PythonProcess.TESTS));
    assertThat(PythonProcess.run(List.of(python.orElseThrow(), "-c", program), environment, output))
        .as(Files.readString(output))
        .isZero();
  }
}
