package org.lockstep.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lockstep.jobs.Workbench.good;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and folders that the user may not read or not write, in a process of its own: that of root
 * is started without root's right to go past permissions.
 */
@Tag("spark")
class PermissionTest {
  private static final String[] WITHOUT_OVERRIDE = {
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search"
  };

  /** A command, and a pattern of its error. */
  private static final Map<String, String> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("train run.conf --set output=closed/model", "closed/model cannot be written to");
    COMMANDS.put("train run.conf --set output=sealed/model", "closed|sealed");
    COMMANDS.put("train run.conf --dry-run --set output=closed/model", "closed/model");
    COMMANDS.put("train run.conf --set data.train=secret.parquet", "secret.parquet");
    COMMANDS.put("train run.conf --set data.train=sealed", "sealed");
    COMMANDS.put("train run.conf --set data.validation=parts", "part-00001.parquet");
    COMMANDS.put("train secret.conf", "secret.conf");
    COMMANDS.put("predict model good.parquet --output closed/p", "cannot write to \\S*closed");
    COMMANDS.put("predict model secret.parquet --output p", "secret.parquet");
    COMMANDS.put("evaluate model secret.parquet", "secret.parquet");
    COMMANDS.put("evaluate secret-model good.parquet", "secret-model");
    COMMANDS.put("inspect secret-model", "secret-model");
    COMMANDS.put("export model --output closed/m.onnx", "closed");
    COMMANDS.put("report model --output closed/r.html", "cannot write closed/r.html");
    COMMANDS.put(
        "init good.parquet --label outcome --output closed/a.conf", "cannot write closed/a.conf");
    COMMANDS.put("tune run.conf --set output=closed/t --try network.hidden=[[2]]", "closed/t");
    COMMANDS.put("resume sealed", "sealed");
    COMMANDS.put("runs sealed", "sealed");
  }

  @TempDir private static Path folder;
  private static final Map<String, Run> OUTCOMES = new LinkedHashMap<>();
  private static Map<String, String> before;

  @BeforeAll
  static void runAllInOneProcess(@TempDir Path beside) throws Exception {
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    Assumptions.assumeTrue(!isRoot || canDropRights(), "root without setpriv is never refused");
    layOut();
    before = new Workbench(folder).listing();
    close();
    Path commands = beside.resolve("commands");
    Path results = beside.resolve("results");
    Files.write(commands, COMMANDS.keySet());
    List<String> words = new ArrayList<>(isRoot ? List.of(WITHOUT_OVERRIDE) : List.of());
    words.add(ProcessHandle.current().info().command().orElseThrow());
    words.addAll(JavaProcess.options());
    words.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(Commands.class.getName(), commands.toString(), results.toString()));
    Path log = beside.resolve("log");
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    } finally {
      process.destroyForcibly();
    }
    List<Run> runs = new ObjectMapper().readValue(results.toFile(), new TypeReference<>() {});
    int at = 0;
    for (String command : COMMANDS.keySet()) {
      OUTCOMES.put(command, runs.get(at++));
    }
  }

  private static boolean canDropRights() throws InterruptedException {
    try {
      List<String> words = new ArrayList<>(List.of(WITHOUT_OVERRIDE));
      words.add("true");
      return new ProcessBuilder(words).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void layOut() throws IOException {
    Workbench bench = new Workbench(folder);
    Path table = bench.write("good.parquet", good());
    bench.write("secret.parquet", good());
    bench.writeParts("parts", good(), 3);
    bench.train(table, "training.epochs=1").json();
    bench.train(table, "training.epochs=1", "output=" + bench.path("secret-model")).json();
    Files.writeString(
        folder.resolve("run.conf"),
        """
        data { train = good.parquet, validation = 0.2, label = score, features = [age, dose] }
        training { task = regression, epochs = 1 }
        output = out
        """);
    Files.writeString(folder.resolve("secret.conf"), "output = out");
    Files.createDirectory(folder.resolve("closed"));
    Files.createDirectory(folder.resolve("sealed"));
  }

  private static void close() throws IOException {
    permit("secret.parquet", "-w-------");
    permit("secret.conf", "-w-------");
    permit("parts/part-00001.parquet", "-w-------");
    permit("secret-model/manifest.json", "-w-------");
    permit("closed", "r-xr-xr-x");
    permit("sealed", "---------");
  }

  private static void permit(String name, String rights) throws IOException {
    Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString(rights));
  }

  @AfterAll
  static void open() throws IOException {
    if (before != null) {
      permit("closed", "rwxr-xr-x");
      permit("sealed", "rwxr-xr-x");
    }
  }

  @TestFactory
  Stream<DynamicTest> aMissingPermissionIsOneLineWithPathReasonAndRemedy() {
    return OUTCOMES.entrySet().stream()
        .map(
            outcome ->
                DynamicTest.dynamicTest(
                    outcome.getKey(),
                    () ->
                        outcome
                            .getValue()
                            .isMistakeThatNames(
                                List.of(
                                    COMMANDS.get(outcome.getKey()),
                                    "permission",
                                    "; .*(give|check|choose)"))));
  }

  @TestFactory
  Stream<DynamicTest> nothingIsWritten() {
    return Stream.of(
        DynamicTest.dynamicTest(
            "the folder is as it was",
            () -> {
              open();
              TreeMap<String, String> after = new Workbench(folder).listing();
              assertThat(after).isEqualTo(before);
            }));
  }
}
