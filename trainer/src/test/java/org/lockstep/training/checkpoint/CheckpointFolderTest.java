package org.lockstep.training.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lockstep.encoding.Encoding;
import org.lockstep.encoding.LinearScale;
import org.lockstep.encoding.NumberColumn;
import org.lockstep.encoding.TargetEncoding;
import org.lockstep.model.CheckedJson;
import org.lockstep.model.Digest;
import org.lockstep.model.Metrics;
import org.lockstep.model.file.FolderFiles;
import org.lockstep.network.Activation;
import org.lockstep.network.Loss;
import org.lockstep.network.Topology;
import org.lockstep.support.Figures;
import org.lockstep.training.checkpoint.CheckpointFolder.Saved;
import org.lockstep.training.checkpoint.CheckpointFolder.WrittenIdentity;
import org.lockstep.training.checkpoint.Progress.StoppingState;

class CheckpointFolderTest {
  private static final int DAMAGES = 300;
  private static final int VECTORS = 50_000;
  private static final int CHECKSUM = 4;

  private final Path folder;
  private final List<String> warnings = new ArrayList<>();
  private CheckpointFolder checkpoints;

  CheckpointFolderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void open() throws IOException {
    String path = folder.resolve("checkpoints").toString();
    checkpoints =
        new CheckpointFolder(
            new FolderFiles(new Configuration(), path), new org.apache.hadoop.fs.Path(path));
  }

  static RunIdentity identity(long seed) {
    Encoding encoding =
        new Encoding(
            List.of(NumberColumn.whole("größe", "double", 1)),
            new LinearScale(List.of(1 / 3.0), List.of(Double.MIN_VALUE)),
            new TargetEncoding.Classes("label", "string", List.of("ja", "nein")));
    Topology topology =
        new Topology(List.of(1, 2), List.of(Activation.SOFTMAX), new Loss.CrossEntropy(0));
    return new RunIdentity(
        Map.of("seed", seed, "optimizer", Map.of("type", "adam", "beta1", 0.9)),
        topology,
        encoding,
        Map.of("data.train", "00000000000000ff"));
  }

  static Checkpoint checkpoint(long iteration, double validationLoss) {
    float[] parameters = new float[VECTORS];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) Math.sin(i + iteration);
    }
    parameters[0] = -0f;
    parameters[1] = Float.MIN_VALUE;
    Metrics metrics = Figures.ofNumbers(validationLoss, 7, 0.5, Double.NaN);
    Progress progress =
        new Progress(
            new Progress.Position(iteration, 12L),
            new Progress.EpochSum(1 / 3.0, Math.PI),
            new Progress.LastValidation(metrics, iteration),
            new StoppingState(Double.NEGATIVE_INFINITY, 0, null, 3, null),
            new Progress.Numbers(List.of(0.1, Double.NaN), List.of(Double.POSITIVE_INFINITY)),
            List.of(new EpochResult(1, iteration, 0.25, null, "00ff")));
    return new Checkpoint(
        progress, new TreeMap<>(Map.of(Checkpoint.PARAMETERS, parameters, "empty", new float[0])));
  }

  private static RunIdentity withFrozen(List<?> layers) {
    RunIdentity identity = identity(1);
    TreeMap<String, Object> settings = new TreeMap<>(identity.settings());
    settings.put("freeze", layers);
    Topology deeper =
        new Topology(
            List.of(1, 4, 3, 2),
            List.of(Activation.RELU, Activation.RELU, Activation.SOFTMAX),
            new Loss.CrossEntropy(0));
    return new RunIdentity(settings, deeper, identity.encoding(), identity.data());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | hidden1",
        "1 | hidden2",
        "2 | output",
        "0 2 | hidden1 output",
        "hidden1 output | hidden1 output",
      })
  void frozenLayersCountedFrom0ByAnOlderVersionAreConvertedToTheirNames(String then, String now)
      throws IOException {
    List<Object> written = new ArrayList<>();
    for (String layer : then.split(" ", -1)) {
      written.add(layer.matches("\\d") ? Integer.valueOf(layer) : layer);
    }
    ObjectMapper json = new ObjectMapper();
    ObjectNode old =
        (ObjectNode) json.readTree(CheckedJson.write(withFrozen(List.of("hidden2", "output"))));
    old.remove("checksum");
    ((ObjectNode) old.get("settings")).set("freeze", json.valueToTree(written));
    old.put("checksum", Digest.of(old.toString().getBytes(UTF_8)));
    RunIdentity identity = CheckedJson.read(old.toString().getBytes(UTF_8), RunIdentity.class);

    assertThat(identity.differences(withFrozen(List.of(now.split(" ", -1))))).isEmpty();
    assertThat(identity.differences(withFrozen(List.of("hidden2", "hidden1"))))
        .containsExactly(
            "training.freeze was [%s] and is [hidden2, hidden1]".formatted(now.replace(" ", ", ")));
  }

  private void write(long iteration) throws IOException {
    WrittenIdentity run = new WrittenIdentity(identity(1));
    checkpoints.write(run);
    checkpoints.write(run, checkpoint(iteration, 1.0 / iteration), true);
  }

  private void assertSame(Saved actual, Checkpoint expected) {
    Progress progress = actual.checkpoint().progress();
    assertThat(checkpoints.differences(actual, identity(1))).isEmpty();
    assertThat(progress.epochSum()).isEqualTo(expected.progress().epochSum());
    assertThat(progress.numbers()).isEqualTo(expected.progress().numbers());
    assertThat(progress.stopping()).isEqualTo(expected.progress().stopping());
    assertThat(progress.epochs()).isEqualTo(expected.progress().epochs());
    assertThat(actual.checkpoint().vectors()).hasSameSizeAs(expected.vectors());
    expected
        .vectors()
        .forEach(
            (name, vector) ->
                assertThat(Arrays.equals(actual.checkpoint().vectors().get(name), vector))
                    .as(name)
                    .isTrue());
  }

  private Saved latest() {
    return checkpoints.latest(warnings::add).orElseThrow();
  }

  @Test
  void aCheckpointIsReadWithTheBitsThatWereWritten() throws IOException {
    write(690);

    assertSame(latest(), checkpoint(690, 1.0 / 690));
    assertThat(warnings).isEmpty();
  }

  @Test
  void anEmptyFolderHasNoCheckpoint() {
    assertThat(checkpoints.latest(warnings::add)).isEmpty();
  }

  @Test
  void aCheckpointOfAnotherProcessIsNotOverwritten() throws IOException {
    write(690);
    byte[] before = Files.readAllBytes(file(690));

    assertThatThrownBy(() -> write(690)).isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file(690)).hasBinaryContent(before);
  }

  @Test
  void aFailedCheckpointLeavesNoFile() throws IOException {
    FolderFiles files = new FolderFiles(new Configuration(), folder.toString());
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(folder.toString(), "file");

    assertThatThrownBy(
            () ->
                files.create(
                    path,
                    out -> {
                      out.write(1);
                      throw new IOException("no room");
                    },
                    false))
        .hasMessage("no room");

    assertThat(folder).isEmptyDirectory();
  }

  private Path file(long iteration) {
    return folder.resolve("checkpoints/iteration-%012d.safetensors".formatted(iteration));
  }

  /**
   * Damages a file: truncates it, flips a bit, overwrites bytes, empties or deletes it, at a place
   * drawn from a fixed seed.
   */
  @Test
  void aDamagedCheckpointIsSkippedForTheOneBefore() throws IOException {
    write(100);
    write(200);
    Path file = file(200);
    byte[] whole = Files.readAllBytes(file);
    int header = whole.length - VECTORS * Float.BYTES - CHECKSUM;
    SplittableRandom random = new SplittableRandom(6);
    for (int damage = 0; damage < DAMAGES; damage++) {
      byte[] damaged = whole.clone();
      int place =
          switch (damage % 3) {
            case 0 -> random.nextInt(header);
            case 1 -> header + random.nextInt(whole.length - header);
            default -> whole.length - 1 - random.nextInt(CHECKSUM);
          };
      switch (damage / 3 % 4) {
        case 0 -> damaged = Arrays.copyOf(whole, place);
        case 1 -> damaged[place] ^= (byte) (1 << random.nextInt(8));
        case 2 -> Arrays.fill(damaged, place, Math.min(place + 4096, damaged.length), (byte) 0);
        default -> damaged = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(100));
      }
      if (Arrays.equals(damaged, whole)) {
        continue; // zeros over zeros
      }
      Files.write(file, damaged);
      warnings.clear();

      Saved read = latest();

      assertThat(read.checkpoint().progress().position().iteration())
          .as("damage %d at %d", damage, place)
          .isEqualTo(100);
      assertThat(warnings).singleElement().asString().startsWith("the checkpoint of iteration 200");
      Files.write(file, whole);
    }
    assertThat(latest().checkpoint().progress().position().iteration()).isEqualTo(200);
  }

  @Test
  void anEmptyCheckpointIsSkipped() throws IOException {
    write(100);
    Files.createFile(file(200));

    assertThat(latest().checkpoint().progress().position().iteration()).isEqualTo(100);
  }

  @Test
  void aCheckpointUnderTheNameOfAnotherIsNotRead() throws IOException {
    write(100);
    Files.move(file(100), file(300));

    assertThat(checkpoints.latest(warnings::add)).isEmpty();
  }

  @Test
  void pruningKeepsTheLatestCheckpointsAndTheBest() throws IOException {
    SortedSet<Long> there = checkpoints.iterations();
    for (long iteration = 1; iteration <= 6; iteration++) {
      double loss = iteration == 2 ? 0.1 : 1;
      checkpoints.write(new WrittenIdentity(identity(1)), checkpoint(iteration, loss), false);
      there.add(iteration);
      long best = checkpoints.best().iteration();
      checkpoints.prune(there, 2, each -> each == best);
    }

    assertThat(there).containsExactly(6L, 5L, 2L);
    assertThat(checkpoints.iterations()).isEqualTo(there);
  }

  @Test
  void aHeaderLengthBeyondTheFileIsRefusedWithoutAllocatingIt() throws IOException {
    write(100);
    String file = Files.readString(file(100), ISO_8859_1);
    Files.writeString(file(100), file.replace("[50000]", "[2.0e9]"), ISO_8859_1);

    assertThatThrownBy(() -> checkpoints.read(100)).hasMessageContaining("longer than the file");
  }

  @Test
  void changedSettingsOfTheRunAreNamed() throws IOException {
    write(100);

    assertThat(checkpoints.differences(latest(), identity(2)))
        .containsExactly("training.seed was 1 and is 2");
  }

  @Test
  void aDamagedIdentityFileKeepsTheCheckpointsUsableAndIsRewrittenWithTheNext() throws IOException {
    write(100);
    Path run = runFile();
    byte[] whole = Files.readAllBytes(run);
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    Files.write(run, damaged);

    assertSame(latest(), checkpoint(100, 1.0 / 100));
    assertThat(checkpoints.differences(latest(), identity(2)))
        .singleElement()
        .asString()
        .contains("unknown", run.getFileName().toString());
    write(200);
    assertThat(runFile()).hasBinaryContent(whole);
  }

  private Path runFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("run-")).toList().get(0);
    }
  }
}
