package org.lockstep.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lockstep.model.run.RunFolder;
import org.lockstep.settings.CheckpointSettings;
import org.lockstep.training.checkpoint.Checkpoints.End;

class CheckpointWriterTest {
  private static final CheckpointSettings EACH_ITERATION =
      new CheckpointSettings(OptionalLong.of(1), OptionalLong.empty(), OptionalDouble.empty(), 1);

  @TempDir private Path output;

  private static final CheckpointWriter.Listener SILENT =
      new CheckpointWriter.Listener() {
        @Override
        public void written(long iteration) {}

        @Override
        public void failed(String warning) {}
      };

  private CheckpointWriter writer(RunFolder run, long after) {
    return new CheckpointWriter(
        run, EACH_ITERATION, CheckpointFolderTest.identity(1), after, 1000, SILENT);
  }

  private static void take(CheckpointWriter writer, long iteration, End end) {
    writer.iterationDone(
        iteration, end, () -> CheckpointFolderTest.checkpoint(iteration, Double.NaN));
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(output.resolve("checkpoints"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("iteration"))
          .sorted()
          .toList();
    }
  }

  private RunFolder begin() {
    return RunFolder.begin(new Configuration(), output.toString(), true, List.of(), "");
  }

  @Test
  void theLastSyncedCheckpointIsKeptUntilTheNextSync() throws IOException {
    try (RunFolder run = begin();
        CheckpointWriter writer = writer(run, 0)) {
      take(writer, 1, End.NOT_YET);
      take(writer, 2, End.NOT_YET);
      take(writer, 3, End.NOT_YET);
      writer.close();
      assertThat(checkpoints())
          .containsExactly(
              "iteration-000000000001.safetensors", "iteration-000000000003.safetensors");
    }
  }

  @Test
  void theFinalCheckpointOfARunIsSyncedAndTheOthersAreDeleted() throws IOException {
    try (RunFolder run = begin();
        CheckpointWriter writer = writer(run, 0)) {
      take(writer, 1, End.NOT_YET);
      take(writer, 2, End.NOT_YET);
      take(writer, 3, End.FINISHED);

      assertThat(checkpoints()).containsExactly("iteration-000000000003.safetensors");
    }
  }

  @Test
  void aRunThatIsStoppedWhereItWasResumedKeepsItsCheckpoint() throws IOException {
    try (RunFolder run = begin()) {
      try (CheckpointWriter writer = writer(run, 0)) {
        take(writer, 3, End.STOPPED);
      }
      try (CheckpointWriter writer = writer(run, 3)) {
        take(writer, 3, End.STOPPED);
      }

      assertThat(checkpoints()).containsExactly("iteration-000000000003.safetensors");
    }
  }
}
